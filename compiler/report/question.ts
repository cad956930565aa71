/**
 * What a control asks of a policy, and what the policy answers. A question is put the same way to every policy; what it says is
 * computed from the policy, and what it can't say stands beside it.
 */
import type { Place } from "../base/span.js";
import type { Code } from "../diagnostics/diagnostic.js";
import type { Subject } from "./subject.js";

/** From the strongest to the weakest; `not-met` is a finding, `not-addressed` says that the policy has nothing to do with it. */
export type Verdict = "proved" | "enforced" | "evidence" | "not-met" | "not-addressed";

/** A declaration that shows it, or that is against it. */
export interface Shown {
  readonly words: string;
  readonly place: Place;
}

export interface Answer {
  readonly verdict: Verdict;
  /** What was found: a sentence, with the numbers and names of this policy. */
  readonly says: string;
  readonly shows: readonly Shown[];
}

export interface Question {
  readonly id: string;
  /** What a yes claims, as a sentence. */
  readonly claim: string;
  /** What a yes does not show. */
  readonly limit?: string;
  /** The errors that are a no to it. */
  readonly codes?: readonly Code[];
  /** Asked of a policy that was not refused it may say `proved` or `enforced`; of others what it says of these does not count. */
  answer(subject: Subject): Answer;
}

export function answered(verdict: Verdict, says: string, shows: readonly Shown[] = []): Answer {
  return { verdict, says, shows };
}

/** Met where nothing is against it; else not, with all that is. */
export function unlessFound(against: readonly Shown[], met: Answer, says: (count: number) => string): Answer {
  return against.length === 0 ? met : answered("not-met", says(against.length), against);
}

/** `1 hop`, `3 hops` */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}
