/** The bounds of a hop but for its budgets: how long it lives, how many hops may follow, which credentials outlive it. */
import * as words from "../diagnostics/codes/bounds.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Hop, Secret } from "../model/model.js";
import { showDuration } from "../types/show.js";
import { type Chains, type Context, shortestChain } from "./chains.js";
import { remembered } from "./memo.js";
import { chainLeaving } from "./states.js";
import type { Tally } from "./tally.js";

/** Each hop's life within its delegator's, what it leaves within what its delegator was left, and no credential beyond it. */
export function bounds(chains: Chains, tally: Tally): readonly Diagnostic[] {
  return [...lives(chains, tally), ...depths(chains, tally), ...secrets(chains, tally)];
}

/**
 * A hop ends no later than the one before it whatever it declares, so that the declared ttls need only be compared hop by
 * hop. Each is held against the shortest of those above.
 */
function lives(chains: Chains, tally: Tally): readonly Diagnostic[] {
  const shortest = new Map<Hop, Context>();
  for (const stand of chains.stands) {
    const [first, ...others] = stand.arrivals.map(({ context }) => context).filter((context) => !context.erroneous);
    if (first === undefined) continue;
    const least = others.reduce((best, each) => (each.hop.ttl < best.hop.ttl ? each : best), first);
    for (const { hop } of stand.departures) {
      const before = shortest.get(hop);
      if (before === undefined || least.hop.ttl < before.hop.ttl) shortest.set(hop, least);
    }
  }
  return [...shortest].flatMap(([hop, context]) => {
    if (hop.erroneous) return [];
    const above = context.hop;
    const proved = hop.ttl <= above.ttl;
    tally.add(proved);
    if (proved) return [];
    const chain = shortestChain(context, 1) ?? [];
    return [
      words.widerTtl({
        hop: timed(hop),
        place: hop.places.ttl ?? hop.place,
        above: timed(above),
        abovePlace: above.places.ttl ?? above.place,
        chain: partiesOf(chain, hop),
      }),
    ];
  });
}

/** A declared depth is within what each chain leaves: one less than the least that the delegator may have left. */
function depths(chains: Chains, tally: Tally): readonly Diagnostic[] {
  const least = new Map<Hop, { readonly left: number; readonly above: Context }>();
  for (const stand of chains.stands) {
    const declaring = stand.departures.filter(({ hop }) => hop.depth !== undefined && !hop.erroneous);
    if (declaring.length === 0) continue;
    for (const { context } of stand.arrivals) {
      if (context.erroneous) continue;
      const left = Math.min(...[...context.lefts].filter((each) => each >= 1));
      for (const { hop } of declaring) {
        const before = least.get(hop);
        if (before === undefined || left < before.left) least.set(hop, { left, above: context });
      }
    }
  }
  return [...least].flatMap(([hop, { left, above }]) => {
    const depth = hop.depth ?? 0;
    const proved = depth <= left - 1;
    tally.add(proved);
    if (proved) return [];
    const chain = partiesOf(chainLeaving(above, left) ?? [], hop);
    const abovePlace = above.hop.places.depth ?? above.hop.place;
    return [words.widerDepth({ hop, place: hop.places.depth ?? hop.place, depth, left, above: above.hop, abovePlace, chain })];
  });
}

/** A credential that is minted for one hop must not live longer than a hop that lets its actions be used. */
function secrets(chains: Chains, tally: Tally): readonly Diagnostic[] {
  if (chains.policy.secrets.length === 0) return [];
  const lasting = new Map<readonly Action[], readonly Secret[]>();
  const secretsOf = (actions: readonly Action[]): readonly Secret[] =>
    remembered(lasting, actions, () =>
      [...new Set(actions.flatMap((action) => action.secrets))].filter(({ perHop, ttl }) => perHop && ttl !== undefined),
    );
  return chains.policy.hops.flatMap((hop) => {
    if (hop.erroneous) return [];
    const needed = new Map<Secret, readonly Action[]>();
    for (const { verb, actions } of hop.scope.clauses) {
      if (verb === "allow") for (const secret of secretsOf(actions)) if (!needed.has(secret)) needed.set(secret, actions);
    }
    return [...needed].flatMap(([secret, actions]) => {
      const proved = (secret.ttl ?? 0) <= hop.ttl;
      tally.add(proved);
      const action = actions.find((each) => each.secrets.includes(secret));
      if (proved || action === undefined) return [];
      return [
        words.secretOutlivesHop({
          hop: timed(hop),
          place: hop.places.ttl ?? hop.place,
          secret: { ...secret, ttl: showDuration(secret.ttl ?? 0) },
          action: action.id,
        }),
      ];
    });
  });
}

/** The names on a chain, the principal's first, and of the hop that follows it. */
export function partiesOf(chain: readonly Context[], next?: Hop): readonly string[] {
  const hops = [...chain.map(({ hop }) => hop), ...(next === undefined ? [] : [next])];
  const [first] = hops;
  return first === undefined ? [] : [first.from.name, ...hops.map(({ to }) => to.name)];
}

/** A hop with its life as messages show it. */
export function timed(hop: Hop): words.Timed {
  return { ...hop, ttl: showDuration(hop.ttl) };
}

/** A budget with its window as messages show it. */
export function windowed<B extends { readonly amount: words.NamedBudget["amount"]; readonly per?: number }>({
  per,
  ...budget
}: B): Omit<B, "per"> & { readonly per?: string } {
  return { ...budget, ...(per === undefined ? {} : { per: showDuration(per) }) };
}
