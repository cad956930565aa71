/** What holds of a hop by its own words: whatever its parameters are, whatever was received, whatever other hops require. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy } from "../model/model.js";
import { includes } from "../scope/narrower.js";
import { mapTerms } from "../types/constraints.js";

/** Whether the decision procedure proves that one constraint of a hop is within another, for all parameters and all that was received. */
export function isWithinAlone(policy: Policy, hop: Hop, action: Action, child: Constraint, parent: Constraint): boolean {
  const params: Record<string, Type> = {};
  for (const { name, type } of policy.hops.flatMap((each) => each.params)) params[receivedName(name)] = type;
  for (const { name, type } of hop.params) params[name] = type;
  const signature = {
    action: { id: action.id, effect: action.effect, params: action.params },
    params,
    context: Object.fromEntries(policy.facts.map(({ name, type }) => [name, type])),
  };
  const settled = (of: Constraint): Constraint =>
    mapTerms(of, (term) => (term.kind === "place" && term.root === "received" ? { ...term, root: "param", name: receivedName(term.name) } : term));
  return includes(signature, { facts: { kind: "true" }, child: settled(child), parent: settled(parent) }).kind === "none";
}

/** No parameter of a hop is called so. */
function receivedName(name: string): string {
  return `received ${name}`;
}
