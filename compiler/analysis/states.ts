/**
 * Stands with what is left there. A stand is met by chains that have different numbers of hops left; where it matters which,
 * each is a state of its own, and what can follow is exact.
 */
import type { Chains, Context, Stand } from "./chains.js";
import { shortestChain } from "./shortest.js";

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
export interface Fold<T> {
  at(state: State): T | undefined;
  /** Makes the values anew at these stands, and above them as far as that changes something; the stands where it does. */
  edit(stands: Iterable<Stand>): ReadonlySet<Stand>;
}

interface Valued<T> {
  readonly left: number;
  readonly value: T;
}

/** `order`: every state after those that can follow it. `isSame`: that two values can stand for each other. */
export function foldStates<T>(
  order: readonly State[],
  make: (state: State, valueAt: (below: State) => T | undefined) => T,
  isSame: (one: T, other: T) => boolean,
): Fold<T> {
  const values = new Map<Stand, readonly Valued<T>[]>();
  const valueAt = ({ stand, left }: State): T | undefined => {
    const known = values.get(stand);
    if (known !== undefined) for (const each of known) if (each.left === left) return each.value;
    return undefined;
  };
  for (const state of order) {
    const valued = { left: state.left, value: make(state, valueAt) };
    values.set(state.stand, [...(values.get(state.stand) ?? []), valued]);
  }
  const remake = (stand: Stand): boolean => {
    const before = values.get(stand) ?? [];
    // Where nothing leads any more nothing is left.
    const made = stand.arrivals.length === 0 ? [] : [...stand.lefts].map((left) => ({ left, value: make({ stand, left }, valueAt) }));
    if (made.length === 0) values.delete(stand);
    else values.set(stand, made);
    const isKept = ({ left, value }: Valued<T>): boolean => before.some((each) => each.left === left && isSame(each.value, value));
    return made.length !== before.length || !made.every(isKept);
  };
  return {
    at: valueAt,
    edit: (stands) => {
      const changed = new Set<Stand>();
      // By the level of their groups: those below are made first.
      const waiting = new Map<number, Set<Stand>>();
      const levels: number[] = [];
      const wait = (stand: Stand): void => {
        const { level } = stand.group;
        const same = waiting.get(level);
        if (same !== undefined) {
          same.add(stand);
          return;
        }
        waiting.set(level, new Set([stand]));
        let at = levels.length;
        while (at > 0 && (levels[at - 1] ?? 0) > level) at--;
        levels.splice(at, 0, level);
      };
      for (const stand of stands) wait(stand);
      for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
        const here = waiting.get(level) ?? [];
        waiting.delete(level);
        for (const stand of here) {
          if (!remake(stand)) continue;
          changed.add(stand);
          for (const { context } of stand.arrivals) for (const above of context.after) wait(above);
        }
      }
      return changed;
    },
  };
}

/** A shortest chain that ends in the context with exactly so many hops left. */
export function chainLeaving(context: Context, left: number): readonly Context[] | undefined {
  // Where all chains leave as many, the shortest one does.
  if (context.lefts.size === 1 && context.most === left) return shortestChain(context);
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

/** Counts as long as the chains have an end, and follows their edits then. */
export interface Measuring {
  measure(): Measure;
  edit(stands: Iterable<Stand>): void;
}

interface Size {
  readonly count: number;
  readonly longest: number;
  readonly first: { readonly context: Context; readonly state: State | undefined } | undefined;
}

/** `order`: as `statesBelowFirst` has it. */
export function measuring(chains: Chains, order: readonly State[] | undefined): Measuring {
  if (order === undefined) return { measure: () => ({ count: Number.POSITIVE_INFINITY, longest: [] }), edit: () => {} };
  const join = (contexts: readonly Context[], left: number, sizeAt: (state: State) => Size | undefined): Size => {
    let count = 0;
    let longest = 0;
    let first: Context | undefined;
    for (const context of contexts) {
      const state = stateAfter(context, left);
      const below = state === undefined ? undefined : sizeAt(state);
      count += 1 + (below?.count ?? 0);
      const length = 1 + (below?.longest ?? 0);
      if (length > longest) first = context;
      longest = Math.max(longest, length);
    }
    return { count, longest, first: first && { context: first, state: stateAfter(first, left) } };
  };
  const isSame = (one: Size, other: Size): boolean =>
    one.count === other.count &&
    one.longest === other.longest &&
    one.first?.context === other.first?.context &&
    one.first?.state?.stand === other.first?.state?.stand &&
    one.first?.state?.left === other.first?.state?.left;
  const sizes = foldStates<Size>(order, ({ stand, left }, below) => join(stand.departures, left, below), isSame);
  return {
    measure: () => {
      // A principal's hop has what it declares.
      const all = join(chains.starts, Number.POSITIVE_INFINITY, sizes.at);
      const longest: Context[] = [];
      for (let at = all.first; at !== undefined; at = at.state === undefined ? undefined : sizes.at(at.state)?.first) longest.push(at.context);
      return { count: all.count, longest };
    },
    edit: (stands) => {
      sizes.edit(stands);
    },
  };
}
