/** The words of bounds that widen: lives, depths, budgets, credentials. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic, type Witness } from "../diagnostic.js";
import { arrow, type NamedHop, tooComplex } from "./proof.js";

/** A bound of a hop, the hop above whose bound it exceeds, and a chain on which it does. */
export interface WiderBound {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly above: NamedHop;
  readonly abovePlace: Place;
  readonly chain: readonly string[];
}

export function widerTtl({ hop, place, above, abovePlace, chain }: WiderBound & { readonly hop: Timed; readonly above: Timed }): Diagnostic {
  return diagnostic(
    "wider-ttl",
    place,
    `\`${arrow(hop)}\` may live for ${hop.ttl}, but \`${arrow(above)}\`, which it follows, ends after ${above.ttl}`,
    {
      related: [{ message: `the life of \`${arrow(above)}\``, place: abovePlace }],
      help: `Give it \`ttl ${above.ttl}\` or less, or let \`${arrow(above)}\` live longer`,
      witness: onChain(chain),
    },
  );
}

export function widerDepth({
  hop,
  place,
  above,
  abovePlace,
  chain,
  depth,
  left,
}: WiderBound & { readonly depth: number; readonly left: number }): Diagnostic {
  const available = left - 1;
  return diagnostic(
    "wider-depth",
    place,
    `\`${arrow(hop)}\` lets ${hops(depth)} follow, but on the chain \`${chain.join(" -> ")}\` only ${available === 0 ? "none" : hops(available)} can`,
    {
      related: [{ message: `${hops(left)} may follow this one`, place: abovePlace }],
      help: `Say \`depth ${available}\`, or leave it out: then it is what is left; or raise the depth of \`${arrow(above)}\` or above it`,
      witness: onChain(chain),
    },
  );
}

/** A hop with its life, as the language writes it. */
export interface Timed extends NamedHop {
  readonly ttl: string;
}

/** A budget, its window as the language writes it. */
export interface NamedBudget {
  readonly amount: number | { readonly param: string };
  readonly per?: string;
}

export interface WiderBudget {
  readonly hop: Timed;
  readonly place: Place;
  readonly budget: NamedBudget & { readonly unit: string };
  readonly above: Timed;
  readonly abovePlace: Place;
  readonly aboveBudget: NamedBudget;
  /** How many windows of the bound above fit. */
  readonly times: number;
  readonly witness: Witness;
}

export function widerBudget({ hop, place, budget, above, abovePlace, aboveBudget, times, witness }: WiderBudget): Diagnostic {
  const { unit } = budget;
  const own = showBudget(budget, unit);
  const bound = showBudget(aboveBudget, unit);
  const window = budget.per === undefined ? `its life of ${hop.ttl}` : `every ${budget.per}`;
  const much = times === 1 ? bound : `${times} times ${bound}`;
  const excess = `\`${arrow(hop)}\` promises ${own}, but \`${arrow(above)}\` leaves no more than ${much} in ${window}`;
  const isTied = typeof budget.amount === "object" && typeof aboveBudget.amount === "object";
  return diagnostic("wider-budget", place, excess, {
    related: [{ message: `the budget of \`${arrow(above)}\``, place: abovePlace }],
    help: isTied
      ? `Add a \`require\` that keeps \`$${typeof budget.amount === "object" ? budget.amount.param : ""}\` within the parameter that bounds it above`
      : `Lower it, or bound its parameter by a \`require\`; or raise the budget of \`${arrow(above)}\``,
    witness,
  });
}

export function budgetTooComplex(hop: NamedHop, place: Place, limit: string): Diagnostic {
  return tooComplex(place, limit, `whether this budget of \`${arrow(hop)}\` is within those above it`);
}

export interface Overcommitment {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly budget: NamedBudget & { readonly unit: string };
  /** What the hops that follow could spend together, at most; infinite where nothing bounds it. */
  readonly sum: number;
  readonly followers: readonly { readonly hop: NamedHop; readonly place: Place; readonly fanout: number; readonly amount: number }[];
}

export function overcommittedBudget({ hop, place, budget, sum, followers }: Overcommitment): Diagnostic {
  const { unit } = budget;
  const parts = followers.slice(0, 4).map(({ fanout, amount }) => (fanout === 1 ? showNumber(amount) : `${fanout} × ${showNumber(amount)}`));
  const shown = `${parts.join(" + ")}${followers.length > parts.length ? " + …" : ""}`;
  return diagnostic(
    "overcommitted-budget",
    place,
    `the hops after \`${arrow(hop)}\` are promised up to ${showNumber(sum)} ${unit} together (${shown}), and it has ${showBudget(budget, unit)}: the last of them may find nothing left`,
    {
      related: followers.slice(0, 4).map((follower) => ({ message: `promised to \`${arrow(follower.hop)}\``, place: follower.place })),
      help: "Lower their budgets or fanouts, or raise this budget",
    },
  );
}

export interface LastingSecret {
  readonly hop: Timed;
  readonly place: Place;
  readonly secret: { readonly name: string; readonly ttl: string; readonly place: Place };
  readonly action: string;
}

export function secretOutlivesHop({ hop, place, secret, action }: LastingSecret): Diagnostic {
  const life = secret.ttl;
  return diagnostic(
    "secret-outlives-hop",
    place,
    `the secret \`${secret.name}\`, minted for one hop, lives for ${life}, but \`${arrow(hop)}\`, which lets \`${action}\` be used with it, ends after ${hop.ttl}`,
    {
      related: [{ message: "the secret", place: secret.place }],
      help: `Let the secret live for ${hop.ttl} or less, or the hop for ${life}`,
    },
  );
}

/** A witness that is a chain and no more. */
export function onChain(chain: readonly string[]): Witness {
  return { chain, args: {}, context: {}, approvals: [], params: {} };
}

function hops(count: number): string {
  return count === 1 ? "one hop" : `${count} hops`;
}

function showNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : "any number of";
}

function showBudget({ amount, per }: NamedBudget, unit: string): string {
  return `${typeof amount === "number" ? amount : `$${amount.param}`} ${unit}${per === undefined ? "" : ` per ${per}`}`;
}
