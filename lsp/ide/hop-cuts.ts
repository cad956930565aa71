/** What a hop takes away from what its delegator carries: actions that it does not hand on, and those of which it hands on less. */
import { type Grounds, type Model, shortestChain, walk } from "../../compiler/index.js";

export interface Cuts {
  /** Actions that its delegator carries and it does not, on every chain that was looked at. */
  readonly off: readonly string[];
  /** Actions of which it carries some, and on one of these chains less than its delegator. */
  readonly narrowed: readonly string[];
  /** There are chains that were not looked at. */
  readonly hasMore: boolean;
}

type Context = ReturnType<Grounds["chains"]["contextsOf"]>[number];

/** On so many chains it is asked, and for so many actions: what takes longer is not worth a hint. */
const mostChains = 3;
const mostActions = 40;

/**
 * What was found of a hop, and the contexts of the chains that were looked at: they have other numbers after an edit that matters to
 * them.
 */
const known = new WeakMap<Grounds["chains"], WeakMap<Model.Hop, { readonly key: string; readonly cuts: Cuts | undefined }>>();

/** Nothing where no chain makes the hop, where its delegator may have anything, or where that is too much to ask. */
export function cutsOf({ chains, authority }: Grounds, hop: Model.Hop): Cuts | undefined {
  const chosen = chainsToLookAt(chains, hop);
  const ofHops = known.get(chains) ?? new WeakMap<Model.Hop, { readonly key: string; readonly cuts: Cuts | undefined }>();
  known.set(chains, ofHops);
  const key = `${chosen.looked.map((chain) => chain.map(({ id }) => id).join(" ")).join(",")}${chosen.hasMore ? "+" : ""}`;
  const before = ofHops.get(hop);
  if (before?.key === key) return before.cuts;
  const cuts = cutsOn(chains, authority, hop, chosen);
  ofHops.set(hop, { key, cuts });
  return cuts;
}

function cutsOn(chains: Grounds["chains"], authority: Grounds["authority"], hop: Model.Hop, { looked, hasMore }: Chosen): Cuts | undefined {
  if (looked.length === 0) return undefined;
  const off = new Set<string>();
  const narrowed = new Set<string>();
  const kept = new Set<string>();
  for (const chain of looked) {
    const way = walk(chains, authority, chain);
    const last = chain.length - 1;
    const above = chain[last - 1]?.hop;
    const given = above?.scope ?? (hop.from.kind === "principal" ? hop.from.holds : undefined);
    if (given === undefined) return undefined;
    const actions = new Set(given.clauses.flatMap(({ verb, actions: of }) => (verb === "deny" ? [] : of)));
    if (actions.size > mostActions) return undefined;
    for (const action of actions) {
      const has = above === undefined ? authority.scope(given, authority.classes.classOf(action)) : way.carried(last - 1, action);
      const hands = way.carried(last, action);
      const had = way.find(action, has);
      if (had.kind !== "found") continue;
      const handed = way.find(action, hands);
      if (handed.kind === "none") off.add(action.id);
      else if (handed.kind === "found") {
        kept.add(action.id);
        if (way.find(action, has, chains.constraints.not(hands)).kind === "found") narrowed.add(action.id);
      } else kept.add(action.id);
    }
  }
  return {
    off: [...off].filter((id) => !kept.has(id)),
    narrowed: [...kept].filter((id) => narrowed.has(id) || off.has(id)),
    hasMore,
  };
}

interface Chosen {
  readonly looked: readonly (readonly Context[])[];
  /** There may be others. */
  readonly hasMore: boolean;
}

/** One chain by each hop that leads to it, of a few. */
function chainsToLookAt(chains: Grounds["chains"], hop: Model.Hop): Chosen {
  const looked: (readonly Context[])[] = [];
  let hasMore = false;
  for (const context of chains.contextsOf(hop)) {
    if (hop.from.kind === "principal") looked.push([context]);
    for (const { arrivals } of context.after) {
      for (const { context: before } of arrivals) {
        const chain = looked.length < mostChains ? shortestChain(before, 1) : undefined;
        if (chain === undefined) hasMore = true;
        else {
          looked.push([...chain, context]);
          if (chain.some((each) => leadingTo(each) > 1)) hasMore = true;
        }
      }
    }
  }
  return { looked, hasMore };
}

function leadingTo({ after }: Context): number {
  return after.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
}
