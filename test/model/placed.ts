/** Where each atom of a policy stands, also those that several hops share. */
import { further, type Place } from "../../compiler/base/span.js";
import type { Lowered } from "../../compiler/model/lower.js";
import type { Hop } from "../../compiler/model/model.js";
import { eachAtom } from "../../compiler/types/constraints.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";

type Placed = readonly [atom: Constraint, place: Place];

export function placedIn({ value, atoms }: Lowered): readonly Placed[] {
  return [...atoms.places, ...value.hops.flatMap((hop) => (atoms.further.has(hop) ? placedInHop(hop, atoms) : []))];
}

/** Those of the hop's own conditions. */
export function placedInHop(hop: Hop, { places, further: by }: Lowered["atoms"]): readonly Placed[] {
  const found: Placed[] = [];
  for (const where of [hop.require, ...hop.scope.clauses.map((clause) => clause.where)])
    eachAtom(where, (atom) => {
      const at = places.get(atom);
      if (at !== undefined) found.push([atom, further(at, by.get(hop) ?? 0)]);
    });
  return found;
}
