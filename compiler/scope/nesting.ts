/** How deep a constraint may nest: what is read by functions that call themselves must end before the stack does. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";

export const deepestNesting = 400;

const shallow = new WeakSet<Constraint>();

/** Whether constraints stand more than `deepestNesting` deep inside one another. */
export function isTooDeep(constraint: Constraint): boolean {
  if (shallow.has(constraint)) return false;
  const found = isDeeperThan(constraint, deepestNesting);
  if (!found) shallow.add(constraint);
  return found;
}

function isDeeperThan(constraint: Constraint, levels: number): boolean {
  if (levels === 0) return true;
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.some((each) => isDeeperThan(each, levels - 1));
    case "not":
      return isDeeperThan(constraint.of, levels - 1);
    case "all":
    case "some":
      return isDeeperThan(constraint.where, levels - 1);
    default:
      return false;
  }
}
