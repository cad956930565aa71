/**
 * The chains of a policy, folded: hops made in the same environment are one context, and contexts that leave a chain at the
 * same agent, with the same task and environment, lead to one stand. The cost is linear in hops where chains differ in
 * nothing that matters below.
 *
 * All lists are in an order that comes from the policy alone: what is nearest to a principal first, then as the policy has
 * it. So they are the same whether the policy was read at once or came about by edits.
 */
import * as words from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Hop, Policy } from "../model/model.js";
import { type Interner, interner } from "./constraints.js";
import { type Environment, type Environments, environments, type Step } from "./environment.js";
import { type Fabric, type MutableContext, type MutableStand, mixedTypes, noLefts, readsOf, settleHop, settleStand, withLeft } from "./fabric.js";
import { belowFirst, cycleFrom, cyclicGroups, type Graph, type Group, graphOf, level } from "./graph.js";
import { liveNeeds } from "./needs.js";
import { type Decider, type Prover, prover } from "./prover.js";

/** A hop as some chains make it: all those on which the same parameters and facts stand when it is made. */
export interface Context {
  /** A number of its own; another one after an edit that matters to it, so that nothing that was remembered of it holds. */
  readonly id: number;
  readonly hop: Hop;
  /** What it inherits; `Environments.frame` adds its own. */
  readonly environment: Environment;
  /** How many hops may follow it, on one chain or another, the greatest first; `Infinity` where no depth is declared. */
  readonly lefts: ReadonlySet<number>;
  /** The greatest of `lefts`. */
  readonly most: number;
  /** How many hops the shortest chain has that ends with it. */
  readonly near: number;
  /** Where its delegator stands on these chains; none for a principal's hop. */
  readonly after: readonly Stand[];
  /** Where it leads, if a hop may follow. */
  readonly stand: Stand | undefined;
  /** It has an error, of its own or in how it reads what it received; nothing that only follows from it is reported. */
  readonly erroneous: boolean;
}

/** Where chains stand: at an agent, with the task of the last hop, and an environment for the next. At least one hop is left. */
export interface Stand {
  /** As that of a context. */
  readonly id: number;
  readonly group: Group;
  readonly environment: Environment;
  readonly lefts: ReadonlySet<number>;
  /** How many hops the shortest chain has that ends here. */
  readonly near: number;
  /** The contexts that lead here with a hop left, and how their variables are called from here on. */
  readonly arrivals: readonly Arrival[];
  /** The contexts that can follow. */
  readonly departures: readonly Context[];
}

export interface Arrival {
  readonly context: Context;
  readonly step: Step;
}

export interface Chains {
  readonly policy: Policy;
  readonly graph: Graph;
  readonly contexts: readonly Context[];
  readonly stands: Iterable<Stand>;
  /** The contexts of principals' hops. */
  readonly starts: readonly Context[];
  /** The contexts of a hop; none where it is in no chain, or where its `require` can hold on none. */
  contextsOf(hop: Hop): readonly Context[];
  /** Hops that no chain makes because their `require` contradicts itself or what stands above. */
  readonly unmet: ReadonlySet<Hop>;
  /** What was wrong: `missing-depth`, parameters that are not received, limits reached. */
  readonly diagnostics: readonly Diagnostic[];
  /** Some chain has no end, which `missing-depth` says. */
  readonly endless: boolean;
  /** False where a limit was reached, so that some chains are not here. */
  readonly complete: boolean;
  readonly constraints: Interner;
  readonly environments: Environments;
  readonly prover: Prover;
}

export interface LiveChains extends Chains {
  readonly fabric: Fabric;
  /** Edits can be followed: chains have an end, no limit was reached. */
  readonly canFollow: boolean;
}

/** Counted limits, so that the same policy always gets the same answer. */
export const limits = {
  /** Contexts, for each hop and beside that. */
  contextsPerHop: 20,
  contexts: 20_000,
  /** Hops left, summed over contexts. */
  leftsPerHop: 200,
  lefts: 200_000,
  /** Parameters and facts of one environment. */
  environment: 64,
} as const;

/** What was asked so far. Two policies with the same facts and actions may share it. */
export interface Bench {
  readonly constraints: Interner;
  readonly prover: Prover;
}

export function benchFor(policy: Pick<Policy, "facts">, decider: Decider): Bench {
  const constraints = interner();
  return { constraints, prover: prover(decider, policy.facts, constraints) };
}

/** Every chain of the policy. */
export function chainsOf(policy: Policy, decider: Decider, { constraints, prover: proofs }: Bench = benchFor(policy, decider)): LiveChains {
  const graph = graphOf(policy);
  const scopes = environments(policy, constraints);
  const order = belowFirst(graph);
  const isAcyclic = level(graph, order);
  const needs = liveNeeds(policy, graph, constraints, order);
  const byHop = new Map<Hop, MutableContext[]>();
  const byGroup = new Map<Group, MutableStand[]>();
  const size = { contexts: 0, lefts: 0 };
  let contextIds = 0;
  let standIds = 0;

  const makeContext = (hop: Hop, environment: Environment): MutableContext => {
    const { facts, variables } = scopes.frame(hop, environment);
    let problems: Map<string, Diagnostic> | undefined;
    const report = (key: string, diagnostic: Diagnostic): void => {
      problems ??= new Map();
      problems.set(key, diagnostic);
    };
    let sound = true;
    for (const [name, place] of readsOf(hop, constraints)) {
      if (environment.received.has(name)) continue;
      sound = false;
      if (!hop.erroneous) report(`unreceived ${name}`, words.unreceived(hop, name, place));
    }
    let isUnmet = false;
    if (sound && (facts.length > 0 || hop.params.some(({ type }) => type.kind === "refined"))) {
      const answer = proofs.find(undefined, variables, constraints.and(facts));
      isUnmet = answer.kind === "none";
      if (answer.kind === "too-complex") report("facts", words.tooComplex(hop.requirePlace ?? hop.place, answer.limit));
    }
    const made: MutableContext = {
      id: contextIds++,
      hop,
      environment,
      lefts: noLefts,
      most: -1,
      near: 0,
      after: [],
      stand: undefined,
      erroneous: hop.erroneous || !sound,
      isUnmet,
      problems: problems ?? noProblems,
    };
    const ofHop = byHop.get(hop);
    if (ofHop === undefined) byHop.set(hop, [made]);
    else ofHop.push(made);
    if (!isUnmet) size.contexts++;
    return made;
  };
  const makeStand = (group: Group, environment: Environment): MutableStand => {
    const made: MutableStand = { id: standIds++, group, environment, lefts: noLefts, near: 0, arrivals: [], departures: [] };
    const ofGroup = byGroup.get(group);
    if (ofGroup === undefined) byGroup.set(group, [made]);
    else ofGroup.push(made);
    return made;
  };
  const fabric: Fabric = {
    policy,
    graph,
    needs,
    constraints,
    environments: scopes,
    byHop,
    byGroup,
    unmet: new Set(),
    faulty: new Set(),
    makeContext,
    makeStand,
    nextId: () => contextIds++,
    nextStandId: () => standIds++,
    size,
  };
  const limit = unfold(fabric);
  for (const [hop, ofHop] of byHop) settleHop(fabric, hop, ofHop);
  for (const ofGroup of byGroup.values()) for (const stand of ofGroup) settleStand(fabric, stand);
  const endless = isAcyclic ? [] : missingDepths(graph);
  // Where a depth is missing there is no end to chains, and that has been said.
  const reached = limit === undefined || endless.length > 0 ? [] : [words.tooComplex(limit.hop.place, limit.what)];

  const found = listsOf(fabric);
  return {
    fabric,
    canFollow: limit === undefined && isAcyclic,
    get policy() {
      return fabric.policy;
    },
    graph,
    get contexts() {
      return found().contexts;
    },
    get stands() {
      return standsOf(fabric);
    },
    get starts() {
      return graph.starts.flatMap((hop) => contextsIn(byHop.get(hop)));
    },
    contextsOf: (hop) => contextsIn(byHop.get(hop)),
    unmet: fabric.unmet,
    get diagnostics() {
      return [...endless, ...problemsOf(fabric), ...(endless.length === 0 && problemsOf(fabric).length === 0 ? reached : [])];
    },
    endless: endless.length > 0,
    complete: limit === undefined,
    constraints,
    environments: scopes,
    prover: proofs,
  };
}

/** Follows all chains from the principals on, the nearest first. A limit that was reached, and where. */
function unfold(fabric: Fabric): { readonly hop: Hop; readonly what: string } | undefined {
  const { graph, byHop, byGroup, environments: scopes, needs, policy, size } = fabric;
  const contextOf = (hop: Hop, environment: Environment): MutableContext =>
    byHop.get(hop)?.find((each) => each.environment === environment) ?? fabric.makeContext(hop, environment);
  const standAfter = (context: MutableContext): MutableStand => {
    if (context.stand !== undefined) return context.stand;
    const group = graph.groupOf(context.hop);
    const step = scopes.step(context.hop, context.environment, needs.of(group));
    const stand = byGroup.get(group)?.find((each) => each.environment === step.environment) ?? fabric.makeStand(group, step.environment);
    if (stand.arrivals.length === 0) stand.near = context.near;
    stand.arrivals.push({ context, step });
    context.stand = stand;
    return stand;
  };
  const pending: { readonly stand: MutableStand; readonly left: number }[] = [];
  const enter = (context: MutableContext, left: number): void => {
    if (context.lefts.has(left)) return;
    context.lefts = withLeft(context.lefts, left);
    if (left > context.most) context.most = left;
    size.lefts++;
    if (left < 1 || graph.groupOf(context.hop).departures.length === 0) return;
    const stand = standAfter(context);
    if (stand.lefts.has(left)) return;
    stand.lefts = withLeft(stand.lefts, left);
    pending.push({ stand, left });
  };
  for (const hop of graph.starts) {
    const context = contextOf(hop, scopes.empty);
    context.near = 1;
    if (!context.isUnmet) enter(context, hop.depth ?? Number.POSITIVE_INFINITY);
  }
  let reached: { readonly hop: Hop; readonly what: string } | undefined;
  const entered = new Set<MutableStand>();
  // First in, first out: what is nearest to a principal comes first.
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined) break;
    const { stand, left } = next;
    const what = exceeded(size, policy.hops.length, stand.environment);
    const fresh = !entered.has(stand);
    if (what !== undefined) {
      const [arrival] = stand.arrivals;
      if (arrival !== undefined) reached ??= { hop: arrival.context.hop, what };
      continue;
    }
    entered.add(stand);
    for (const hop of stand.group.departures) {
      const context = contextOf(hop, stand.environment);
      if (fresh) {
        if (context.after.length === 0) context.near = stand.near + 1;
        context.after.push(stand);
      }
      if (context.isUnmet) continue;
      if (fresh) stand.departures.push(context);
      enter(context, Math.min(hop.depth ?? Number.POSITIVE_INFINITY, left - 1));
    }
  }
  return reached;
}

/** The limit that is passed, if one is. */
export function exceeded(size: Fabric["size"], hops: number, environment: Environment): string | undefined {
  if (size.contexts > limits.contexts + limits.contextsPerHop * hops) return "contexts of hops";
  if (size.lefts > limits.lefts + limits.leftsPerHop * hops) return "depths of hops";
  const count = Math.max(Object.keys(environment.variables).length, environment.facts.length);
  return count > limits.environment ? "parameters and facts that stand on one chain" : undefined;
}

const noProblems: ReadonlyMap<string, Diagnostic> = new Map();

const nowhere: readonly MutableContext[] = [];

function contextsIn(ofHop: readonly MutableContext[] | undefined): readonly MutableContext[] {
  if (ofHop === undefined) return nowhere;
  for (const { isUnmet } of ofHop) if (isUnmet) return ofHop.filter((context) => !context.isUnmet);
  return ofHop;
}

/** Every context, made anew only after an edit. */
function listsOf(fabric: Fabric): () => { readonly contexts: readonly Context[] } {
  let known: { readonly policy: Policy; readonly contexts: readonly Context[] } | undefined;
  return () => {
    if (known?.policy === fabric.policy) return known;
    const byNear: Context[][] = [];
    for (const hop of fabric.policy.hops) {
      for (const context of contextsIn(fabric.byHop.get(hop))) {
        const same = byNear[context.near];
        if (same === undefined) byNear[context.near] = [context];
        else same.push(context);
      }
    }
    known = { policy: fabric.policy, contexts: byNear.flat() };
    return known;
  };
}

function* standsOf({ byGroup }: Fabric): Iterable<Stand> {
  for (const ofGroup of byGroup.values()) yield* ofGroup;
}

/** In the policy's order, each once for its hop. */
function problemsOf({ faulty, byHop, graph, constraints }: Fabric): readonly Diagnostic[] {
  if (faulty.size === 0) return [];
  return [...faulty]
    .sort((a, b) => graph.rankOf(a) - graph.rankOf(b))
    .flatMap((hop) => {
      const ofHop = byHop.get(hop) ?? [];
      const own = new Map(ofHop.flatMap(({ problems }) => [...problems]));
      const mixed = hop.erroneous ? [] : mixedTypes(hop, ofHop, constraints);
      return [...own.values(), ...mixed.map(({ name, place }) => words.receivedOfTwoTypes(hop, name, place))];
    });
}

function missingDepths(graph: Graph): readonly Diagnostic[] {
  const cyclic = cyclicGroups(graph);
  if (cyclic.size === 0) return [];
  return graph.starts
    .filter((hop) => hop.depth === undefined && cyclic.has(graph.groupOf(hop)))
    .map((hop) => words.missingDepth(hop, cycleFrom(graph, cyclic, graph.groupOf(hop))));
}
