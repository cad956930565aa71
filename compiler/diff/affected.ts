/** The agents whose authority can have changed: those that a chain reaches by way of a hop that is another now. */
import { remembered } from "../analysis/memo.js";
import type { Hop, Policy, Scope } from "../model/model.js";
import { hopName } from "./difference.js";

/** Their names; every agent where something changed that all chains depend on. */
export function affectedAgents(before: Policy, after: Policy): ReadonlySet<string> {
  if (commonKey(before) !== commonKey(after)) return new Set([...before.agents, ...after.agents].map(({ name }) => name));
  const [old, now] = [byName(before), byName(after)];
  const reached = new Set<string>();
  for (const [name, hop] of now) {
    const same = old.get(name);
    if (same === undefined || hopKey(same) !== hopKey(hop)) reached.add(hop.to.name);
  }
  for (const [name, hop] of old) if (!now.has(name)) reached.add(hop.to.name);
  if (reached.size === 0) return reached;
  const next = new Map<string, Set<string>>();
  for (const { from, to } of [...before.hops, ...after.hops]) remembered(next, from.name, () => new Set<string>()).add(to.name);
  // A set that grows while it is gone through is gone through to its end.
  for (const agent of reached) for (const further of next.get(agent) ?? []) reached.add(further);
  return reached;
}

/** Two hops of one name are one text; a policy that has such is refused elsewhere. */
function byName({ hops }: Policy): ReadonlyMap<string, Hop> {
  const found = new Map<string, Hop>();
  for (const hop of hops) {
    const name = hopName(hop);
    found.set(found.has(name) ? `${name} ${hop.index}` : name, hop);
  }
  return found;
}

function hopKey(hop: Hop): string {
  return JSON.stringify([hop.params.map(({ name, type, from }) => [name, type, from]), scopeKey(hop.scope), hop.require, hop.depth]);
}

const actionKeys = new WeakMap<object, string>();

function scopeKey(scope: Scope | undefined): unknown {
  return scope?.clauses.map(({ verb, received, actions, where }) => [
    verb,
    received,
    remembered(actionKeys, actions, () => actions.map(({ id }) => id).join(" ")),
    where,
  ]);
}

/** What every chain depends on, or may. */
function commonKey({ facts, actions, tasks, principals, agents, denials }: Policy): string {
  return JSON.stringify([
    facts.map(({ name, type, live }) => [name, type, live]),
    actions.map(({ id, effect, params }) => [id, effect, params]),
    tasks.map(({ name, within }) => [name, [...within].sort()]),
    principals.map(({ name, holds }) => [name, scopeKey(holds)]),
    agents.filter(({ unguarded }) => unguarded).map(({ name }) => name),
    denials.map(({ actions: of, by, where }) => [of.map(({ id }) => id), by === undefined ? null : [...by].sort(), where]),
  ]);
}
