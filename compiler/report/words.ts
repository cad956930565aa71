/** What every report says in the same words, whatever its format. */

import { count, type Verdict } from "./question.js";
import type { FrameworkReport, PolicyReport } from "./report.js";

export const verdicts: readonly Verdict[] = ["proved", "enforced", "evidence", "not-met", "not-addressed"];

export const verdictWords: Readonly<Record<Verdict, string>> = {
  proved: "proved",
  enforced: "enforced at run time",
  evidence: "evidence only",
  "not-met": "not met",
  "not-addressed": "not addressed",
};

/** What each verdict means. */
export const meanings: Readonly<Record<Verdict, string>> = {
  proved: "the compiler has proved it of the policy, for every chain and every request",
  enforced: "the guard that is built from the policy enforces it while the system runs",
  evidence: "something to show is at hand; whether it is enough is for a person to judge",
  "not-met": "the policy says something against it, or lacks what would show it",
  "not-addressed": "the policy has nothing to do with it, or says nothing about it",
};

/** `proved in part` */
export function verdictOf({ verdict, isPart }: { readonly verdict: Verdict; readonly isPart: boolean }): string {
  return isPart ? `${verdictWords[verdict]}, in part` : verdictWords[verdict];
}

/** What no report claims. */
export const limits: readonly string[] = [
  "It is made from the policy's text alone. That a guard is built from it, deployed, and the only way to the tools, the deployment has to show.",
  "A guard in an agent's own process is not an isolated decision point: it confines what models ask for, not code that runs beside it.",
  "Tools are taken to be what they are declared to be: their effects, labels, what they send and what they spend.",
  "A list of risks is mitigated, never complied with; and of a standard's requirements only those are listed that a policy has something to say to. This is no audit and no certification.",
];

/** `12 proved, 3 not met` */
export function countWords(counts: Readonly<Record<Verdict, number>>): string {
  return verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${counts[verdict]} ${verdictWords[verdict]}`)
    .join(", ");
}

/** What a framework's judgements may be read as. */
export function readingOf({ framework: { kind }, counts, controls }: FrameworkReport): string {
  const strong = counts.proved + counts.enforced;
  return kind === "risks"
    ? `A list of risks: ${strong} of ${controls.length} are mitigated, at least in part, by what is proved or enforced. It says nothing of how great they are.`
    : `A list of requirements, of which only those are here that a policy can speak to: ${strong} of ${controls.length} are supported, at least in part, by what is proved or enforced.`;
}

/** The first thing to be read of a policy that is not accepted. */
export function refusalWords({ refusedFor }: PolicyReport): string | undefined {
  if (refusedFor.length === 0) return undefined;
  return `\`remit check\` refuses this policy: ${count(refusedFor.length, "error")}. No guard is built from it, and nothing below is called enforced; where the errors are its own, nothing is called proved.`;
}

/** What was looked at. */
export function proofWords({ proof: { agents, hops, chains, obligations, proved } }: PolicyReport): string {
  return `${count(agents, "agent")}, ${count(hops, "hop")}, ${count(chains, "chain")}; ${proved.toLocaleString("en")} of ${count(obligations, "obligation")} proved.`;
}
