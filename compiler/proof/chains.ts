/**
 * Every chain of a policy, folded. A context is a hop as some chains make it: all those on which the same environment stands
 * there. A stand is where a chain can be: at an agent, with the task of its last hop and an environment. Both are found by
 * following every hop from every stand that is reached; what a guide says is how an environment goes on, and which hops are
 * never made because the facts contradict each other.
 */
import type { Hop, Policy } from "../model/model.js";
import type { Ask } from "./ask.js";
import { type Constraints, namesAt } from "./constraints.js";
import { type Environment, emptyEnvironment, type Frame, type Frames, saysNoMore } from "./environment.js";
import type { Failure, Guide } from "./guide.js";

export interface Context {
  readonly id: number;
  readonly hop: Hop;
  readonly environment: Environment;
  readonly frame: Frame;
  /** How many hops may follow it, on one chain or another; infinite where no depth is declared. */
  readonly lefts: ReadonlySet<number>;
  readonly most: number;
  /** Where its delegator stands; nowhere for a principal's hop. */
  readonly after: readonly Stand[];
  /** Where it leads, where a hop may follow. */
  readonly stand: Stand | undefined;
  /** What its variables are called there. */
  readonly kept: ReadonlyMap<string, string>;
  /** The facts that are forgotten there. */
  readonly dropped: Frame["facts"];
}

export interface Stand {
  readonly id: number;
  readonly environment: Environment;
  readonly lefts: ReadonlySet<number>;
  /** The contexts that lead here with a hop left. */
  readonly arrivals: readonly Context[];
  /** Those that can follow. */
  readonly departures: readonly Context[];
}

export interface Chains {
  readonly contexts: readonly Context[];
  readonly stands: readonly Stand[];
  /** The contexts of principals' hops. */
  readonly starts: readonly Context[];
}

type Growing<T> = { -readonly [K in keyof T]: T[K] };
type NewContext = Growing<Omit<Context, "lefts" | "after" | "stand">> & { lefts: Set<number>; after: NewStand[]; stand: NewStand | undefined };
type NewStand = Omit<Stand, "lefts" | "arrivals" | "departures"> & {
  lefts: Set<number>;
  arrivals: NewContext[];
  departures: NewContext[];
  next: readonly Hop[];
};

const nothingKept: ReadonlyMap<string, string> = new Map();

/** What can follow a context with so many hops left. */
export function leftAfter(hop: Hop, left: number): number {
  return Math.min(hop.depth ?? Number.POSITIVE_INFINITY, left - 1);
}

export function walkChains(policy: Policy, constraints: Constraints, frames: Frames, guide: Guide, ask: Ask): Chains | Failure {
  const contexts: NewContext[] = [];
  const stands: NewStand[] = [];
  const starts: NewContext[] = [];
  const known = new Map<number, NewContext | undefined>();
  const environments = new Map<number, Environment>([[0, emptyEnvironment]]);
  const reads = readers(constraints);
  const nextOf = followers(policy);
  const byPlace = new Map<readonly Hop[], Map<number, NewStand>>();

  const contextOf = (hop: Hop, environment: Environment): NewContext | undefined | Failure => {
    const key = environment.number * policy.hops.length + hop.index;
    if (known.has(key)) return known.get(key);
    const frame = frames.frame(hop, environment);
    for (const name of reads(hop)) {
      if (!environment.received.has(name)) return { of: `${shown(hop)} is made`, why: `no parameter ${name} is known to be received` };
    }
    if (frame.facts.length > 0 || hop.params.some(({ type }) => type.kind === "refined")) {
      const unmet = ask.perhapsImpossible(() => `${shown(hop)} is never made`, undefined, frame.variables, constraints.and(frame.facts));
      if (typeof unmet !== "boolean") return unmet;
      if (unmet) {
        known.set(key, undefined);
        return undefined;
      }
    }
    const context: NewContext = {
      id: contexts.length,
      hop,
      environment,
      frame,
      lefts: new Set(),
      most: -1,
      after: [],
      stand: undefined,
      kept: nothingKept,
      dropped: frame.facts,
    };
    contexts.push(context);
    known.set(key, context);
    return context;
  };

  /** Where the context leads, in the environment that the guide says; all may be forgotten. */
  const standAfter = (context: NewContext): NewStand | Failure => {
    const { hop, frame } = context;
    let environment = emptyEnvironment;
    if (frame.own.size > 0 || frame.received.size > 0 || frame.facts.length > 0) {
      const way = guide.way(hop, context.environment, frame);
      if (way !== undefined && way.to !== 0) {
        const followed = frames.follow(frame, way);
        if (typeof followed === "string") return { of: `${shown(hop)} is followed`, why: followed };
        environment = environments.get(way.to) ?? followed;
        environments.set(way.to, environment);
        if (!saysNoMore(environment, followed))
          return { of: `${shown(hop)} is followed`, why: `environment ${way.to} says more than this hop leaves` };
        const { variables } = environment;
        context.kept = new Map(Object.entries(way.keep).filter(([, name]) => Object.hasOwn(variables, name)));
        const facts = new Set(environment.facts);
        const keptFacts = new Set(way.facts.filter((_, at) => facts.has(followed.facts[at] ?? { kind: "true" })));
        context.dropped = frame.facts.filter((_, index) => !keptFacts.has(index));
      }
    }
    const next = nextOf(hop);
    const here = byPlace.get(next) ?? new Map<number, NewStand>();
    byPlace.set(next, here);
    const stand = here.get(environment.number) ?? { id: stands.length, environment, lefts: new Set(), arrivals: [], departures: [], next };
    if (!here.has(environment.number)) {
      here.set(environment.number, stand);
      stands.push(stand);
    }
    stand.arrivals.push(context);
    return stand;
  };

  const pending: { readonly stand: NewStand; readonly left: number }[] = [];
  const enter = (context: NewContext, left: number): Failure | undefined => {
    if (context.lefts.has(left)) return undefined;
    context.lefts.add(left);
    context.most = Math.max(context.most, left);
    if (left < 1 || nextOf(context.hop).length === 0) return undefined;
    if (context.stand === undefined) {
      const stand = standAfter(context);
      if ("why" in stand) return stand;
      context.stand = stand;
    }
    if (!context.stand.lefts.has(left)) {
      context.stand.lefts.add(left);
      pending.push({ stand: context.stand, left });
    }
    return undefined;
  };

  for (const hop of policy.hops) {
    if (hop.from.kind !== "principal") continue;
    const context = contextOf(hop, emptyEnvironment);
    if (context === undefined) continue;
    if ("why" in context) return context;
    starts.push(context);
    const failure = enter(context, hop.depth ?? Number.POSITIVE_INFINITY);
    if (failure !== undefined) return failure;
  }
  for (let at = 0; at < pending.length; at++) {
    const { stand, left } = pending[at] ?? { stand: undefined, left: 0 };
    if (stand === undefined) break;
    const fresh = stand.departures.length === 0;
    for (const hop of stand.next) {
      const context = contextOf(hop, stand.environment);
      if (context === undefined) continue;
      if ("why" in context) return context;
      if (fresh) {
        context.after.push(stand);
        stand.departures.push(context);
      }
      const failure = enter(context, leftAfter(hop, left));
      if (failure !== undefined) return failure;
    }
  }
  return { contexts, stands, starts };
}

/** The hops that can follow a hop: they leave where it leads, for its task or a part of it. One array for each agent and task. */
function followers(policy: Policy): (hop: Hop) => readonly Hop[] {
  const leaving = new Map<string, Hop[]>();
  for (const hop of policy.hops) {
    if (hop.from.kind !== "agent") continue;
    const same = leaving.get(hop.from.name);
    if (same === undefined) leaving.set(hop.from.name, [hop]);
    else same.push(hop);
  }
  const found = new Map<string, Map<string, readonly Hop[]>>();
  return ({ to, task }) => {
    const ofAgent = found.get(to.name) ?? new Map<string, readonly Hop[]>();
    found.set(to.name, ofAgent);
    const next = ofAgent.get(task.name) ?? (leaving.get(to.name) ?? []).filter((hop) => hop.task.within.has(task.name));
    ofAgent.set(task.name, next);
    return next;
  };
}

/** The names that a hop reads by `received.NAME`. */
function readers({ intern }: Constraints): (hop: Hop) => readonly string[] {
  const found = new Map<Hop, readonly string[]>();
  return (hop) => {
    const before = found.get(hop);
    if (before !== undefined) return before;
    const names = [...namesAt("received", intern(hop.require))];
    for (const { where } of hop.scope.clauses) names.push(...namesAt("received", intern(where)));
    found.set(hop, names);
    return names;
  };
}

/** A hop in words. */
export function shown(hop: Hop): string {
  return `${hop.from.name} -> ${hop.to.name} for ${hop.task.name}`;
}

/** Chains have an end: where no depth is declared, no stand can be come back to. */
export function endOfChains({ stands }: Chains): Failure | undefined {
  const isEndless = (stand: Stand | undefined): stand is Stand => stand?.lefts.has(Number.POSITIVE_INFINITY) ?? false;
  const nextOf = (stand: Stand): readonly Stand[] =>
    stand.departures.flatMap((context) => (context.hop.depth === undefined && isEndless(context.stand) ? [context.stand] : []));
  // Those that lead nowhere are taken away, one after another: what is left can be gone round in.
  const open = new Map<Stand, number>();
  const above = new Map<Stand, Stand[]>();
  for (const stand of stands) {
    if (!isEndless(stand)) continue;
    const next = nextOf(stand);
    open.set(stand, next.length);
    for (const each of next) {
      const before = above.get(each);
      if (before === undefined) above.set(each, [stand]);
      else before.push(stand);
    }
  }
  const ends = [...open.keys()].filter((stand) => open.get(stand) === 0);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    open.delete(end);
    for (const stand of above.get(end) ?? []) {
      const count = (open.get(stand) ?? 0) - 1;
      open.set(stand, count);
      if (count === 0) ends.push(stand);
    }
  }
  const [first] = open.keys();
  const hop = first?.arrivals[0]?.hop;
  return hop === undefined ? undefined : { of: "every chain has an end", why: `${shown(hop)} can follow itself without end` };
}
