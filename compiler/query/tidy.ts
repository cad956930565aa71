/** The same condition, shorter: what is said elsewhere in it is not said again, and of several alternatives none that another covers. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { conjuncts } from "../analysis/constraints.js";
import { covers, residue } from "../scope/covers.js";
import { allOf, negate, someOf } from "../types/constraints.js";

/** Equivalent to the constraint wherever what is given holds. */
export function tidy(constraint: Constraint, given: readonly Constraint[] = []): Constraint {
  const left = given.length === 0 ? constraint : residue(given, constraint);
  switch (left.kind) {
    case "and": {
      const parts = conjuncts(left);
      const plain = strongest(parts.filter(({ kind }) => kind !== "or"));
      return allOf([...plain, ...parts.filter(({ kind }) => kind === "or").map((part) => tidy(part, [...given, ...plain]))]);
    }
    case "or":
      return someOf(weakest(left.of.flatMap((each) => alternativesOf(tidy(each, given)))));
    case "not":
      return negate(tidy(left.of, given));
    default:
      return left;
  }
}

function alternativesOf(constraint: Constraint): readonly Constraint[] {
  return constraint.kind === "or" ? constraint.of : [constraint];
}

/** More are not compared each with each. */
const mostCompared = 100;

/** Without those that others imply; of two that imply each other, the first is left. */
function strongest(parts: readonly Constraint[]): readonly Constraint[] {
  return without(parts, (one, other) => covers([other], one));
}

function weakest(parts: readonly Constraint[]): readonly Constraint[] {
  return without(parts, (one, other) => covers([one], other));
}

function without(parts: readonly Constraint[], isIdle: (one: Constraint, beside: Constraint) => boolean): readonly Constraint[] {
  if (parts.length > mostCompared) return parts;
  const kept: Constraint[] = [];
  for (const [at, part] of parts.entries())
    if (!kept.some((each) => isIdle(part, each)) && !parts.slice(at + 1).some((each) => isIdle(part, each) && !isIdle(each, part))) kept.push(part);
  return kept;
}
