/** The meaning of a small policy by enumeration: every chain, every value of every parameter, every request. */

import type { Action, Hop, Policy, Scope } from "../../compiler/model/model.js";
import type { Constraint, Request, Type } from "../../stdlib/runtime/constraint.js";
import { admits } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";

export const values = [0, 1, 2] as const;

/** The type of `values`: integers within a range. */
export const few: Type = {
  kind: "refined",
  name: "Few",
  base: { kind: "scalar", sort: "Int" },
  where: { kind: "between", negated: false, sort: "Int", term: { kind: "place", root: "it", name: "", fields: [] }, low: 0, high: values.length - 1 },
};

/** A chain with its parameters and context chosen. */
export interface Made {
  readonly hops: readonly Hop[];
  readonly params: readonly Readonly<Record<string, Json>>[];
  readonly received: readonly Readonly<Record<string, Json>>[];
  readonly context: Readonly<Record<string, Json>>;
}

/** Every chain of the policy; each leaves as many hops as its depths allow. */
export function everyChain(policy: Policy): readonly (readonly Hop[])[] {
  const found: (readonly Hop[])[] = [];
  const walk = (path: readonly Hop[], left: number): void => {
    found.push(path);
    const last = path.at(-1);
    if (left < 1 || last === undefined) return;
    for (const next of policy.hops) {
      if (next.from.name !== last.to.name || next.from.kind !== "agent" || !next.task.within.has(last.task.name)) continue;
      walk([...path, next], Math.min(next.depth ?? Number.POSITIVE_INFINITY, left - 1));
    }
  };
  for (const hop of policy.hops) if (hop.from.kind === "principal") walk([hop], hop.depth ?? Number.POSITIVE_INFINITY);
  return found;
}

/** Every way in which a chain can be made: its parameters and the context, where each `require` holds. */
export function* everyMade(policy: Policy, hops: readonly Hop[]): Iterable<Made> {
  for (const context of assignments(policy.facts.map(({ name }) => name))) yield* extend({ hops: [], params: [], received: [], context }, hops);
}

function* extend(made: Made, rest: readonly Hop[]): Iterable<Made> {
  const [hop, ...others] = rest;
  if (hop === undefined) {
    yield made;
    return;
  }
  const received = { ...(made.received.at(-1) ?? {}), ...(made.params.at(-1) ?? {}) };
  for (const chosen of assignments(hop.params.map(({ name }) => name))) {
    if (hop.params.some(({ name, from }) => from !== undefined && chosen[name] !== made.context[from])) continue;
    const next = { ...made, hops: [...made.hops, hop], params: [...made.params, chosen], received: [...made.received, received] };
    if (holds(next, next.hops.length - 1, hop.require, undefined, {})) yield* extend(next, others);
  }
}

export function holds(made: Made, at: number, constraint: Constraint, action: Action | undefined, args: Readonly<Record<string, Json>>): boolean {
  const request: Request = {
    action: action?.id ?? "",
    effect: action?.effect ?? "read",
    args,
    params: made.params[at] ?? {},
    received: made.received[at] ?? {},
    context: made.context,
    now: 0,
    approvals: [],
  };
  return admits(constraint, request);
}

/** Whether the hop at this index carries the request on this chain, or lets it be used. */
export function covers(policy: Policy, made: Made, at: number, action: Action, args: Readonly<Record<string, Json>>, what: "carry" | "use"): boolean {
  const hop = made.hops[at];
  if (hop === undefined) return false;
  const met = hop.scope.clauses.filter((clause) => clause.actions.includes(action) && holds(made, at, clause.where, action, args));
  if (met.some(({ verb }) => verb === "deny")) return false;
  const above = (): boolean => {
    if (at > 0) return covers(policy, made, at - 1, action, args, "carry");
    const held = policy.principals.find(({ name }) => name === hop.from.name)?.holds;
    return held === undefined || inScope(made, held, action, args);
  };
  return met.some(({ verb, received }) => (verb === "allow" || what === "carry") && (!received || above()));
}

export function inScope(made: Made, scope: Scope, action: Action, args: Readonly<Record<string, Json>>): boolean {
  const met = scope.clauses.filter((clause) => clause.actions.includes(action) && holds(made, 0, clause.where, action, args));
  return met.length > 0 && met.every(({ verb }) => verb !== "deny");
}

export function isDenied(policy: Policy, made: Made, action: Action, args: Readonly<Record<string, Json>>, last?: string): boolean {
  return policy.denials.some(
    ({ actions, by, where }) =>
      (by === undefined || (last !== undefined && by.has(last))) && actions.includes(action) && holds(made, 0, where, action, args),
  );
}

/** A chain admits what its last hop lets be used and every earlier one carries, after all denials. */
export function chainAdmits(policy: Policy, made: Made, action: Action, args: Readonly<Record<string, Json>>): boolean {
  const last = made.hops.length - 1;
  if (isDenied(policy, made, action, args, made.hops[last]?.to.name)) return false;
  return covers(policy, made, last, action, args, "use") && made.hops.slice(0, -1).every((_, at) => covers(policy, made, at, action, args, "carry"));
}

export function* everyArgs(action: Action): Iterable<Readonly<Record<string, Json>>> {
  yield* assignments(action.params.map(({ name }) => name));
}

function* assignments(names: readonly string[]): Iterable<Readonly<Record<string, Json>>> {
  const [name, ...rest] = names;
  if (name === undefined) {
    yield {};
    return;
  }
  for (const value of values) for (const others of assignments(rest)) yield { ...others, [name]: value };
}
