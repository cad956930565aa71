/**
 * Stands with what is left there. A stand is met by chains that have different numbers of hops left; where it matters which,
 * each is a state of its own, and what can follow is exact.
 */
import type { Chains, Context, Stand } from "./chains.js";

export interface State {
  readonly stand: Stand;
  readonly left: number;
}

/** What is left after the context, where so many hops are left at the stand before it. */
export function leftAfter(context: Context, left: number): number {
  return Math.min(context.hop.depth ?? Number.POSITIVE_INFINITY, left - 1);
}

/** The state that a context leads to from a stand with so many hops left; none where no hop can follow. */
export function stateAfter(context: Context, left: number): State | undefined {
  const after = leftAfter(context, left);
  return after < 1 || context.stand === undefined ? undefined : { stand: context.stand, left: after };
}

/** Every state, each after those that can follow it; `undefined` where chains have no end. */
export function statesBelowFirst(chains: Chains): readonly State[] | undefined {
  const order: State[] = [];
  const progress = new Map<Stand, Map<number, "open" | "done">>();
  const progressOf = ({ stand, left }: State): "open" | "done" | undefined => progress.get(stand)?.get(left);
  const mark = ({ stand, left }: State, as: "open" | "done"): void => {
    const ofStand = progress.get(stand);
    if (ofStand === undefined) progress.set(stand, new Map([[left, as]]));
    else ofStand.set(left, as);
  };
  for (const stand of chains.stands) {
    for (const start of stand.lefts) {
      const root = { stand, left: start };
      if (progressOf(root) !== undefined) continue;
      mark(root, "open");
      const path = [{ state: root, next: 0 }];
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const departure = top.state.stand.departures[top.next++];
        if (departure === undefined) {
          mark(top.state, "done");
          order.push(top.state);
          path.pop();
          continue;
        }
        const below = stateAfter(departure, top.state.left);
        if (below === undefined) continue;
        const before = progressOf(below);
        if (before === "open") return undefined;
        if (before === "done") continue;
        mark(below, "open");
        path.push({ state: below, next: 0 });
      }
    }
  }
  return order;
}

/** A value for each state, made of the values of those that can follow. */
export function foldStates<T>(
  order: readonly State[],
  make: (state: State, valueAt: (below: State) => T | undefined) => T,
): (state: State) => T | undefined {
  const values = new Map<Stand, Map<number, T>>();
  const valueAt = ({ stand, left }: State): T | undefined => values.get(stand)?.get(left);
  for (const state of order) {
    const value = make(state, valueAt);
    const ofStand = values.get(state.stand);
    if (ofStand === undefined) values.set(state.stand, new Map([[state.left, value]]));
    else ofStand.set(state.left, value);
  }
  return valueAt;
}

/** A shortest chain that ends in the context with exactly so many hops left. */
export function chainLeaving(context: Context, left: number): readonly Context[] | undefined {
  interface Way {
    readonly context: Context;
    readonly left: number;
    readonly below: Way | undefined;
  }
  const ways: Way[] = [{ context, left, below: undefined }];
  const seen = new Set<string>();
  for (let at = 0; at < ways.length; at++) {
    const way = ways[at];
    if (way === undefined) break;
    if (way.context.after.length === 0) {
      const chain: Context[] = [];
      for (let step: Way | undefined = way; step !== undefined; step = step.below) chain.push(step.context);
      return chain;
    }
    for (const { context: above } of way.context.after.flatMap((stand) => stand.arrivals)) {
      for (const before of above.lefts) {
        const key = `${above.id} ${before}`;
        if (before < 1 || seen.has(key) || leftAfter(way.context, before) !== way.left) continue;
        seen.add(key);
        ways.push({ context: above, left: before, below: way });
      }
    }
  }
  return undefined;
}

/** The chains of a policy in numbers. */
export interface Measure {
  /** How many there are; infinite where they have no end. */
  readonly count: number;
  /** One of those with the most hops; none where they have no end. */
  readonly longest: readonly Context[];
}

export function measure(chains: Chains): Measure {
  const order = statesBelowFirst(chains);
  if (order === undefined) return { count: Number.POSITIVE_INFINITY, longest: [] };
  interface Size {
    readonly count: number;
    readonly longest: number;
    readonly first: { readonly context: Context; readonly state: State | undefined } | undefined;
  }
  const join = (contexts: readonly Context[], left: number, sizeAt: (state: State) => Size | undefined): Size => {
    let count = 0;
    let longest = 0;
    let first: Size["first"];
    for (const context of contexts) {
      const state = stateAfter(context, left);
      const below = state === undefined ? undefined : sizeAt(state);
      count += 1 + (below?.count ?? 0);
      const length = 1 + (below?.longest ?? 0);
      if (length > longest) first = { context, state };
      longest = Math.max(longest, length);
    }
    return { count, longest, first };
  };
  const sizeAt = foldStates<Size>(order, ({ stand, left }, below) => join(stand.departures, left, below));
  // A principal's hop has what it declares.
  const all = join(chains.starts, Number.POSITIVE_INFINITY, sizeAt);
  const longest: Context[] = [];
  for (let at = all.first; at !== undefined; at = at.state === undefined ? undefined : sizeAt(at.state)?.first) longest.push(at.context);
  return { count: all.count, longest };
}
