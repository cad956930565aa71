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
import type { Action, Hop, Label } from "../model/model.js";
import type { Authority } from "./authority.js";
import { partiesOf } from "./bounds.js";
import { type Chains, type Context, type Stand, shortestChain } from "./chains.js";
import { type Holdings, holdingsOf } from "./holdings.js";
import { type LabelSets, labelSets } from "./label-sets.js";
import { chainLeaving, leftAfter, statesBelowFirst } from "./states.js";
import type { Tally } from "./tally.js";
import type { Usage } from "./usage.js";

export function data(chains: Chains, authority: Authority, usage: Usage, tally: Tally): readonly Diagnostic[] {
  const { policy } = chains;
  const order = policy.labels.names.length < 2 ? undefined : statesBelowFirst(chains);
  if (order === undefined) return [];
  const sets = labelSets(policy.labels);
  const check: Check = {
    chains,
    sets,
    holdings: holdingsOf(policy, order, sets, authority, usage),
    tally,
    name: (label) => policy.labels.names[label] ?? "",
  };

  const found = new Map<string, Diagnostic>();
  const keep = (diagnostics: readonly Diagnostic[]): void => {
    for (const diagnostic of diagnostics) {
      const { code, place } = diagnostic;
      const key = `${code} ${place.file} ${place.span.start} ${place.span.end}`;
      if (!found.has(key)) found.set(key, diagnostic);
    }
  };
  for (const hop of policy.hops) if (!hop.erroneous && chains.contextsOf(hop).length > 0) keep(passedToRecipient(check, hop));
  for (const context of chains.contexts) if (!context.erroneous) keep(usedOnChain(check, context));
  for (const stand of chains.stands) keep(passedAndReplied(check, stand));
  return [...found.values()];
}

interface Check {
  readonly chains: Chains;
  readonly sets: LabelSets;
  readonly holdings: Holdings;
  readonly tally: Tally;
  name(label: Label): string;
}

function passedToRecipient({ chains, tally, name }: Check, hop: Hop): readonly Diagnostic[] {
  const { to } = hop;
  const proved = chains.policy.labels.within(hop.pass, to.clearance);
  tally.add(proved);
  if (proved) return [];
  return [words.passOverClearance({ hop, place: hop.places.pass ?? hop.place, label: name(hop.pass), clearance: name(to.clearance), agent: to })];
}

/** What the actions of a context return and send. */
function usedOnChain(check: Check, context: Context): readonly Diagnostic[] {
  const { sets, holdings, tally, name } = check;
  const { labels } = check.chains.policy;
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

/** What the hops after a stand pass on, and what comes back by them. */
function passedAndReplied({ sets, holdings, tally, name }: Check, stand: Stand): readonly Diagnostic[] {
  const arrivals = stand.arrivals.map(({ context }) => context).filter(({ erroneous }) => !erroneous);
  const [first] = arrivals;
  if (first === undefined) return [];
  // The fewer hops are left the less can be replied, so that the least that is held is held there.
  const least = (context: Context): number => Math.min(...[...context.lefts].filter((left) => left >= 1));
  const everywhere = arrivals.reduce((set, context) => set & holdings.held(context, least(context)), sets.every);
  const most = Math.max(...stand.lefts);
  const receiver = first.hop.to;
  const cleared = sets.upTo(receiver.clearance);
  return stand.departures.flatMap((departure): readonly Diagnostic[] => {
    const { hop } = departure;
    if (departure.erroneous) return [];
    const found: Diagnostic[] = [];
    const isHeld = sets.has(everywhere, hop.pass);
    tally.add(isHeld);
    if (!isHeld) {
      const above = arrivals.find((context) => !sets.has(holdings.held(context, least(context)), hop.pass)) ?? first;
      found.push(
        words.passesMore({
          hop,
          place: hop.places.pass ?? hop.place,
          label: name(hop.pass),
          held: sets.greatest(holdings.held(above, least(above))),
          above: above.hop,
          abovePlace: above.hop.places.pass ?? above.hop.place,
          chain: partiesOf(chainLeaving(above, least(above)) ?? [], hop),
        }),
      );
    }
    const back = holdings.replied(departure, most);
    const isCleared = sets.isWithin(back, cleared);
    tally.add(isCleared);
    if (!isCleared) {
      const chain = partiesOf(shortestChain(departure, leftAfter(departure, most)) ?? []);
      const place = hop.places.reply ?? hop.place;
      found.push(
        words.replyOverClearance({ hop, place, labels: sets.greatest(back & ~cleared), clearance: name(receiver.clearance), agent: receiver, chain }),
      );
    }
    return found;
  });
}

function clauseFor(hop: Hop, action: Action): Place {
  return hop.scope.clauses.find(({ verb, actions }) => verb === "allow" && actions.includes(action))?.place ?? hop.place;
}
