/** What a scalar atom is about: the sort by which its two sides can be compared, or the words for why there is none. */

import type { Term, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type JsonKind, kindOf, type Sort } from "../../stdlib/runtime/value.js";
import type { Span } from "../base/span.js";
import { badConstant, compareNull, intAgainstNumber, mixedSorts, notComparable } from "../diagnostics/codes/types.js";
import type { Expr } from "../syntax/ast.js";
import { literal } from "./constraints.js";
import { misfit } from "./literals.js";
import type { Meant } from "./operands.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import type { State } from "./state.js";
import { jsonKindOf, type Leaf, leavesOf, sortOf } from "./type.js";

export type ExprOf<K extends Expr["kind"]> = Extract<Expr, { readonly kind: K }>;
export type PlaceMeant = Extract<Meant, { readonly kind: "place" }>;
export type LiteralMeant = Extract<Meant, { readonly kind: "literal" }>;

/** The scalars of one JSON kind that a place can hold, and the one sort that an atom reads all of them as. */
interface Reading {
  readonly sort: Sort;
  readonly leaves: readonly Leaf[];
  /** They are of one sort, and not of two of which one is part of the other. */
  readonly single: boolean;
}

/**
 * The members of a union differ in their kind or in a literal, so that one field of them can be of several sorts. An Int is a Number and a
 * Path a String, so that both can be read as the wider. Otherwise nothing in a value says which of the two it is, `mixed`.
 */
function readingOf(type: Type, kind: JsonKind): Reading | "mixed" | undefined {
  const leaves = leavesOf(type).filter((leaf) => sortOf(leaf) !== undefined && jsonKindOf(leaf) === kind);
  const sorts = new Set(leaves.map(sortOf));
  const [sort] = sorts;
  if (sort === undefined) return undefined;
  if (sorts.size === 1) return { sort, leaves, single: true };
  const within = (wide: Sort, narrow: Sort): boolean => sorts.size === 2 && sorts.has(wide) && sorts.has(narrow);
  if (within("Number", "Int")) return { sort: "Number", leaves, single: false };
  return within("String", "Path") ? { sort: "String", leaves, single: false } : "mixed";
}

/** How the values of a place are read that are of one JSON kind; nothing where there are none, or nobody could say, which is reported. */
export function readAs(place: { readonly type: Type; readonly span: Span }, kind: JsonKind, state: State): Reading | undefined {
  const reading = readingOf(place.type, kind);
  if (reading !== "mixed") return reading;
  state.setting.report(mixedSorts(placeOf(state.setting, place), kinds(place.type, kind)));
  return undefined;
}

/** The sorts that all scalars at a place are read as, one for each kind of JSON; nothing where nobody could say, which is reported. */
export function sortsOf(place: PlaceMeant, state: State): readonly Sort[] | undefined {
  const readings = scalarKinds.map((kind) => ({ reading: readingOf(place.type, kind), kind }));
  const mixed = readings.find(({ reading }) => reading === "mixed");
  if (mixed !== undefined) readAs(place, mixed.kind, state);
  return mixed === undefined ? readings.flatMap(({ reading }) => (reading === undefined || reading === "mixed" ? [] : [reading.sort])) : undefined;
}

const kinds = (type: Type, kind: JsonKind): readonly string[] => [
  ...new Set(leavesOf(type).flatMap((leaf) => (sortOf(leaf) !== undefined && jsonKindOf(leaf) === kind ? [showType(leaf)] : []))),
];

/** The sort by which a literal is compared with what a place holds; what is wrong is reported. */
export function scalarFor(place: PlaceMeant, value: Json, span: Span, state: State): Sort | undefined {
  const kind = kindOf(value);
  const at = placeOf(state.setting, { span });
  if (kind === "null") {
    state.setting.report(compareNull(at));
    return undefined;
  }
  const reading = readingOf(place.type, kind);
  if (reading === "mixed") {
    readAs(place, kind, state);
    return undefined;
  }
  if (reading === undefined) {
    state.setting.report(notComparable(at, showType(place.type), showValue(value)));
    return undefined;
  }
  const problem = misfitAll(reading.leaves, value);
  if (problem !== undefined) {
    state.setting.report(badConstant(at, problem));
    return undefined;
  }
  return reading.sort;
}

/** Why a value is of none of the scalars. Enums count as one. */
function misfitAll(leaves: readonly Leaf[], value: Json): string | undefined {
  const texts = leaves.flatMap((leaf) => (leaf.kind === "enum" ? [leaf] : []));
  const others = leaves.filter((leaf) => leaf.kind !== "enum");
  const [only] = texts;
  const joined: readonly Leaf[] =
    texts.length > 1 ? [{ kind: "enum", values: [...new Set(texts.flatMap((each) => each.values))] }] : only ? [only] : [];
  const problems = [...joined, ...others].map((leaf) => misfit(leaf, value, "compared"));
  return problems.includes(undefined) ? undefined : problems[0];
}

const scalarKinds: readonly JsonKind[] = ["Bool", "Number", "String"];

/**
 * The sorts by which the values of two places are compared, one for each kind of JSON that both can be; what is wrong is reported. A text
 * that may be a String or a Path is compared as a String.
 */
export function sharedSorts(left: PlaceMeant, right: PlaceMeant, span: Span, state: State): readonly Sort[] | undefined {
  const isText = (sort: Sort): boolean => sort === "String" || sort === "Path";
  return sortsOfBoth(left, right, span, state, (one, other) => {
    if (one.single && other.single) return one.sort === other.sort ? one.sort : undefined;
    return isText(one.sort) && isText(other.sort) ? "String" : undefined;
  });
}

/** The sorts by which what a place holds is looked for among the elements of a list, which are of one sort for each kind of JSON. */
export function memberSorts(
  subject: PlaceMeant,
  elements: { readonly type: Type; readonly span: Span },
  span: Span,
  state: State,
): readonly Sort[] | undefined {
  return sortsOfBoth(subject, elements, span, state, (one, other) => {
    if (!other.single || one.sort !== other.sort) return undefined;
    return one.single || one.sort === "String" ? one.sort : undefined;
  });
}

function sortsOfBoth(
  left: PlaceMeant,
  right: { readonly type: Type; readonly span: Span },
  span: Span,
  state: State,
  join: (left: Reading, right: Reading) => Sort | undefined,
): readonly Sort[] | undefined {
  const sorts: Sort[] = [];
  for (const kind of scalarKinds) {
    const [one, other] = [readingOf(left.type, kind), readingOf(right.type, kind)];
    if (one === undefined || other === undefined) continue;
    if (one === "mixed" || other === "mixed") {
      readAs(one === "mixed" ? left : right, kind, state);
      return undefined;
    }
    const sort = join(one, other);
    if (sort === undefined) {
      const at = placeOf(state.setting, { span });
      const shown = (each: Reading): string => [...new Set(each.leaves.map(showType))].join(" | ");
      state.setting.report(kind === "Number" ? intAgainstNumber(at) : notComparable(at, shown(one), shown(other)));
      return undefined;
    }
    sorts.push(sort);
  }
  if (sorts.length > 0) return sorts;
  state.setting.report(notComparable(placeOf(state.setting, { span }), showType(left.type), showType(right.type)));
  return undefined;
}

/** The sort of a literal that meets no type. */
export function plainSort(value: Json): Sort | undefined {
  const kind = kindOf(value);
  return kind === "String" || kind === "Number" || kind === "Bool" ? kind : undefined;
}

export function termOf(meant: Meant): Term {
  return meant.kind === "literal" ? literal(meant.value) : meant.term;
}
