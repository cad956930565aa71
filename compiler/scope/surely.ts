/** What can be said of a constraint without knowing all facts of the context. */
import { type Constraint, type Term, termsOf } from "../../stdlib/runtime/constraint.js";

/**
 * What is left of a constraint when some facts may have any value: it implies the constraint, whichever they have. An atom
 * that speaks of such a fact is false, or true where it stands under an odd number of `not`s.
 */
export function surely(constraint: Constraint, isOpen: (fact: string) => boolean, positive = true): Constraint {
  const speaksOfOne = (term: Term): boolean => term.kind === "place" && term.root === "context" && isOpen(term.name);
  if (termsOf(constraint).some(speaksOfOne)) return { kind: positive ? "false" : "true" };
  switch (constraint.kind) {
    case "and":
    case "or":
      return { ...constraint, of: constraint.of.map((each) => surely(each, isOpen, positive)) };
    case "not":
      return { ...constraint, of: surely(constraint.of, isOpen, !positive) };
    case "all":
    case "some":
      return { ...constraint, where: surely(constraint.where, isOpen, positive) };
    default:
      return constraint;
  }
}
