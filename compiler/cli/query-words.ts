/** What a query found, for a person and as JSON. */
import { witnessDocument } from "../diagnostics/json.js";
import type { Locator, Sources } from "../diagnostics/located.js";
import { showWitness, visible } from "../diagnostics/show.js";
import { hopName } from "../diff/difference.js";
import { textAt } from "../diff/weakened.js";
import type { Clause, Denial, Hop } from "../model/model.js";
import type { Can, Stopped } from "../query/can.js";
import { clauseOf, type Making } from "../query/making.js";

export interface Telling {
  readonly sources: Sources;
  readonly at: Locator;
}

/** Each hop of a chain and the clause by which it lets the request pass, then the request. */
export function makingLines(making: Making, { sources, at }: Telling): readonly string[] {
  const hops = making.hops.map((hop, index) => {
    const clause = clauseOf(making, index);
    return [`  ${hopName(hop)}`, ...(clause === undefined ? [] : [`      ${textAt(sources, clause.place)}  (${placed(clause, at)})`])];
  });
  return [...hops.flat(), ...showWitness(making.witness).map(({ heading, text }) => `    ${heading.padEnd(11)} ${text}`)].map(visible);
}

export function makingDocument(making: Making, telling: Telling): object {
  return {
    chain: making.way.parties,
    hops: making.hops.map((hop, index) => ({ ...named(hop), clause: clauseDocument(clauseOf(making, index), telling) })),
    witness: witnessDocument(making.witness),
  };
}

function placed({ place }: Clause | Denial, at: Locator): string {
  return `${at.file(place)}:${at.range(place).start.line + 1}`;
}

function named(hop: Hop): object {
  return { from: hop.from.name, to: hop.to.name, task: hop.task.name };
}

function clauseDocument(clause: Clause | Denial | undefined, { sources, at }: Telling): object | null {
  return clause === undefined ? null : { text: textAt(sources, clause.place), file: at.file(clause.place), range: at.range(clause.place) };
}

const reasons: Readonly<Record<Stopped["why"], string>> = {
  require: "can't be made so: its `require` does not hold",
  nothing: "passes on nothing of it",
  less: "passes on no such request",
  relayed: "only lets it be handed on",
  denied: "would let it pass, and a `deny` of the policy takes it away",
};

export function stoppedLines(stopped: Stopped | undefined, { sources, at }: Telling): readonly string[] {
  if (stopped === undefined) return ["  no chain leads there"];
  const { chain, hop, at: index, why, clauses } = stopped;
  return [
    `  on ${chain.join(" → ")}`,
    `  hop ${index}, \`${hopName(hop)}\`, ${reasons[why]}`,
    ...clauses.map((clause) => `      ${textAt(sources, clause.place)}  (${placed(clause, at)})`),
  ].map(visible);
}

export function stoppedDocument(stopped: Stopped | undefined, telling: Telling): object | null {
  if (stopped === undefined) return null;
  const { chain, hop, at, why, clauses } = stopped;
  return { chain, hop: named(hop), at, why, clauses: clauses.map((clause) => clauseDocument(clause, telling)) };
}

/** Of several policies: yes if any says so, and unknown only where none does. */
export function exitCode(answers: readonly Can["kind"][]): number {
  return answers.includes("yes") ? 0 : answers.includes("unknown") ? 2 : 1;
}
