/** Who can use an action, and all that a party can do. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action, Policy } from "../model/model.js";
import { type Can, can } from "./can.js";
import { conditionsFor } from "./readable.js";
import { type Survey, survey } from "./survey.js";

export interface Who {
  readonly agent: string;
  readonly owner?: string;
  readonly answer: Exclude<Can, { kind: "no" }>;
}

/** The agents that some chain lets use the action, and those of which it is not known. */
export function who(of: Survey, action: Action, where?: Constraint): readonly Who[] {
  return of.policy.agents.flatMap(({ name, owner }): readonly Who[] => {
    const answer = can(of, { agent: name, action, known: {}, params: {}, ...(where === undefined ? {} : { where }) });
    return answer.kind === "no" ? [] : [{ agent: name, ...(owner === undefined ? {} : { owner }), answer }];
  });
}

/** What some chain lets an agent do with one action. */
export interface Reached {
  readonly agent: string;
  readonly action: Action;
  /** Any one of them is enough; see `showConditions`. */
  readonly conditions: readonly Constraint[];
  /** Of how many hops as chains make them. */
  readonly ways: number;
}

export interface Reach {
  /** Of an agent, by itself; of a principal, by any agent on a chain that it starts. */
  readonly uses: readonly Reached[];
  /** The agents that are reached from there on some chain, the nearest first. */
  readonly agents: readonly string[];
}

/**
 * The blast radius of a party. Of an agent: each action that some chain lets it use. Of a principal: each that some chain from
 * it lets any agent use.
 */
export function reach(policy: Policy, party: string): { readonly survey: Survey; readonly reach: Reach } {
  const isPrincipal = policy.principals.some(({ name }) => name === party);
  const seen = survey(isPrincipal ? { ...policy, hops: policy.hops.filter(({ from }) => from.kind === "agent" || from.name === party) } : policy);
  const agents = agentsBelow(seen, party);
  const users = isPrincipal ? agents : [party];
  const uses = users.flatMap((agent) => {
    const used = new Set(seen.contextsTo(agent).flatMap((context) => seen.actionsOf(context)));
    return policy.actions.flatMap((action): readonly Reached[] => {
      if (!used.has(action)) return [];
      const conditions = conditionsFor(seen, agent, action);
      return conditions.length === 0 ? [] : [{ agent, action, conditions, ways: seen.waysTo(agent, action).length }];
    });
  });
  return { survey: seen, reach: { uses, agents } };
}

/** Those that chains lead to from the party, as its hops are really made. */
function agentsBelow({ chains }: Survey, party: string): readonly string[] {
  const found = new Set<string>();
  const next = chains.contexts.filter(({ hop, erroneous }) => hop.from.name === party && !erroneous);
  const seen = new Set(next);
  for (const context of seen) {
    found.add(context.hop.to.name);
    for (const below of context.stand?.departures ?? []) seen.add(below);
  }
  found.delete(party);
  return [...found];
}
