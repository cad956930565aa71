/** What can follow and what can be called at all: which hops and actions a handle has. It asks no condition, so that it may say too much, never too little. */
import type { Action, Clause, Hop, Policy } from "../model/model.js";

export interface Reach {
  /** The hops that the recipient of a hop can make on some chain. */
  next(hop: Hop): readonly Hop[];
  /** The hops that can follow it, depth aside. */
  followers(hop: Hop): readonly Hop[];
  /** The actions that some clause of the hop lets its recipient use, and that no clause takes away as a whole. */
  callable(hop: Hop): readonly Action[];
  /** Whether the hop may be made by a follower of the one above it, depth aside. */
  follows(above: Hop, hop: Hop): boolean;
}

export function reachOf(policy: Policy): Reach {
  const leaving = new Map<string, Hop[]>();
  for (const hop of policy.hops) {
    if (hop.from.kind !== "agent" || hop.from.unguarded) continue;
    const list = leaving.get(hop.from.name);
    if (list === undefined) leaving.set(hop.from.name, [hop]);
    else list.push(hop);
  }
  const follows = (above: Hop, hop: Hop): boolean => hop.from.name === above.to.name && hop.task.within.has(above.task.name);
  const followers = new Map<Hop, readonly Hop[]>(
    policy.hops.map((hop) => [hop, (leaving.get(hop.to.name) ?? []).filter((each) => follows(hop, each))]),
  );
  const left = depthsLeft(policy, followers);
  const received = receivedBy(policy, followers, left);
  return {
    follows,
    followers: (hop) => followers.get(hop) ?? [],
    next: (hop) => ((left.get(hop) ?? 0) >= 1 ? (followers.get(hop) ?? []) : []),
    callable(hop) {
      const above = received.get(hop);
      return policy.actions.filter((action) => {
        if (takenAway(hop.scope.clauses.filter(isDeny), action)) return false;
        const denied = policy.denials.some(
          ({ actions, by, where }) => isAlways(where) && actions.includes(action) && (by === undefined || by.has(hop.to.name)),
        );
        return !denied && hop.scope.clauses.some((clause) => clause.verb === "allow" && covers(clause, action, above));
      });
    },
  };
}

const isDeny = (clause: Clause): boolean => clause.verb === "deny";
const isAlways = (where: Clause["where"]): boolean => where.kind === "true";

function takenAway(denies: readonly Clause[], action: Action): boolean {
  return denies.some((clause) => isAlways(clause.where) && !clause.received && clause.actions.includes(action));
}

function covers(clause: Clause, action: Action, received: ReadonlySet<Action> | undefined): boolean {
  if (clause.where.kind === "false" || !clause.actions.includes(action)) return false;
  return !clause.received || received === undefined || received.has(action);
}

/** How many hops may follow each one, on the chain that leaves most. */
function depthsLeft(policy: Policy, followers: ReadonlyMap<Hop, readonly Hop[]>): ReadonlyMap<Hop, number> {
  const left = new Map<Hop, number>();
  const pending: Hop[] = [];
  const raise = (hop: Hop, to: number): void => {
    if (to <= (left.get(hop) ?? -1)) return;
    left.set(hop, to);
    pending.push(hop);
  };
  for (const hop of policy.hops) if (hop.from.kind === "principal") raise(hop, hop.depth ?? Number.POSITIVE_INFINITY);
  for (let hop = pending.pop(); hop !== undefined; hop = pending.pop()) {
    const most = left.get(hop) ?? 0;
    if (most < 1) continue;
    for (const each of followers.get(hop) ?? []) raise(each, Math.min(each.depth ?? Number.POSITIVE_INFINITY, most - 1));
  }
  return left;
}

/** What each hop may receive; absent for one whose principal's holdings nothing bounds. */
function receivedBy(
  policy: Policy,
  followers: ReadonlyMap<Hop, readonly Hop[]>,
  left: ReadonlyMap<Hop, number>,
): ReadonlyMap<Hop, ReadonlySet<Action>> {
  const received = new Map<Hop, Set<Action>>();
  const visited = new Set<Hop>();
  const pending: Hop[] = [];
  for (const hop of policy.hops) {
    if (hop.from.kind === "agent") received.set(hop, new Set());
    else if (hop.from.holds !== undefined) {
      const { clauses } = hop.from.holds;
      const holds = policy.actions.filter(
        (action) => clauses.some((clause) => clause.verb !== "deny" && clause.actions.includes(action)) && !takenAway(clauses.filter(isDeny), action),
      );
      received.set(hop, new Set(holds));
    }
    if (hop.from.kind === "principal") pending.push(hop);
  }
  for (let hop = pending.pop(); hop !== undefined; hop = pending.pop()) {
    visited.add(hop);
    const { clauses } = hop.scope;
    const above = received.get(hop);
    const carries = policy.actions.filter(
      (action) => !takenAway(clauses.filter(isDeny), action) && clauses.some((clause) => clause.verb !== "deny" && covers(clause, action, above)),
    );
    if ((left.get(hop) ?? 0) < 1) continue;
    for (const each of followers.get(hop) ?? []) {
      const into = received.get(each);
      if (into === undefined) continue;
      const fresh = carries.filter((action) => !into.has(action));
      for (const action of fresh) into.add(action);
      // A hop is looked at once even where nothing reaches it: what it carries by itself goes on.
      if (fresh.length > 0 || !visited.has(each)) pending.push(each);
    }
  }
  return received;
}
