/** The atoms of `in`: one of some values, in a range, in a block of addresses, in a list. */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import type { Span } from "../base/span.js";
import { emptyRange, notAList, notANetwork, notComparable, notInAKind, notOrdered, opaque, wrongSubject } from "../diagnostics/codes/types.js";
import type { Literal } from "../syntax/ast.js";
import { decide, literal, memberOf, oneOf, someOf } from "./constraints.js";
import { jsonOf } from "./literals.js";
import type { Meant } from "./operands.js";
import { type ExprOf, type LiteralMeant, type PlaceMeant, plainSort, scalarFor, sharedSorts, termOf } from "./scalars.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import { meaningIn, type State } from "./state.js";
import { isOrdered, leavesOf, sortOf } from "./type.js";

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
    const sort = meant.kind === "literal" ? sameSort(meant, value, span, state) : scalarFor(meant, value, span, state)?.sort;
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
    const sort =
      meant.kind === "literal"
        ? plainSort(meant.value)
        : leavesOf(meant.type)
            .map(sortOf)
            .find((each) => each !== undefined);
    if (sort !== undefined) return oneOf(negated, sort, term, []);
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
  ].map(({ value, span }) => (meant.kind === "literal" ? sameSort(meant, value, span, state) : scalarFor(meant, value, span, state)?.sort));
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
  const range: Span = { start: expr.low.span.start, end: expr.high.span.end };
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
  if (readNetwork(value) === undefined) {
    state.setting.report(notANetwork(placeOf(state.setting, container), showValue(value)));
    return undefined;
  }
  const term = termOf(meant);
  return decide({ kind: "in-network", negated: expr.negated, term, network: value }, term);
}

function inPlace(expr: ExprOf<"in">, meant: Meant, container: PlaceMeant, state: State): Constraint | undefined {
  const leaves = leavesOf(container.type);
  const list = leaves.find((leaf) => leaf.kind === "list");
  if (list === undefined) {
    state.setting.report(
      leaves.some((leaf) => leaf.kind === "any")
        ? opaque(placeOf(state.setting, container))
        : notAList(placeOf(state.setting, container), showType(container.type), "looks in"),
    );
    return undefined;
  }
  if (meant.kind === "literal") {
    const found = scalarFor({ ...container, type: list.element }, meant.value, meant.span, state);
    return found === undefined ? undefined : memberOf(expr.negated, found.sort, literal(meant.value), container.term);
  }
  const sorts = sharedSorts(meant, { type: list.element }, expr.span, state);
  return sorts === undefined ? undefined : someOf(sorts.map((sort) => memberOf(expr.negated, sort, meant.term, container.term)));
}
