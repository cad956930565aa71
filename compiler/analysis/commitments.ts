/**
 * `overcommitted-budget`: the hops that can follow one are together promised more than it has. Each call is counted at every
 * hop above it, so that they cannot spend it; but the last of them will be refused. A hop without a fanout counts once, one
 * without a budget in the unit promises nothing of its own.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import * as words from "../diagnostics/codes/bounds.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Budget, Hop } from "../model/model.js";
import type { Authority } from "./authority.js";
import { windowed } from "./bounds.js";
import { type Amount, amountOf, ask, exceeds } from "./budgets.js";
import type { Chains, Context, Stand } from "./chains.js";
import { remembered } from "./memo.js";

export type Committed = Map<Stand, Map<string, readonly Commitment[]>>;

/** What one hop may be given at most, taken as often as it may be made. */
export interface Commitment {
  readonly hop: Hop;
  readonly budget: Budget;
  readonly fanout: number;
  /** Infinite where its parameter has no bound of its own. */
  readonly amount: number;
}

/** `committed` remembers what the hops after a stand may spend; it holds for one version of a policy. */
export function commitments(chains: Chains, authority: Authority, committed: Committed, hop: Hop): readonly Diagnostic[] {
  if (hop.budgets.length === 0) return [];
  const found = new Map<Budget, Diagnostic>();
  for (const context of chains.contextsOf(hop)) {
    const { stand } = context;
    if (context.erroneous || stand === undefined) continue;
    for (const budget of hop.budgets) {
      if (found.has(budget)) continue;
      const window = budget.per ?? hop.ttl;
      const ofStand = remembered(committed, stand, () => new Map<string, readonly Commitment[]>());
      const followers = remembered(ofStand, `${window} ${budget.unit}`, () => commitmentsAt(chains, authority, stand, budget.unit, window));
      const own = amountOf(authority, context, budget);
      if (followers.length === 0 || own === undefined) continue;
      const bound = typeof own === "number" ? own : leastOf(chains, authority, context, own);
      // A hop that keeps within this one, as it must, can take all of it once: that alone is no overcommitment.
      const capped = followers.map((each) => ({ ...each, amount: Math.min(each.amount, typeof own === "number" ? own : each.amount) }));
      const sum = capped.reduce((total, { fanout, amount }) => total + fanout * amount, 0);
      const [only] = followers;
      if (sum <= bound || (followers.length === 1 && only !== undefined && only.fanout <= 1)) continue;
      found.set(
        budget,
        words.overcommittedBudget({
          hop,
          place: budget.place,
          budget: windowed(budget),
          sum,
          followers: capped.map((each) => ({ ...each, place: each.budget.place })),
        }),
      );
    }
  }
  return [...found.values()];
}

/** What the hops after a stand may spend in a window. */
function commitmentsAt(chains: Chains, authority: Authority, stand: Stand, unit: string, window: number): readonly Commitment[] {
  return stand.departures.flatMap((context): Commitment[] => {
    const { hop } = context;
    if (context.erroneous) return [];
    const inWindow = hop.budgets
      .filter((budget) => budget.unit === unit)
      .map((budget) => {
        const amount = amountOf(authority, context, budget);
        const most =
          typeof amount === "number" ? amount : amount === undefined ? Number.POSITIVE_INFINITY : greatestOf(chains, authority, context, amount);
        const windows = budget.per === undefined ? 1 : Math.max(1, Math.ceil(Math.min(window, hop.ttl) / budget.per));
        return { budget, amount: most * windows };
      });
    const [first, ...others] = inWindow;
    if (first === undefined) return [];
    const least = others.reduce((best, each) => (each.amount < best.amount ? each : best), first);
    return [{ hop, budget: least.budget, fanout: hop.fanout ?? 1, amount: least.amount }];
  });
}

/** The least number of those in the facts that the amount never exceeds. */
function greatestOf(chains: Chains, authority: Authority, context: Context, amount: Amount): number {
  return (
    numbersIn(authority.frame(context).facts).find((bound) => ask(chains, authority, context, exceeds(amount, bound, 1)).kind === "none") ??
    Number.POSITIVE_INFINITY
  );
}

/** The greatest number of those in the facts that the amount never falls below. */
function leastOf(chains: Chains, authority: Authority, context: Context, amount: Amount): number {
  return (
    numbersIn(authority.frame(context).facts).findLast((bound) => ask(chains, authority, context, exceeds(bound, amount, 1)).kind === "none") ?? 0
  );
}

/** The numbers that constraints compare with, in order. */
function numbersIn(constraints: readonly Constraint[]): readonly number[] {
  const found = new Set<number>();
  const add = (value: Json): void => {
    if (typeof value === "number") found.add(value);
  };
  const look = (constraint: Constraint): void => {
    switch (constraint.kind) {
      case "and":
      case "or":
        constraint.of.forEach(look);
        return;
      case "not":
        look(constraint.of);
        return;
      case "compare":
        for (const term of [constraint.left, constraint.right]) if (term.kind === "literal") add(term.value);
        return;
      case "one-of":
        constraint.values.forEach(add);
        return;
      case "between":
        add(constraint.low);
        add(constraint.high);
        return;
      default:
        return;
    }
  };
  constraints.forEach(look);
  return [...found].sort((a, b) => a - b);
}
