/** The atoms of an expression: which types each may speak of, and the constraint that it becomes. */

import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type JsonKind, kindOf, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import type { Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { unknownName } from "../diagnostics/codes/names.js";
import {
  badConstant,
  badPattern,
  compareNull,
  emptyRange,
  intAgainstNumber,
  notABool,
  notAList,
  notANetwork,
  notComparable,
  notInAKind,
  notOrdered,
  notWhole,
  opaque,
  patternTooLarge,
  wrongSubject,
} from "../diagnostics/codes/types.js";
import { isDamaged } from "../names/modules.js";
import type { Expr, Literal, Relation } from "../syntax/ast.js";
import { compareTerms, decide, holds, literal, memberOf, oneOf, someOf } from "./constraints.js";
import { jsonOf, leafFor, misfit } from "./literals.js";
import type { Meant } from "./operands.js";
import type { PatternResult } from "./patterns.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import { meaningIn, type State } from "./state.js";
import { isOrdered, jsonKindOf, type Leaf, leavesOf, sortOf } from "./type.js";

type ExprOf<K extends Expr["kind"]> = Extract<Expr, { readonly kind: K }>;
type PlaceMeant = Extract<Meant, { readonly kind: "place" }>;
type LiteralMeant = Extract<Meant, { readonly kind: "literal" }>;

export function compareAtom(expr: ExprOf<"compare">, state: State): Constraint | undefined {
  const left = meaningIn(expr, expr.left, state);
  const right = meaningIn(expr, expr.right, state);
  if (left === undefined || right === undefined) return undefined;
  if (left.kind === "place" && right.kind === "place") return comparePlaces(expr, left, right, state);
  if (left.kind === "place" && right.kind === "literal") return compareLiteral(expr.op, left, right, state);
  if (left.kind === "literal" && right.kind === "place") return compareLiteral(flipped[expr.op], right, left, state);
  if (left.kind === "literal" && right.kind === "literal") return compareLiterals(expr, left, right, state);
  return undefined;
}

const flipped: Readonly<Record<Relation, Relation>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function ordering(op: Relation): boolean {
  return op !== "==" && op !== "!=";
}

function compareLiteral(op: Relation, place: PlaceMeant, { value, span }: LiteralMeant, state: State): Constraint | undefined {
  const found = scalarFor(place, value, span, state);
  if (found === undefined) return undefined;
  if (ordering(op) && !isOrdered(found.sort)) {
    state.setting.report(notOrdered(placeOf(state.setting, place), op, showType(found.leaf)));
    return undefined;
  }
  return compareTerms(op, found.sort, place.term, literal(value));
}

/** The scalar member of a place's type that a literal can be compared with; what is wrong is reported. */
function scalarFor(place: PlaceMeant, value: Json, span: Span, state: State): { readonly leaf: Leaf; readonly sort: Sort } | undefined {
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

function comparePlaces(expr: ExprOf<"compare">, left: PlaceMeant, right: PlaceMeant, state: State): Constraint | undefined {
  const sorts = sharedSorts(left, right, expr.span, state);
  if (sorts === undefined) return undefined;
  const fitting = ordering(expr.op) ? sorts.filter(isOrdered) : sorts;
  if (fitting.length === 0) {
    state.setting.report(notOrdered(placeOf(state.setting, expr), expr.op, showType(left.type)));
    return undefined;
  }
  return someOf(fitting.map((sort) => compareTerms(expr.op, sort, left.term, right.term)));
}

/** The sorts that values of both places can have. At least one, or what is wrong is reported. */
function sharedSorts(
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

function compareLiterals(expr: ExprOf<"compare">, left: LiteralMeant, right: LiteralMeant, state: State): Constraint | undefined {
  const sort = plainSort(left.value);
  if (sort === undefined || sort !== plainSort(right.value)) {
    state.setting.report(notComparable(placeOf(state.setting, expr), showValue(left.value), showValue(right.value)));
    return undefined;
  }
  if (ordering(expr.op) && !isOrdered(sort)) {
    state.setting.report(notOrdered(placeOf(state.setting, expr), expr.op, sort));
    return undefined;
  }
  return compareTerms(expr.op, sort, literal(left.value), literal(right.value));
}

/** The sort of a literal that meets no type. */
function plainSort(value: Json): Sort | undefined {
  const kind = kindOf(value);
  return kind === "String" || kind === "Number" || kind === "Bool" ? kind : undefined;
}

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

export function likeAtom(expr: ExprOf<"like">, state: State): Constraint | undefined {
  const subject = textSubject(expr, "like", state);
  if (subject === undefined) return undefined;
  // A URL's path is text that may hold empty segments, so that it is no `Path`; but `*` stops at its `/` all the same.
  const asPath = subject.sort === "Path" || subject.part === "path";
  const read = state.setting.block.around.patterns.glob(expr.glob.text, asPath ? "path" : "string");
  return pattern(expr, subject, read, `like ${JSON.stringify(expr.glob.text)}`, expr.glob.span, state);
}

export function matchesAtom(expr: ExprOf<"matches">, state: State): Constraint | undefined {
  const subject = textSubject(expr, "matches", state);
  if (subject === undefined) return undefined;
  const read = state.setting.block.around.patterns.regex(expr.source);
  return pattern(expr, subject, read, `matches /${expr.source}/`, expr.sourceSpan, state);
}

interface TextSubject {
  readonly term: Term;
  readonly sort: "String" | "Path";
  readonly part?: string;
}

/** What a pattern can be about: strings, enums, paths, the parts of a URL that are text. */
function textSubject(expr: ExprOf<"like" | "matches">, verb: string, state: State): TextSubject | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  if (meant.kind === "literal") {
    if (typeof meant.value === "string") return { term: literal(meant.value), sort: "String" };
    state.setting.report(wrongSubject(placeOf(state.setting, meant), verb, showValue(meant.value)));
    return undefined;
  }
  const leaves = leavesOf(meant.type);
  const sort = leaves.map(sortOf).find((each) => each === "String" || each === "Path");
  if (sort === "String" || sort === "Path") {
    const part = meant.term.kind === "place" ? meant.term.part : undefined;
    return { term: meant.term, sort, ...(part === undefined ? {} : { part }) };
  }
  const any = leaves.some((leaf) => leaf.kind === "any");
  state.setting.report(any ? opaque(placeOf(state.setting, meant)) : wrongSubject(placeOf(state.setting, meant), verb, showType(meant.type)));
  return undefined;
}

function pattern(
  expr: ExprOf<"like" | "matches">,
  { term, sort }: TextSubject,
  read: PatternResult,
  source: string,
  span: Span,
  state: State,
): Constraint | undefined {
  switch (read.kind) {
    case "pattern":
      return decide({ kind: "pattern", negated: expr.negated, sort, term, pattern: read.pattern, source }, term);
    case "malformed": {
      // The offsets are into the text as it was read. Where it is written with escapes they lie elsewhere, and the whole is shown.
      const plain = expr.kind === "matches" ? expr.source : expr.glob.text;
      const start = expr.kind === "matches" ? span.start : span.start + 1;
      const exact = expr.kind === "matches" ? span.end - span.start === plain.length : span.end - span.start === plain.length + 2;
      state.setting.report(
        badPattern(placeOf(state.setting, { span: exact ? { start: start + read.start, end: start + read.end } : span }), read.problem),
      );
      return undefined;
    }
    case "too-large":
      state.setting.report(patternTooLarge(placeOf(state.setting, { span }), read.size));
      return undefined;
    default:
      return unreachable(read);
  }
}

export function underAtom(expr: ExprOf<"under">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  const base = meaningIn(expr, expr.base, state);
  if (meant === undefined || base === undefined) return undefined;
  for (const side of [meant, base]) if (!isPathLike(side, state)) return undefined;
  const [term, baseTerm] = [termOf(meant), termOf(base)];
  return decide({ kind: "under", negated: expr.negated, term, base: baseTerm }, term, baseTerm);
}

function isPathLike(side: Meant, state: State): boolean {
  if (side.kind === "literal") {
    const problem =
      typeof side.value === "string" ? misfit({ kind: "scalar", sort: "Path" }, side.value, "compared") : `${showValue(side.value)} is not a path`;
    if (problem === undefined) return true;
    state.setting.report(badConstant(placeOf(state.setting, side), problem));
    return false;
  }
  const leaves = leavesOf(side.type);
  if (leaves.some((leaf) => sortOf(leaf) === "Path")) return true;
  const any = leaves.some((leaf) => leaf.kind === "any");
  state.setting.report(any ? opaque(placeOf(state.setting, side)) : wrongSubject(placeOf(state.setting, side), "under", showType(side.type)));
  return false;
}

const kinds: readonly JsonKind[] = ["null", "String", "Number", "Bool", "List", "Record"];

export function isAtom(expr: ExprOf<"is">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  const json = kinds.find((kind) => kind === expr.json.text);
  if (json === undefined)
    state.setting.report(unknownName(placeOf(state.setting, expr.json), "kind of value", expr.json.text, didYouMean(expr.json.text, kinds)));
  if (meant === undefined || json === undefined) return undefined;
  const term = termOf(meant);
  return decide({ kind: "is", term, json }, term);
}

export function sizeAtom(expr: ExprOf<"size">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  const { value } = expr.value;
  if (!Number.isSafeInteger(value)) {
    if (!isDamaged(state.setting.block.around.module, expr.value.span)) state.setting.report(notWhole(placeOf(state.setting, expr.value), "a size"));
    return undefined;
  }
  if (meant === undefined) return undefined;
  const isList = meant.kind === "literal" ? Array.isArray(meant.value) : leavesOf(meant.type).some((leaf) => leaf.kind === "list");
  if (!isList) {
    const opaquely = meant.kind === "place" && leavesOf(meant.type).some((leaf) => leaf.kind === "any");
    const type = meant.kind === "literal" ? showValue(meant.value) : showType(meant.type);
    state.setting.report(opaquely ? opaque(placeOf(state.setting, meant)) : notAList(placeOf(state.setting, meant), type, "counts"));
    return undefined;
  }
  const term = termOf(meant);
  return decide({ kind: "size", term, op: expr.op, value: value + 0 }, term);
}

export function hasAtom(expr: ExprOf<"has">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  const term = termOf(meant);
  return decide({ kind: "has", term }, term);
}

export function truthAtom(expr: ExprOf<"truth">, state: State): Constraint | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  const isBool = meant.kind === "literal" ? typeof meant.value === "boolean" : leavesOf(meant.type).some((leaf) => sortOf(leaf) === "Bool");
  if (isBool) return holds(termOf(meant));
  const opaquely = meant.kind === "place" && leavesOf(meant.type).some((leaf) => leaf.kind === "any");
  state.setting.report(
    opaquely
      ? opaque(placeOf(state.setting, meant))
      : notABool(placeOf(state.setting, meant), meant.kind === "literal" ? showValue(meant.value) : showType(meant.type)),
  );
  return undefined;
}

function termOf(meant: Meant): Term {
  return meant.kind === "literal" ? literal(meant.value) : meant.term;
}
