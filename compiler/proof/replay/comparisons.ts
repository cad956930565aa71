/** What a comparison of two scalars says, as atoms. */
import { type Comparison, compare, mirrored } from "../../../stdlib/runtime/constraint.js";
import type { Key } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import { atom, FALSE, type Formula, type NumberTest, not, TRUE } from "./formula.js";
import type { Alternative, Ground, ScalarShape } from "./places.js";
import { isOneLine, type Ordinal, scales } from "./scales.js";
import { constantText, ordinalOf, refuse, type Scalar } from "./terms.js";
import { isUrl, sameUrl } from "./urls.js";

export function comparison(ground: Ground, op: Comparison, one: Scalar, other: Scalar): Formula {
  if (one.kind === "constant" && other.kind === "constant") return compare(op, one.key, other.key) ? TRUE : FALSE;
  if (one.kind === "constant") return comparison(ground, mirrored[op], other, one);
  if (op === "!=") return not(comparison(ground, "==", one, other));
  if (other.kind === "constant") return literalComparison(ground, op, one.shape, other.key);
  const { vocabulary } = ground;
  const [left, right] = [one.shape, other.shape];
  if (isSame(left, right)) return op === "<" || op === ">" ? FALSE : TRUE;
  if (op === "==") return equality(ground, left, right) ?? refuse(ground, "two sorts are compared");
  if (left.kind !== "ordinal" || right.kind !== "ordinal" || !isOneLine(left.scale, right.scale)) return refuse(ground, "two sorts are compared");
  const relate = (relation: "least" | "less", a: ScalarShape & { kind: "ordinal" }, b: ScalarShape & { kind: "ordinal" }): Formula =>
    atom(vocabulary, { kind: "number-relation", relation, left: a.variable, right: b.variable });
  switch (op) {
    case "<":
      return relate("less", left, right);
    case "<=":
      return relate("least", left, right);
    case ">":
      return relate("less", right, left);
    case ">=":
      return relate("least", right, left);
  }
}

function literalComparison(ground: Ground, op: Exclude<Comparison, "!=">, shape: ScalarShape, key: Key): Formula {
  const { vocabulary } = ground;
  switch (shape.kind) {
    case "url":
      return op === "==" ? isUrl(vocabulary, shape, String(key)) : refuse(ground, "a URL is ordered");
    case "text":
      return op === "=="
        ? atom(vocabulary, { kind: "text", variable: shape.variable, test: { kind: "set", values: [String(key)] } })
        : refuse(ground, "a text is ordered");
    case "ordinal": {
      const { low, high } = scales[shape.scale];
      const at = ordinalOf(key);
      const within = (from: Ordinal, to: Ordinal): Formula => {
        const test: NumberTest = { kind: "intervals", of: [[from, to]] };
        return from > to ? FALSE : atom(vocabulary, { kind: "number", variable: shape.variable, test });
      };
      switch (op) {
        case "==":
          return within(at, at);
        case "<=":
          return within(low, at);
        case ">=":
          return within(at, high);
        case ">":
          return not(within(low, at));
        case "<":
          return not(within(at, high));
        default:
          return unreachable(op);
      }
    }
    default:
      return unreachable(shape);
  }
}

export function under(ground: Ground, path: Scalar, base: Scalar): Formula {
  const { vocabulary } = ground;
  const shape = path.kind === "variable" ? path.shape : constantText(ground, path);
  if (shape.kind !== "text") return FALSE;
  if (base.kind === "constant") return atom(vocabulary, { kind: "text", variable: shape.variable, test: { kind: "under", base: String(base.key) } });
  if (base.shape.kind !== "text") return FALSE;
  if (isSame(shape, base.shape)) return TRUE;
  return atom(vocabulary, { kind: "text-relation", relation: "under", left: shape.variable, right: base.shape.variable });
}

/** Whether both are the same variables. */
export function isSame(one: Alternative["shape"], other: ScalarShape): boolean {
  if (one.kind === "url") return other.kind === "url" && one.scheme === other.scheme;
  return other.kind !== "url" && one.kind === other.kind && one.variable === other.variable;
}

/** That two scalars are equal; `undefined` where they can't be compared. */
export function equality({ vocabulary }: Ground, one: Alternative["shape"], other: Alternative["shape"] | undefined): Formula | undefined {
  const inOrder = (a: number, b: number) => ({ relation: "equal", left: Math.min(a, b), right: Math.max(a, b) }) as const;
  if (one.kind === "text" && other?.kind === "text" && (one.sort === "Bool") === (other.sort === "Bool"))
    return atom(vocabulary, { kind: "text-relation", ...inOrder(one.variable, other.variable) });
  if (one.kind === "ordinal" && other?.kind === "ordinal" && isOneLine(one.scale, other.scale))
    return atom(vocabulary, { kind: "number-relation", ...inOrder(one.variable, other.variable) });
  if (one.kind === "url" && other?.kind === "url") return sameUrl(vocabulary, one, other);
  return undefined;
}
