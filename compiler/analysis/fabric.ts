/** What chains are made of while they are made and edited, and the order that everything is put into in the end. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Hop, Policy } from "../model/model.js";
import type { Arrival, Context, Stand } from "./chains.js";
import { type Interner, mentions, shapeOf, typeKey } from "./constraints.js";
import type { Environment, Environments } from "./environment.js";
import type { Graph, Group, LiveGraph } from "./graph.js";
import type { LiveNeeds } from "./needs.js";

export interface MutableContext extends Context {
  id: number;
  hop: Hop;
  lefts: ReadonlySet<number>;
  most: number;
  near: number;
  after: MutableStand[];
  stand: MutableStand | undefined;
  erroneous: boolean;
  /** Its facts contradict each other, so that no chain makes it. It is not among the contexts then. */
  readonly isUnmet: boolean;
  /** What is wrong with how it reads what it received, by what is said once of its hop. */
  readonly problems: ReadonlyMap<string, Diagnostic>;
}

export interface MutableStand extends Stand {
  id: number;
  lefts: ReadonlySet<number>;
  near: number;
  arrivals: Arrival[];
  departures: MutableContext[];
}

/** The parts that chains are made of. */
export interface Fabric {
  policy: Policy;
  readonly graph: LiveGraph;
  readonly needs: LiveNeeds;
  readonly constraints: Interner;
  readonly environments: Environments;
  /** Of each hop that some chain might make. */
  readonly byHop: Map<Hop, MutableContext[]>;
  readonly byGroup: Map<Group, MutableStand[]>;
  readonly unmet: Set<Hop>;
  /** Some hops have something wrong with what they received. */
  readonly faulty: Set<Hop>;
  makeContext(hop: Hop, environment: Environment): MutableContext;
  makeStand(group: Group, environment: Environment): MutableStand;
  /** The next number for a context, or for a stand. */
  nextId(): number;
  nextStandId(): number;
  /** How many contexts there are, and how many numbers of hops left they have together. */
  readonly size: { contexts: number; lefts: number };
}

export const noLefts: ReadonlySet<number> = new Set();
const endless: ReadonlySet<number> = new Set([Number.POSITIVE_INFINITY]);
/** One more number of hops left; the greatest first. Nearly all sets are that of chains without a depth, and one will do. */
export function withLeft(lefts: ReadonlySet<number>, left: number): ReadonlySet<number> {
  if (lefts.size === 0) return left === Number.POSITIVE_INFINITY ? endless : new Set([left]);
  return new Set([...lefts, left].sort((a, b) => b - a));
}

/** Puts what belongs to a hop in order, once its contexts are known, and looks whether they fit together. */
export function settleHop(fabric: Fabric, hop: Hop, ofHop: MutableContext[]): void {
  const { unmet, faulty, constraints } = fabric;
  for (const context of ofHop) if (context.after.length > 1) context.after.sort(nearerStand);
  const [first, second] = ofHop;
  if (first === undefined) {
    unmet.delete(hop);
    faulty.delete(hop);
    return;
  }
  if (second !== undefined) ofHop.sort((a, b) => Number(a.isUnmet) - Number(b.isUnmet) || nearerContext(fabric.graph, a, b));
  if (ofHop[0]?.isUnmet === true) unmet.add(hop);
  else unmet.delete(hop);
  const mixed = second === undefined || hop.erroneous ? [] : mixedTypes(hop, ofHop, constraints);
  const [least] = ofHop;
  for (const context of ofHop) {
    const isMixed = context !== least && mixed.some(({ name }) => shapeIn(context, name) !== shapeIn(least, name));
    context.erroneous = hop.erroneous || isMixed || [...context.problems.keys()].some((key) => key !== "facts");
  }
  if (mixed.length > 0 || ofHop.some(({ problems }) => problems.size > 0)) faulty.add(hop);
  else faulty.delete(hop);
}

/** What a hop reads that is of one type on some chains and of another on others. */
export function mixedTypes(
  hop: Hop,
  ofHop: readonly MutableContext[],
  constraints: Interner,
): readonly { readonly name: string; readonly place: Place }[] {
  const [least] = ofHop;
  return [...readsOf(hop, constraints)].flatMap(([name, place]) =>
    ofHop.some((context) => !context.isUnmet && context.environment.received.has(name) && shapeIn(context, name) !== shapeIn(least, name))
      ? [{ name, place }]
      : [],
  );
}

function shapeIn(context: Context | undefined, name: string): string | undefined {
  const type: Type | undefined = context?.environment.received.get(name)?.type;
  return type === undefined ? undefined : typeKey(shapeOf(type));
}

/** Puts what belongs to a stand in order, once the contexts around it are. */
export function settleStand({ graph }: Pick<Fabric, "graph">, stand: MutableStand): void {
  if (stand.arrivals.length > 1) sortUnlessSorted(stand.arrivals, (a, b) => nearerContext(graph, a.context, b.context));
  if (stand.departures.length > 1) sortUnlessSorted(stand.departures, (a, b) => graph.rankOf(a.hop) - graph.rankOf(b.hop));
}

function sortUnlessSorted<T>(list: T[], compare: (a: T, b: T) => number): void {
  for (let at = 1; at < list.length; at++) {
    const [before, next] = [list[at - 1], list[at]];
    if (before !== undefined && next !== undefined && compare(before, next) > 0) {
      list.sort(compare);
      return;
    }
  }
}

/** What is nearer to a principal, then what the policy has first, then what stands on the chain. */
export function nearerContext(graph: Graph, a: Context, b: Context): number {
  if (a.near !== b.near) return a.near - b.near;
  if (a.hop !== b.hop) return graph.rankOf(a.hop) - graph.rankOf(b.hop);
  if (a.environment === b.environment) return 0;
  return a.environment.order() < b.environment.order() ? -1 : 1;
}

function nearerStand(a: Stand, b: Stand): number {
  return a.near - b.near || (a.group.task < b.group.task ? -1 : 1);
}

const noReads: ReadonlyMap<string, Place> = new Map();

/** The names that a hop reads by `received.NAME`, each with the place of a clause or `require` that does. */
export function readsOf(hop: Hop, constraints: Interner): ReadonlyMap<string, Place> {
  let found: Map<string, Place> | undefined;
  const look = (where: Constraint, place: Place): void => {
    for (const name of mentions(constraints.intern(where)).received) {
      found ??= new Map();
      if (!found.has(name)) found.set(name, place);
    }
  };
  for (const { where, place } of hop.scope.clauses) look(where, place);
  if (hop.require.kind !== "true") look(hop.require, hop.requirePlace ?? hop.place);
  return found ?? noReads;
}
