/** Atoms as formulas: comparisons, sets, ranges and patterns, of whatever their terms lead to. */
import { type Comparison, type Constraint, compare, mirrored, type Term } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import type { NumberTest } from "../proof/replay/formula.js";
import { isOneLine, type Ordinal, scales } from "../proof/replay/scales.js";
import type { ScalarShape } from "./cells.js";
import { all, any, FALSE, type Formula, not, numberAtom, numberRelation, TRUE, textAtom, textRelation, type Vocabulary } from "./formula.js";
import type { TextTest } from "./strings/theory.js";
import {
  type Bound,
  constantCell,
  type Grounding,
  kindOfScalar,
  nowOf,
  numberSort,
  ordinal,
  plainShape,
  type Scalar,
  type Shape,
  scalars,
} from "./terms.js";
import { isUrl, sameUrl } from "./urls.js";

export function comparison(
  grounding: Grounding,
  { op, sort, left, right }: Extract<Constraint, { readonly kind: "compare" }>,
  bound: Bound,
): Formula {
  return scalars(grounding, left, sort, bound, (one) =>
    // An Int may be compared with any number that is written out.
    scalars(grounding, right, right.kind === "literal" ? numberSort(sort) : sort, bound, (other) => {
      if (other.kind === "constant") return literalComparison(grounding, op, sort, one, other.value);
      if (one.kind === "constant") return literalComparison(grounding, mirrored[op], sort, other, one.value);
      return variableComparison(grounding, op, one.shape, other.shape);
    }),
  );
}

function variableComparison(grounding: Grounding, op: Comparison, one: Shape, other: Shape): Formula {
  const { vocabulary } = grounding;
  if (op === "!=") return not(variableComparison(grounding, "==", one, other));
  if (op === ">" || op === ">=") return variableComparison(grounding, mirrored[op], other, one);
  if (one.kind === "hour" && other.kind === "hour") return op === "<" ? FALSE : TRUE;
  const [left, right] = [plainShape(grounding, one), plainShape(grounding, other)];
  if (op === "==") return equality(vocabulary, left, right);
  if (left.kind !== "ordinal" || right.kind !== "ordinal" || !isOneLine(left.scale, right.scale))
    throw new Error(`${op} between what has no such order`);
  return numberRelation(vocabulary, op === "<" ? "less" : "least", left.variable, right.variable);
}

/** That two scalars are one JSON value. A text is never a Bool, whatever it says, and a date no Int, though both are variables over whole numbers. */
export function equality(vocabulary: Vocabulary, one: ScalarShape, other: ScalarShape): Formula {
  if (kindOfScalar(one) !== kindOfScalar(other)) return FALSE;
  if (one.kind === "text" && other.kind === "text") return textRelation(vocabulary, "equal", one.variable, other.variable);
  if (one.kind === "url" && other.kind === "url") return sameUrl(vocabulary, one, other);
  if (one.kind !== "ordinal" || other.kind !== "ordinal" || !isOneLine(one.scale, other.scale)) throw new Error("== between what is of two sorts");
  return numberRelation(vocabulary, "equal", one.variable, other.variable);
}

function literalComparison(grounding: Grounding, op: Comparison, sort: Sort, value: Scalar, literal: Json): Formula {
  const key = readKey(numberSort(sort), literal);
  if (key === undefined) return FALSE;
  if (value.kind === "constant") {
    const own = readKey(numberSort(sort), value.value);
    return own !== undefined && compare(op, own, key) ? TRUE : FALSE;
  }
  const { shape } = value;
  switch (shape.kind) {
    case "text": {
      const is = textAtom(grounding.vocabulary, shape.variable, { kind: "set", values: [String(key)] });
      return op === "==" ? is : not(is);
    }
    case "url": {
      const is = isUrl(grounding.vocabulary, shape, String(literal));
      return op === "==" ? is : not(is);
    }
    case "hour":
      return hourFormula(grounding, (hour) => compare(op, hour, key));
    case "ordinal":
      return numberFormula(grounding, shape.variable, shape.scale, op, ordinal(key));
    default:
      return unreachable(shape);
  }
}

/** That the value is one of these: for one variable, a single atom. */
export function setTest(grounding: Grounding, sort: Sort, value: Scalar, values: readonly Json[]): Formula {
  const shape = value.kind === "variable" ? value.shape : undefined;
  if (shape?.kind === "text") {
    const keys = new Set(values.flatMap((each) => readKey(sort, each) ?? []).map(String));
    return keys.size === 0 ? FALSE : textAtom(grounding.vocabulary, shape.variable, { kind: "set", values: [...keys].sort() });
  }
  if (shape?.kind === "ordinal") {
    const keys = [...new Set(values.flatMap((each) => readKey(numberSort(sort), each) ?? []).map(ordinal))].sort((a, b) => (a < b ? -1 : 1));
    return keys.length === 0 ? FALSE : numberAtom(grounding.vocabulary, shape.variable, { kind: "intervals", of: keys.map((key) => [key, key]) });
  }
  return any(values.map((each) => literalComparison(grounding, "==", sort, value, each)));
}

function hourFormula(grounding: Grounding, passes: (hour: number) => boolean): Formula {
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(passes);
  if (hours.length === 0) return FALSE;
  return hours.length === 24 ? TRUE : numberAtom(grounding.vocabulary, nowOf(grounding), { kind: "hours", of: hours });
}

export function numberFormula(grounding: Grounding, variable: number, scale: keyof typeof scales, op: Comparison, key: Ordinal): Formula {
  const { low, high } = scales[scale];
  const within = (from: Ordinal, to: Ordinal): Formula => {
    const test: NumberTest = { kind: "intervals", of: [[from, to]] };
    return from > to ? FALSE : numberAtom(grounding.vocabulary, variable, test);
  };
  switch (op) {
    case "==":
      return within(key, key);
    case "!=":
      return not(within(key, key));
    case "<=":
      return within(low, key);
    case ">":
      return not(within(low, key));
    case ">=":
      return not(numberFormula(grounding, variable, scale, "<", key));
    case "<":
      // All that is below, with `high` where nothing is: so that `<` and `>=` of one literal are one atom.
      return not(within(key, high));
    default:
      return unreachable(op);
  }
}

/** What has an end that is no value is false, negated or not. */
export function isRange(range: Extract<Constraint, { readonly kind: "between" | "in-network" }>): boolean {
  return range.kind === "between"
    ? [range.low, range.high].every((end) => readKey(numberSort(range.sort), end) !== undefined)
    : readNetwork(range.network) !== undefined;
}

export function rangeTest(grounding: Grounding, value: Scalar, range: Extract<Constraint, { readonly kind: "between" | "in-network" }>): Formula {
  if (range.kind === "between") {
    // One atom where the theory knows sets of values: nothing is left to choose between its ends.
    const shape = value.kind === "variable" ? value.shape : undefined;
    const [low, high] = [range.low, range.high].map((end) => readKey(numberSort(range.sort), end));
    if (shape?.kind === "ordinal" && low !== undefined && high !== undefined)
      return low > high ? FALSE : numberAtom(grounding.vocabulary, shape.variable, { kind: "intervals", of: [[ordinal(low), ordinal(high)]] });
    return all([literalComparison(grounding, ">=", range.sort, value, range.low), literalComparison(grounding, "<=", range.sort, value, range.high)]);
  }
  const network = readNetwork(range.network);
  if (network === undefined) return FALSE;
  if (value.kind === "constant") {
    const key = readKey("Ip", value.value);
    return typeof key === "bigint" && key >= network.low && key <= network.high ? TRUE : FALSE;
  }
  if (value.shape.kind !== "ordinal") return FALSE;
  return numberAtom(grounding.vocabulary, value.shape.variable, { kind: "intervals", of: [[network.low, network.high]] });
}

export function textTest(grounding: Grounding, term: Term, sort: Sort, negated: boolean, test: TextTest, bound: Bound): Formula {
  return scalars(grounding, term, sort, bound, (value) => {
    const shape = value.kind === "constant" ? constantCell(grounding, sort, value.value) : value.shape;
    if (shape?.kind !== "text") return FALSE;
    const passes = textAtom(grounding.vocabulary, shape.variable, test);
    return negated ? -passes : passes;
  });
}

export function underTest(grounding: Grounding, { term, base, negated }: Extract<Constraint, { readonly kind: "under" }>, bound: Bound): Formula {
  if (base.kind === "literal") {
    const key = readKey("Path", base.value);
    return typeof key === "string" ? textTest(grounding, term, "Path", negated, { kind: "under", base: key }, bound) : FALSE;
  }
  return scalars(grounding, term, "Path", bound, (one) =>
    scalars(grounding, base, "Path", bound, (other) => {
      const [path, above] = [one, other].map((value) => (value.kind === "constant" ? constantCell(grounding, "Path", value.value) : value.shape));
      if (path?.kind !== "text" || above?.kind !== "text") return FALSE;
      const under = textRelation(grounding.vocabulary, "under", path.variable, above.variable);
      return negated ? not(under) : under;
    }),
  );
}
