/**
 * Whether a constraint is plainly satisfiable: a conjunction of atoms each of which can hold, no two of them about the same
 * thing. It settles most questions that lints ask without the decision procedure; where it says no, that is asked.
 */
import { type Constraint, compare, type Effect, effects, type Term } from "../../../stdlib/runtime/constraint.js";
import { unreachable } from "../../base/unreachable.js";
import { isContingent, type TypeOf } from "./contingent.js";

export function isPlainlySatisfiable(constraint: Constraint, effect: Effect, typeOf: TypeOf): boolean {
  return holdsApart(constraint, true, { effect, typeOf, taken: new Set() });
}

interface Known {
  readonly effect: Effect;
  readonly typeOf: TypeOf;
  /** The things that something so far has spoken of. */
  readonly taken: Set<string>;
}

/** Whether the constraint can be made true, or false, by things that nothing so far has spoken of; they are then taken. */
function holdsApart(constraint: Constraint, wanted: boolean, known: Known): boolean {
  switch (constraint.kind) {
    case "true":
      return wanted;
    case "false":
      return !wanted;
    case "not":
      return holdsApart(constraint.of, !wanted, known);
    case "and":
    case "or": {
      if ((constraint.kind === "and") === wanted) return constraint.of.every((each) => holdsApart(each, wanted, known));
      // The first alternative that can be had; what a failed one has taken stays taken, which only makes the answer a no.
      return constraint.of.some((each) => holdsApart(each, wanted, known));
    }
    case "effect":
      return compare(constraint.op, effects.indexOf(known.effect), effects.indexOf(constraint.effect)) === wanted;
    default: {
      const things = thingsOf(constraint);
      if (things.some((each) => known.taken.has(each)) || !isContingent(constraint, known.typeOf)) return false;
      for (const each of things) known.taken.add(each);
      return true;
    }
  }
}

/** What an atom speaks of, as far as two atoms could disagree about it. */
function thingsOf(atom: Constraint): readonly string[] {
  switch (atom.kind) {
    case "compare":
      return [thing(atom.left), thing(atom.right)].flat();
    case "member":
      return [thing(atom.term), thing(atom.list)].flat();
    case "under":
      return [thing(atom.term), thing(atom.base)].flat();
    case "all":
    case "some":
      return [...atom.lists.flatMap(({ term }) => thing(term)), ...thingsOf(atom.where)];
    case "approved":
      return [`approved ${atom.by}`];
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "is":
    case "size":
    case "has":
    case "holds":
      return thing(atom.term);
    case "and":
    case "or":
      return atom.of.flatMap(thingsOf);
    case "not":
      return thingsOf(atom.of);
    case "true":
    case "false":
    case "effect":
    case "only":
      return [];
    default:
      return unreachable(atom);
  }
}

function thing(term: Term): readonly string[] {
  switch (term.kind) {
    case "literal":
      return [];
    case "now":
    case "hour":
      return ["now"];
    case "place":
      return term.root === "element" ? [] : [`${term.root} ${term.name}`];
    default:
      return unreachable(term);
  }
}
