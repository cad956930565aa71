/** The plain data of a guard's plan: all that does not decide. Both targets print it, beside what decides. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy } from "../model/model.js";
import { placesOf } from "./decisions.js";
import { memberName } from "./names.js";

/** The actions that some clause of a hop lets be used or handed on, in the order of the policy. */
export function spokenActions(policy: Policy): readonly Action[] {
  const spoken = new Set(policy.hops.flatMap((hop) => hop.scope.clauses.flatMap((clause) => (clause.verb === "deny" ? [] : clause.actions))));
  return policy.actions.filter((action) => spoken.has(action));
}

export function labelsData({ labels }: Policy): object {
  const all = labels.names.map((_, i) => i);
  return { names: labels.names, within: all.map((low) => all.map((high) => labels.within(low, high))), lowest: labels.lowest };
}

export function actionData(policy: Policy, action: Action, member: string): object {
  const { id, tool, name, doc, effect, params, returns, ingestsUntrusted, sends, spends, secrets } = action;
  return {
    tool: tool.name,
    name,
    member,
    doc,
    effect,
    params,
    returns,
    ingestsUntrusted,
    sends,
    spends,
    secrets: secrets.map((secret) => secret.name),
    read: readBy(policy, id),
  };
}

/** The arguments of an action that some clause or denial reads. */
function readBy(policy: Policy, id: string): readonly string[] {
  const clauses = [...policy.hops.flatMap((hop) => hop.scope.clauses), ...policy.denials];
  const read = new Set<string>();
  for (const { actions, where } of clauses) {
    if (!actions.some((action) => action.id === id)) continue;
    for (const term of placesOf(where)) if (term.kind === "place" && term.root === "argument") read.add(term.name);
  }
  return [...read].sort();
}

export function hopData({ from, to, task, alias, params, ttl, depth, fanout, budgets, pass, reply, approval }: Hop, member: string): object {
  return {
    from: from.name,
    to: to.name,
    task: task.name,
    alias,
    member,
    params: params.map((param) => ({ name: param.name, optional: false, type: param.type, from: param.from })),
    ttl,
    depth,
    fanout,
    budgets: budgets.map(({ amount, unit, per }) => ({ amount, unit, per })),
    pass,
    reply,
    approval,
  };
}

export function named<T extends { readonly name: string }>(list: readonly T[], make: (each: T) => object): readonly (readonly [string, object])[] {
  return list.map((each) => [each.name, make(each)]);
}

export function agentData({ domain, unguarded, owner, identity, runtime, clearance }: Policy["agents"][number]): object {
  return { domain: domain?.name, unguarded, owner, identity, runtime, clearance };
}

/** The principals that some clause asks to have approved a request. */
export function approversOf(policy: Policy): readonly string[] {
  const found = new Set<string>();
  const visit = (constraint: Constraint): void => {
    switch (constraint.kind) {
      case "and":
      case "or":
        constraint.of.forEach(visit);
        break;
      case "not":
        visit(constraint.of);
        break;
      case "all":
      case "some":
        visit(constraint.where);
        break;
      case "approved":
        found.add(constraint.by);
    }
  };
  for (const { where } of [...policy.hops.flatMap((hop) => hop.scope.clauses), ...policy.denials]) visit(where);
  return [...found].sort();
}

/** What each of several names is called on a handle: another name where two would be one. */
export function membersOf(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let member = memberName(name);
    while (taken.has(member)) member = `${member}_`;
    taken.add(member);
    return member;
  });
}

/** What each hop is called under the `delegate` of the party that makes it. */
export function hopMembers(policy: Policy): readonly string[] {
  const found = new Array<string>(policy.hops.length).fill("");
  const byParty = new Map<string, Hop[]>();
  for (const hop of policy.hops) {
    const key = `${hop.from.kind} ${hop.from.name}`;
    byParty.set(key, [...(byParty.get(key) ?? []), hop]);
  }
  for (const hops of byParty.values()) {
    const simple = hops.map((hop) => hop.alias ?? hop.to.name);
    const names = hops.map((hop, i) => {
      const name = simple[i] ?? "";
      return hop.alias !== undefined || simple.filter((each) => each === name).length === 1 ? name : `${name}_for_${hop.task.name}`;
    });
    for (const [i, member] of membersOf(names).entries()) found[hops[i]?.index ?? 0] = member;
  }
  return found;
}
