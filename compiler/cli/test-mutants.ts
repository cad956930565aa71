/** `remit test --mutate`: the changes that give more, and that nothing would notice. */
import { relativePath } from "../base/path.js";
import type { Place } from "../base/span.js";
import type { Witness } from "../diagnostics/diagnostic.js";
import { witnessDocument } from "../diagnostics/json.js";
import { locator, type Sources } from "../diagnostics/located.js";
import { showWitness, visible } from "../diagnostics/show.js";
import { openPaths, readPolicy } from "../load.js";
import { judgeOf } from "../mutation/judge.js";
import { mutantsOf } from "../mutation/mutants.js";
import { progressLine } from "./progress.js";
import type { World } from "./world.js";

export interface Mutation {
  /** How many give more: those that are noticed, by what notices them first, and those that are missed. */
  readonly noticed: Readonly<Record<"test" | "assertion" | "check", number>>;
  readonly missed: readonly Missed[];
  /** How many could not be judged, and how many gave nothing more. */
  readonly unknown: number;
  readonly equal: number;
}

interface Missed {
  readonly place: Place;
  readonly says: string;
  readonly agent: string;
  readonly action: string;
  readonly witness: Witness;
}

/** Makes and judges every mutant of the policies that the paths name, which are known to load. */
export function mutate(paths: readonly string[], world: World): Mutation {
  const { host } = world;
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") throw new Error(`what was loaded is not there any more: ${opened.reason}`);
  const noticed = { test: 0, assertion: 0, check: 0 };
  const missed: Missed[] = [];
  let unknown = 0;
  let equal = 0;
  const progress = progressLine(world, host.now());
  for (const { file } of opened.entries) {
    // Of hops that are written alike each is changed by itself.
    opened.workshop.readWhole();
    const { value: policy, atoms } = readPolicy(file, opened.workshop).lowered;
    const judge = judgeOf(policy);
    const mutants = mutantsOf(policy, atoms);
    for (const [at, mutant] of mutants.entries()) {
      progress.show(`changing ${relativePath(host.folder, file)}: ${at} of ${mutants.length}`);
      const verdict = judge(mutant);
      switch (verdict.kind) {
        case "noticed":
          noticed[verdict.by]++;
          break;
        case "missed":
          missed.push({ place: mutant.place, says: mutant.says, agent: verdict.agent, action: verdict.action, witness: verdict.witness });
          break;
        case "unknown":
          unknown++;
          break;
        case "equal":
          equal++;
      }
    }
  }
  progress.clear();
  return { noticed, missed, unknown, equal };
}

/** How many of the mutants that give more are noticed, in per cent. */
export function noticedShare({ noticed, missed }: Mutation): number {
  const seen = noticed.test + noticed.assertion + noticed.check;
  return seen + missed.length === 0 ? 100 : (100 * seen) / (seen + missed.length);
}

export function mutationDocument({ noticed, missed, unknown, equal }: Mutation, sources: Sources, folder: string): object {
  const at = locator(sources, folder);
  return {
    noticed: { tests: noticed.test, assertions: noticed.assertion, check: noticed.check },
    missed: missed.map(({ place, says, agent, action, witness }) => ({
      file: at.file(place),
      range: at.range(place),
      change: says,
      agent,
      action,
      witness: witnessDocument(witness),
    })),
    unknown,
    equal,
  };
}

export function renderMutation({ noticed, missed, unknown, equal }: Mutation, sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  const { test, assertion, check } = noticed;
  const all = test + assertion + check + missed.length;
  const aside = [...(equal === 0 ? [] : [`${equal} gave nothing more`]), ...(unknown === 0 ? [] : [`${unknown} could not be judged`])];
  const head = `${all} ${all === 1 ? "change gives" : "changes give"} more: ${test} noticed by tests, ${assertion} by assertions, ${check} by check, ${missed.length} by nothing${aside.length === 0 ? "" : ` (${aside.join(", ")})`}\n`;
  const shown = missed.map(({ place, says, witness }) => {
    const { line, character } = at.range(place).start;
    const rows = showWitness(witness).map(({ heading, text }) => `      ${heading.padEnd(11)} ${text}\n`);
    return `  ${visible(at.file(place))}:${line + 1}:${character + 1}  ${visible(says)}, and this is let through:\n${rows.join("")}`;
  });
  return missed.length === 0 ? head : `${head}no test, assertion or check notices these:\n${shown.join("")}`;
}
