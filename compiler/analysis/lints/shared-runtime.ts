/**
 * `shared-runtime`: two agents run in one runtime, and only one of them has some secret. A runtime is one memory: what gets
 * into the agent without the secret can take it from the other.
 *
 * Bad:
 *   agent browser { owner "web@acme.dev"   runtime "pool-1" }
 *   agent cashier { owner "pay@acme.dev"   runtime "pool-1" }                   and only `cashier` uses what requires a secret
 * Good:
 *   agent browser { owner "web@acme.dev"   runtime "pool-1" }
 *   agent cashier { owner "pay@acme.dev"   runtime "pool-2" }
 */
import { sharedRuntime as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Agent, Hop, Secret } from "../../model/model.js";
import { type Secrets, secretsOf, sharedRuntimes } from "../isolation.js";
import type { Lint } from "./lint.js";

export const sharedRuntime: Lint = ({ policy, reach }) => {
  const runtimes = sharedRuntimes(policy);
  if (runtimes.size === 0) return [];
  const secrets = secretsOf(policy, reach.usable);
  return [...runtimes].flatMap(([runtime, agents]) => judge(runtime, agents, secrets));
};

/** At each agent that lacks a secret of another, by the first other that has one. */
function judge(runtime: string, agents: readonly Agent[], secrets: ReadonlyMap<string, Secrets>): readonly Diagnostic[] {
  const owners = new Map<Secret, { readonly agent: Agent; readonly hop: Hop }>();
  for (const agent of agents) for (const [secret, hop] of secrets.get(agent.name) ?? []) if (!owners.has(secret)) owners.set(secret, { agent, hop });
  return agents.flatMap((agent) => {
    const missing = [...owners].filter(([secret]) => secrets.get(agent.name)?.has(secret) !== true);
    const [first] = missing;
    if (first === undefined) return [];
    const [, owner] = first;
    const names = missing.filter(([, each]) => each.agent === owner.agent).map(([secret]) => secret.name);
    return [words(agent.place, runtime, agent.name, owner.agent.name, names, owner.hop.place)];
  });
}
