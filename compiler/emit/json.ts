/** A guard's plan as one JSON document, its decisions as constraints: for enforcement in another language. */
import type { Denial, Hop, Policy, Scope } from "../model/model.js";
import { digestOf } from "../proof/normal.js";
import { actionData, agentData, approversOf, hopData, hopMembers, labelsData, named, spokenActions } from "./data.js";
import { memberName } from "./names.js";
import { reachOf } from "./reach.js";

/** The same policy and name give the same bytes. */
export function printJson(policy: Policy, name: string): string {
  const reach = reachOf(policy);
  const members = hopMembers(policy);
  const table = (entries: readonly (readonly [string, object])[]): object => Object.fromEntries(entries);
  const document = {
    version: 1,
    name,
    digest: digestOf(policy),
    labels: labelsData(policy),
    domains: table(named(policy.domains, ({ external }) => ({ external }))),
    tasks: table(named(policy.tasks, ({ purpose, within }) => ({ purpose, within: [...within].sort() }))),
    facts: table(named(policy.facts, ({ type, live }) => ({ type, live }))),
    tools: table(named(policy.tools, ({ source }) => ({ source }))),
    actions: table(spokenActions(policy).map((action) => [action.id, actionData(policy, action, memberName(action.name))] as const)),
    secrets: table(named(policy.secrets, ({ ttl, perHop, scope }) => ({ ttl, perHop, scope }))),
    principals: table(
      named(policy.principals, ({ domain, holds }) => ({ domain: domain?.name, holds: holds === undefined ? undefined : clausesOf(holds) })),
    ),
    agents: table(named(policy.agents, agentData)),
    hops: policy.hops.map((hop) => ({
      ...hopData(hop, members[hop.index] ?? ""),
      next: reach.followers(hop).map(({ index }: Hop) => index),
      callable: reach.callable(hop).map(({ id }) => id),
      require: hop.require,
      clauses: clausesOf(hop.scope),
    })),
    denials: policy.denials.map(({ actions, by, where }: Denial) => ({
      actions: actions.map(({ id }) => id),
      by: by === undefined ? undefined : [...by].sort(),
      where,
    })),
    approvers: approversOf(policy),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function clausesOf({ clauses }: Scope): readonly object[] {
  return clauses.map(({ verb, received, actions, where }) => ({ verb, received, actions: actions.map(({ id }) => id), where }));
}
