/** Of all that a search has learned, what its end rests on. */

import { addTo, contradictsItself, newPropagation } from "../proof/refuted.js";
import type { Literal } from "../proof/replay/formula.js";

type Clause = readonly Literal[];

export interface Needed {
  readonly lemmas: readonly Clause[];
  readonly steps: readonly Clause[];
}

/** The lemmas and the learned clauses, in their order, from which propagation comes to the contradiction. */
export function needed(clauses: readonly Clause[], lemmas: readonly Clause[], learned: readonly Clause[]): Needed {
  const propagation = newPropagation([...clauses, ...lemmas]);
  const first = propagation.clauses.length;
  /** The numbers of the clauses by which propagation contradicts a clause; none where it does not. */
  const restsOn = (clause: Clause): readonly number[] => {
    const reasons = new Map<Literal, number>();
    let last: number | undefined;
    contradictsItself(propagation, clause, (number, follows) => {
      if (follows === undefined) last = number;
      else if (!reasons.has(follows)) reasons.set(follows, number);
    });
    const found = new Set<number>(last === undefined ? [] : [last]);
    for (const number of found) {
      for (const literal of propagation.clauses[number] ?? []) {
        const reason = reasons.get(-literal);
        if (reason !== undefined) found.add(reason);
      }
    }
    return [...found];
  };
  const rests: (readonly number[])[] = [];
  // Often the lemmas are enough.
  let end = restsOn([]);
  if (end.length === 0) {
    for (const clause of learned) {
      rests.push(restsOn(clause));
      addTo(propagation, clause);
    }
    end = restsOn([]);
  }
  const kept = new Set(end);
  for (let at = learned.length - 1; at >= 0; at--) if (kept.has(first + at)) for (const number of rests[at] ?? []) kept.add(number);
  return {
    lemmas: lemmas.filter((_, at) => kept.has(clauses.length + at)),
    steps: learned.filter((_, at) => kept.has(first + at)),
  };
}
