/** What holds of the fixes of any policy: each that is offered mends its finding, and makes nothing an error that was none. */
import fc from "fast-check";
import { expect } from "vitest";
import type { Diagnostic } from "../../../compiler/diagnostics/diagnostic.js";
import { memoryHost } from "../../../compiler/host/memory.js";
import { notNarrower } from "../../../compiler/ledger/proposal.js";
import { openLive } from "../../../compiler/live-check.js";
import { check } from "../../../compiler/pipeline.js";
import { fixAll } from "../../../lsp/ide/fixes/all.js";
import { offersFor } from "../../../lsp/ide/fixes/offers.js";
import { type Snapshot, snapshotOf } from "../../../lsp/ide/snapshot.js";
import { lowerFiles } from "../../harness/marked.js";
import { edited } from "../../model/edits.js";
import { textAfter } from "./apply.js";
import { chained } from "./chains.js";

type Texts = Readonly<Record<string, string>>;

/** Findings by what they say, each as often as it is said; from texts that are read anew. */
function saidOf(texts: Texts): { readonly all: readonly string[]; readonly errors: readonly string[] } {
  const checked = check(memoryHost(texts), []);
  const found: readonly Diagnostic[] = checked.kind === "cannot-run" ? [] : checked.diagnostics;
  const say = ({ code, message, place }: Diagnostic): string => `${place.file} ${code} ${message}`;
  return { all: found.map(say), errors: found.filter(({ severity }) => severity === "error").map(say) };
}

function beyond(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = [...those];
  return these.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function open(texts: Texts): Snapshot | undefined {
  const live = openLive(memoryHost(texts), []);
  return live.kind === "cannot-run" ? undefined : snapshotOf(live, 0, () => true);
}

function after(snapshot: Snapshot, edits: Parameters<typeof textAfter>[2]): Texts {
  return Object.fromEntries(snapshot.files().map((file) => [file, textAfter(snapshot, file, edits)]));
}

/** `rules`: how often a fix of each name was offered. */
export function eachOfferMends(numRuns: number): { readonly offered: ReadonlyMap<string, number>; readonly proved: number } {
  const offered = new Map<string, number>();
  let proved = 0;
  fc.assert(
    fc.property(edited, fc.nat(), ([texts], which) => {
      const snapshot = open(texts);
      if (snapshot === undefined) return;
      const before = saidOf(texts);
      for (const [at, finding] of snapshot.checked().diagnostics.entries()) {
        // Of many findings some.
        if (at % 3 !== which % 3) continue;
        const { code, message, place } = finding;
        for (const { fix, isProved } of offersFor(snapshot, finding, "all")) {
          expect(isProved).toBe(true);
          offered.set(fix.name, (offered.get(fix.name) ?? 0) + 1);
          const then = saidOf(after(snapshot, fix.edits));
          const about = `${code} ${message}\n${fix.title}\n${JSON.stringify(fix.edits)}\n${JSON.stringify(texts)}`;
          expect(beyond(then.errors, before.errors), about).toEqual([]);
          const key = `${place.file} ${code} ${message}`;
          const count = (of: readonly string[]): number => of.filter((each) => each === key).length;
          expect(count(then.all), about).toBeLessThan(count(before.all));
          proved++;
        }
      }
      for (const [file, text] of Object.entries(texts))
        if (snapshot.has(`/${file}`)) expect(snapshot.text(`/${file}`)).toBe(text.replace(/^\uFEFF/, ""));
    }),
    { numRuns },
  );
  return { offered, proved };
}

/** All fixes of a file together lead to no new error, and to fewer findings, or there are none. */
export function allTogetherMend(numRuns: number): number {
  let made = 0;
  fc.assert(
    fc.property(edited, ([texts]) => {
      const snapshot = open(texts);
      if (snapshot?.has("/main.remit") !== true) return;
      const edits = fixAll(snapshot, "/main.remit");
      if (edits.length === 0) return;
      made++;
      const sorted = [...edits].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));
      for (const [at, edit] of sorted.entries()) {
        const next = sorted[at + 1];
        if (next?.file === edit.file) expect(edit.end).toBeLessThanOrEqual(next.start);
      }
      const before = saidOf(texts);
      const then = saidOf(after(snapshot, edits));
      expect(beyond(then.errors, before.errors), JSON.stringify([texts, edits])).toEqual([]);
      expect(beyond(before.all, then.all).length).toBeGreaterThan(0);
    }),
    { numRuns },
  );
  return made;
}

/** What is narrowed is narrower: no hop gives more than before. How often it was tried, by the name of the fix. */
export function narrowedIsNarrower(numRuns: number): ReadonlyMap<string, number> {
  const tried = new Map<string, number>();
  fc.assert(
    fc.property(chained, (text) => {
      const file = "/main.remit";
      const snapshot = open({ "main.remit": text });
      if (snapshot === undefined) return;
      const before = saidOf({ "main.remit": text });
      for (const finding of snapshot.findings(file)) {
        for (const { fix } of offersFor(snapshot, finding, "all")) {
          const then = textAfter(snapshot, file, fix.edits);
          expect(beyond(saidOf({ "main.remit": then }).errors, before.errors), `${fix.title}\n${text}`).toEqual([]);
          // What is received is less than what was said, and a dead `deny` takes nothing away, but only because of what stands above.
          if (fix.name === "received" || fix.name === "remove") continue;
          tried.set(fix.name, (tried.get(fix.name) ?? 0) + 1);
          const wider = notNarrower(lowerFiles({ "main.remit": text }).value, lowerFiles({ "main.remit": then }).value);
          expect(
            wider.map(({ from, to }) => `${from.name} -> ${to.name}`),
            `${fix.title}\n${text}\n\n${then}`,
          ).toEqual([]);
        }
      }
    }),
    { numRuns },
  );
  return tried;
}
