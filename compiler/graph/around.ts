/** The part of a policy that has to do with one party: all hops that stand before or after it on some chain. */
import type { Chains, Context, Stand } from "../analysis/chains.js";
import type { Hop } from "../model/model.js";

/** The hops of all chains that pass the party, and those on them. No hop where nobody is called so. */
export function around(chains: Chains, name: string): { readonly hops: ReadonlySet<Hop>; readonly parties: ReadonlySet<string> } {
  const hops = new Set<Hop>();
  const up = new Set<Context>();
  const down = new Set<Context>();
  const parties = new Set<string>();
  for (const context of chains.contexts) {
    if (context.hop.to.name === name) up.add(context);
    if (context.hop.from.name === name) down.add(context);
  }
  spread(up, ({ after }) => after.flatMap(({ arrivals }) => arrivals.map(({ context }) => context)));
  // Below a hop to the party stands what leaves it, wherever its task allows that.
  spread(down, ({ stand }: { readonly stand: Stand | undefined }) => stand?.departures ?? []);
  for (const { hop } of [...up, ...down]) {
    hops.add(hop);
    parties.add(hop.from.name).add(hop.to.name);
  }
  return { hops, parties };
}

function spread(found: Set<Context>, next: (context: Context) => readonly Context[]): void {
  // A set that grows while it is walked is walked to its new end.
  for (const context of found) for (const each of next(context)) found.add(each);
}
