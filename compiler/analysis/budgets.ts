/**
 * Budgets: what a hop declares must not promise more than the bounds above it leave, on any chain. A bound holds for the hop
 * that declares it and for all below, so that each is held against every bound above in its unit, not only the nearest.
 *
 * A budget of `n` in a window `w` (the hop's ttl, for a total) needs `n ≤ ⌈w / w′⌉ · n′` for a bound above of `n′` in each
 * window `w′`, and `n ≤ n′` where that is a total. An amount that is a parameter is taken at every value that the facts on
 * the chain admit. Where both are parameters and more than one window of the bound above fits, `n ≤ n′` is asked for, which
 * is more than needed: multiples of a parameter are beyond what can be decided.
 */
import type { Constraint, Term } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import * as words from "../diagnostics/codes/bounds.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Budget, Hop } from "../model/model.js";
import type { Authority } from "./authority.js";
import { timed, windowed } from "./bounds.js";
import type { Chains, Context, Stand } from "./chains.js";
import { aboveProduct, belowQuotient, isWithinMultiple } from "./exact.js";
import { remembered } from "./memo.js";
import { shortestChain } from "./shortest.js";
import { chainLeaving, leftAfter } from "./states.js";
import type { Tally } from "./tally.js";
import { walk } from "./walk.js";

export type Amount = number | Extract<Term, { kind: "place" }>;

/** A bound above a hop: its amount over the variables that stand there. */
interface Bound {
  readonly amount: Amount;
  readonly unit: string;
  readonly per?: number;
  /** The hop that declares it; where that is one or another on different chains, it is looked for on the chain. */
  readonly from: { readonly hop: Hop; readonly place: Place } | undefined;
  /** A chain that it comes down by, up to the hop's delegator. */
  chain(): readonly Context[];
}

export function budgets(chains: Chains, authority: Authority, constants: ConstantBounds, hop: Hop, tally: Tally): readonly Diagnostic[] {
  if (hop.budgets.length === 0) return [];
  const found = new Map<Budget, Diagnostic>();
  const others: Diagnostic[] = [];
  for (const context of chains.contextsOf(hop)) {
    if (context.erroneous) continue;
    for (const budget of hop.budgets) {
      const own = amountOf(authority, context, budget);
      if (own === undefined) continue;
      for (const bound of boundsAbove(context, budget.unit, constants)) {
        const times = bound.per === undefined ? 1 : Math.max(1, Math.ceil((budget.per ?? context.hop.ttl) / bound.per));
        const excess = exceeds(own, bound.amount, times);
        const answer = ask(chains, authority, context, excess);
        tally.add(answer.kind === "none");
        if (answer.kind === "too-complex") others.push(words.budgetTooComplex(context.hop, budget.place, answer.limit));
        if (answer.kind === "found" && !found.has(budget)) found.set(budget, refuted(chains, authority, context, budget, bound, times));
      }
    }
  }
  return [...found.values(), ...others];
}

/** The amount of a budget of the context's hop, over the variables of its frame. */
export function amountOf(authority: Authority, context: Context, budget: Budget): Amount | undefined {
  if (typeof budget.amount === "number") return budget.amount;
  return authority.frame(context).bounds.find(({ hop, place }) => hop === context.hop && place === budget.place)?.amount;
}

/** The condition under which the first amount is more than so many times the second. */
export function exceeds(own: Amount, above: Amount, times: number): Constraint {
  const compared = (left: Amount, op: "<" | ">" | "<=" | ">=", right: Amount): Constraint => ({
    kind: "compare",
    op,
    sort: "Number",
    left: termOf(left),
    right: termOf(right),
  });
  if (typeof own === "number" && typeof above === "number") return { kind: isWithinMultiple(own, above, times) ? "false" : "true" };
  if (typeof own === "number") {
    const { end, included } = belowQuotient(own, times);
    return compared(above, included ? "<=" : "<", end);
  }
  if (typeof above === "number") {
    const { end, included } = aboveProduct(above, times);
    return Number.isFinite(end) ? compared(own, included ? ">=" : ">", end) : { kind: "false" };
  }
  return compared(own, ">", above);
}

function termOf(amount: Amount): Term {
  return typeof amount === "number" ? { kind: "literal", value: amount } : amount;
}

/** Whether the facts of the context leave room for the condition. */
export function ask(chains: Chains, authority: Authority, context: Context, condition: Constraint): ReturnType<Chains["prover"]["find"]> {
  if (condition.kind === "false") return { kind: "none" };
  const asked = chains.constraints.and([authority.facts(context), condition]);
  return chains.prover.find(undefined, authority.variables(context, asked), asked);
}

function boundsAbove(context: Context, unit: string, constants: ConstantBounds): readonly Bound[] {
  const found = context.after.flatMap((stand) =>
    [...constants(stand).values()]
      .filter((each) => each.unit === unit)
      .map((each): Bound => {
        const { amount, per, hop, place } = each;
        return { amount, unit, ...(per === undefined ? {} : { per }), from: { hop, place }, chain: () => chainBy(each) };
      }),
  );
  const inherited = context.environment.bounds
    .filter((bound) => bound.unit === unit)
    .map((bound): Bound => {
      const { amount, per } = bound;
      return { amount, unit, ...(per === undefined ? {} : { per }), from: undefined, chain: () => shortestChain(context)?.slice(0, -1) ?? [] };
    });
  return [...found, ...inherited];
}

/** A bound with a constant amount on its way down: the context that brings it to a stand, and how it came there. */
export interface Lowered {
  readonly amount: number;
  readonly unit: string;
  readonly per?: number;
  readonly hop: Hop;
  readonly place: Place;
  readonly by: Context;
  /** What is left after `by`. */
  readonly left: number;
  readonly above: Lowered | undefined;
}

function chainBy(bound: Lowered): readonly Context[] {
  const below: Context[] = [];
  let at = bound;
  for (; at.above !== undefined; at = at.above) below.unshift(at.by);
  return [...(chainLeaving(at.by, at.left) ?? [at.by]), ...below];
}

export type ConstantBounds = (stand: Stand) => ReadonlyMap<string, Lowered>;

/**
 * The bounds with constant amounts that stand at each place, on one chain or another, by unit and window: of two in one
 * window the lesser is enough.
 */
export function constantBounds(chains: Chains): ConstantBounds {
  const at = new Map<Stand, Map<number, Map<string, Lowered>>>();
  const pending: { readonly stand: Stand; readonly left: number; readonly bound: Lowered }[] = [];
  const lower = (stand: Stand, left: number, bound: Lowered): void => {
    const here = remembered(
      remembered(at, stand, () => new Map<number, Map<string, Lowered>>()),
      left,
      () => new Map<string, Lowered>(),
    );
    const key = `${bound.per ?? "total"} ${bound.unit}`;
    const before = here.get(key);
    if (before !== undefined && before.amount <= bound.amount) return;
    here.set(key, bound);
    pending.push({ stand, left, bound });
  };
  for (const context of chains.contexts) {
    if (context.erroneous || context.stand === undefined) continue;
    for (const { amount, unit, per, place } of context.hop.budgets) {
      if (typeof amount !== "number") continue;
      for (const left of context.lefts) {
        const bound = { amount, unit, ...(per === undefined ? {} : { per }), hop: context.hop, place, by: context, left, above: undefined };
        if (left >= 1) lower(context.stand, left, bound);
      }
    }
  }
  for (let next = 0; next < pending.length; next++) {
    const step = pending[next];
    if (step === undefined) break;
    for (const context of step.stand.departures) {
      const left = leftAfter(context, step.left);
      if (left >= 1 && context.stand !== undefined) lower(context.stand, left, { ...step.bound, by: context, left, above: step.bound });
    }
  }
  const merged = new Map<Stand, ReadonlyMap<string, Lowered>>();
  return (stand) =>
    remembered(merged, stand, () => {
      const all = new Map<string, Lowered>();
      for (const bounds of at.get(stand)?.values() ?? []) {
        for (const [key, bound] of bounds) if (bound.amount < (all.get(key)?.amount ?? Number.POSITIVE_INFINITY)) all.set(key, bound);
      }
      return all;
    });
}

/** The chain, and the parameters where it depends on them. */
function refuted(chains: Chains, authority: Authority, context: Context, budget: Budget, bound: Bound, times: number): Diagnostic {
  const chain = [...bound.chain(), context];
  const way = walk(chains, authority, chain);
  const last = chain.length - 1;
  const own = typeof budget.amount === "number" ? budget.amount : way.parameter(last, budget.amount.param);
  const declared = (bound.from === undefined ? declaredOn(chain, bound) : [bound.from]).map(({ hop, place }) => {
    const at = chain.findLastIndex((each, index) => index < last && each.hop === hop);
    const amount = hop.budgets.find((each) => each.place === place)?.amount;
    const theirs = typeof amount === "object" ? way.parameter(at, amount.param) : bound.amount;
    const excess = own === undefined || theirs === undefined ? undefined : exceeds(own, theirs, times);
    return { hop, place, amount, answer: excess === undefined ? undefined : way.find(undefined, excess) };
  });
  const shown = declared.find(({ answer }) => answer?.kind === "found") ?? declared[0] ?? { hop: context.hop, place: budget.place };
  const { answer, amount } = { answer: undefined, amount: undefined, ...shown };
  return words.widerBudget({
    hop: timed(context.hop),
    place: budget.place,
    budget: windowed(budget),
    above: timed(shown.hop),
    abovePlace: shown.place,
    aboveBudget: windowed({ amount: amount ?? 0, ...(bound.per === undefined ? {} : { per: bound.per }) }),
    times,
    witness:
      answer?.kind === "found" ? way.witness(undefined, answer.request) : { chain: way.parties, args: {}, context: {}, approvals: [], params: {} },
  });
}

/** Where on a chain a bound can come from whose amount is a parameter, the nearest first. */
function declaredOn(chain: readonly Context[], { unit, per }: Bound): readonly { readonly hop: Hop; readonly place: Place }[] {
  const above = chain.slice(0, -1).reverse();
  return above.flatMap(({ hop }) =>
    hop.budgets.filter((each) => each.unit === unit && each.per === per && typeof each.amount === "object").map(({ place }) => ({ hop, place })),
  );
}
