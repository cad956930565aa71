/**
 * Constraints, built so that what is already decided is `true` or `false`: an atom between literals, a list of known members.
 * Literals stand on the right of a comparison, where the other side is a place.
 */

import { admits, type Comparison, type Constraint, mirrored, type Request, type Term } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readUrl, type Sort } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";

export const always: Constraint = { kind: "true" };
export const never: Constraint = { kind: "false" };

export function literal(value: Json): Term {
  return { kind: "literal", value: typeof value === "number" ? value + 0 : value };
}

/** The conjunction: flat, without what is always true. */
export function allOf(parts: readonly Constraint[]): Constraint {
  return joined("and", parts);
}

/** The disjunction: flat, without what is always false. */
export function someOf(parts: readonly Constraint[]): Constraint {
  return joined("or", parts);
}

export function negate(constraint: Constraint): Constraint {
  switch (constraint.kind) {
    case "true":
      return never;
    case "false":
      return always;
    case "not":
      return constraint.of;
    default:
      return { kind: "not", of: constraint };
  }
}

export function compareTerms(op: Comparison, sort: Sort, left: Term, right: Term): Constraint {
  if (left.kind === "literal" && right.kind !== "literal") return compareTerms(mirrored[op], sort, right, left);
  if (right.kind === "literal" && !isOf(sort, right.value)) return never;
  return decide({ kind: "compare", op, sort, left, right }, left, right);
}

export function oneOf(negated: boolean, sort: Sort, term: Term, values: readonly Json[]): Constraint {
  return decide({ kind: "one-of", negated, sort, term, values }, term);
}

export function memberOf(negated: boolean, sort: Sort, term: Term, list: Term): Constraint {
  if (list.kind === "literal") {
    if (!Array.isArray(list.value)) return never;
    return oneOf(
      negated,
      sort,
      term,
      list.value.filter((value: Json) => isOf(sort, value)),
    );
  }
  return decide({ kind: "member", negated, sort, term, list }, term, list);
}

/** What a place is, where a literal may have been put in its stead. */
export function holds(term: Term): Constraint {
  return decide({ kind: "holds", term }, term);
}

/** A quantifier over lists, of which some may be literals by now: their elements are asked one by one. */
export function quantify(kind: "all" | "some", lists: readonly { readonly term: Term; readonly skip: boolean }[], where: Constraint): Constraint {
  const places = lists.filter((list) => list.term.kind !== "literal");
  const literals = lists.flatMap((list) => (list.term.kind === "literal" ? [{ value: list.term.value, skip: list.skip }] : []));
  if (literals.some(({ value, skip }) => !Array.isArray(value) && !(skip && value === null))) return never;
  const elements = literals.flatMap(({ value }): readonly Json[] => (Array.isArray(value) ? value : []));
  const overPlaces: readonly Constraint[] = places.length > 0 ? [{ kind, lists: places, where }] : [];
  const overElements = elements.map((element) =>
    mapTerms(where, (term) => (term.kind === "place" && term.root === "element" ? within(literal(element), term.fields, term.part) : term)),
  );
  if (kind === "all") return allOf([...overPlaces, ...overElements]);
  // `some` is false where one of its lists is no list, whatever is in the others.
  const areLists = places.map(({ term, skip }): Constraint => {
    const is = (json: "List" | "null"): Constraint => ({ kind: "is", term, json });
    return skip ? someOf([negate({ kind: "has", term }), is("null"), is("List")]) : is("List");
  });
  return someOf([...overPlaces, allOf([...areLists, someOf(overElements)])]);
}

/** The same constraint with other terms. What does not change keeps its identity. */
export function mapTerms(constraint: Constraint, change: (term: Term) => Term): Constraint {
  switch (constraint.kind) {
    case "true":
    case "false":
    case "approved":
    case "effect":
    case "only":
      return constraint;
    case "and":
    case "or": {
      const of = constraint.of.map((each) => mapTerms(each, change));
      return of.every((each, i) => each === constraint.of[i]) ? constraint : joined(constraint.kind, of);
    }
    case "not": {
      const of = mapTerms(constraint.of, change);
      return of === constraint.of ? constraint : negate(of);
    }
    case "compare": {
      const [left, right] = [change(constraint.left), change(constraint.right)];
      return left === constraint.left && right === constraint.right ? constraint : compareTerms(constraint.op, constraint.sort, left, right);
    }
    case "member": {
      const [term, list] = [change(constraint.term), change(constraint.list)];
      return term === constraint.term && list === constraint.list ? constraint : memberOf(constraint.negated, constraint.sort, term, list);
    }
    case "under": {
      const [term, base] = [change(constraint.term), change(constraint.base)];
      if (term === constraint.term && base === constraint.base) return constraint;
      // One side that is no path at all decides the atom, whatever is on the other.
      if ([term, base].some((side) => side.kind === "literal" && !isOf("Path", side.value))) return never;
      return decide({ ...constraint, term, base }, term, base);
    }
    case "all":
    case "some": {
      const lists = constraint.lists.map((each) => ({ term: change(each.term), skip: each.skip }));
      const where = mapTerms(constraint.where, change);
      const same = where === constraint.where && lists.every((each, i) => each.term === constraint.lists[i]?.term);
      return same ? constraint : quantify(constraint.kind, lists, where);
    }
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "is":
    case "size":
    case "has":
    case "holds": {
      const term = change(constraint.term);
      return term === constraint.term ? constraint : decide({ ...constraint, term }, term);
    }
    default:
      return unreachable(constraint);
  }
}

/** The term for the parameters of a named scope, say: where a place led into one, the same way leads into what stands for it. */
export function within(term: Term, fields: readonly string[], part: Extract<Term, { readonly kind: "place" }>["part"]): Term {
  if (fields.length === 0 && part === undefined) return term;
  switch (term.kind) {
    case "place":
      return { ...term, fields: [...term.fields, ...fields], ...(part === undefined ? {} : { part }) };
    case "literal": {
      let value: Json | undefined = term.value;
      for (const field of fields) value = isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined;
      if (part !== undefined) value = typeof value === "string" ? readUrl(value)?.[part] : undefined;
      return value === undefined ? absent : literal(value);
    }
    case "now":
    case "hour":
      return absent;
    default:
      return unreachable(term);
  }
}

/** Every atom of a constraint, those inside its quantifiers too. `negative`: under an odd number of `not`s. */
export function eachAtom(constraint: Constraint, visit: (atom: Constraint, negative: boolean) => void, negative = false): void {
  switch (constraint.kind) {
    case "and":
    case "or":
      for (const each of constraint.of) eachAtom(each, visit, negative);
      break;
    case "not":
      eachAtom(constraint.of, visit, !negative);
      break;
    case "all":
    case "some":
      visit(constraint, negative);
      eachAtom(constraint.where, visit, negative);
      break;
    default:
      visit(constraint, negative);
  }
}

/** Whether a literal can be compared as one of the sort: what a parameter of several kinds was given may be of another. */
function isOf(sort: Sort, value: Json): boolean {
  return readKey(sort === "Int" ? "Number" : sort, value) !== undefined;
}

/** A place that is never there: the field of a literal that has no such field. */
const absent: Term = { kind: "place", root: "it", name: "", fields: [""] };

const nothing: Request = { action: "", effect: "read", args: {}, params: {}, received: {}, context: {}, now: 0, approvals: [] };

/** An atom whose terms are all literals is decided here and now, by the reference meaning. */
export function decide(atom: Constraint, ...terms: readonly Term[]): Constraint {
  if (terms.some((term) => term === absent)) return never;
  if (!terms.every((term) => term.kind === "literal")) return atom;
  return admits(atom, nothing) ? always : never;
}

function joined(kind: "and" | "or", parts: readonly Constraint[]): Constraint {
  const [neutral, deciding] = kind === "and" ? (["true", "false"] as const) : (["false", "true"] as const);
  const of: Constraint[] = [];
  for (const part of parts) {
    if (part.kind === deciding) return part;
    if (part.kind === neutral) continue;
    if (part.kind !== kind) of.push(part);
    else for (const each of part.of) of.push(each);
  }
  const [first] = of;
  if (first === undefined) return kind === "and" ? always : never;
  return of.length === 1 ? first : { kind, of };
}

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
