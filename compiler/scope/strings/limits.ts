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
  /** Points of the search over words that share a prefix, its moves, and the choices that it tries on the way. */
  points: 100_000,
  moves: 200_000,
  choices: 2_000_000,
  /** Assignments tried by the colouring of variables with few values. */
  colourings: 200_000,
  /** Questions asked to make one core smaller. */
  shrinkings: 2_000,
  /** Entries of all the tables that are remembered from one question to the next; past it they are forgotten, which changes no answer. */
  remembered: 16_000_000,
} as const;

export function limit(what: string): Limit {
  return { kind: "limit", what };
}

export function isLimit<T>(answer: T | Limit): answer is Limit {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "limit";
}
