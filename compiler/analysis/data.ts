/**
 * What the labels of data ask of a hop:
 *
 * - what it passes is within what its delegator may hold, on every chain; a principal may hold anything;
 * - an action that sends a label is used only where everything that may be held is within that label;
 * - what it passes, what its actions return and what comes back by the hops after it is within the recipient's clearance.
 *
 * Where no guard runs at an agent, what reaches it has left: the guard that hands over sees to it that no more than `pass`
 * does, the guards of tools see to what they return. So it is the agent's clearance that says what may leave to it.
 */
import type { Place } from "../base/span.js";
import * as words from "../diagnostics/codes/data.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Hop, Label, Labels } from "../model/model.js";
import type { Authority } from "./authority.js";
import { partiesOf } from "./bounds.js";
import type { Chains, Context, Stand } from "./chains.js";
import { type Holdings, holdingsOf } from "./holdings.js";
import { type LabelSet, type LabelSets, labelSets } from "./label-sets.js";
import { shortestChain } from "./shortest.js";
import { chainLeaving, leftAfter, type State } from "./states.js";
import type { Tally } from "./tally.js";
import type { Usage } from "./usage.js";

export interface Data {
  /** What the labels ask of one hop. */
  of(hop: Hop, tally: Tally): readonly Diagnostic[];
  /** `stands`: those where other hops can follow, or the same with other bounds. Those of which something else comes back. */
  edit(stands: Iterable<Stand>): ReadonlySet<Stand>;
  /** The highest labels of what may be held at the end of the context's chains; none where there are no labels. */
  held(context: Context): readonly string[];
}

/** `order`: every state of the chains; without one, or without labels, nothing is asked. */
export function dataOf(chains: Chains, authority: Authority, usage: Usage, order: readonly State[] | undefined): Data {
  const { labels } = chains.policy;
  if (order === undefined || labels.names.length < 2) return { of: () => nothing, edit: () => new Set(), held: () => [] };
  const sets = labelSets(labels);
  const holdings = holdingsOf(chains.policy, order, sets, authority, usage);
  let leading = new Map<Stand, Leading | undefined>();
  const of: Data["of"] = (hop, tally) => {
    const contexts = chains.contextsOf(hop);
    if (contexts.length === 0) return nothing;
    const check: Check = { labels, sets, holdings, tally, name: (label) => labels.names[label] ?? "", leadingTo };
    let found: Map<string, Diagnostic> | undefined;
    const keep = (diagnostics: readonly Diagnostic[]): void => {
      for (const diagnostic of diagnostics) {
        const { code, place } = diagnostic;
        const key = `${code} ${place.file} ${place.span.start} ${place.span.end}`;
        found ??= new Map();
        if (!found.has(key)) found.set(key, diagnostic);
      }
    };
    if (!hop.erroneous) keep(passedToRecipient(check, hop));
    for (const context of contexts) if (!context.erroneous) keep(usedOnChain(check, context));
    for (const context of contexts) if (!context.erroneous) for (const stand of context.after) keep(passedAndReplied(check, stand, context));
    return found === undefined ? nothing : [...found.values()];
  };
  const leadingTo = (stand: Stand): Leading | undefined => {
    if (leading.has(stand)) return leading.get(stand);
    const made = leadingOf(sets, holdings, stand);
    leading.set(stand, made);
    return made;
  };
  return {
    of,
    edit: (stands) => {
      leading = new Map();
      return holdings.edit(stands);
    },
    held: (context) => sets.greatest(holdings.held(context, context.most)),
  };
}

const nothing: readonly Diagnostic[] = [];

interface Check {
  readonly labels: Labels;
  readonly sets: LabelSets;
  readonly holdings: Holdings;
  readonly tally: Tally;
  name(label: Label): string;
  leadingTo(stand: Stand): Leading | undefined;
}

function passedToRecipient({ labels, tally, name }: Check, hop: Hop): readonly Diagnostic[] {
  const { to } = hop;
  const proved = labels.within(hop.pass, to.clearance);
  tally.add(proved);
  if (proved) return nothing;
  return [words.passOverClearance({ hop, place: hop.places.pass ?? hop.place, label: name(hop.pass), clearance: name(to.clearance), agent: to })];
}

/** What the actions of a context return and send. */
function usedOnChain(check: Check, context: Context): readonly Diagnostic[] {
  const { sets, holdings, tally, name, labels } = check;
  const { hop } = context;
  return holdings.used(context).flatMap((action): readonly Diagnostic[] => {
    const place = clauseFor(hop, action);
    const returned = labels.within(action.returns, hop.to.clearance);
    if (action.returns !== labels.lowest) tally.add(returned);
    const more = { label: name(action.returns), clearance: name(hop.to.clearance), agent: hop.to, action: action.id, actionPlace: action.place };
    const results = returned ? [] : [words.resultOverClearance({ hop, place, ...more })];
    if (action.sends === undefined) return results;
    const bound = sets.upTo(action.sends);
    const held = holdings.held(context, context.most);
    const sent = sets.isWithin(held, bound);
    tally.add(sent);
    if (sent) return results;
    const chain = chainLeaving(context, context.most) ?? shortestChain(context) ?? [];
    return [
      ...results,
      words.sendsMore({
        hop,
        place,
        action: action.id,
        sends: name(action.sends),
        labels: sets.greatest(held & ~bound),
        chain: partiesOf(chain),
        sources: sourcesOf(check, context, action.sends),
      }),
    ];
  });
}

/** Where labels beyond a bound come from: what was passed, what an action returns, what a hop replies. */
function sourcesOf({ sets, holdings, name }: Check, context: Context, bound: Label): readonly words.Source[] {
  const { hop, stand } = context;
  const isBeyond = (set: bigint): boolean => !sets.isWithin(set, sets.upTo(bound));
  const passed = isBeyond(sets.upTo(hop.pass)) ? [{ message: `\`${name(hop.pass)}\` is passed here`, place: hop.places.pass ?? hop.place }] : [];
  const results = holdings
    .used(context)
    .filter(({ returns }) => isBeyond(sets.upTo(returns)))
    .map(({ id, returns, place }) => ({ message: `\`${id}\` returns \`${name(returns)}\``, place }));
  const replied = (stand?.departures ?? [])
    .filter((below) => isBeyond(holdings.replied(below, context.most)))
    .map(({ hop: below }) => ({ message: `\`${below.to.name}\` may reply with it`, place: below.places.reply ?? below.place }));
  return [...passed, ...results, ...replied].slice(0, 3);
}

/** What is held wherever chains stand: by the hops that lead there and have no error of their own. */
interface Leading {
  readonly first: Context;
  readonly arrivals: readonly Context[];
  /** What is held by the end of each of them. */
  readonly everywhere: LabelSet;
  readonly most: number;
}

function leadingOf(sets: LabelSets, holdings: Holdings, stand: Stand): Leading | undefined {
  const arrivals = stand.arrivals.map(({ context }) => context).filter(({ erroneous }) => !erroneous);
  const [first] = arrivals;
  if (first === undefined) return undefined;
  const everywhere = arrivals.reduce((set, context) => set & holdings.held(context, leastLeft(context)), sets.every);
  return { first, arrivals, everywhere, most: Math.max(...stand.lefts) };
}

/** The fewer hops are left the less can be replied, so that the least that is held is held there. */
function leastLeft({ lefts, most }: Context): number {
  return lefts.size === 1 ? most : Math.min(...[...lefts].filter((left) => left >= 1));
}

/** What a hop after a stand passes on, and what comes back by it. */
function passedAndReplied({ sets, holdings, tally, name, leadingTo }: Check, stand: Stand, departure: Context): readonly Diagnostic[] {
  const leading = leadingTo(stand);
  if (leading === undefined) return nothing;
  const { first, arrivals, everywhere, most } = leading;
  const receiver = first.hop.to;
  const cleared = sets.upTo(receiver.clearance);
  const { hop } = departure;
  const isHeld = sets.has(everywhere, hop.pass);
  tally.add(isHeld);
  const back = holdings.replied(departure, most);
  const isCleared = sets.isWithin(back, cleared);
  tally.add(isCleared);
  if (isHeld && isCleared) return nothing;
  const found: Diagnostic[] = [];
  if (!isHeld) {
    const above = arrivals.find((context) => !sets.has(holdings.held(context, leastLeft(context)), hop.pass)) ?? first;
    found.push(
      words.passesMore({
        hop,
        place: hop.places.pass ?? hop.place,
        label: name(hop.pass),
        held: sets.greatest(holdings.held(above, leastLeft(above))),
        above: above.hop,
        abovePlace: above.hop.places.pass ?? above.hop.place,
        chain: partiesOf(chainLeaving(above, leastLeft(above)) ?? [], hop),
      }),
    );
  }
  if (!isCleared) {
    const chain = partiesOf(shortestChain(departure, leftAfter(departure, most)) ?? []);
    const place = hop.places.reply ?? hop.place;
    found.push(
      words.replyOverClearance({ hop, place, labels: sets.greatest(back & ~cleared), clearance: name(receiver.clearance), agent: receiver, chain }),
    );
  }
  return found;
}

function clauseFor(hop: Hop, action: Action): Place {
  return hop.scope.clauses.find(({ verb, actions }) => verb === "allow" && actions.includes(action))?.place ?? hop.place;
}
