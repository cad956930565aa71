/** What is said after edits of texts is what is said of those texts when they are read anew. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderJson } from "../../compiler/diagnostics/json.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { checkLive } from "../../compiler/live-check.js";
import { type Checked, check } from "../../compiler/pipeline.js";
import type { CannotRun } from "../../compiler/project.js";
import type { Change } from "../../compiler/workspace.js";
import { edited, type Step } from "../model/edits.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 40);

const told = (checked: Checked | CannotRun): string =>
  checked.kind === "cannot-run" ? checked.reason : renderJson(checked.diagnostics, checked.proof, checked.sources, "/");

/** The new text of the file of a step; nothing where there is no such file then. */
function textAfter(step: Step, text: string, before: string): string | undefined {
  switch (step.kind) {
    case "gone":
      return undefined;
    case "whole":
      return step.text;
    case "undo":
      return before;
    case "signs": {
      const start = Math.floor((step.at * text.length) / 1000);
      return text.slice(0, start) + step.insert + text.slice(start + step.remove);
    }
    case "line": {
      const lines = text.split("\n");
      lines.splice(Math.floor((step.at * lines.length) / 1001), step.remove, step.insert);
      return lines.join("\n");
    }
    case "swap":
    case "declaration": {
      const parts = text.split(/^(?=[a-z])/m);
      const at = Math.floor((step.at * parts.length) / 1001);
      if (step.kind === "swap") parts.splice(at, 2, ...parts.slice(at, at + 2).reverse());
      else parts.splice(at, step.keep ? 0 : 1, step.insert === "" ? "" : `${step.insert}\n`);
      return parts.join("");
    }
  }
}

describe("a check that follows edits", () => {
  it("says what a check of the new texts says", () => {
    let count = 0;
    fc.assert(
      fc.property(edited, ([start, steps]) => {
        const texts: Record<string, string> = { ...start };
        const live = checkLive(memoryHost(start), []);
        if (live.kind === "cannot-run") return;
        expect(told(live.checked())).toBe(told(check(memoryHost(texts), [])));
        const before: Record<string, string> = {};
        for (const step of steps) {
          const { file } = step;
          const old = texts[file];
          const now = textAfter(step, old ?? "", before[file] ?? old ?? "");
          if (old === undefined && (now === undefined || now === "")) continue;
          if (old !== undefined) before[file] = old;
          const change: Change = now === undefined ? { kind: "gone", file: `/${file}` } : { kind: "text", file: `/${file}`, text: now };
          if (now === undefined) delete texts[file];
          else texts[file] = now;
          const found = live.edit([change]);
          const fresh = check(memoryHost(texts), []);
          if (fresh.kind === "cannot-run") expect(found.policies).toBe(0);
          else expect(told(found)).toBe(told(fresh));
          count++;
        }
      }),
      { numRuns },
    );
    expect(count).toBeGreaterThan(numRuns);
  }, 600_000);

  it("takes over what the host has", () => {
    const host = memoryHost({ "a.remit": "agent a {}\n" });
    const live = checkLive(host, []);
    if (live.kind === "cannot-run") expect.fail(live.reason);
    expect(live.checked().diagnostics.map(({ code }) => code)).toEqual(["no-owner", "unreachable-agent"]);
    host.write("/a.remit", 'agent a { owner "o" }\n');
    expect(told(live.refresh())).toBe(told(check(host, [])));
    host.write("/b.remit", "agent b {}\n");
    const both = live.refresh();
    expect(both.kind === "checked" && both.policies).toBe(2);
    expect(told(both)).toBe(told(check(host, [])));
    host.write("/remit.json", '{ "severities": { "no-owner": "off" } }');
    expect(told(live.refresh())).toBe(told(check(host, [])));
  });
});
