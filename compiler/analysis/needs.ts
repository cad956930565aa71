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

export interface LiveNeeds {
  /** What chains that stand there must keep for the hops that can follow, at any remove. */
  of(group: Group): Needs;
  /** Whether the two hops ask for the same, and keep the same from those above. */
  areAlike(one: Hop, other: Hop): boolean;
  /** Looks again at groups whose departures are others than before; those for which another answer holds. Without cycles only. */
  edit(changed: Iterable<Group>): ReadonlySet<Group>;
  forget(hop: Hop): void;
}

interface Asked {
  readonly asks: bigint;
  readonly hides: bigint;
}

/** What each group of chains must keep for the hops that can follow it, at any remove. */
export function needsOf(policy: Policy, graph: Graph, constraints: Pick<Interner, "intern">): (group: Group) => Needs {
  return liveNeeds(policy, graph, constraints).of;
}

/** The same, for a policy that is edited. `order`: as `belowFirst` has it. */
export function liveNeeds(policy: Policy, graph: Graph, constraints: Pick<Interner, "intern">, order = belowFirst(graph)): LiveNeeds {
  const bits = new Map<string, bigint>();
  const bit = (token: string): bigint => remembered(bits, token, () => 1n << BigInt(bits.size));
  const masks = new Map<Constraint, bigint>();
  const ofConstraint = (written: Constraint): bigint => {
    if (written.kind === "true") return 0n;
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
  const ofScope = (scope: Scope | undefined): bigint => {
    let mask = 0n;
    for (const { where } of scope?.clauses ?? []) mask |= ofConstraint(where);
    return mask;
  };

  // Denials and assertions speak of every hop.
  let everywhere = 0n;
  for (const { where } of policy.denials) everywhere |= ofConstraint(where);
  for (const assertion of policy.assertions) {
    if (assertion.kind === "never" || assertion.kind === "can") everywhere |= ofConstraint(assertion.where);
  }
  const ask = (hop: Hop): Asked => {
    let asks = everywhere | ofScope(hop.scope) | ofConstraint(hop.require) | ofScope(hop.to.ceiling);
    let hides = 0n;
    for (const { name, from } of hop.params) {
      hides |= bit(`received ${name}`);
      if (from !== undefined) asks |= bit(`context ${from}`);
    }
    for (const { unit } of hop.budgets) asks |= bit(`unit ${unit}`);
    return asks === 0n && hides === 0n ? nothingAsked : { asks, hides };
  };

  const needed = new Map<Group, bigint>();
  const known = new Map<Hop, Asked>();
  const askedBy = (hop: Hop): Asked => {
    const before = known.get(hop);
    if (before !== undefined) return before;
    const made = ask(hop);
    // Most hops ask for nothing, and that is soon said again.
    if (made !== nothingAsked) known.set(hop, made);
    return made;
  };
  const maskOf = (group: Group): bigint => {
    let mask = 0n;
    for (const hop of group.departures) {
      const { asks, hides } = askedBy(hop);
      mask |= asks | ((needed.get(graph.groupOf(hop)) ?? 0n) & ~hides);
    }
    return mask;
  };
  /** Until nothing changes; those that changed. */
  const settle = (pending: Group[]): Set<Group> => {
    const queued = new Set(pending);
    const changed = new Set<Group>();
    for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
      queued.delete(group);
      const mask = maskOf(group);
      if (mask === (needed.get(group) ?? 0n)) continue;
      needed.set(group, mask);
      changed.add(group);
      for (const hop of group.arriving) {
        for (const above of graph.groupsBefore(hop)) {
          if (queued.has(above)) continue;
          queued.add(above);
          pending.push(above);
        }
      }
    }
    return changed;
  };
  settle([...order].reverse());

  const shown = new Map<bigint, Needs>();
  return {
    of: (group) => {
      const mask = needed.get(group) ?? 0n;
      let needs = shown.get(mask);
      if (needs === undefined) {
        const names = (kind: string): string[] =>
          [...bits]
            .filter(([token, each]) => token.startsWith(`${kind} `) && (mask & each) !== 0n)
            .map(([token]) => token.slice(kind.length + 1))
            .sort();
        needs = { received: names("received"), context: new Set(names("context")), units: new Set(names("unit")) };
        shown.set(mask, needs);
      }
      return needs;
    },
    areAlike: (one, other) => {
      const [a, b] = [ask(one), ask(other)];
      return a.asks === b.asks && a.hides === b.hides;
    },
    edit: (changed) => settle([...changed]),
    forget: (hop) => known.delete(hop),
  };
}

const nothingAsked: Asked = { asks: 0n, hides: 0n };
