/** Formulas over numbered atoms, and what the atoms say of the variables of a question. */
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import type { Ordinal, ScaleName } from "./scales.js";

/** An atom that holds (its number, from 1) or does not (the number negated). */
export type Literal = number;

export type Formula = Literal | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

export const TRUE: Formula = { kind: "and", of: [] };
export const FALSE: Formula = { kind: "or", of: [] };

export function all(of: readonly Formula[]): Formula {
  return joined("and", of);
}

export function any(of: readonly Formula[]): Formula {
  return joined("or", of);
}

function joined(kind: "and" | "or", of: readonly Formula[]): Formula {
  // An empty `and` is true and says nothing in another; an empty `or` inside it decides it. The other way round for `or`.
  const parts = of.filter((each) => typeof each === "number" || each.kind !== kind || each.of.length > 0);
  const decisive = parts.find((each) => typeof each !== "number" && each.kind !== kind && each.of.length === 0);
  const [first, ...others] = parts;
  return decisive ?? (first !== undefined && others.length === 0 ? first : { kind, of: parts });
}

export function not(formula: Formula): Formula {
  if (typeof formula === "number") return -formula;
  return { kind: formula.kind === "and" ? "or" : "and", of: formula.of.map(not) };
}

export function implies(condition: Formula, consequence: Formula): Formula {
  return any([not(condition), consequence]);
}

/** A set of texts. */
export type TextTest =
  | { readonly kind: "set"; readonly values: readonly string[] }
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  /** `isUnder(it, base)`. */
  | { readonly kind: "under"; readonly base: string }
  /** `isPath(it)`. */
  | { readonly kind: "path" };

/** A set of ordered values: intervals, disjoint and ascending, both ends included; or the times whose hour in UTC is one of these. */
export type NumberTest =
  | { readonly kind: "intervals"; readonly of: readonly (readonly [low: Ordinal, high: Ordinal])[] }
  | { readonly kind: "hours"; readonly of: readonly number[] };

export type Atom =
  | { readonly kind: "flag"; readonly name: string }
  | { readonly kind: "text"; readonly variable: number; readonly test: TextTest }
  /** `under`: `isUnder(left, right)`. */
  | { readonly kind: "text-relation"; readonly relation: "equal" | "under"; readonly left: number; readonly right: number }
  | { readonly kind: "number"; readonly variable: number; readonly test: NumberTest }
  /** `least`: left ≤ right. `less`: left < right. */
  | { readonly kind: "number-relation"; readonly relation: "least" | "less" | "equal"; readonly left: number; readonly right: number };

/** The atoms and variables of one question, numbered as they are met; the same atom is never numbered twice. */
export interface Vocabulary {
  readonly atoms: Atom[];
  readonly numbers: Map<string, number>;
  /** The tests that each text variable passes whatever is assumed. */
  readonly texts: (readonly TextTest[])[];
  readonly ordinals: { readonly scale: ScaleName; readonly tests: readonly NumberTest[] }[];
}

export function newVocabulary(): Vocabulary {
  return { atoms: [], numbers: new Map(), texts: [], ordinals: [] };
}

/** The literal of an atom. */
export function atom({ atoms, numbers }: Vocabulary, made: Atom): Literal {
  const key = JSON.stringify(made, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = atoms.push(made);
  numbers.set(key, number);
  return number;
}

export function newText({ texts }: Vocabulary, tests: readonly TextTest[]): number {
  return texts.push(tests) - 1;
}

export function newOrdinal({ ordinals }: Vocabulary, scale: ScaleName, tests: readonly NumberTest[] = []): number {
  return ordinals.push({ scale, tests }) - 1;
}

/** A formula as clauses. An `and` inside an `or` gets an atom of its own, which implies it; the other direction is never needed. */
export function clausesOf(formula: Formula, newAtom: () => Literal): readonly (readonly Literal[])[] {
  const clauses: (readonly Literal[])[] = [];
  const require = (part: Formula, unless: readonly Literal[]): void => {
    if (typeof part === "number") clauses.push([...unless, part]);
    else if (part.kind === "and") for (const each of part.of) require(each, unless);
    else {
      const flat = alternatives(part);
      const named = flat.map((each) => (typeof each === "number" ? { literal: each } : { literal: newAtom(), part: each }));
      clauses.push([...unless, ...named.map(({ literal }) => literal)]);
      for (const each of named) if (each.part !== undefined) require(each.part, [-each.literal]);
    }
  };
  require(formula, []);
  return clauses;
}

function alternatives(formula: Formula): readonly Formula[] {
  return typeof formula === "number" || formula.kind === "and" ? [formula] : formula.of.flatMap(alternatives);
}
