/** The bounds of a hop but for its budgets: how long it lives, how many hops may follow, which credentials outlive it. */
import * as words from "../diagnostics/codes/bounds.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Hop, Secret } from "../model/model.js";
import { showDuration } from "../types/show.js";
import type { Chains, Context } from "./chains.js";
import { shortestChain } from "./shortest.js";
import { chainLeaving } from "./states.js";
import type { Tally } from "./tally.js";

/** The hop's life within its delegator's, what it leaves within what its delegator was left, and no credential beyond it. */
export function bounds(chains: Chains, hop: Hop, tally: Tally): readonly Diagnostic[] {
  if (hop.erroneous) return nothing;
  return [...life(chains, hop, tally), ...depth(chains, hop, tally), ...secrets(chains, hop, tally)];
}

const nothing: readonly Diagnostic[] = [];

/**
 * A hop ends no later than the one before it whatever it declares, so that the declared ttls need only be compared hop by
 * hop. Each is held against the shortest of those above.
 */
function life(chains: Chains, hop: Hop, tally: Tally): readonly Diagnostic[] {
  let shortest: Context | undefined;
  for (const { after } of chains.contextsOf(hop)) {
    for (const { arrivals } of after) {
      for (const { context } of arrivals) {
        if (!context.erroneous && (shortest === undefined || context.hop.ttl < shortest.hop.ttl)) shortest = context;
      }
    }
  }
  if (shortest === undefined) return nothing;
  const above = shortest.hop;
  const proved = hop.ttl <= above.ttl;
  tally.add(proved);
  if (proved) return nothing;
  const chain = shortestChain(shortest, 1) ?? [];
  return [
    words.widerTtl({
      hop: timed(hop),
      place: hop.places.ttl ?? hop.place,
      above: timed(above),
      abovePlace: above.places.ttl ?? above.place,
      chain: partiesOf(chain, hop),
    }),
  ];
}

/** A declared depth is within what each chain leaves: one less than the least that the delegator may have left. */
function depth(chains: Chains, hop: Hop, tally: Tally): readonly Diagnostic[] {
  if (hop.depth === undefined) return nothing;
  let least: { readonly left: number; readonly above: Context } | undefined;
  for (const { after } of chains.contextsOf(hop)) {
    for (const { arrivals } of after) {
      for (const { context } of arrivals) {
        if (context.erroneous) continue;
        const left = Math.min(...[...context.lefts].filter((each) => each >= 1));
        if (least === undefined || left < least.left) least = { left, above: context };
      }
    }
  }
  if (least === undefined) return nothing;
  const { left, above } = least;
  const proved = hop.depth <= left - 1;
  tally.add(proved);
  if (proved) return nothing;
  const chain = partiesOf(chainLeaving(above, left) ?? [], hop);
  const abovePlace = above.hop.places.depth ?? above.hop.place;
  return [words.widerDepth({ hop, place: hop.places.depth ?? hop.place, depth: hop.depth, left, above: above.hop, abovePlace, chain })];
}

/** A credential that is minted for one hop must not live longer than a hop that lets its actions be used. */
function secrets(chains: Chains, hop: Hop, tally: Tally): readonly Diagnostic[] {
  if (chains.policy.secrets.length === 0) return nothing;
  const needed = new Map<Secret, readonly Action[]>();
  for (const { verb, actions } of hop.scope.clauses) {
    if (verb === "allow") for (const secret of lastingSecrets(actions)) if (!needed.has(secret)) needed.set(secret, actions);
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
}

function lastingSecrets(actions: readonly Action[]): ReadonlySet<Secret> {
  return new Set(actions.flatMap((action) => action.secrets.filter(({ perHop, ttl }) => perHop && ttl !== undefined)));
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
