/** From a request that refutes an obligation over many chains to one chain on which it does. */
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import type { Arrival, Authority } from "./authority.js";
import type { Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { shortestChain } from "./shortest.js";

/** Its contexts, from a principal's hop to the one that is asked about. */
export type Chain = readonly Context[];

/**
 * Chains to the hop, those first on which its delegator does not carry the request. A request may leave out what it was not
 * asked about, so that the first one need not be it; the rest follow, as far as is reasonable.
 */
export function* chainsThatLack(authority: Authority, context: Context, of: ActionClass, request: Request): Iterable<Chain> {
  const lacks = (arrival: Arrival, left: number, rename: Rename): boolean => !admits(rename(authority.arrivalCarries(arrival, of, left)), request);
  const first = chainOf(context, 0, (each) => each, lacks, authority, of);
  if (first !== undefined) yield first;
  let count = 0;
  for (const chain of chainsTo(authority, context, of)) {
    if (count++ >= mostTried) return;
    yield chain;
  }
}

const mostTried = 500;

/** Every way up to where what the hop receives is said, and from there the shortest. `barren`: from where there is none, with so many hops left. */
export function* chainsTo(authority: Authority, context: Context, of: ActionClass, left = 0, barren = new Set<number>()): Iterable<Chain> {
  const here = context.id * longest + left;
  if (left >= longest || barren.has(here)) return;
  let isBarren = true;
  for (const { arrivals } of context.after) {
    for (const { context: above } of arrivals) {
      if (above.most <= left || above.erroneous) continue;
      const { allowedReceived, relayedReceived } = authority.clauses(above, of);
      if (above.after.length > 0 && (allowedReceived.kind !== "false" || relayedReceived.kind !== "false")) {
        for (const chain of chainsTo(authority, above, of, left + 1, barren)) {
          isBarren = false;
          yield [...chain, context];
        }
      } else {
        const chain = shortestChain(above, left + 1);
        if (chain === undefined) continue;
        isBarren = false;
        yield [...chain, context];
      }
    }
  }
  // Ways that go round where none leads on are as many as two to the power of their length.
  if (isBarren) barren.add(here);
}

/** A chain on which the hop passes on the request as some chain does: one that is a part of `receivedBySome`. */
export function chainThatCarries(
  authority: Authority,
  context: Context,
  of: ActionClass,
  request: Request,
  reading: "some" | "admitted",
): Chain | undefined {
  const carries = (arrival: Arrival, left: number, rename: Rename): boolean =>
    admits(rename(authority.arrivalMayCarry(arrival, of, reading, left)), request);
  return chainOf(context, 0, (each) => each, carries, authority, of, reading);
}

/** Chains are not followed further up, so that those that go round come to an end. */
const longest = 200;

type Rename = (constraint: Constraint) => Constraint;

function chainOf(
  context: Context,
  left: number,
  rename: Rename,
  guilty: (arrival: Arrival, left: number, rename: Rename) => boolean,
  authority: Authority,
  of: ActionClass,
  reading: "all" | "some" | "admitted" = "all",
): Chain | undefined {
  const path: Context[] = [];
  let at: Context = context;
  let under = rename;
  for (let hopsLeft = left; ; hopsLeft++) {
    const clauses = authority.clauses(at, of);
    const follows = reading === "admitted" || at === context || clauses.allowedReceived.kind !== "false" || clauses.relayedReceived.kind !== "false";
    const arrivals = at.after.flatMap((stand) => stand.arrivals).filter((arrival) => arrival.context.most > hopsLeft && !arrival.context.erroneous);
    const here = under;
    const found = follows && hopsLeft < longest ? arrivals.find((arrival) => guilty(arrival, hopsLeft + 1, here)) : undefined;
    if (found === undefined) {
      const above = shortestChain(at, hopsLeft, (each) => !each.erroneous) ?? shortestChain(at, hopsLeft);
      return above === undefined ? undefined : [...above, ...path];
    }
    path.unshift(at);
    const leftThere = hopsLeft + 1;
    under = (constraint) => here(authority.below(constraint, found, leftThere, reading));
    at = found.context;
  }
}
