/**
 * Chains that follow the edits of their policy: contexts and stands are made anew only where something about them has
 * changed, from the changed hops on. Where an edit leaves the ground on which that is sound, the caller starts over.
 *
 * A context or stand about which something has changed gets another number, so that whatever was remembered of it by that
 * number is asked again. There are no cycles here, so that each group is settled once, those above before those below.
 */
import type { Hop, Policy } from "../model/model.js";
import { type Context, exceeded, type LiveChains, type Stand } from "./chains.js";
import { type Fabric, type MutableContext, type MutableStand, settleHop, settleStand, withLeft } from "./fabric.js";
import type { Group, HopChange } from "./graph.js";

/** What an edit did to the chains. */
export interface ChainChange {
  /** The contexts about which something has changed: they themselves, what can lead to them, or what can follow. */
  readonly renewed: ReadonlySet<Context>;
  /** The hops of those, and the hops that have lost a context. */
  readonly hops: ReadonlySet<Hop>;
  /** The stands to which other contexts lead, or the same ones with more or less. */
  readonly touched: ReadonlySet<Stand>;
  /** The stands after which other contexts follow, or the same ones with more or less; and those that are gone. */
  readonly followed: ReadonlySet<Stand>;
}

/** Goes over to another version of the policy; `undefined` where the chains are to be made from the beginning. */
export function editChains({ fabric, canFollow }: LiveChains, policy: Policy, change: HopChange): ChainChange | undefined {
  if (!canFollow) return undefined;
  const { graph, needs, environments, byHop, byGroup, size } = fabric;
  /** Changed themselves. */
  const altered = new Set<MutableContext>();
  /** Changed by what stands around them. */
  const disturbed = new Set<MutableContext>();
  const touched = new Set<MutableStand>();
  const followed = new Set<MutableStand>();
  const hops = new Set<Hop>();
  const queue = groupQueue();
  let isPast = false;

  const leave = (context: MutableContext): void => {
    const { stand } = context;
    if (stand === undefined) return;
    stand.arrivals = stand.arrivals.filter((arrival) => arrival.context !== context);
    context.stand = undefined;
    disturbed.add(context);
    touched.add(stand);
    queue.add(stand.group);
  };
  const lead = (context: MutableContext): void => {
    const group = graph.groupOf(context.hop);
    const step = environments.step(context.hop, context.environment, needs.of(group));
    const stand = byGroup.get(group)?.find((each) => each.environment === step.environment) ?? fabric.makeStand(group, step.environment);
    isPast ||= exceeded(size, policy.hops.length, step.environment) !== undefined;
    stand.arrivals = [...stand.arrivals, { context, step }];
    context.stand = stand;
    disturbed.add(context);
    touched.add(stand);
    queue.add(group);
  };
  const end = (context: MutableContext): void => {
    for (const stand of context.after) {
      stand.departures = stand.departures.filter((each) => each !== context);
      followed.add(stand);
    }
    context.after = [];
    leave(context);
    altered.delete(context);
    disturbed.delete(context);
    hops.add(context.hop);
    if (context.isUnmet) return;
    size.contexts--;
    size.lefts -= context.lefts.size;
  };
  const update = (context: MutableContext): void => {
    const { hop } = context;
    const isStart = hop.from.kind === "principal";
    if (!isStart && context.after.length === 0) {
      end(context);
      const ofHop = (byHop.get(hop) ?? []).filter((each) => each !== context);
      if (ofHop.length > 0) byHop.set(hop, ofHop);
      else byHop.delete(hop);
      return;
    }
    const near = isStart ? 1 : Math.min(...context.after.map((stand) => stand.near)) + 1;
    if (context.isUnmet) {
      context.near = near;
      return;
    }
    const depth = hop.depth ?? Number.POSITIVE_INFINITY;
    const lefts = isStart ? union([[depth]]) : union(context.after.map((stand) => [...stand.lefts].map((left) => Math.min(depth, left - 1))));
    const isChanged = near !== context.near || !isSame(lefts, context.lefts);
    if (isChanged) {
      size.lefts += lefts.size - context.lefts.size;
      context.lefts = lefts;
      context.most = lefts.values().next().value ?? -1;
      context.near = near;
      altered.add(context);
    }
    const leads = context.most >= 1 && graph.groupOf(hop).departures.length > 0;
    if (!leads) leave(context);
    else if (context.stand === undefined) lead(context);
    else if (isChanged) {
      touched.add(context.stand);
      queue.add(context.stand.group);
    }
  };
  const contextOf = (hop: Hop, environment: MutableStand["environment"]): MutableContext => {
    const found = byHop.get(hop)?.find((each) => each.environment === environment);
    if (found !== undefined) return found;
    const made = fabric.makeContext(hop, environment);
    if (!made.isUnmet) altered.add(made);
    hops.add(hop);
    return made;
  };
  const follow = (stand: MutableStand, hop: Hop): void => {
    const context = contextOf(hop, stand.environment);
    if (!context.after.includes(stand)) {
      context.after = [...context.after, stand];
      if (!context.isUnmet) {
        stand.departures = [...stand.departures, context];
        altered.add(context);
      }
      followed.add(stand);
      hops.add(hop);
    }
    update(context);
  };
  const settle = (stand: MutableStand, isRewired: boolean): void => {
    const lefts = union(stand.arrivals.map(({ context }) => [...context.lefts].filter((left) => left >= 1)));
    if (lefts.size === 0) {
      const ofGroup = (byGroup.get(stand.group) ?? []).filter((each) => each !== stand);
      if (ofGroup.length > 0) byGroup.set(stand.group, ofGroup);
      else byGroup.delete(stand.group);
      stand.departures = [];
      followed.add(stand);
      for (const hop of stand.group.departures) {
        const context = byHop.get(hop)?.find((each) => each.environment === stand.environment);
        if (context === undefined || !context.after.includes(stand)) continue;
        context.after = context.after.filter((each) => each !== stand);
        if (!context.isUnmet) altered.add(context);
        hops.add(hop);
        update(context);
      }
      return;
    }
    const near = Math.min(...stand.arrivals.map(({ context }) => context.near));
    const isChanged = near !== stand.near || !isSame(lefts, stand.lefts);
    const isNew = stand.lefts.size === 0;
    stand.near = near;
    stand.lefts = lefts;
    if (isNew || isRewired) for (const hop of stand.group.departures) follow(stand, hop);
    else if (isChanged) {
      for (const hop of stand.group.departures) {
        // Those whose facts contradict each other are no departures, but are as near as others.
        hops.add(hop);
        const context = byHop.get(hop)?.find((each) => each.environment === stand.environment);
        if (context !== undefined) update(context);
      }
    }
  };

  for (const hop of change.removed) {
    for (const context of byHop.get(hop) ?? []) end(context);
    byHop.delete(hop);
    fabric.unmet.delete(hop);
    fabric.faulty.delete(hop);
  }
  for (const { before, after } of change.swapped) {
    const ofHop = byHop.get(before);
    byHop.delete(before);
    if (fabric.unmet.delete(before)) fabric.unmet.add(after);
    hops.add(after);
    if (ofHop === undefined) continue;
    byHop.set(after, ofHop);
    for (const context of ofHop) {
      context.hop = after;
      if (context.isUnmet) continue;
      altered.add(context);
      for (const stand of context.after) followed.add(stand);
    }
  }
  const rewired = graph.edit(policy.hops, change);
  if (rewired.isCyclic) return undefined;
  fabric.policy = policy;
  const renamed = needs.edit(rewired.groups);
  for (const hop of change.added) {
    hops.add(hop);
    if (hop.from.kind !== "principal") continue;
    const context = contextOf(hop, environments.empty);
    update(context);
  }
  for (const group of renamed) {
    for (const hop of group.arriving) {
      for (const context of byHop.get(hop) ?? []) {
        if (context.stand === undefined) continue;
        leave(context);
        lead(context);
        disturbed.add(context);
      }
    }
  }
  for (const group of rewired.groups) {
    queue.add(group);
    const isEmpty = group.departures.length === 0;
    for (const hop of group.arriving) {
      for (const context of byHop.get(hop) ?? []) if (isEmpty || (context.stand === undefined && !context.isUnmet)) update(context);
    }
  }
  for (let group = queue.next(); group !== undefined; group = queue.next()) {
    for (const stand of [...(byGroup.get(group) ?? [])]) settle(stand, rewired.groups.has(group));
  }
  if (isPast || exceeded(size, policy.hops.length, environments.empty) !== undefined) return undefined;

  // Swapped hops may have other errors of their own, and contexts that came or went may change which of a hop's is the first.
  for (const context of [...altered, ...disturbed]) hops.add(context.hop);
  for (const hop of hops) {
    const ofHop = byHop.get(hop) ?? [];
    const before = ofHop.map(({ erroneous }) => erroneous);
    settleHop(fabric, hop, ofHop);
    for (const context of ofHop) if (!context.isUnmet && (ofHop.length > 1 || context.erroneous !== before[0])) altered.add(context);
  }
  spread(fabric, altered, disturbed, touched, followed);
  const renewed = new Set<MutableContext>([...altered, ...disturbed]);
  for (const context of renewed) {
    context.id = fabric.nextId();
    hops.add(context.hop);
  }
  return { renewed, hops, touched, followed };
}

/** From what has changed to what depends on it: downwards as far as hops pass on what they received, and one hop up. */
function spread(
  fabric: Fabric,
  altered: ReadonlySet<MutableContext>,
  disturbed: Set<MutableContext>,
  touched: Set<MutableStand>,
  followed: Set<MutableStand>,
): void {
  for (const context of altered) {
    if (context.stand !== undefined) touched.add(context.stand);
    for (const stand of context.after) followed.add(stand);
  }
  // A set is gone through with what is put there on the way.
  for (const stand of touched) {
    stand.id = fabric.nextStandId();
    settleStand(fabric, stand);
    for (const context of stand.departures) {
      disturbed.add(context);
      if (context.stand !== undefined && passesOn(context.hop)) touched.add(context.stand);
    }
  }
  for (const stand of followed) {
    settleStand(fabric, stand);
    for (const { context } of stand.arrivals) disturbed.add(context as MutableContext);
  }
}

function passesOn({ scope }: Hop): boolean {
  return scope.clauses.some(({ received, verb }) => received && verb !== "deny");
}

function union(sets: readonly (readonly number[])[]): ReadonlySet<number> {
  let found: ReadonlySet<number> = withLeft(new Set(), Number.POSITIVE_INFINITY);
  let isEmpty = true;
  for (const set of sets) {
    for (const left of set) {
      if (isEmpty) found = left === Number.POSITIVE_INFINITY ? found : withLeft(new Set(), left);
      else if (!found.has(left)) found = withLeft(found, left);
      isEmpty = false;
    }
  }
  return isEmpty ? new Set() : found;
}

function isSame(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  for (const each of one) if (!other.has(each)) return false;
  return true;
}

/** Groups that are still to be settled, those above first. Their levels must stand once the first one is taken. */
function groupQueue(): { add(group: Group): void; next(): Group | undefined } {
  const waiting = new Set<Group>();
  // The lowest first, so that the next one is at the end.
  const ordered: Group[] = [];
  let isOpen = false;
  return {
    add: (group) => {
      if (waiting.has(group)) return;
      waiting.add(group);
      let low = isOpen ? 0 : ordered.length;
      let high = ordered.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ordered[middle]?.level ?? 0) > group.level) low = middle + 1;
        else high = middle;
      }
      ordered.splice(low, 0, group);
    },
    next: () => {
      if (!isOpen) ordered.sort((a, b) => b.level - a.level);
      isOpen = true;
      const group = ordered.pop();
      if (group !== undefined) waiting.delete(group);
      return group;
    },
  };
}
