/** Formulas in negation normal form over numbered atoms, and what the atoms say. */

import type { NumberTest } from "../proof/replay/formula.js";
import type { Scale } from "../proof/replay/scales.js";
import type { TextTest } from "./strings/theory.js";

/** An atom that holds (its number) or does not (the number negated). Atoms are numbered from 1. */
export type Literal = number;

export type Formula = Literal | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

export const TRUE: Formula = { kind: "and", of: [] };
export const FALSE: Formula = { kind: "or", of: [] };

/** All of them, flattened; what is false makes all of it false. */
export function all(of: readonly Formula[]): Formula {
  return joined("and", of);
}

/** Any of them, flattened; what is true makes all of it true. */
export function any(of: readonly Formula[]): Formula {
  return joined("or", of);
}

function joined(kind: "and" | "or", of: readonly Formula[]): Formula {
  const parts = new Set<Formula>();
  for (const each of of) {
    if (typeof each === "number") {
      if (parts.has(-each)) return kind === "and" ? FALSE : TRUE;
      parts.add(each);
    } else if (each.kind === kind) {
      for (const part of each.of) {
        if (typeof part === "number" && parts.has(-part)) return kind === "and" ? FALSE : TRUE;
        parts.add(part);
      }
    } else if (each.of.length === 0) return each;
    else parts.add(each);
  }
  const [first] = parts;
  return parts.size === 1 && first !== undefined ? first : { kind, of: [...parts] };
}

export function not(formula: Formula): Formula {
  if (typeof formula === "number") return -formula;
  return { kind: formula.kind === "and" ? "or" : "and", of: formula.of.map(not) };
}

/** If the first holds, so does the second. */
export function implies(condition: Formula, consequence: Formula): Formula {
  return any([not(condition), consequence]);
}

export type Atom =
  /** No theory knows it: presence, the kind of a value, an approval, membership, a definition. */
  | { readonly kind: "flag"; readonly name: string }
  | { readonly kind: "text"; readonly variable: number; readonly test: TextTest }
  | { readonly kind: "text-relation"; readonly relation: "equal" | "under"; readonly left: number; readonly right: number }
  | { readonly kind: "number"; readonly variable: number; readonly test: NumberTest }
  | { readonly kind: "number-relation"; readonly relation: "least" | "less" | "equal"; readonly left: number; readonly right: number };

/** The atoms and variables of one question, numbered as they are met; the same atom is never numbered twice. */
export interface Vocabulary {
  readonly atoms: Atom[];
  readonly numbers: Map<string, number>;
  /** The tests that a variable passes whatever is asserted, by variable. */
  readonly texts: (readonly TextTest[])[];
  readonly ordinals: { readonly scale: Scale; readonly tests: readonly NumberTest[] }[];
}

export function newVocabulary(): Vocabulary {
  return { atoms: [], numbers: new Map(), texts: [], ordinals: [] };
}

/** The literal of an atom; `key` is the same for the same atom and for no other. */
function atom(vocabulary: Vocabulary, key: string, make: () => Atom): Literal {
  const known = vocabulary.numbers.get(key);
  if (known !== undefined) return known;
  const number = vocabulary.atoms.push(make());
  vocabulary.numbers.set(key, number);
  return number;
}

export function flag(vocabulary: Vocabulary, name: string): Literal {
  return atom(vocabulary, `flag ${name}`, () => ({ kind: "flag", name }));
}

/** A flag that is like no other. */
export function freshFlag(vocabulary: Vocabulary, name: string): Literal {
  return flag(vocabulary, `${name} #${vocabulary.atoms.length}`);
}

export function textAtom(vocabulary: Vocabulary, variable: number, test: TextTest): Literal {
  return atom(vocabulary, `text ${variable} ${textTestKey(test)}`, () => ({ kind: "text", variable, test }));
}

export function textRelation(vocabulary: Vocabulary, relation: "equal" | "under", left: number, right: number): Formula {
  if (left === right) return TRUE;
  const [first, second] = relation === "equal" && left > right ? [right, left] : [left, right];
  return atom(vocabulary, `${relation} ${first} ${second}`, () => ({ kind: "text-relation", relation, left: first, right: second }));
}

export function numberAtom(vocabulary: Vocabulary, variable: number, test: NumberTest): Literal {
  const key = test.kind === "hours" ? `hours ${test.of.join()}` : test.of.map(([low, high]) => `${low}..${high}`).join();
  return atom(vocabulary, `number ${variable} ${key}`, () => ({ kind: "number", variable, test }));
}

export function numberRelation(vocabulary: Vocabulary, relation: "least" | "less" | "equal", left: number, right: number): Formula {
  if (left === right) return relation === "less" ? FALSE : TRUE;
  const [first, second] = relation === "equal" && left > right ? [right, left] : [left, right];
  return atom(vocabulary, `order ${relation} ${first} ${second}`, () => ({ kind: "number-relation", relation, left: first, right: second }));
}

export function newText(vocabulary: Vocabulary, tests: readonly TextTest[]): number {
  return vocabulary.texts.push(tests) - 1;
}

export function newOrdinal(vocabulary: Vocabulary, scale: Scale, tests: readonly NumberTest[] = []): number {
  return vocabulary.ordinals.push({ scale, tests }) - 1;
}

const patternKeys = new WeakMap<object, string>();

/** A text that is the same for tests that are written the same. */
export function textTestKey(test: TextTest): string {
  switch (test.kind) {
    case "set":
      return `set ${JSON.stringify(test.values)}`;
    case "pattern": {
      let key = patternKeys.get(test.pattern);
      if (key === undefined) {
        key = `pattern ${JSON.stringify(test.pattern)}`;
        patternKeys.set(test.pattern, key);
      }
      return key;
    }
    case "under":
      return `under ${test.base}`;
    case "path":
      return "path";
  }
}
