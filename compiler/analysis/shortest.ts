/** The shortest chain to a context. */
import type { Context } from "./chains.js";

/**
 * The contexts of the shortest chain that ends in this one with at least so many hops left, the principal's hop first.
 * Only contexts `among` those asked for are passed.
 */
export function shortestChain(context: Context, left = 0, among: (context: Context) => boolean = () => true): readonly Context[] | undefined {
  interface Way {
    readonly context: Context;
    readonly left: number;
    readonly below: Way | undefined;
  }
  const first = firstChain(context, among);
  if (first !== undefined) return first;
  const ways: Way[] = context.most >= left && among(context) ? [{ context, left, below: undefined }] : [];
  const seen = new Set<Context>();
  for (let at = 0; at < ways.length; at++) {
    const way = ways[at];
    if (way === undefined) break;
    if (way.context.after.length === 0) {
      const chain: Context[] = [];
      for (let step: Way | undefined = way; step !== undefined; step = step.below) chain.push(step.context);
      return chain;
    }
    for (const stand of way.context.after) {
      for (const { context: above } of stand.arrivals) {
        // Met again, it is further down, and asked for more hops left: what leads there then leads there now.
        if (above.most < way.left + 1 || seen.has(above) || !among(above)) continue;
        seen.add(above);
        ways.push({ context: above, left: way.left + 1, below: way });
      }
    }
  }
  return undefined;
}

/**
 * From each context to the nearest one before it, which makes a chain as short as can be where no depth is declared.
 * `undefined` where a depth is, or where it passes a context that is not asked for.
 */
function firstChain(context: Context, among: (context: Context) => boolean): readonly Context[] | undefined {
  const chain: Context[] = [];
  for (let at: Context | undefined = context; at !== undefined; at = at.after[0]?.arrivals[0]?.context) {
    if (at.most !== Number.POSITIVE_INFINITY || !among(at)) return undefined;
    chain.push(at);
  }
  return chain.reverse();
}
