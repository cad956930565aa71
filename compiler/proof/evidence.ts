/**
 * The evidence that a question is answered: that no request satisfies its constraint. The checker makes the clauses of the
 * question itself; to these the evidence adds lemmas, which are true of all values, and steps, each of which follows from
 * what stands before it by propagation alone. After the last step propagation contradicts itself.
 */
import type { Literal } from "./replay/formula.js";

export interface Evidence {
  /** Lists that hold so many different members that they are at least as long: the list, and the members by their places in it. */
  readonly counts?: readonly (readonly number[])[];
  readonly lemmas?: readonly Lemma[];
  /** Clauses: each is the end of a case, and says which assumptions cannot be made together. */
  readonly steps?: readonly (readonly Literal[])[];
}

/** A clause that some values contradict where none of its literals holds. */
export type Lemma = { readonly clause: readonly Literal[] } & (
  | { readonly kind: "order"; readonly by: OrderEvidence }
  | { readonly kind: "text"; readonly by: TextEvidence }
);

/**
 * Why ordered values cannot be as the literals of a clause assume. Assumptions are numbered: first the negated literals of the
 * clause, then what is always known of each of its variables, then those that splits make on the way.
 */
export type OrderEvidence =
  /** Raising the least values, by one assumption after another, leaves a scale or a set. */
  | { readonly raise: readonly number[] }
  /** Orders that lead from a value back to itself, one of them strict. */
  | { readonly cycle: readonly number[] }
  /** A time that no hour is left for: the variable. */
  | { readonly hours: number }
  /** Two values that differ: one is less, or it is more. */
  | { readonly split: number; readonly less: OrderEvidence; readonly more: OrderEvidence };

/** A state is named by a text that leads there: an earlier state and one more code point. The first state is the empty text. */
export type States = readonly (readonly [from: number, point: number])[];

export type TextEvidence =
  /** One of the assumptions lists the values; each contradicts another. */
  | { readonly words: true }
  /** The states that texts lead to, by what is known of one of them: closed, and none accepting. */
  | { readonly states: States }
  /**
   * Texts that are read together. `states`: for each group of equal variables. `points`: what was read (nothing, `/`, or more: 0, 1, 2),
   * then who reads on and in which state; from none of them can all come to an end that the relations allow.
   */
  | { readonly states: readonly States[]; readonly points: readonly (readonly number[])[] };

/** What a certificate says is evidence, if it has the form of it. */
export function readEvidence(given: unknown): Evidence | undefined {
  if (!isRecord(given, ["counts", "lemmas", "steps"])) return undefined;
  const { counts = [], lemmas = [], steps = [] } = given;
  const isSound = isListOf(counts, isNumbers) && isListOf(lemmas, isLemma) && isListOf(steps, isNumbers);
  return isSound ? (given as Evidence) : undefined;
}

function isLemma(given: unknown): boolean {
  if (!isRecord(given, ["clause", "kind", "by"]) || !isNumbers(given.clause)) return false;
  return given.kind === "order" ? isOrderEvidence(given.by, 0) : given.kind === "text" && isTextEvidence(given.by);
}

/** Splits are no deeper than anybody would write down. */
const deepestSplit = 64;

function isOrderEvidence(given: unknown, depth: number): boolean {
  if (isRecord(given, ["raise"])) return isNumbers(given.raise);
  if (isRecord(given, ["cycle"])) return isNumbers(given.cycle);
  if (isRecord(given, ["hours"])) return Number.isInteger(given.hours);
  if (!isRecord(given, ["split", "less", "more"]) || depth > deepestSplit || !Number.isInteger(given.split)) return false;
  return isOrderEvidence(given.less, depth + 1) && isOrderEvidence(given.more, depth + 1);
}

function isTextEvidence(given: unknown): boolean {
  if (isRecord(given, ["words"])) return given.words === true;
  if (isRecord(given, ["states"])) return isStates(given.states);
  return isRecord(given, ["states", "points"]) && isListOf(given.states, isStates) && isListOf(given.points, isNumbers);
}

function isStates(given: unknown): boolean {
  return isListOf(given, (each) => isNumbers(each) && each.length === 2);
}

function isNumbers(given: unknown): given is readonly number[] {
  return isListOf(given, (each) => Number.isInteger(each));
}

function isListOf(given: unknown, isOne: (each: unknown) => boolean): boolean {
  return Array.isArray(given) && given.every(isOne);
}

/** Whether it is an object with none but these keys. */
function isRecord(given: unknown, keys: readonly string[]): given is Readonly<Record<string, unknown>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  return Object.keys(given).every((key) => keys.includes(key));
}
