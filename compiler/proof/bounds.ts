/** The bounds that are numbers: how long hops live, how many may follow, which credentials outlive them. Each is recomputed and compared. */
import type { Hop } from "../model/model.js";
import { shown } from "./chains.js";
import type { Failure } from "./guide.js";
import type { Proving } from "./narrowing.js";

/** Each hop's life within that of every hop before it, and its depth within what each chain leaves. */
export function bounds({ chains, ask }: Proving): Failure | undefined {
  for (const { arrivals, departures } of chains.stands) {
    let ttl = Number.POSITIVE_INFINITY;
    let left = Number.POSITIVE_INFINITY;
    for (const { hop, lefts } of arrivals) {
      ttl = Math.min(ttl, hop.ttl);
      for (const each of lefts) if (each >= 1) left = Math.min(left, each);
    }
    for (const { hop } of departures) {
      const failure =
        ask.within("ttl", hop.ttl, ttl, hop.ttl <= ttl, () => `${shown(hop)}: ttl`) ??
        (hop.depth === undefined || left === Number.POSITIVE_INFINITY
          ? undefined
          : ask.within("depth", hop.depth, left - 1, hop.depth <= left - 1, () => `${shown(hop)}: depth`));
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

/** No credential that is minted for one hop lives longer than a hop that lets its actions be used. */
export function secrets(hops: readonly Hop[], { ask }: Pick<Proving, "ask">): Failure | undefined {
  for (const hop of hops) {
    const needed = new Set(hop.scope.clauses.flatMap(({ verb, actions }) => (verb === "allow" ? actions.flatMap((action) => action.secrets) : [])));
    for (const { name, perHop, ttl } of needed) {
      if (!perHop || ttl === undefined) continue;
      const failure = ask.within("secret", ttl, hop.ttl, ttl <= hop.ttl, () => `${shown(hop)}: the secret ${name}`);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}
