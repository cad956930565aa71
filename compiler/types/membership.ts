/** The atoms of `in`: one of some values, in a range, in a block of addresses, in a list. */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { type Json, kindOf, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { join, type Span } from "../base/span.js";
import { emptyRange, mixedSorts, notAList, notANetwork, notComparable, notInAKind, notOrdered, wrongSubject } from "../diagnostics/codes/types.js";
import type { Literal } from "../syntax/ast.js";
import { decide, literal, memberOf, oneOf, someOf } from "./constraints.js";
import { jsonOf } from "./literals.js";
import type { Meant } from "./operands.js";
import { type ExprOf, type LiteralMeant, memberSorts, type PlaceMeant, plainSort, readAs, scalarFor, sortsOf, termOf } from "./scalars.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import { isOpaque, meaningIn, type State } from "./state.js";
import { elementOf, isOrdered, leavesOf, sortOf } from "./type.js";

export function inListAtom(expr: ExprOf<"in-list">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  return inValues(
    expr.negated,
    meant,
    expr.list.of.map((each: Literal) => ({ value: jsonOf(each), span: each.span })),
    state,
  );
}

/** One of some values. Over a union they may be of several kinds: an atom for each, of which one speaks of any value. */
function inValues(
  negated: boolean,
  meant: Meant,
  values: readonly { readonly value: Json; readonly span: Span }[],
  state: State,
): Constraint | undefined {
  const sorts = new Map<Sort, Json[]>();
  let failed = false;
  for (const { value, span } of values) {
    const sort = meant.kind === "literal" ? sameSort(meant, value, span, state) : scalarFor(meant, value, span, state);
    if (sort === undefined) failed = true;
    else {
      const of = sorts.get(sort);
      const each = typeof value === "number" ? value + 0 : value;
      if (of === undefined) sorts.set(sort, [each]);
      else of.push(each);
    }
  }
  if (failed) return undefined;
  const term = termOf(meant);
  if (sorts.size === 0) {
    // Nothing is one of no values: what is asked is only whether there is a scalar.
    const any = meant.kind === "literal" ? [plainSort(meant.value) ?? []].flat() : sortsOf(meant, state);
    if (any === undefined) return undefined;
    if (any.length > 0) return someOf(any.map((sort) => oneOf(negated, sort, term, [])));
    state.setting.report(wrongSubject(placeOf(state.setting, meant), "in", meant.kind === "literal" ? showValue(meant.value) : showType(meant.type)));
    return undefined;
  }
  return someOf([...sorts].map(([sort, of]) => oneOf(negated, sort, term, unique(sort, of))));
}

function unique(sort: Sort, values: readonly Json[]): readonly Json[] {
  const seen = new Set<unknown>();
  return values.filter((value) => {
    const key = readKey(sort === "Int" ? "Number" : sort, value);
    return !seen.has(key) && seen.add(key);
  });
}

function sameSort(meant: LiteralMeant, value: Json, span: Span, state: State): Sort | undefined {
  const sort = plainSort(value);
  if (sort !== undefined && sort === plainSort(meant.value)) return sort;
  state.setting.report(notComparable(placeOf(state.setting, { span }), showValue(meant.value), showValue(value)));
  return undefined;
}

export function inRangeAtom(expr: ExprOf<"in-range">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  const [low, high] = [jsonOf(expr.low), jsonOf(expr.high)];
  const sorts = [
    { value: low, span: expr.low.span },
    { value: high, span: expr.high.span },
  ].map(({ value, span }) => (meant.kind === "literal" ? sameSort(meant, value, span, state) : scalarFor(meant, value, span, state)));
  const [sort, other] = sorts;
  if (sort === undefined || other === undefined) return undefined;
  if (sort !== other) {
    state.setting.report(notComparable(placeOf(state.setting, expr), showValue(low), showValue(high)));
    return undefined;
  }
  if (!isOrdered(sort)) {
    state.setting.report(notOrdered(placeOf(state.setting, expr), "..", meant.kind === "literal" ? sort : showType(meant.type)));
    return undefined;
  }
  const range: Span = join(expr.low.span, expr.high.span);
  if (isEmpty(sort, low, high)) {
    state.setting.report(emptyRange(placeOf(state.setting, { span: range }), showValue(low), showValue(high), sort === "Int"));
    return undefined;
  }
  const term = termOf(meant);
  return decide({ kind: "between", negated: expr.negated, sort, term, low, high }, term);
}

function isEmpty(sort: Sort, low: Json, high: Json): boolean {
  if (sort === "Int" && typeof low === "number" && typeof high === "number") return Math.ceil(low) > Math.floor(high);
  const [from, to] = [readKey(sort, low), readKey(sort, high)];
  return from === undefined || to === undefined || from > to;
}

export function inAtom(expr: ExprOf<"in">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  const container = meaningIn(expr, expr.container, state);
  if (meant === undefined || container === undefined) return undefined;
  if (container.kind === "place") return inPlace(expr, meant, container, state);
  const { value, span } = container;
  if (Array.isArray(value))
    return inValues(
      expr.negated,
      meant,
      value.map((each: Json) => ({ value: each, span })),
      state,
    );
  if (typeof value !== "string") {
    state.setting.report(notAList(placeOf(state.setting, container), showValue(value), "looks in"));
    return undefined;
  }
  if (meant.kind === "place" && !leavesOf(meant.type).some((leaf) => sortOf(leaf) === "Ip")) {
    state.setting.report(notInAKind(placeOf(state.setting, meant), showType(meant.type)));
    return undefined;
  }
  if (meant.kind === "place" && readAs(meant, "String", state)?.sort !== "Ip") return undefined;
  if (readNetwork(value) === undefined) {
    state.setting.report(notANetwork(placeOf(state.setting, container), showValue(value)));
    return undefined;
  }
  const term = termOf(meant);
  return decide({ kind: "in-network", negated: expr.negated, term, network: value }, term);
}

function inPlace(expr: ExprOf<"in">, meant: Meant, container: PlaceMeant, state: State): Constraint | undefined {
  const element = elementOf(container.type);
  if (element === undefined) {
    state.setting.report(notAList(placeOf(state.setting, container), showType(container.type), "looks in"));
    return undefined;
  }
  const elements: PlaceMeant = { ...container, type: element };
  if (isOpaque(elements, state)) return undefined;
  if (meant.kind === "literal") {
    const sort = scalarFor(elements, meant.value, meant.span, state);
    if (sort === undefined) return undefined;
    if (readAs(elements, kindOf(meant.value), state)?.single) return memberOf(expr.negated, sort, literal(meant.value), container.term);
    state.setting.report(mixedSorts(placeOf(state.setting, container), leavesOf(element).map(showType)));
    return undefined;
  }
  const sorts = memberSorts(meant, elements, expr.span, state);
  return sorts === undefined ? undefined : someOf(sorts.map((sort) => memberOf(expr.negated, sort, meant.term, container.term)));
}
