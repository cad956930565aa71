/** Which facts bear on what is asked. To leave out the others asks for more, so that it is always sound. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { mentions } from "./constraints.js";

/** The facts that speak, directly or through one another, of parameters or facts of the context that the constraints speak of. */
export function factsAbout(facts: readonly Constraint[], ...constraints: readonly Constraint[]): readonly Constraint[] {
  if (facts.length === 0) return facts;
  const reached = new Set(constraints.flatMap((each) => [...mentions(each)]));
  const found = new Set<Constraint>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const fact of facts) {
      const speaksOf = [...mentions(fact)];
      if (found.has(fact) || (speaksOf.length > 0 && !speaksOf.some((each) => reached.has(each)))) continue;
      found.add(fact);
      for (const each of speaksOf) reached.add(each);
    }
  }
  return facts.filter((fact) => found.has(fact));
}
