/**
 * The chains of a policy, folded: hops made in the same environment are one context, and contexts that leave a chain at the
 * same agent, with the same task and environment, lead to one stand. The cost is linear in hops where chains differ in
 * nothing that matters below.
 */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import * as words from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Hop, Policy } from "../model/model.js";
import { type Interner, interner, mentions, shapeOf, typeKey } from "./constraints.js";
import { type Environment, type Environments, environments, type Step } from "./environment.js";
import { cycleFrom, cyclicGroups, type Graph, type Group, graphOf } from "./graph.js";
import { remembered } from "./memo.js";
import { needsOf } from "./needs.js";
import { type Decider, type Prover, prover } from "./prover.js";

/** A hop as some chains make it: all those on which the same parameters and facts stand when it is made. */
export interface Context {
  /** Its index in `Chains.contexts`. */
  readonly id: number;
  readonly hop: Hop;
  /** What it inherits; `Environments.frame` adds its own. */
  readonly environment: Environment;
  /** How many hops may follow it, on one chain or another; `Infinity` where no depth is declared. */
  readonly lefts: ReadonlySet<number>;
  /** The greatest of `lefts`. */
  readonly most: number;
  /** Where its delegator stands on these chains; none for a principal's hop. */
  readonly after: readonly Stand[];
  /** Where it leads, if a hop may follow. */
  readonly stand: Stand | undefined;
  /** It has an error, of its own or in how it reads what it received; nothing that only follows from it is reported. */
  readonly erroneous: boolean;
}

/** Where chains stand: at an agent, with the task of the last hop, and an environment for the next. At least one hop is left. */
export interface Stand {
  readonly id: number;
  readonly group: Group;
  readonly environment: Environment;
  readonly lefts: ReadonlySet<number>;
  /** The contexts that lead here with a hop left, and how their variables are called from here on. */
  readonly arrivals: readonly { readonly context: Context; readonly step: Step }[];
  /** The contexts that can follow. */
  readonly departures: readonly Context[];
}

export interface Chains {
  readonly policy: Policy;
  readonly graph: Graph;
  readonly contexts: readonly Context[];
  readonly stands: readonly Stand[];
  /** The contexts of principals' hops. */
  readonly starts: readonly Context[];
  /** The contexts of a hop; none where it is in no chain, or where its `require` can hold on none. */
  contextsOf(hop: Hop): readonly Context[];
  /** Hops that no chain makes because their `require` contradicts itself or what stands above. */
  readonly unmet: ReadonlySet<Hop>;
  /** What was wrong: `missing-depth`, parameters that are not received, limits reached. */
  readonly diagnostics: readonly Diagnostic[];
  /** False where a limit was reached, so that some chains are not here. */
  readonly complete: boolean;
  readonly constraints: Interner;
  readonly environments: Environments;
  readonly prover: Prover;
}

interface MutableContext extends Context {
  readonly lefts: Set<number>;
  most: number;
  readonly after: Stand[];
  stand: MutableStand | undefined;
}

interface MutableStand extends Stand {
  readonly lefts: Set<number>;
  readonly arrivals: { readonly context: Context; readonly step: Step }[];
  readonly departures: Context[];
}

/** Counted limits, so that the same policy always gets the same answer. */
const limits = {
  /** Contexts, for each hop and beside that. */
  contextsPerHop: 20,
  contexts: 20_000,
  /** Hops left, summed over contexts. */
  leftsPerHop: 200,
  lefts: 200_000,
  /** Parameters and facts of one environment. */
  environment: 64,
} as const;

/** Every chain of the policy. */
export function chainsOf(policy: Policy, decider: Decider): Chains {
  const graph = graphOf(policy);
  const constraints = interner();
  const proofs = prover(decider, policy.facts, constraints);
  const scopes = environments(policy, constraints);
  const needs = needsOf(policy, graph, constraints);

  const diagnostics: Diagnostic[] = [...missingDepths(graph)];
  const reported = new Set<string>();
  const report = (key: string, diagnostic: Diagnostic): void => {
    if (!reported.has(key)) diagnostics.push(diagnostic);
    reported.add(key);
  };
  const contexts: MutableContext[] = [];
  const stands: MutableStand[] = [];
  const starts: Context[] = [];
  const byHop = new Map<Hop, Map<Environment, MutableContext | undefined>>();
  const byGroup = new Map<Group, Map<Environment, MutableStand>>();
  const receivedTypes = new Map<Hop, Map<string, Type>>();
  const unmet = new Set<Hop>();
  let leftCount = 0;
  let complete = true;

  /** Whether all that the hop reads of what it received is there, and of one type on every chain. */
  const receives = (hop: Hop, environment: Environment): boolean => {
    let sound = true;
    for (const [name, place] of readsOf(hop, constraints)) {
      const found = environment.received.get(name);
      if (found === undefined) {
        report(`unreceived ${hop.index} ${name}`, words.unreceived(hop, name, place));
        sound = false;
        continue;
      }
      const first = remembered(
        remembered(receivedTypes, hop, () => new Map<string, Type>()),
        name,
        () => found.type,
      );
      if (typeKey(shapeOf(first)) === typeKey(shapeOf(found.type))) continue;
      report(`types ${hop.index} ${name}`, words.receivedOfTwoTypes(hop, name, place));
      sound = false;
    }
    return sound;
  };
  /** The context of the hop there, or `undefined` where the facts contradict each other, after which no chain follows. */
  const makeContext = (hop: Hop, environment: Environment): MutableContext | undefined => {
    const { facts, variables } = scopes.frame(hop, environment);
    const sound = hop.erroneous || receives(hop, environment);
    if (sound && (facts.length > 0 || hop.params.some(({ type }) => type.kind === "refined"))) {
      const answer = proofs.find(undefined, variables, constraints.and(facts));
      if (answer.kind === "none") {
        unmet.add(hop);
        return undefined;
      }
      if (answer.kind === "too-complex") report(`facts ${hop.index}`, words.tooComplex(hop.requirePlace ?? hop.place, answer.limit));
    }
    const context: MutableContext = {
      id: contexts.length,
      hop,
      environment,
      lefts: new Set(),
      most: -1,
      after: [],
      stand: undefined,
      erroneous: hop.erroneous || !sound,
    };
    contexts.push(context);
    return context;
  };
  const contextOf = (hop: Hop, environment: Environment): MutableContext | undefined => {
    const ofHop = remembered(byHop, hop, () => new Map<Environment, MutableContext | undefined>());
    if (!ofHop.has(environment)) ofHop.set(environment, makeContext(hop, environment));
    return ofHop.get(environment);
  };
  const standAfter = (context: MutableContext): MutableStand => {
    if (context.stand !== undefined) return context.stand;
    const group = graph.groupOf(context.hop);
    const step = scopes.step(context.hop, context.environment, needs(group));
    const stand = remembered(
      remembered(byGroup, group, () => new Map<Environment, MutableStand>()),
      step.environment,
      (): MutableStand => {
        const made: MutableStand = { id: stands.length, group, environment: step.environment, lefts: new Set(), arrivals: [], departures: [] };
        stands.push(made);
        return made;
      },
    );
    stand.arrivals.push({ context, step });
    context.stand = stand;
    return stand;
  };

  const pending: { readonly stand: MutableStand; readonly left: number }[] = [];
  const enter = (context: MutableContext, left: number): void => {
    if (context.lefts.has(left)) return;
    context.lefts.add(left);
    context.most = Math.max(context.most, left);
    leftCount++;
    if (left < 1 || graph.groupOf(context.hop).departures.length === 0) return;
    const stand = standAfter(context);
    if (stand.lefts.has(left)) return;
    stand.lefts.add(left);
    pending.push({ stand, left });
  };
  const exceeded = (environment: Environment): string | undefined => {
    if (contexts.length > limits.contexts + limits.contextsPerHop * policy.hops.length) return "contexts of hops";
    if (leftCount > limits.lefts + limits.leftsPerHop * policy.hops.length) return "depths of hops";
    const size = Math.max(Object.keys(environment.variables).length, environment.facts.length);
    return size > limits.environment ? "parameters and facts that stand on one chain" : undefined;
  };

  for (const hop of graph.starts) {
    const context = contextOf(hop, scopes.empty);
    if (context === undefined) continue;
    starts.push(context);
    enter(context, hop.depth ?? Number.POSITIVE_INFINITY);
  }
  // First in, first out: what is nearest to a principal comes first.
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined) break;
    const limit = exceeded(next.stand.environment);
    const fresh = next.stand.departures.length === 0;
    if (limit !== undefined) {
      complete = false;
      const [arrival] = next.stand.arrivals;
      // Where a depth is missing there is no end to chains, and that has been said.
      if (arrival !== undefined && diagnostics.length === 0) report("limit", words.tooComplex(arrival.context.hop.place, limit));
      continue;
    }
    for (const hop of next.stand.group.departures) {
      const context = contextOf(hop, next.stand.environment);
      if (context === undefined) continue;
      if (fresh) {
        context.after.push(next.stand);
        next.stand.departures.push(context);
      }
      enter(context, Math.min(hop.depth ?? Number.POSITIVE_INFINITY, next.left - 1));
    }
  }

  return {
    policy,
    graph,
    contexts,
    stands,
    starts,
    contextsOf: (hop) => [...(byHop.get(hop)?.values() ?? [])].filter((context) => context !== undefined),
    unmet: new Set([...unmet].filter((hop) => [...(byHop.get(hop)?.values() ?? [])].every((context) => context === undefined))),
    diagnostics,
    complete,
    constraints,
    environments: scopes,
    prover: proofs,
  };
}

const noReads: ReadonlyMap<string, Place> = new Map();

/** The names that a hop reads by `received.NAME`, each with the place of a clause or `require` that does. */
function readsOf(hop: Hop, constraints: Interner): ReadonlyMap<string, Place> {
  let found: Map<string, Place> | undefined;
  const look = (where: Constraint, place: Place): void => {
    for (const name of mentions(constraints.intern(where)).received) {
      found ??= new Map();
      if (!found.has(name)) found.set(name, place);
    }
  };
  for (const { where, place } of hop.scope.clauses) look(where, place);
  look(hop.require, hop.requirePlace ?? hop.place);
  return found ?? noReads;
}

function missingDepths(graph: Graph): readonly Diagnostic[] {
  const cyclic = cyclicGroups(graph);
  if (cyclic.size === 0) return [];
  return graph.starts
    .filter((hop) => hop.depth === undefined && cyclic.has(graph.groupOf(hop)))
    .map((hop) => words.missingDepth(hop, cycleFrom(graph, cyclic, graph.groupOf(hop))));
}

/**
 * The contexts of the shortest chain that ends in this one with at least so many hops left, the principal's hop first.
 * Only contexts `among` those asked for are passed.
 */
export function shortestChain(context: Context, left = 0, among: (context: Context) => boolean = () => true): readonly Context[] | undefined {
  interface Way {
    readonly context: Context;
    readonly left: number;
    readonly below: Way | undefined;
  }
  const first = firstChain(context, among);
  if (first !== undefined) return first;
  const ways: Way[] = context.most >= left && among(context) ? [{ context, left, below: undefined }] : [];
  const seen = new Set<number>();
  for (let at = 0; at < ways.length; at++) {
    const way = ways[at];
    if (way === undefined) break;
    if (way.context.after.length === 0) {
      const chain: Context[] = [];
      for (let step: Way | undefined = way; step !== undefined; step = step.below) chain.push(step.context);
      return chain;
    }
    for (const stand of way.context.after) {
      for (const { context: above } of stand.arrivals) {
        const key = above.id * mostLeft + way.left + 1;
        if (above.most < way.left + 1 || seen.has(key) || !among(above)) continue;
        seen.add(key);
        ways.push({ context: above, left: way.left + 1, below: way });
      }
    }
  }
  return undefined;
}

/** More than any chain has hops, so that two numbers can be one. */
const mostLeft = 2 ** 26;

/**
 * The chain by which each context was met first, which is as short as can be where no depth is declared: those nearest to a
 * principal are met first, and each was met before those that it leads to. `undefined` where a depth is, or where it passes a context that is not asked for.
 */
function firstChain(context: Context, among: (context: Context) => boolean): readonly Context[] | undefined {
  const chain: Context[] = [];
  for (let at: Context | undefined = context; at !== undefined; at = at.after[0]?.arrivals[0]?.context) {
    if (at.most !== Number.POSITIVE_INFINITY || !among(at)) return undefined;
    chain.push(at);
  }
  return chain.reverse();
}
