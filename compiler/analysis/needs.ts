/**
 * What the hops below a place of the graph still ask of those above: parameters by `received.NAME`, facts of the context,
 * and bounds on a unit. What nobody asks for is forgotten on the way, so that chains which differ in nothing else are one.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Hop, Policy, Scope } from "../model/model.js";
import { type Interner, mentions } from "./constraints.js";
import { belowFirst, type Graph, type Group } from "./graph.js";
import { remembered } from "./memo.js";

export interface Needs {
  readonly received: readonly string[];
  readonly context: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
}

/** What each group of chains must keep for the hops that can follow it, at any remove. */
export function needsOf(policy: Policy, graph: Graph, constraints: Interner): (group: Group) => Needs {
  const bits = new Map<string, bigint>();
  const bit = (token: string): bigint => remembered(bits, token, () => 1n << BigInt(bits.size));
  const masks = new Map<Constraint, bigint>();
  const ofConstraint = (written: Constraint): bigint => {
    const constraint = constraints.intern(written);
    let mask = masks.get(constraint);
    if (mask === undefined) {
      const { received, context } = mentions(constraint);
      mask = 0n;
      for (const name of received) mask |= bit(`received ${name}`);
      for (const name of context) mask |= bit(`context ${name}`);
      masks.set(constraint, mask);
    }
    return mask;
  };
  const ofScope = (scope: Scope | undefined): bigint => (scope?.clauses ?? []).reduce((mask, { where }) => mask | ofConstraint(where), 0n);

  // Denials and assertions speak of every hop.
  let everywhere = 0n;
  for (const { where } of policy.denials) everywhere |= ofConstraint(where);
  for (const assertion of policy.assertions) {
    if (assertion.kind === "never" || assertion.kind === "can") everywhere |= ofConstraint(assertion.where);
  }
  const asks = (hop: Hop): bigint => {
    let mask = everywhere | ofScope(hop.scope) | ofConstraint(hop.require) | ofScope(hop.to.ceiling);
    for (const { from } of hop.params) if (from !== undefined) mask |= bit(`context ${from}`);
    for (const { unit } of hop.budgets) mask |= bit(`unit ${unit}`);
    return mask;
  };
  const hides = (hop: Hop): bigint => hop.params.reduce((mask, { name }) => mask | bit(`received ${name}`), 0n);

  const needed = new Map<Group, bigint>();
  const asked = new Map<Hop, { readonly asks: bigint; readonly hides: bigint }>();
  const above = new Map<Group, Group[]>();
  for (const group of graph.groups) {
    for (const hop of group.departures) {
      if (!asked.has(hop)) asked.set(hop, { asks: asks(hop), hides: hides(hop) });
    }
    for (const next of new Set(group.departures.map(graph.groupOf))) {
      remembered(above, next, (): Group[] => []).push(group);
    }
  }
  const pending = [...belowFirst(graph)].reverse();
  const queued = new Set(pending);
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    queued.delete(group);
    let mask = 0n;
    for (const hop of group.departures) {
      const own = asked.get(hop);
      if (own !== undefined) mask |= own.asks | ((needed.get(graph.groupOf(hop)) ?? 0n) & ~own.hides);
    }
    if (mask === (needed.get(group) ?? 0n)) continue;
    needed.set(group, mask);
    for (const each of above.get(group) ?? []) {
      if (queued.has(each)) continue;
      queued.add(each);
      pending.push(each);
    }
  }

  const shown = new Map<bigint, Needs>();
  return (group) => {
    const mask = needed.get(group) ?? 0n;
    let needs = shown.get(mask);
    if (needs === undefined) {
      const names = (kind: string): string[] =>
        [...bits].filter(([token, each]) => token.startsWith(`${kind} `) && (mask & each) !== 0n).map(([token]) => token.slice(kind.length + 1));
      needs = { received: names("received"), context: new Set(names("context")), units: new Set(names("unit")) };
      shown.set(mask, needs);
    }
    return needs;
  };
}
