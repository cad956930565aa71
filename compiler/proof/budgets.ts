/**
 * Budgets: what a hop declares promises no more than the bounds above it leave, on any chain. A bound holds for the hop that
 * declares it and for all below. A budget of `n` in a window `w` (the hop's ttl, for a total) needs `n ≤ ⌈w / w′⌉ · n′` for a
 * bound above of `n′` in each window `w′`, and `n ≤ n′` where that is a total. An amount that is a parameter is taken at every
 * value that the facts admit; where both are, `n ≤ n′` is asked for, which is more than needed.
 */
import type { Constraint, Term } from "../../stdlib/runtime/constraint.js";
import type { Budget } from "../model/model.js";
import { type Context, leftAfter, type Stand, shown } from "./chains.js";
import type { PlaceTerm } from "./constraints.js";
import { factsAbout } from "./facts.js";
import type { Failure } from "./guide.js";
import type { Proving } from "./narrowing.js";

/** A number; a variable of the frame or a fact of the context; or a variable that is forgotten. */
type Amount = number | PlaceTerm | "forgotten";

interface Above {
  readonly amount: Amount;
  readonly unit: string;
  readonly per: number | undefined;
}

/** By unit and window, and by the term where the amount is no number. Of two numbers in one window the lesser is enough. */
type Bounds = ReadonlyMap<string, Above>;

export function budgets(proving: Proving): Failure | undefined {
  const { chains, ask, authority, constraints } = proving;
  if (chains.contexts.every(({ hop }) => hop.budgets.length === 0)) return undefined;
  const above = boundsAt(proving);
  for (const stand of chains.stands) {
    const bounds = above(stand);
    if (bounds.size === 0) continue;
    for (const context of stand.departures) {
      const { hop, frame } = context;
      for (const budget of hop.budgets) {
        const label = (): string => `${shown(hop)}: the budget of ${budget.unit}`;
        const own = amountOf(context, budget);
        for (const { amount, unit, per } of bounds.values()) {
          if (unit !== budget.unit) continue;
          if (amount === "forgotten" || own === "forgotten") return { of: label(), why: "the parameter of a budget above is forgotten" };
          const times = per === undefined ? 1 : Math.max(1, Math.ceil((budget.per ?? hop.ttl) / per));
          const excess = exceeds(own, amount, times);
          const condition = constraints.and([...factsAbout(frame.facts, excess), excess]);
          const failure =
            typeof own === "number" && typeof amount === "number"
              ? ask.within("budget", own, times === 1 ? amount : `${times} x ${amount}`, excess.kind === "false", label)
              : ask.impossible(label, undefined, authority.variables(context), [condition]);
          if (failure !== undefined) return failure;
        }
      }
    }
  }
  return undefined;
}

function amountOf({ frame }: Context, { amount }: Budget): Amount {
  return typeof amount === "number" ? amount : (frame.own.get(amount.param)?.term ?? "forgotten");
}

/** The bounds that come down to a stand, on one chain or another. */
function boundsAt({ chains }: Proving): (stand: Stand) => Bounds {
  const at = chains.stands.map(() => new Map<number, Map<string, Above>>());
  let changed = true;
  const lower = (stand: Stand, left: number, bound: Above): void => {
    const ofStand = at[stand.id];
    const here = ofStand?.get(left) ?? new Map<string, Above>();
    ofStand?.set(left, here);
    const { amount, unit, per } = bound;
    const key = JSON.stringify([unit, per ?? null, typeof amount === "object" ? [amount.root, amount.name] : typeof amount]);
    const before = here.get(key);
    if (before !== undefined && !(typeof amount === "number" && typeof before.amount === "number" && amount < before.amount)) return;
    here.set(key, bound);
    changed = true;
  };
  const leave = (context: Context, left: number, inherited: Bounds | undefined): void => {
    const { stand, hop, kept } = context;
    if (stand === undefined || left < 1) return;
    const renamed = (amount: Amount): Amount => {
      if (typeof amount !== "object" || amount.root !== "param") return amount;
      const name = kept.get(amount.name);
      return name === undefined ? "forgotten" : { ...amount, name };
    };
    for (const bound of inherited?.values() ?? []) lower(stand, left, { ...bound, amount: renamed(bound.amount) });
    for (const budget of hop.budgets) lower(stand, left, { amount: renamed(amountOf(context, budget)), unit: budget.unit, per: budget.per });
  };
  while (changed) {
    changed = false;
    for (const start of chains.starts) for (const left of start.lefts) leave(start, left, undefined);
    for (const stand of chains.stands) {
      for (const left of stand.lefts) {
        const inherited = at[stand.id]?.get(left);
        for (const context of stand.departures) leave(context, leftAfter(context.hop, left), inherited);
      }
    }
  }
  return (stand) => {
    const all = new Map<string, Above>();
    for (const bounds of at[stand.id]?.values() ?? []) {
      for (const [key, bound] of bounds) {
        const before = all.get(key);
        if (before === undefined || (typeof bound.amount === "number" && typeof before.amount === "number" && bound.amount < before.amount))
          all.set(key, bound);
      }
    }
    return all;
  };
}

/** The condition under which the first amount is more than so many times the second. */
function exceeds(own: number | PlaceTerm, above: number | PlaceTerm, times: number): Constraint {
  const compared = (left: Term, op: "<" | ">" | "<=" | ">=", right: Term): Constraint => ({ kind: "compare", op, sort: "Number", left, right });
  const literal = (value: number): Term => ({ kind: "literal", value });
  if (typeof own === "number" && typeof above === "number") return { kind: isWithinMultiple(own, above, times) ? "false" : "true" };
  if (typeof own === "number" && typeof above !== "number") {
    // The doubles `x` with `times · x < own` are those below the quotient, and it too where it was rounded down.
    const end = own / times;
    return compared(above, isWithinMultiple(own, end, times) ? "<" : "<=", literal(end));
  }
  if (typeof own !== "number" && typeof above === "number") {
    // Those above `times · above` are those above the product, and it too where it was rounded up.
    const end = above * times;
    if (!Number.isFinite(end)) return { kind: "false" };
    return compared(own, isWithinMultiple(end, above, times) ? ">" : ">=", literal(end));
  }
  return typeof own === "number" || typeof above === "number" ? { kind: "true" } : compared(own, ">", above);
}

/** Whether a double is no more than so many times another, without rounding. */
function isWithinMultiple(value: number, of: number, times: number): boolean {
  const [left, leftHalvings] = exactly(value);
  const [right, rightHalvings] = exactly(of);
  return left << BigInt(rightHalvings) <= (right * BigInt(times)) << BigInt(leftHalvings);
}

/** A finite double as a whole number that was halved so many times. */
function exactly(value: number): readonly [whole: bigint, halvings: number] {
  let whole = value;
  let halvings = 0;
  for (; !Number.isInteger(whole); halvings++) whole *= 2;
  return [BigInt(whole), halvings];
}
