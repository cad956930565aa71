/** Budgets: which sums a call adds to, here and at every hop above, and by how much. */
import { granted, showAmount, spent, unitScale } from "./decimal.js";
import type { ActionPlan, HopPlan, Values } from "./plan.js";
import type { Counter, Instance } from "./running.js";
import type { Addition } from "./store/store.js";

/** The sums of a new hop, or the parameter that is no amount. */
export function countersOf(hop: HopPlan, instance: string, params: Values): readonly Counter[] | { readonly wrong: string } {
  const counters: Counter[] = [];
  for (const [i, budget] of hop.budgets.entries()) {
    const amount = typeof budget.amount === "number" ? budget.amount : params[budget.amount.param];
    const max = granted(amount);
    if (max === undefined) return { wrong: typeof budget.amount === "number" ? budget.unit : budget.amount.param };
    counters.push({ key: `budget/${instance}/${i}`, unit: budget.unit, max, per: budget.per });
  }
  return counters;
}

/** What a call spends, in billionths by unit: one of `calls`, and what its action says; or the argument that is no amount. */
export type Spending =
  | { readonly kind: "amounts"; readonly by: ReadonlyMap<string, bigint> }
  /** `by`: what is known all the same, which counts where such a call is only watched. */
  | { readonly kind: "wrong"; readonly argument: string; readonly by: ReadonlyMap<string, bigint> };

export function spendingOf(action: ActionPlan, args: Values): Spending {
  const by = new Map<string, bigint>([["calls", unitScale]]);
  for (const spend of action.spends) {
    const amount = spend.kind === "constant" ? spent(spend.amount) : spent(args[spend.name], spend.divisor);
    if (amount === undefined) return { kind: "wrong", argument: spend.kind === "constant" ? spend.unit : spend.name, by };
    by.set(spend.unit, (by.get(spend.unit) ?? 0n) + amount);
  }
  return { kind: "amounts", by };
}

/** Decimal text by unit. */
export function showSpending(by: ReadonlyMap<string, bigint>): Readonly<Record<string, string>> {
  return Object.fromEntries([...by].map(([unit, amount]) => [unit, showAmount(amount)]));
}

/** What a call adds to the sums of the instance and of all above it. */
export function additionsFor(instance: Instance, by: ReadonlyMap<string, bigint>): readonly Addition[] {
  const additions: Addition[] = [];
  for (let at: Instance | undefined = instance; at !== undefined; at = at.above)
    for (const { key, unit, max, per } of at.counters) {
      const amount = by.get(unit);
      if (amount !== undefined && amount > 0n) additions.push({ key, by: amount, max, ...(per === undefined ? {} : { per }) });
    }
  return additions;
}

/** What gives it back: made once, and only where the tool says that it did nothing. */
export function refundOf(additions: readonly Addition[], at: number): readonly Addition[] {
  return additions.map((each) => ({ ...each, by: -each.by, ...(each.per === undefined ? {} : { at }) }));
}
