/**
 * The other fast path: most constraints are met by some request, and that is seen without a search where every place that
 * they speak of can be looked at alone. It only ever answers that there is a request; else the search decides.
 */
import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import { isImpossibleNumber, scales } from "./numbers.js";
import type { Signature } from "./question.js";
import { scaleOf, textVerdict, type UnaryTest, unaryTest } from "./unary.js";

/** True only if some request of the signature satisfies the constraint. */
export function isPossible(signature: Signature, constraint: Constraint): boolean {
  return arePlain(signature) && canHold(signature, [constraint], new Map(), { alternatives: mostAlternatives });
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

/** Tests found so far, by place; a place with another kind of value than its tests has been given up before. */
type Found = ReadonlyMap<string, readonly UnaryTest[]>;

function canHold(signature: Signature, pending: readonly Constraint[], found: Found, budget: { alternatives: number }): boolean {
  const [first, ...rest] = pending;
  if (first === undefined) return true;
  switch (first.kind) {
    case "true":
      return canHold(signature, rest, found, budget);
    case "and":
      return canHold(signature, [...first.of, ...rest], found, budget);
    case "or":
      return first.of.some((each) => budget.alternatives-- > 0 && canHold(signature, [each, ...rest], found, budget));
    default: {
      const place = placeOfAtom(first);
      const test = unaryTest(first);
      if (place === undefined || test === undefined || sortAt(signature, place) !== test.sort) return false;
      const key = `${place.root} ${place.name}`;
      const tests = [...(found.get(key) ?? []), test];
      return isMet(test.sort, tests) && canHold(signature, rest, new Map([...found, [key, tests]]), budget);
    }
  }
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
      term = atom.term;
      break;
    default:
      return undefined;
  }
  return term.kind === "place" && term.fields.length === 0 && term.part === undefined ? term : undefined;
}

/** The sort of a place of plain scalar type. */
function sortAt(signature: Signature, place: Extract<Term, { readonly kind: "place" }>): Sort | undefined {
  const types = place.root === "param" ? signature.params : place.root === "context" ? signature.context : undefined;
  const type = place.root === "argument" ? signature.action.params.find(({ name }) => name === place.name)?.type : own(types, place.name);
  return type?.kind === "scalar" ? type.sort : undefined;
}

function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function isMet(sort: Sort, tests: readonly UnaryTest[]): boolean {
  const texts = tests.flatMap((each) => (each.kind === "text" ? [each.literal] : []));
  if (texts.length === tests.length) {
    const always =
      sort === "Path" ? ([{ test: { kind: "path" }, holds: true }] as const) : sort === "Bool" ? ([{ test: truths, holds: true }] as const) : [];
    return textVerdict([...always, ...texts]) === "model";
  }
  const numbers = tests.flatMap((each) => (each.kind === "number" ? [each.literal] : []));
  const scale = sort === "Int" ? scales.Int : scales[scaleOf(sort)];
  return numbers.length === tests.length && !isImpossibleNumber(scale, numbers);
}

const truths = { kind: "set", values: ["false", "true"] } as const;
