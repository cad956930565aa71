/** A workspace after edits is as one that was just opened, and what an edit did not touch is the same object. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../../compiler/base/lines.js";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { applySettings, ordered } from "../../compiler/findings.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { openPaths, readPolicy } from "../../compiler/load.js";
import { type Lowered, lower, lowerReading } from "../../compiler/model/lower.js";
import type { Policy } from "../../compiler/model/model.js";
import { loadModules } from "../../compiler/names/modules.js";
import { parseAhead } from "../../compiler/syntax/ahead.js";
import { parse } from "../../compiler/syntax/parse.js";
import { type Change, type OpenPolicy, openWorkspace, type PolicyChange, type Workspace } from "../../compiler/workspace.js";
import { edited, type Step } from "./edits.js";
import { placedIn } from "./placed.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 150);

/** Everything of a policy, as text: what is one object stays one, by name. */
function shown(lowered: Lowered): unknown {
  const { value, incomplete } = lowered;
  const { labels } = value;
  const order = labels.names.map((_, label) => labels.names.filter((_, bound) => labels.within(label, bound)));
  const where = placedIn(lowered)
    .map(([atom, place]) => JSON.stringify([atom, place]))
    .sort();
  return { policy: plain({ ...value, labels: { ...labels, order } }), incomplete, atoms: where };
}

function plain(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Set ? { set: [...each] } : each instanceof Map ? { map: [...each] } : each), 1);
}

function diagnosticsOf(
  { settings, diagnostics, allowances }: Pick<OpenPolicy, "settings" | "diagnostics" | "allowances">,
  sources: Workspace["sources"],
): readonly Diagnostic[] {
  return ordered(applySettings(diagnostics, settings, allowances, sources));
}

interface Seen {
  readonly entry: string;
  readonly lowered: unknown;
  readonly diagnostics: string;
}

function fresh(texts: Readonly<Record<string, string>>): readonly Seen[] {
  const opened = openPaths(memoryHost(texts), []);
  if (opened.kind === "cannot-run") return [];
  return opened.entries.map(({ file, settings }) => {
    const { lowered, diagnostics, allowances } = readPolicy(file, opened.workshop);
    return {
      entry: file,
      lowered: shown(lowered),
      diagnostics: plain(diagnosticsOf({ settings, diagnostics, allowances }, opened.workshop.sources)),
    };
  });
}

function kept(workspace: Workspace): readonly Seen[] {
  return workspace.policies.map((policy) => ({
    entry: policy.entry,
    lowered: shown(policy.lowered),
    diagnostics: plain(diagnosticsOf(policy, workspace.sources)),
  }));
}

/** The change that a step makes, and the texts after it. */
function changeOf(step: Step, texts: Record<string, string>, before: Map<string, string>): Change | undefined {
  const file = `/${step.file}`;
  const text = texts[step.file];
  if (step.kind === "gone") {
    if (text === undefined) return undefined;
    delete texts[step.file];
    return { kind: "gone", file };
  }
  if (step.kind === "whole" || text === undefined) {
    const now = step.kind === "whole" ? step.text : "";
    texts[step.file] = now;
    return { kind: "text", file, text: now };
  }
  if (step.kind === "undo") {
    const now = before.get(step.file) ?? text;
    before.set(step.file, text);
    texts[step.file] = now;
    return { kind: "text", file, text: now };
  }
  before.set(step.file, text);
  if (step.kind === "declaration" || step.kind === "swap") {
    // Each starts at the start of a line with a word, and its comments are its own.
    const starts = [...text.matchAll(/^(?:\/\/.*\n|\n)*(?=[a-z])/gm)].map((match) => match.index);
    const index = Math.floor((step.at * starts.length) / 1001);
    const [start, next] = [starts[index] ?? text.length, starts[index + 1] ?? text.length];
    if (step.kind === "swap") {
      const end = starts[index + 2] ?? text.length;
      const swapped = text.slice(next, end) + text.slice(start, next);
      texts[step.file] = text.slice(0, start) + swapped + text.slice(end);
      return { kind: "range", file, start, end, text: swapped };
    }
    const end = step.keep ? start : next;
    const insert = step.insert === "" ? "" : `${step.insert}\n`;
    texts[step.file] = text.slice(0, start) + insert + text.slice(end);
    return { kind: "range", file, start, end, text: insert };
  }
  let start = Math.floor((step.at * text.length) / 1000);
  let end = Math.min(text.length, start + step.remove);
  let insert = step.insert;
  if (step.kind === "line") {
    start = text.lastIndexOf("\n", start - 1) + 1;
    end = start;
    for (let line = 0; line < step.remove && end < text.length; line++) end = (text.indexOf("\n", end) + 1 || text.length + 1) - 0;
    end = Math.min(end, text.length);
    insert = insert === "" ? "" : `${insert}\n`;
  }
  texts[step.file] = text.slice(0, start) + insert + text.slice(end);
  return { kind: "range", file, start, end, text: insert };
}

const named = ["hops", "agents", "principals", "denials", "assertions", "tests"] as const;

/** Holds where the sets of a change say what objects are others, and all is of one piece. */
function agrees(before: Policy, { policy, changed }: PolicyChange): void {
  const now = policy.lowered.value;
  hold(
    now.hops.every((hop, index) => hop.index === index),
    "a hop's index",
  );
  const parties = new Set<unknown>([...now.agents, ...now.principals]);
  const actions = new Set<unknown>(now.actions);
  for (const hop of now.hops) {
    hold(parties.has(hop.from) && parties.has(hop.to), "a hop's parties");
    hold(now.tasks.includes(hop.task), "a hop's task");
    for (const clause of hop.scope.clauses) for (const action of clause.actions) hold(actions.has(action), "a clause's actions");
  }
  if (changed.kind === "everything") return;
  for (const kind of named) {
    const was = new Set<unknown>(before[kind]);
    const is = new Set<unknown>(now[kind]);
    const of = changed.kind === "nothing" ? { added: [], removed: [] } : changed[kind];
    const replaced: ReadonlyMap<unknown, unknown> = "replaced" in of ? (of.replaced as ReadonlyMap<unknown, unknown>) : new Map();
    const added = new Set<unknown>([...of.added, ...replaced.values()]);
    const removed = new Set<unknown>([...of.removed, ...replaced.keys()]);
    for (const each of is) hold(was.has(each) !== added.has(each), `${kind}: what is new is said to be`);
    for (const each of was) hold(is.has(each) !== removed.has(each), `${kind}: what is gone is said to be`);
    hold(added.size + [...was].filter((each) => is.has(each)).length === is.size, `${kind}: nothing else is said to be new`);
  }
}

function hold(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

test("a text that is read in two goes says the same", () => {
  let inTwo = 0;
  fc.assert(
    fc.property(edited, ([texts]) => {
      const host = memoryHost(texts);
      for (const file of Object.keys(texts)) {
        const ahead = loadModules(host, `/${file}`, (name, text) => parseAhead(name, text, 0));
        if (ahead.value.modules.every((module) => module.source.later === undefined)) continue;
        const read = lowerReading(ahead.value);
        if (read === undefined) continue;
        inTwo++;
        const whole = loadModules(host, `/${file}`, parse);
        const lowered = lower(whole.value);
        expect(shown(read.lowered)).toEqual(shown(lowered));
        const told = (from: readonly Diagnostic[]): string => plain(ordered(from));
        expect(told([...ahead.diagnostics, ...read.lowered.diagnostics])).toEqual(told([...whole.diagnostics, ...lowered.diagnostics]));
        for (const [i, module] of ahead.value.modules.entries()) {
          const comments = [...module.source.comments, ...(read.comments.get(module) ?? [])].sort((a, b) => a.span.start - b.span.start);
          expect(comments).toEqual(whole.value.modules[i]?.source.comments);
        }
      }
    }),
    { numRuns },
  );
  expect(inTwo).toBeGreaterThan(numRuns / 4);
});

test(
  "after any edits a policy is what it would be if it were read anew",
  () => {
    const counts = { nothing: 0, some: 0, everything: 0 };
    fc.assert(
      fc.property(edited, ([start, edits]) => {
        const texts: Record<string, string> = { ...start };
        const workspace = openWorkspace(memoryHost(start), []);
        if (workspace.kind === "cannot-run") return;
        expect(kept(workspace)).toEqual(fresh(texts));
        const before = new Map<string, string>();
        let pending: Change[] = [];
        for (const [i, step] of edits.entries()) {
          const change = changeOf(step, texts, before);
          if (change !== undefined) pending.push(change);
          // Now and then two or three are made at once.
          if (pending.length === 0 || (i % 4 === 2 && i < edits.length - 1)) continue;
          const then = new Map(workspace.policies.map((policy): [OpenPolicy, Policy] => [policy, policy.lowered.value]));
          const changes = workspace.edit(pending);
          pending = [];
          expect(kept(workspace)).toEqual(fresh(texts));
          for (const [name, text] of Object.entries(texts)) {
            const offset = Math.floor((step.kind === "line" ? step.at : 500) * text.length * 0.001);
            if (workspace.files().includes(`/${name}`)) {
              expect(workspace.sources(`/${name}`)).toBe(text);
              expect(workspace.positionAt(`/${name}`, offset)).toEqual(linesOf(text).positionAt(offset));
            }
          }
          for (const each of changes) {
            counts[each.changed.kind]++;
            const was = then.get(each.policy);
            if (was !== undefined) agrees(was, each);
          }
        }
      }),
      { numRuns },
    );
    if (process.env.REMIT_COUNTS !== undefined) process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(counts.some).toBeGreaterThan(0);
  },
  Math.max(600_000, numRuns * 2_000),
);

const shared = 'task t "T"\ntool x {\n  read r(n: Int)\n}\nprincipal p {\n}\nagent a {\n}\n';

test.each([
  ["a name that a tool looked for in vain becomes that of an agent", shared.replace("(n: Int)", "(n: Int) returns mid"), "agent mid {\n}\n"],
  [
    "the principal of an approval goes",
    `${shared}delegate p -> a for t {\n  allow x.r\n  ttl 1h\n  approval by q\n}\nprincipal q {\n}\n`,
    "principal qq {\n}\n",
  ],
  [
    "an agent takes the name of a principal",
    `${shared}delegate p -> a for t {\n  allow x.r\n  ttl 1h\n  approval by q\n}\nprincipal q {\n}\n`,
    "agent q {\n}\n",
  ],
])("%s", (_what, start, last) => {
  const from = start.lastIndexOf("principal q") < 0 ? start.length : start.lastIndexOf("principal q");
  const workspace = openWorkspace(memoryHost({ "main.remit": start }), []);
  if (workspace.kind === "cannot-run") throw new Error(workspace.reason);
  workspace.edit([{ kind: "range", file: "/main.remit", start: from, end: start.length, text: last }]);
  expect(kept(workspace)).toEqual(fresh({ "main.remit": start.slice(0, from) + last }));
  workspace.edit([{ kind: "text", file: "/main.remit", text: start }]);
  expect(kept(workspace)).toEqual(fresh({ "main.remit": start }));
});

test("a principal gets another name in the policy, because the entry takes its own", () => {
  const lib = `${shared}delegate p -> a for t {\n  allow x.r\n  ttl 1h\n  approval by q\n}\nprincipal q {\n}\n`;
  const main = 'import { a } from "./lib"\nagent b {\n}\n';
  const workspace = openWorkspace(memoryHost({ "main.remit": main, "lib.remit": lib }), []);
  if (workspace.kind === "cannot-run") throw new Error(workspace.reason);
  const added = "agent q {\n}\n";
  workspace.edit([{ kind: "range", file: "/main.remit", start: main.length, end: main.length, text: added }]);
  expect(kept(workspace)).toEqual(fresh({ "main.remit": main + added, "lib.remit": lib }));
  expect(workspace.policies[0]?.lowered.value.hops[0]?.approval?.by).toBe("q_2");
});
