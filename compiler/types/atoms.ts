/** The atoms of an expression: which types each may speak of, and the constraint that it becomes. */

import { type Constraint, mirrored, type Term } from "../../stdlib/runtime/constraint.js";
import type { JsonKind, Sort } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import { type Span, spanAt } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { unknownName } from "../diagnostics/codes/names.js";
import {
  ambiguousGlob,
  badConstant,
  badPattern,
  mixedSorts,
  notABool,
  notAList,
  notComparable,
  notOrdered,
  notWhole,
  patternTooLarge,
  wrongSubject,
} from "../diagnostics/codes/types.js";
import { isDamaged } from "../names/modules.js";
import type { Relation } from "../syntax/ast.js";
import { compareTerms, decide, holds, literal, someOf } from "./constraints.js";
import { misfit } from "./literals.js";
import type { Meant } from "./operands.js";
import type { PatternResult } from "./patterns.js";
import { type ExprOf, type LiteralMeant, type PlaceMeant, plainSort, readAs, scalarFor, sharedSorts, termOf } from "./scalars.js";
import { placeOf } from "./setting.js";
import { showType, showValue } from "./show.js";
import { meaningIn, type State } from "./state.js";
import { isOrdered, leavesOf, sortOf } from "./type.js";

export function compareAtom(expr: ExprOf<"compare">, state: State): Constraint | undefined {
  const left = meaningIn(expr, expr.left, state);
  const right = meaningIn(expr, expr.right, state);
  if (left === undefined || right === undefined) return undefined;
  if (left.kind === "place" && right.kind === "place") return comparePlaces(expr, left, right, state);
  if (left.kind === "place" && right.kind === "literal") return compareLiteral(expr.op, left, right, state);
  if (left.kind === "literal" && right.kind === "place") return compareLiteral(mirrored[expr.op], right, left, state);
  if (left.kind === "literal" && right.kind === "literal") return compareLiterals(expr, left, right, state);
  return undefined;
}

function ordering(op: Relation): boolean {
  return op !== "==" && op !== "!=";
}

function compareLiteral(op: Relation, place: PlaceMeant, { value, span }: LiteralMeant, state: State): Constraint | undefined {
  const sort = scalarFor(place, value, span, state);
  if (sort === undefined) return undefined;
  if (ordering(op) && !isOrdered(sort)) {
    state.setting.report(notOrdered(placeOf(state.setting, place), op, showType(place.type)));
    return undefined;
  }
  return compareTerms(op, sort, place.term, literal(value));
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

export function likeAtom(expr: ExprOf<"like">, state: State): Constraint | undefined {
  const subject = textSubject(expr, "like", state);
  if (subject === undefined) return undefined;
  const { patterns } = state.setting.block.around;
  // A URL's path is text that may hold empty segments, so that it is no `Path`; but `*` stops at its `/` all the same.
  const asPath = subject.sort === "Path" || subject.part === "path";
  const read = patterns.glob(expr.glob.text, asPath ? "path" : "string");
  if (subject.orPath && read.kind === "pattern" && JSON.stringify(read) !== JSON.stringify(patterns.glob(expr.glob.text, "path"))) {
    state.setting.report(ambiguousGlob(placeOf(state.setting, expr.operand)));
    return undefined;
  }
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
  /** Of the sort String, and may be a Path. */
  readonly orPath: boolean;
}

/** What a pattern can be about: strings, enums, paths, the parts of a URL that are text. */
function textSubject(expr: ExprOf<"like" | "matches">, verb: string, state: State): TextSubject | undefined {
  const meant = meaningIn(expr, expr.operand, state);
  if (meant === undefined) return undefined;
  if (meant.kind === "literal") {
    if (typeof meant.value === "string") return { term: literal(meant.value), sort: "String", orPath: false };
    state.setting.report(wrongSubject(placeOf(state.setting, meant), verb, showValue(meant.value)));
    return undefined;
  }
  if (!leavesOf(meant.type).some((leaf) => isText(sortOf(leaf)))) {
    state.setting.report(wrongSubject(placeOf(state.setting, meant), verb, showType(meant.type)));
    return undefined;
  }
  const reading = readAs(meant, "String", state);
  if (reading === undefined || !isText(reading.sort)) return undefined;
  const part = meant.term.kind === "place" ? meant.term.part : undefined;
  return { term: meant.term, sort: reading.sort, orPath: !reading.single, ...(part === undefined ? {} : { part }) };
}

function isText(sort: Sort | undefined): sort is "String" | "Path" {
  return sort === "String" || sort === "Path";
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
        badPattern(placeOf(state.setting, { span: exact ? spanAt(span, start + read.start, start + read.end) : span }), read.problem),
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
  if (!leavesOf(side.type).some((leaf) => sortOf(leaf) === "Path")) {
    state.setting.report(wrongSubject(placeOf(state.setting, side), "under", showType(side.type)));
    return false;
  }
  const reading = readAs(side, "String", state);
  // What may be any String would be under a path whenever it looked like one.
  if (reading !== undefined && reading.sort !== "Path") state.setting.report(mixedSorts(placeOf(state.setting, side), ["Path", "String"]));
  return reading?.sort === "Path";
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
    const type = meant.kind === "literal" ? showValue(meant.value) : showType(meant.type);
    state.setting.report(notAList(placeOf(state.setting, meant), type, "counts"));
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
  state.setting.report(notABool(placeOf(state.setting, meant), meant.kind === "literal" ? showValue(meant.value) : showType(meant.type)));
  return undefined;
}
