/** Whether a value of one type may be given where another is wanted, and be compared there as that other one. */
import type { Type } from "../../stdlib/runtime/constraint.js";
import { sameType } from "./type.js";

/**
 * True where every value of `from` is one of `to` and is compared by the same sort: a refined type for its base, an enum for a
 * larger one or for String, a member for its union. An Int is not given for a Number, as the two are not compared either.
 */
export function isAssignable(from: Type, to: Type): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === "refined") return isAssignable(from.base, to);
  if (from.kind === "union") return from.members.every((member) => isAssignable(member, to));
  if (to.kind === "union") return to.members.some((member) => isAssignable(from, member));
  if (from.kind === "enum" && to.kind === "enum") return from.values.every((value) => to.values.includes(value));
  if (from.kind === "enum" && to.kind === "scalar") return to.sort === "String";
  if (from.kind === "list" && to.kind === "list") return isAssignable(from.element, to.element);
  return false;
}
