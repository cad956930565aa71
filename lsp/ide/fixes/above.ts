/** What stands above and below a hop on the chains of its policy. */
import type { Chains, Context, Model } from "../../../compiler/index.js";

/** The contexts that the hop follows, on one chain or another, without those that are wrong themselves. */
export function above(chains: Chains, hop: Model.Hop): readonly Context[] {
  const found = new Set<Context>();
  for (const { after } of chains.contextsOf(hop)) {
    for (const { arrivals } of after) for (const { context } of arrivals) if (!context.erroneous) found.add(context);
  }
  return [...found];
}

/** The hops that can follow. */
export function below(chains: Chains, hop: Model.Hop): readonly Model.Hop[] {
  return chains.contextsOf(hop).flatMap(({ stand }) => stand?.departures.map((each) => each.hop) ?? []);
}

/** All contexts further up, the nearest first. */
export function allAbove(chains: Chains, hop: Model.Hop): readonly Context[] {
  const found = new Set<Context>(above(chains, hop));
  // A set is gone through in the order in which it grows.
  for (const { after } of found) for (const { arrivals } of after) for (const { context } of arrivals) found.add(context);
  return [...found];
}

/** The principals with whom chains to the hop begin. */
export function principalsOf(chains: Chains, hop: Model.Hop): readonly string[] {
  const hops = [hop, ...allAbove(chains, hop).map((context) => context.hop)];
  return [...new Set(hops.flatMap(({ from }) => (from.kind === "principal" ? [from.name] : [])))];
}
