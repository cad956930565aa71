/**
 * What each agent may come to hold on the chains that reach it: data of which labels, and text that an attacker may have
 * written. It comes from the results of its own actions, from what it was passed, and from what its hops reply.
 *
 * What a hop replies that was only passed to it is nothing new to its delegator. So two passes do: upwards, what each hop
 * gets by itself and from the hops below it; then downwards, chain by chain, what is passed on. Chains that bring the same
 * are one, and one that brings less than another is forgotten.
 */
import type { Action, Label, Policy } from "../model/model.js";
import type { Chains, Context, Stand } from "./chains.js";
import { remembered } from "./memo.js";

/** What one chain brings. */
export interface Holding {
  /** The labels of the data. */
  readonly labels: ReadonlySet<Label>;
  /** Of those, the ones that an action on the chain returns; the others a principal passed. */
  readonly read: ReadonlySet<Label>;
  /** Text that an attacker may have written. */
  readonly untrusted: boolean;
}

export type Token = { readonly kind: "read"; readonly label: Label } | { readonly kind: "untrusted" };

export interface Flow {
  /** What the recipient may hold on the chains of a context, one entry for each way that no other includes. */
  holdings(context: Context): readonly Holding[];
  /** What comes back to the hop's delegator that it did not pass itself. */
  replies(context: Context): Holding;
  /** A chain on which it is so held, the principal's hop first. */
  chainOf(context: Context, holding: Holding): readonly Context[];
  /** The use of an action that brings this into what is held at the end of the chain. */
  originOf(chain: readonly Context[], token: Token): { readonly context: Context; readonly action: Action } | undefined;
}

/** A set of tokens: for each label a bit for holding it and one for its being read, and one for untrusted text. */
type Tokens = bigint;

/** `usableIn`: what the chains of a context let its recipient use. */
export function flowOf(policy: Policy, chains: Chains, usableIn: (context: Context) => readonly Action[]): Flow {
  const { labels } = policy;
  const count = labels.names.length;
  const untrusted: Tokens = 1n << BigInt(2 * count);
  const holdingBit = (label: Label): Tokens => 1n << BigInt(label);
  const readBit = (label: Label): Tokens => 1n << BigInt(count + label);
  const everything: Tokens = (untrusted << 1n) - 1n;
  const upTo = new Map<Label, Tokens>();
  /** Data of the labels within a bound, held or read; no untrusted text. */
  const within = (bound: Label): Tokens =>
    remembered(upTo, bound, () =>
      labels.names.reduce((mask, _, label) => (labels.within(label, bound) ? mask | holdingBit(label) | readBit(label) : mask), 0n),
    );
  const held: Tokens = labels.names.reduce((mask, _, label) => mask | holdingBit(label), 0n);

  const own = new Map<Context, Tokens>();
  const ownOf = (context: Context): Tokens =>
    remembered(own, context, () => usableIn(context).reduce((mask, action) => mask | tokensOf(action), holdingBit(labels.lowest)));
  const tokensOf = (action: Action): Tokens => {
    const returned = holdingBit(action.returns) | readBit(action.returns);
    return returned | (action.ingestsUntrusted ? untrusted : 0n);
  };
  const passes = (context: Context): Tokens => within(context.hop.pass) | untrusted;
  const answers = ({ hop: { reply } }: Context): Tokens =>
    reply === undefined ? everything : within(reply.label) | (reply.trusted ? 0n : untrusted);

  const gained = upwards(chains, ownOf, answers);
  const gainedBy = (context: Context): Tokens => gained.get(context) ?? 0n;
  const received = downwards(chains, gainedBy, passes, (context) => within(context.hop.pass) & held);

  const shown = new Map<Tokens, Holding>();
  const holdingOf = (tokens: Tokens): Holding =>
    remembered(shown, tokens, () => ({
      labels: new Set(labels.names.flatMap((_, label) => ((tokens & holdingBit(label)) === 0n ? [] : [label]))),
      read: new Set(labels.names.flatMap((_, label) => ((tokens & readBit(label)) === 0n ? [] : [label]))),
      untrusted: (tokens & untrusted) !== 0n,
    }));
  const waysOf = (context: Context): readonly Way[] => received.get(context) ?? [];

  return {
    holdings: (context) => [...new Set(waysOf(context).map((way) => holdingOf(way.tokens | gainedBy(context))))],
    replies: (context) => holdingOf(gainedBy(context) & answers(context)),
    chainOf: (context, holding) => {
      const way = waysOf(context).find((each) => holdingOf(each.tokens | gainedBy(context)) === holding) ?? waysOf(context)[0];
      const chain: Context[] = [context];
      for (let at = way?.from; at !== undefined; at = at.way.from) chain.unshift(at.context);
      return chain;
    },
    originOf: (chain, token) => {
      const bit = token.kind === "untrusted" ? untrusted : readBit(token.label);
      // From the end upwards: what the agent itself does, what its hops reply, then what it was passed.
      for (const context of chain.toReversed()) {
        const found = originBelow(context, bit, ownOf, gainedBy, answers);
        const action = found && usableIn(found).find((each) => (tokensOf(each) & bit) !== 0n);
        if (found !== undefined && action !== undefined) return { context: found, action };
        if ((passes(context) & bit) === 0n) return undefined;
      }
      return undefined;
    },
  };
}

/** What each context gains by its own actions and by what the hops below it reply, until nothing changes. */
function upwards(chains: Chains, own: (context: Context) => Tokens, answers: (context: Context) => Tokens): ReadonlyMap<Context, Tokens> {
  const gained = new Map<Context, Tokens>();
  const replied = new Map<Stand, Tokens>();
  const pending = [...chains.contexts];
  for (let context = pending.pop(); context !== undefined; context = pending.pop()) {
    const below = context.stand === undefined ? 0n : (replied.get(context.stand) ?? 0n);
    const tokens = own(context) | below;
    if (tokens === gained.get(context)) continue;
    gained.set(context, tokens);
    for (const stand of context.after) {
      const before = replied.get(stand) ?? 0n;
      const after = before | (tokens & answers(context));
      if (after === before) continue;
      replied.set(stand, after);
      for (const { context: above } of stand.arrivals) pending.push(above);
    }
  }
  return gained;
}

/** What a chain has passed to a context, and where that came from. */
interface Way {
  readonly tokens: Tokens;
  readonly from: { readonly context: Context; readonly way: Way } | undefined;
}

/** What is passed to each context, on one chain or another; no entry includes another. */
function downwards(
  chains: Chains,
  gained: (context: Context) => Tokens,
  passes: (context: Context) => Tokens,
  fromPrincipal: (context: Context) => Tokens,
): ReadonlyMap<Context, readonly Way[]> {
  const received = new Map<Context, Way[]>();
  const handed = new Map<Stand, Tokens[]>();
  const pending: { readonly context: Context; readonly way: Way }[] = chains.starts.map((context) => ({
    context,
    way: { tokens: fromPrincipal(context), from: undefined },
  }));
  // First in, first out, so that the chains to be shown are short ones.
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined) break;
    const { context, way } = next;
    const ways = remembered(received, context, (): Way[] => []);
    if (ways.some(({ tokens }) => isWithin(way.tokens, tokens))) continue;
    received.set(context, [...ways.filter(({ tokens }) => !isWithin(tokens, way.tokens)), way]);
    const { stand } = context;
    if (stand === undefined) continue;
    const tokens = way.tokens | gained(context);
    const before = remembered(handed, stand, (): Tokens[] => []);
    // What another context has already brought there follows the same ways from there.
    if (before.some((each) => isWithin(tokens, each))) continue;
    handed.set(stand, [...before.filter((each) => !isWithin(each, tokens)), tokens]);
    for (const below of stand.departures) pending.push({ context: below, way: { tokens: tokens & passes(below), from: { context, way } } });
  }
  return received;
}

/** The nearest context that brings a token to this one: itself, or one below it that replies it. */
function originBelow(
  context: Context,
  bit: Tokens,
  own: (context: Context) => Tokens,
  gained: (context: Context) => Tokens,
  answers: (context: Context) => Tokens,
): Context | undefined {
  const pending = [context];
  const seen = new Set(pending);
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined || (own(next) & bit) !== 0n) return next;
    for (const below of next.stand?.departures ?? []) {
      if (seen.has(below) || (gained(below) & answers(below) & bit) === 0n) continue;
      seen.add(below);
      pending.push(below);
    }
  }
  return undefined;
}

function isWithin(tokens: Tokens, of: Tokens): boolean {
  return (tokens & ~of) === 0n;
}
