/** What is wrong with a file, as an editor shows it: the text of `remit check` without the source, which the editor has. */
import { type Code, type Diagnostic, type Place, type Severity, showWitness, visible, type Witness } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  readonly place: Place;
  /** What was seen, one concrete request that shows it, and what to do; several lines. */
  readonly message: string;
  readonly related: Diagnostic["related"];
  readonly witness?: Witness;
  /** What stands there has no effect: it can be shown faded. */
  readonly isUnused: boolean;
}

/** The findings of a file, in order. They wait for the proof. */
export function findingsIn(snapshot: Snapshot, file: string): readonly Finding[] {
  return snapshot.findings(file).map(findingOf);
}

/** A finding without its source text. */
export function findingOf({ code, severity, place, message, related, help, witness }: Diagnostic): Finding {
  const text = [visible(message), ...(witness === undefined ? [] : [exampleOf(witness)]), ...(help === undefined ? [] : [`help: ${visible(help)}`])];
  return { code, severity, place, message: text.join("\n"), related, ...(witness === undefined ? {} : { witness }), isUnused: unused.has(code) };
}

/** As `remit check` prints it. */
function exampleOf(witness: Witness): string {
  const rows = showWitness(witness);
  const widest = Math.max(...rows.map(({ heading }) => heading.length));
  return ["for example:", ...rows.map(({ heading, text }) => `  ${heading.padEnd(widest)}  ${visible(text)}`)].join("\n");
}

/** What could be taken away without anything changing. */
const unused: ReadonlySet<Code> = new Set<Code>(["dead-clause", "dead-hop", "unreachable-agent", "unused-authority"]);
