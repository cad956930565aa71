/** The counted limits of the string theory. They bound time and memory, and the same question always meets them at the same place. */

/** A question that was given up; `what` names what there was too much of. */
export interface Limit {
  readonly kind: "limit";
  readonly what: string;
}

export const limits = {
  /** Characters and forks of a pattern once its repetitions are written out. */
  positions: 200_000,
  /** Groups within groups. */
  nesting: 400,
  /** States of one automaton. */
  states: 100_000,
  /** Entries of one table: transitions, or the members of all the sets that stand for states. */
  cells: 8_000_000,
  /** Members looked at while a pattern is made deterministic. */
  steps: 50_000_000,
  /** Points of one search over words that share a prefix. */
  points: 100_000,
  /** What all searches for one answer may try, counted in variables looked at; and once more, to make its core small. */
  effort: 4_000_000,
  /** Entries of all the tables that are remembered from one question to the next; past it they are forgotten, which changes no answer. */
  remembered: 16_000_000,
} as const;

/** What has been tried so far for one answer. */
export interface Effort {
  spent: number;
}

export function limit(what: string): Limit {
  return { kind: "limit", what };
}

export function isLimit<T>(answer: T | Limit): answer is Limit {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "limit";
}
