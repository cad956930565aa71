/**
 * What chains that end with a hop admit, in words. A condition of a hop above is written out only where the hop itself does
 * not already say as much: of a policy that narrows from hop to hop, what is shown is what the hop says.
 */
import { type Constraint, compare, type Effect, effects } from "../../stdlib/runtime/constraint.js";
import type { Authority } from "../analysis/authority.js";
import type { Chains, Context } from "../analysis/chains.js";
import { conjuncts, mentions } from "../analysis/constraints.js";
import { asTheHopSays } from "../analysis/saying.js";
import { shortestChain } from "../analysis/shortest.js";
import { type Walk, walk } from "../analysis/walk.js";
import type { Action, Hop } from "../model/model.js";
import { allOf, always, negate, never, someOf } from "../types/constraints.js";
import { showConstraint } from "../types/show.js";
import type { Grant } from "./graph.js";

export interface Effective {
  readonly chain: readonly Context[];
  readonly knowing: readonly string[];
  readonly grants: readonly EffectiveGrant[];
}

/** A grant, with its condition as data: over the chain's parameters, each called as `Walk` calls it. */
export interface EffectiveGrant extends Grant {
  readonly where: Constraint;
}

/** Up to `most` chains that end with the hop, the shortest first, each with what it admits; and whether there are more. */
export function effectiveScopes(
  chains: Chains,
  authority: Authority,
  hop: Hop,
  most: number,
): { readonly scopes: readonly Effective[]; readonly hasMore: boolean } {
  const { found, areAll } = chainsEndingWith(chains, hop, most + 1);
  const scopes = found.slice(0, most).map((chain): Effective => {
    const way = walk(chains, authority, chain);
    return { chain, ...grantsOn(chains, authority, way, hop) };
  });
  return { scopes, hasMore: found.length > most || !areAll };
}

/**
 * Hops are followed up from the last, so that a chain without an end is never begun; each has to leave enough for those below. Where
 * that are too many ways, one chain of each context is found.
 */
export function chainsEndingWith(
  chains: Chains,
  hop: Hop,
  most: number,
): { readonly found: readonly (readonly Context[])[]; readonly areAll: boolean } {
  interface Way {
    readonly context: Context;
    readonly below: Way | undefined;
    readonly length: number;
  }
  const found: (readonly Context[])[] = [];
  const ways: Way[] = chains.contextsOf(hop).map((context) => ({ context, below: undefined, length: 1 }));
  let at = 0;
  for (; at < ways.length && found.length < most && ways.length < mostWays; at++) {
    const way = ways[at];
    if (way === undefined) break;
    if (way.context.hop.from.kind === "principal") {
      const chain: Context[] = [];
      for (let step: Way | undefined = way; step !== undefined; step = step.below) chain.push(step.context);
      found.push(chain);
      continue;
    }
    for (const { arrivals } of way.context.after) {
      for (const { context } of arrivals) {
        if (context.most < way.length || (context.hop.depth ?? Number.POSITIVE_INFINITY) < way.length) continue;
        ways.push({ context, below: way, length: way.length + 1 });
      }
    }
  }
  if (found.length > 0) return { found, areAll: at >= ways.length };
  const each = chains.contextsOf(hop).flatMap((context) => {
    const chain = shortestChain(context);
    return chain === undefined ? [] : [chain];
  });
  return { found: each.slice(0, most), areAll: at >= ways.length };
}

/** Ways that are looked at for one hop, however few of them lead up to a principal. */
const mostWays = 2000;

function grantsOn(chains: Chains, authority: Authority, way: Walk, hop: Hop): Pick<Effective, "grants" | "knowing"> {
  const last = way.hops.length - 1;
  const inWords = (constraint: Constraint): string => showConstraint(asTheHopSays(way, last, constraint));
  const actions = [...new Set(hop.scope.clauses.flatMap((clause) => (clause.verb === "deny" ? [] : clause.actions)))];
  const grants = new Map<string, { readonly verb: Grant["verb"]; readonly actions: string[]; readonly where: Constraint }>();
  const spoken: Constraint[] = [];
  const grant = (verb: Grant["verb"], action: Action, where: Constraint): void => {
    const key = `${verb} ${chains.constraints.id(where)}`;
    const known = grants.get(key);
    if (known === undefined) grants.set(key, { verb, actions: [action.id], where });
    else known.actions.push(action.id);
    spoken.push(where);
  };
  for (const action of actions) {
    const of = authority.classes.classOf(action);
    const used = cutDown(chains, way, action, way.usable(last, action), authority.denied(of, hop.to.name));
    const carried = cutDown(chains, way, action, way.carried(last, action), authority.denied(of));
    if (used === carried) {
      if (used !== undefined) grant("both", action, used);
      continue;
    }
    if (used !== undefined) grant("use", action, used);
    if (carried !== undefined) grant("hand-on", action, carried);
  }
  // Of the facts only those that say something of what is shown.
  const params = new Set(spoken.flatMap((where) => [...mentions(where).params]));
  const facts = conjuncts(way.facts).filter((fact) => [...mentions(fact).params].some((name) => params.has(name)));
  return {
    knowing: facts.map(inWords),
    grants: [...grants.values()].map(({ verb, actions: ids, where }) => ({
      verb,
      actions: ids,
      where,
      ...(where.kind === "true" ? {} : { condition: inWords(where) }),
    })),
  };
}

/** What is left of the last hop's scope when the hops above and the denials have had their say; `undefined` where nothing is. */
function cutDown({ constraints }: Chains, way: Walk, action: Action, own: Constraint, denied: Constraint): Constraint | undefined {
  let left = own;
  const cut = (by: Constraint): void => {
    for (const part of conjuncts(by)) if (!way.isWithin(action, left, part)) left = constraints.and([left, part]);
  };
  for (let at = way.hops.length - 2; at >= 0; at--) cut(way.carried(at, action));
  cut(constraints.not(denied));
  return way.isPossible(action, left) ? constraints.intern(withEffect(left, action.effect)) : undefined;
}

/** With what is said of the effect decided: it is that of the action. */
function withEffect(constraint: Constraint, effect: Effect): Constraint {
  switch (constraint.kind) {
    case "and":
      return allOf(constraint.of.map((each) => withEffect(each, effect)));
    case "or":
      return someOf(constraint.of.map((each) => withEffect(each, effect)));
    case "not":
      return negate(withEffect(constraint.of, effect));
    case "effect":
      return compare(constraint.op, effects.indexOf(effect), effects.indexOf(constraint.effect)) ? always : never;
    default:
      return constraint;
  }
}
