/**
 * The other fast path: most constraints are met by some request, and that is seen without a search where every place that
 * they speak of can be looked at alone. It only ever answers that there is a request; else the search decides.
 */
import { type Constraint, compare, effects, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import { scales } from "../proof/replay/scales.js";
import { isImpossibleNumber } from "./numbers.js";
import type { Signature } from "./question.js";
import type { TextLiteral } from "./strings/theory.js";
import { scaleOf, textVerdict, type UnaryTest, unaryTest } from "./unary.js";

/** True only if some request of the signature satisfies the constraint. */
export function isPossible(signature: Signature, constraint: Constraint): boolean {
  return arePlain(signature) && canHold(signature, [{ constraint, holds: true }], new Map(), { alternatives: mostAlternatives });
}

const mostAlternatives = 32;

const plainSignatures = new WeakMap<Signature, boolean>();

/** Whether all that a request must have beside what is asked can be given without thought: no refinement stands in the way. */
function arePlain(signature: Signature): boolean {
  let plain = plainSignatures.get(signature);
  if (plain === undefined) {
    plain = [...signature.action.params.filter((param) => !param.optional).map((param) => param.type), ...Object.values(signature.params)].every(
      isPlain,
    );
    plainSignatures.set(signature, plain);
  }
  return plain;
}

function isPlain(type: Type): boolean {
  switch (type.kind) {
    case "refined":
      return false;
    case "record":
      return type.fields.every((field) => field.optional || isPlain(field.type));
    case "union":
      return type.members.some(isPlain);
    default:
      return true;
  }
}

/** What is asked so far of each argument, parameter, fact and approval. */
type Asked = ReadonlyMap<string, { readonly present: boolean; readonly tests: readonly UnaryTest[] }>;

/** Something that must hold, or must not. */
interface Pending {
  readonly constraint: Constraint;
  readonly holds: boolean;
}

function canHold(signature: Signature, pending: readonly Pending[], asked: Asked, budget: { alternatives: number }): boolean {
  const [first, ...rest] = pending;
  if (first === undefined) return true;
  const { constraint, holds } = first;
  const go = (more: readonly Pending[], found: Asked = asked): boolean => canHold(signature, [...more, ...rest], found, budget);
  switch (constraint.kind) {
    case "true":
    case "false":
      return (constraint.kind === "true") === holds && go([]);
    case "not":
      return go([{ constraint: constraint.of, holds: !holds }]);
    case "and":
    case "or": {
      const parts = constraint.of.map((each) => ({ constraint: each, holds }));
      if ((constraint.kind === "and") === holds) return go(parts);
      return parts.some((each) => budget.alternatives-- > 0 && go([each]));
    }
    case "effect":
      return compare(constraint.op, effects.indexOf(signature.action.effect), effects.indexOf(constraint.effect)) === holds && go([]);
    case "approved": {
      const next = ask(asked, `approved ${constraint.by}`, holds);
      return next !== undefined && go([], next);
    }
    case "has": {
      const place = wholePlace(constraint.term);
      if (place?.root !== "argument") return false;
      const param = signature.action.params.find(({ name }) => name === place.name);
      if (param === undefined || (!param.optional && !holds) || (holds && !isPlain(param.type))) return false;
      const next = ask(asked, `${place.root} ${place.name}`, holds);
      return next !== undefined && go([], next);
    }
    default: {
      const place = placeOfAtom(constraint);
      const test = unaryTest(constraint);
      const scalar = place === undefined ? undefined : scalarAt(signature, place);
      if (place === undefined || test === undefined || scalar?.sort !== test.sort) return false;
      const key = `${place.root} ${place.name}`;
      const next = ask(asked, key, true, holds ? test : opposite(test));
      return next !== undefined && isMet(test.sort, scalar.always, next.get(key)?.tests ?? []) && go([], next);
    }
  }
}

/** What is asked with one more thing; `undefined` where something is to be there and not to be. */
function ask(asked: Asked, key: string, present: boolean, test?: UnaryTest): Asked | undefined {
  const before = asked.get(key);
  if (before !== undefined && before.present !== present) return undefined;
  return new Map([...asked, [key, { present, tests: [...(before?.tests ?? []), ...(test === undefined ? [] : [test])] }]]);
}

function opposite(test: UnaryTest): UnaryTest {
  return test.kind === "text"
    ? { ...test, literal: { test: test.literal.test, holds: !test.literal.holds } }
    : { ...test, literal: { test: test.literal.test, holds: !test.literal.holds } };
}

/** The argument, parameter or fact that an atom speaks of, if it is one and whole. */
function placeOfAtom(atom: Constraint): Extract<Term, { readonly kind: "place" }> | undefined {
  let term: Term;
  switch (atom.kind) {
    case "compare":
      term = atom.right.kind === "literal" ? atom.left : atom.right;
      break;
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "under":
    case "holds":
      term = atom.term;
      break;
    default:
      return undefined;
  }
  return wholePlace(term);
}

function wholePlace(term: Term): Extract<Term, { readonly kind: "place" }> | undefined {
  return term.kind === "place" && term.fields.length === 0 && term.part === undefined ? term : undefined;
}

/** The sort of a place of plain scalar type, and what its type says of it. */
function scalarAt(
  signature: Signature,
  place: Extract<Term, { readonly kind: "place" }>,
): { readonly sort: Sort; readonly always: readonly TextLiteral[] } | undefined {
  const types = place.root === "param" ? signature.params : place.root === "context" ? signature.context : undefined;
  const type = place.root === "argument" ? signature.action.params.find(({ name }) => name === place.name)?.type : own(types, place.name);
  if (type?.kind === "enum") return { sort: "String", always: [{ test: { kind: "set", values: type.values }, holds: true }] };
  return type?.kind === "scalar" ? { sort: type.sort, always: textSorts[type.sort] ?? [] } : undefined;
}

const textSorts: Readonly<Partial<Record<Sort, readonly TextLiteral[]>>> = {
  Path: [{ test: { kind: "path" }, holds: true }],
  Bool: [{ test: { kind: "set", values: ["false", "true"] }, holds: true }],
};

function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function isMet(sort: Sort, always: readonly TextLiteral[], tests: readonly UnaryTest[]): boolean {
  const texts = tests.flatMap((each) => (each.kind === "text" ? [each.literal] : []));
  if (texts.length === tests.length) return textVerdict([...always, ...texts]) === "model";
  const numbers = tests.flatMap((each) => (each.kind === "number" ? [each.literal] : []));
  const scale = sort === "Int" ? scales.Int : scales[scaleOf(sort)];
  return numbers.length === tests.length && !isImpossibleNumber(scale, numbers);
}
