/** The agents whose authority can have changed: those that a chain reaches by way of a hop that is another now. */
import { remembered } from "../analysis/memo.js";
import type { Action, Hop, Parameter, Policy, Scope } from "../model/model.js";
import { hopName } from "./difference.js";

/** Their names; every agent where something changed that all chains depend on. */
export function affectedAgents(before: Policy, after: Policy): ReadonlySet<string> {
  if (commonKey(before) !== commonKey(after)) return new Set([...before.agents, ...after.agents].map(({ name }) => name));
  const [old, now] = [byName(before), byName(after)];
  const reached = new Set<string>();
  for (const [name, hop] of now) {
    const same = old.get(name);
    if (same === undefined || !isSameHop(same, hop)) reached.add(hop.to.name);
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

function isSameHop(old: Hop, now: Hop): boolean {
  if (old.depth !== now.depth || !isSame(old.require, now.require) || old.params.length !== now.params.length) return false;
  const isSameParam = (param: Parameter, at: number): boolean => {
    const other = old.params[at];
    return other !== undefined && param.name === other.name && param.from === other.from && isSame(param.type, other.type);
  };
  if (!now.params.every(isSameParam) || old.scope.clauses.length !== now.scope.clauses.length) return false;
  return now.scope.clauses.every(({ verb, received, actions, where }, at) => {
    const other = old.scope.clauses[at];
    if (other === undefined || verb !== other.verb || received !== other.received) return false;
    return idsOf(actions) === idsOf(other.actions) && isSame(where, other.where);
  });
}

/** Whether two pieces of plain data are alike. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other;
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length || Array.isArray(one) !== Array.isArray(other)) return false;
  for (const key of keys) if (!Object.hasOwn(other, key) || !isSame(one[key as keyof typeof one], other[key as keyof typeof other])) return false;
  return true;
}

const actionKeys = new WeakMap<object, string>();

/** Lists of actions are few and shared by many clauses. */
function idsOf(actions: readonly Action[]): string {
  return remembered(actionKeys, actions, () => actions.map(({ id }) => id).join(" "));
}

function scopeKey(scope: Scope | undefined): unknown {
  return scope?.clauses.map(({ verb, received, actions, where }) => [verb, received, idsOf(actions), where]);
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
