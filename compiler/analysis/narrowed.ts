/**
 * What a clause would have to say beside what it says, to be within what bounds it on every chain: what its delegator carries,
 * what its principal holds, what its recipient may use. In the words of one who writes the hop.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action, Clause, Hop } from "../model/model.js";
import { someOf } from "../types/constraints.js";
import type { Authority } from "./authority.js";
import { chainsTo } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import { argumentsOf, conjuncts, mentions } from "./constraints.js";
import { isWithinAlone } from "./hop-alone.js";
import { asTheHopSays } from "./saying.js";
import { shortestChain } from "./shortest.js";
import { type Walk, walk } from "./walk.js";

/** Actions of the clause that are bounded alike. Those that are in no part are not given at all. */
export interface NarrowedPart {
  readonly actions: readonly Action[];
  /** What has to be said as well; nothing where the clause is narrow enough for them. */
  readonly added: readonly Constraint[];
  /** What the clause says itself and, whatever the hops above it, need no longer say. */
  readonly implied: readonly Constraint[];
}

/** `undefined` where it can't be said in the words of the hop, or is too hard to say. */
export function narrowed(
  { chains, authority }: { readonly chains: Chains; readonly authority: Authority },
  hop: Hop,
  clause: Clause,
  within: "received" | "held" | "ceiling",
): readonly NarrowedPart[] | undefined {
  const parts = new Map<string, { readonly actions: Action[]; readonly added: readonly Constraint[]; readonly implied: readonly Constraint[] }>();
  for (const action of clause.actions) {
    const ways = waysTo(chains, authority, hop, action, within);
    if (ways.length === 0) return undefined;
    const found = narrowedFor(chains, hop, clause, action, ways);
    if (found === "inexpressible") return undefined;
    if (found === "nothing") continue;
    const key = JSON.stringify(found);
    const known = parts.get(key);
    if (known === undefined) parts.set(key, { actions: [action], ...found });
    else known.actions.push(action);
  }
  return [...parts.values()];
}

/** A chain, and what bounds the action on it, as the hop would say it. */
interface Way {
  readonly way: Walk;
  readonly named: Constraint;
}

/** Of chains on which the hop is bounded alike one is looked at, and no more than so many: whoever writes the clause checks it on all. */
const mostWays = 128;
const mostChains = 400;

function waysTo(chains: Chains, authority: Authority, hop: Hop, action: Action, within: "received" | "held" | "ceiling"): readonly Way[] {
  const of = authority.classes.classOf(action);
  const ways = new Map<number, Way>();
  const scope = within === "ceiling" ? hop.to.ceiling : within === "held" && hop.from.kind === "principal" ? hop.from.holds : undefined;
  const chainsOf = function* (context: Context): Iterable<readonly Context[]> {
    if (within === "received") yield* chainsTo(authority, context, of);
    else {
      const chain = shortestChain(context);
      if (chain !== undefined) yield chain;
    }
  };
  let tried = 0;
  for (const context of chains.contextsOf(hop)) {
    if (context.erroneous) continue;
    for (const chain of chainsOf(context)) {
      if (ways.size === mostWays || tried++ === mostChains) return [...ways.values()];
      const last = chain.length - 1;
      if (within === "received" ? last < 1 : scope === undefined) continue;
      const way = walk(chains, authority, chain);
      const bound = scope === undefined ? way.carried(last - 1, action) : authority.scope(scope, of);
      const named = chains.constraints.intern(asTheHopSays(way, last, bound));
      const key = chains.constraints.id(named);
      if (!ways.has(key)) ways.set(key, { way, named });
    }
  }
  return [...ways.values()];
}

function narrowedFor(
  { constraints, policy }: Chains,
  hop: Hop,
  clause: Clause,
  action: Action,
  ways: readonly Way[],
): Omit<NarrowedPart, "actions"> | "nothing" | "inexpressible" {
  const { and, not, or } = constraints;
  // What is said twice is one part: it is not implied by its own repetition.
  const own = [...new Map(conjuncts(clause.where).map((each) => [constraints.id(constraints.intern(each)), each])).values()];
  const denials = hop.scope.clauses.filter(({ verb, actions }) => verb === "deny" && actions.includes(action)).map(({ where }) => where);
  const said = (way: Walk, of: readonly Constraint[]): Constraint => {
    const last = way.hops.length - 1;
    const resolve = (each: Constraint): Constraint => way.resolve(last, each);
    return and([...of.map(resolve), not(or(denials.map(resolve)))]);
  };
  const isWithin = (of: readonly Constraint[], bound: Constraint): boolean =>
    ways.every(({ way }) => way.isWithin(action, said(way, of), way.resolve(way.hops.length - 1, bound)));
  const isPossible = (of: readonly Constraint[]): boolean => ways.some(({ way }) => way.isPossible(action, said(way, of)));

  let added: readonly Constraint[] = [];
  const alreadySaid = new Set(own.map((each) => constraints.id(constraints.intern(each))));
  for (const { way, named } of ways) {
    for (const part of conjuncts(named)) {
      // Most often a hop says the same of an argument as the one above.
      if (alreadySaid.has(constraints.id(constraints.intern(part)))) continue;
      const last = way.hops.length - 1;
      if (way.isWithin(action, said(way, [...own, ...added]), way.resolve(last, part))) continue;
      if (!isExpressible(hop, part)) return "inexpressible";
      added = [...added, part];
    }
  }
  if (added.length === 0) return { added, implied: [] };
  if (!isPossible([...own, ...added])) return "nothing";
  // Of several ways to meet a condition, those that the clause leaves open.
  added = added.map((part) => {
    if (part.kind !== "or") return part;
    const others = added.filter((each) => each !== part);
    return someOf(part.of.filter((each) => isPossible([...own, ...others, each])));
  });
  for (const part of added) {
    const others = added.filter((each) => each !== part);
    if (others.length > 0 && isWithin([...own, ...others], part)) added = others;
  }
  const implied: Constraint[] = [];
  const about = new Set(added.flatMap((each) => [...argumentsOf(each)]));
  for (const part of own) {
    if (![...argumentsOf(part)].some((name) => about.has(name))) continue;
    const others = own.filter((each) => each !== part && !implied.includes(each));
    // Not because of what a chain requires: the clause would be wider on the day that it no longer does.
    if (isWithinAlone(policy, hop, action, and([...others, ...added]), part)) implied.push(part);
  }
  return { added, implied };
}

/** Whether the hop has every parameter by the name that is used, and nothing is asked that only a whole chain knows. */
function isExpressible(hop: Hop, constraint: Constraint): boolean {
  const names = new Set(hop.params.map(({ name }) => name));
  return [...mentions(constraint).params].every((name) => names.has(name));
}
