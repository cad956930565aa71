/** Ways along chains from one party to another. */
import type { Chains, Context } from "./chains.js";
import { chainLeaving, leftAfter } from "./states.js";

/** A chain, from its principal, that leads from one of the first parties to one of the second; short ones first. */
export function pathBetween(chains: Chains, from: ReadonlySet<string>, to: ReadonlySet<string>): readonly Context[] | undefined {
  interface Way {
    readonly context: Context;
    /** What is left after it. */
    readonly left: number;
    readonly above: Way | undefined;
  }
  const ways: Way[] = [];
  const seen = new Set<string>();
  const enter = (context: Context, left: number, above: Way | undefined): void => {
    const key = `${context.id} ${left}`;
    if (seen.has(key)) return;
    seen.add(key);
    ways.push({ context, left, above });
  };
  for (const context of chains.contexts) {
    if (from.has(context.hop.from.name)) for (const left of context.lefts) enter(context, left, undefined);
  }
  for (let at = 0; at < ways.length; at++) {
    const way = ways[at];
    if (way === undefined) break;
    const { context, left } = way;
    if (to.has(context.hop.to.name)) {
      const below: Context[] = [];
      let top = way;
      for (; top.above !== undefined; top = top.above) below.unshift(top.context);
      return [...(chainLeaving(top.context, top.left) ?? [top.context]), ...below];
    }
    if (left < 1) continue;
    for (const next of context.stand?.departures ?? []) enter(next, leftAfter(next, left), way);
  }
  return undefined;
}
