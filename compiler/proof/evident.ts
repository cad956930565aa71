/**
 * What the checker sees by itself, so that nobody has to write it down: a bound by a number follows from a narrower one. Large
 * policies bound the same argument by many numbers, and would raise a question for each pair of them.
 */
import type { Constraint, Term } from "../../stdlib/runtime/constraint.js";

/** True only if whatever the first admits, the second admits. */
export function isEvident(given: Constraint, wanted: Constraint): boolean {
  if (given === wanted) return true;
  const [narrow, wide] = [boundIn(given), boundIn(wanted)];
  if (narrow === undefined || wide === undefined || narrow.sort !== wide.sort || narrow.isUpper !== wide.isUpper || !isSame(narrow.term, wide.term))
    return false;
  if (narrow.number === wide.number) return narrow.isStrict || !wide.isStrict;
  return narrow.number < wide.number === narrow.isUpper;
}

interface NumberBound {
  readonly sort: "Int" | "Number";
  readonly term: Term;
  readonly number: number;
  readonly isUpper: boolean;
  readonly isStrict: boolean;
}

function boundIn(constraint: Constraint): NumberBound | undefined {
  if (constraint.kind !== "compare") return undefined;
  const { op, sort, left: term, right } = constraint;
  if (op === "==" || op === "!=" || (sort !== "Int" && sort !== "Number")) return undefined;
  if (right.kind !== "literal" || typeof right.value !== "number" || !Number.isFinite(right.value)) return undefined;
  return { sort, term, number: right.value, isUpper: op === "<" || op === "<=", isStrict: op === "<" || op === ">" };
}

function isSame(first: Term, second: Term): boolean {
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}
