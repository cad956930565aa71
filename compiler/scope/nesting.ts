/** How deep a constraint may nest: what is read by functions that call themselves must end before the stack does. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";

/** For constraints, and again for the parts of each pattern. */
export const deepestNesting = 400;

const shallow = new WeakSet<Constraint | Pattern>();

/** Whether constraints, or the parts of a pattern, stand more than `deepestNesting` deep inside one another. */
export function isTooDeep(constraint: Constraint): boolean {
  return !isShallow(constraint, (whole) => nestsDeeper(whole, deepestNesting));
}

function isShallow<T extends Constraint | Pattern>(whole: T, isDeep: (whole: T) => boolean): boolean {
  if (shallow.has(whole)) return true;
  if (isDeep(whole)) return false;
  shallow.add(whole);
  return true;
}

function nestsDeeper(constraint: Constraint, levels: number): boolean {
  if (levels === 0) return true;
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.some((each) => nestsDeeper(each, levels - 1));
    case "not":
      return nestsDeeper(constraint.of, levels - 1);
    case "all":
    case "some":
      return nestsDeeper(constraint.where, levels - 1);
    case "pattern":
      return !isShallow(constraint.pattern, (whole) => patternNestsDeeper(whole, deepestNesting));
    default:
      return false;
  }
}

function patternNestsDeeper(pattern: Pattern, levels: number): boolean {
  if (levels === 0) return true;
  switch (pattern.kind) {
    case "characters":
      return false;
    case "repeat":
      return patternNestsDeeper(pattern.of, levels - 1);
    case "sequence":
    case "choice":
      return pattern.of.some((each) => patternNestsDeeper(each, levels - 1));
  }
}
