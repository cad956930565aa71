/** What a scalar atom is about: the sort by which its two sides can be compared, or the words for why there is none. */

import type { Term, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, kindOf, type Sort } from "../../stdlib/runtime/value.js";
import type { Span } from "../base/span.js";
import { badConstant, compareNull, intAgainstNumber, notComparable, opaque } from "../diagnostics/codes/types.js";
import type { Expr } from "../syntax/ast.js";
import { literal } from "./constraints.js";
import { leafFor, misfit } from "./literals.js";
import type { Meant } from "./operands.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import type { State } from "./state.js";
import { jsonKindOf, type Leaf, leavesOf, sortOf } from "./type.js";

export type ExprOf<K extends Expr["kind"]> = Extract<Expr, { readonly kind: K }>;
export type PlaceMeant = Extract<Meant, { readonly kind: "place" }>;
export type LiteralMeant = Extract<Meant, { readonly kind: "literal" }>;

/** The scalar member of a place's type that a literal can be compared with; what is wrong is reported. */
export function scalarFor(place: PlaceMeant, value: Json, span: Span, state: State): { readonly leaf: Leaf; readonly sort: Sort } | undefined {
  const kind = kindOf(value);
  const at = placeOf(state.setting, { span });
  if (kind === "null") {
    state.setting.report(compareNull(at));
    return undefined;
  }
  if (leavesOf(place.type).some((leaf) => leaf.kind === "any")) {
    state.setting.report(opaque(placeOf(state.setting, place)));
    return undefined;
  }
  const leaf = leafFor(place.type, kind);
  const sort = leaf === undefined ? undefined : sortOf(leaf);
  if (leaf === undefined || sort === undefined) {
    state.setting.report(notComparable(at, showType(place.type), showValue(value)));
    return undefined;
  }
  const problem = misfit(leaf, value, "compared");
  if (problem !== undefined) {
    state.setting.report(badConstant(at, problem));
    return undefined;
  }
  return { leaf, sort };
}

/** The sorts that values of both places can have. At least one, or what is wrong is reported. */
export function sharedSorts(
  left: { readonly type: Type; readonly span: Span },
  right: { readonly type: Type },
  span: Span,
  state: State,
): readonly Sort[] | undefined {
  const [lefts, rights] = [leavesOf(left.type), leavesOf(right.type)];
  if ([...lefts, ...rights].some((leaf) => leaf.kind === "any")) {
    state.setting.report(opaque(placeOf(state.setting, { span })));
    return undefined;
  }
  const theirs = new Set(rights.map(sortOf));
  const shared = [...new Set(lefts.map(sortOf))].filter((sort) => sort !== undefined && theirs.has(sort));
  const sorts = shared.flatMap((sort) => (sort === undefined ? [] : [sort]));
  if (sorts.length > 0) return sorts;
  const numbers = (leaves: readonly Leaf[]): boolean => leaves.some((leaf) => jsonKindOf(leaf) === "Number");
  if (numbers(lefts) && numbers(rights)) state.setting.report(intAgainstNumber(placeOf(state.setting, { span })));
  else state.setting.report(notComparable(placeOf(state.setting, { span }), showType(left.type), showType(right.type)));
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
