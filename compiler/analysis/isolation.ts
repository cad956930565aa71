/** Which credentials can be reached from where: by each agent, through the actions that some chain lets it use. */
import type { Agent, Hop, Policy, Secret } from "../model/model.js";

/** What an agent has of a secret: the first hop that lets it use an action which needs it. */
export type Secrets = ReadonlyMap<Secret, Hop>;

/** The secrets of each agent that has any. */
export function secretsOf(policy: Policy, usable: (hop: Hop) => readonly { readonly secrets: readonly Secret[] }[]): ReadonlyMap<string, Secrets> {
  const found = new Map<string, Map<Secret, Hop>>();
  if (policy.secrets.length === 0) return found;
  for (const hop of policy.hops) {
    for (const { secrets } of usable(hop)) {
      for (const secret of secrets) {
        const ofAgent = found.get(hop.to.name) ?? new Map<Secret, Hop>();
        found.set(hop.to.name, ofAgent);
        if (!ofAgent.has(secret)) ofAgent.set(secret, hop);
      }
    }
  }
  return found;
}

/** The agents of each runtime that several share. */
export function sharedRuntimes(policy: Policy): ReadonlyMap<string, readonly Agent[]> {
  const byRuntime = new Map<string, Agent[]>();
  for (const agent of policy.agents) {
    if (agent.runtime === undefined) continue;
    const same = byRuntime.get(agent.runtime);
    if (same === undefined) byRuntime.set(agent.runtime, [agent]);
    else same.push(agent);
  }
  return new Map([...byRuntime].filter(([, agents]) => agents.length > 1));
}
