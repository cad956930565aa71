/**
 * What the labels of data ask of a hop: what it passes is within what its delegator may hold on every chain; an action that
 * sends a label is used only where all that may be held is within it; what a hop passes, what its actions return and what
 * comes back by the hops after it is within the recipient's clearance.
 *
 * A set of labels is the least one that the hops below explain. Where it must not be too large every action counts as used
 * that a clause lets be used, or only those not shown to be impossible; where it must not be too small, only those for which
 * a request is shown.
 */
import type { Action, Label, Labels, Policy } from "../model/model.js";
import { type Context, leftAfter, type Stand, shown } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { factsAbout } from "./facts.js";
import type { Failure } from "./guide.js";
import type { Proving } from "./narrowing.js";

/** A bit for each label, and one for text that an attacker may have written. */
export type Tokens = bigint;

export interface Codes {
  readonly untrusted: Tokens;
  readonly everything: Tokens;
  /** A label and all that is within it. */
  upTo(label: Label): Tokens;
  /** The labels that it is within. */
  from(label: Label): Tokens;
}

export function codesOf({ names, within }: Labels): Codes {
  const all = [...names.keys()];
  const untrusted = 1n << BigInt(all.length);
  const those = (isIn: (label: Label) => boolean): Tokens => all.filter(isIn).reduce((tokens, label) => tokens | (1n << BigInt(label)), 0n);
  const upTo = all.map((bound) => those((label) => within(label, bound)));
  return {
    untrusted,
    everything: (untrusted << 1n) - 1n,
    upTo: (label) => upTo[label] ?? 0n,
    from: (label) => those((each) => within(label, each)),
  };
}

/** Which actions count as used. */
export type Counting = "named" | "possible" | "shown";

export interface Gains {
  /** What the recipient gets by its own actions and by the hops after it, where so many hops may follow. */
  gained(context: Context, left: number): Tokens;
  /** What of that comes back to the delegator. */
  replied(context: Context, left: number): Tokens;
}

/** What a hop's results bring into what its recipient holds, and what comes back from there. */
export function gainsOf(proving: Proving, codes: Codes, counting: Counting): Gains | Failure {
  const { chains } = proving;
  const own: Tokens[] = [];
  const bringing = bringersIn(codes);
  for (const context of chains.contexts) {
    let tokens = 0n;
    for (const [of, clauses] of proving.authority.own(context)) {
      if (clauses.allowed.kind === "false" && clauses.allowedReceived.kind === "false") continue;
      for (const { action, brings } of bringing(of)) {
        const used = counting === "named" ? true : isUsed(proving, context, of, action, counting);
        if (typeof used !== "boolean") return used;
        if (used) tokens |= brings;
      }
    }
    own[context.id] = tokens;
  }
  const answers = ({ hop: { reply } }: Context): Tokens =>
    reply === undefined ? codes.everything : codes.upTo(reply.label) | (reply.trusted ? 0n : codes.untrusted);
  const repliedAt = chains.stands.map(() => new Map<number, Tokens>());
  const gained = (context: Context, left: number): Tokens =>
    (own[context.id] ?? 0n) | (left < 1 || context.stand === undefined ? 0n : (repliedAt[context.stand.id]?.get(left) ?? 0n));
  const replied = (context: Context, left: number): Tokens => gained(context, left) & answers(context);
  untilNothingChanges(chains.stands.toReversed(), ({ id, departures }, left) => {
    const tokens = departures.reduce((all, context) => all | replied(context, leftAfter(context.hop, left)), 0n);
    const changed = tokens !== (repliedAt[id]?.get(left) ?? 0n);
    repliedAt[id]?.set(left, tokens);
    return changed;
  });
  return { gained, replied };
}

/** Visits each stand with each number of hops left, again and again, until no visit says that it changed something. */
export function untilNothingChanges(stands: readonly Stand[], visit: (stand: Stand, left: number) => boolean): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const stand of stands) for (const left of stand.lefts) if (visit(stand, left)) changed = true;
  }
}

/** The actions of a class that bring a label or untrusted text. */
function bringersIn(codes: Codes): (of: ActionClass) => readonly { readonly action: Action; readonly brings: Tokens }[] {
  const known = new Map<ActionClass, readonly { readonly action: Action; readonly brings: Tokens }[]>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const found = of.actions.map((action) => ({ action, brings: codes.upTo(action.returns) | (action.ingestsUntrusted ? codes.untrusted : 0n) }));
    known.set(of, found);
    return found;
  };
}

/** Whether an action counts as used: it was not shown to be impossible, or it was shown to be possible. */
export function isUsed(proving: Proving, context: Context, of: ActionClass, action: Action, counting: "possible" | "shown"): boolean | Failure {
  const { authority, constraints, ask } = proving;
  const own = authority.own(context).get(of);
  if (own === undefined) return false;
  const usable = authority.usable(context, of, own);
  const label = (): string => `${shown(context.hop)}: ${action.id} is used`;
  if (counting === "shown") {
    const constraint = constraints.and([...context.frame.facts, usable]);
    return ask.witnessed(label, action, authority.variables(context), constraint);
  }
  const constraint = constraints.and([...factsAbout(context.frame.facts, usable), usable]);
  const unused = ask.perhapsImpossible(() => `${shown(context.hop)}: ${action.id} is never used`, action, authority.variables(context), constraint);
  return typeof unused === "boolean" ? !unused : unused;
}

export function data(policy: Policy, proving: Proving): Failure | undefined {
  const { labels } = policy;
  if (labels.names.length < 2) return undefined;
  const codes = codesOf(labels);
  const gains = lazyGains(proving, codes);
  return passedToRecipients(policy, proving) ?? usedOnChains(policy, proving, codes, gains) ?? passedAndReplied(policy, proving, codes, gains);
}

type GainsBy = (counting: Counting) => Gains | Failure;

export function lazyGains(proving: Proving, codes: Codes): GainsBy {
  const known = new Map<Counting, Gains | Failure>();
  return (counting) => {
    const found = known.get(counting) ?? gainsOf(proving, codes, counting);
    known.set(counting, found);
    return found;
  };
}

/** Whether what is gained is within a bound, counting what is named, and if that is too much what is possible. */
export function isWithin(gains: GainsBy, tokensOf: (gains: Gains) => Tokens, bound: Tokens): boolean | Failure {
  for (const counting of ["named", "possible"] as const) {
    const found = gains(counting);
    if ("why" in found) return found;
    if ((tokensOf(found) & ~bound) === 0n) return true;
  }
  return false;
}

function passedToRecipients({ labels }: Policy, { chains, ask }: Proving): Failure | undefined {
  const name = nameIn(labels);
  for (const { hop } of chains.contexts) {
    const { pass, to } = hop;
    const failure = ask.within("pass", name(pass), name(to.clearance), labels.within(pass, to.clearance), () => `${shown(hop)}: what it passes`);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function usedOnChains({ labels }: Policy, proving: Proving, codes: Codes, gains: GainsBy): Failure | undefined {
  const { chains, authority, ask } = proving;
  const name = nameIn(labels);
  for (const context of chains.contexts) {
    const { hop, most } = context;
    for (const [of, { allowed, allowedReceived }] of authority.own(context)) {
      if (allowed.kind === "false" && allowedReceived.kind === "false") continue;
      for (const action of of.actions) {
        const { returns, sends } = action;
        if (returns === labels.lowest && sends === undefined) continue;
        const bound = sends === undefined ? codes.everything : codes.upTo(sends) | codes.untrusted;
        const isCleared = labels.within(returns, hop.to.clearance);
        const isSent = sends === undefined ? true : isWithin(gains, ({ gained }) => gained(context, most) | codes.upTo(hop.pass), bound);
        if (typeof isSent !== "boolean") return isSent;
        if (!isCleared || !isSent) {
          const used = isUsed(proving, context, of, action, "possible");
          if (typeof used !== "boolean") return used;
          if (!used) continue;
        }
        const failure =
          ask.within("returns", name(returns), name(hop.to.clearance), isCleared, () => `${shown(hop)}: what ${action.id} returns`) ??
          (sends === undefined ? undefined : ask.within("sends", "held", name(sends), isSent, () => `${shown(hop)}: what ${action.id} sends`));
        if (failure !== undefined) return failure;
      }
    }
  }
  return undefined;
}

/** What the hops after a stand pass on, and what comes back by them. */
function passedAndReplied({ labels }: Policy, { chains, ask }: Proving, codes: Codes, gains: GainsBy): Failure | undefined {
  const name = nameIn(labels);
  // The fewer hops are left the less can be replied, so that the least that is held is held there.
  const isHeld = (label: Label, arrival: Context): boolean | Failure => {
    if (labels.within(label, arrival.hop.pass)) return true;
    const found = gains("shown");
    if ("why" in found) return found;
    const least = Math.min(...[...arrival.lefts].filter((left) => left >= 1));
    return (codes.upTo(label) & ~(found.gained(arrival, least) | codes.upTo(arrival.hop.pass))) === 0n;
  };
  const isHeldOnAll = (label: Label, arrivals: readonly Context[]): boolean | Failure => {
    for (const arrival of arrivals) {
      const held = isHeld(label, arrival);
      if (held !== true) return held;
    }
    return true;
  };
  for (const stand of chains.stands) {
    const receiver = stand.arrivals[0]?.hop.to;
    if (receiver === undefined) continue;
    const cleared = codes.upTo(receiver.clearance) | codes.untrusted;
    const most = Math.max(...stand.lefts);
    const heldHere = new Map<Label, boolean>();
    for (const departure of stand.departures) {
      const { hop } = departure;
      const held = heldHere.get(hop.pass) ?? isHeldOnAll(hop.pass, stand.arrivals);
      if (typeof held !== "boolean") return held;
      heldHere.set(hop.pass, held);
      const passing = ask.within("passes", name(hop.pass), "held", held, () => `${shown(hop)}: that what it passes is held`);
      if (passing !== undefined) return passing;
      const back = isWithin(gains, ({ replied }) => replied(departure, leftAfter(hop, most)), cleared);
      if (typeof back !== "boolean") return back;
      const failure = ask.within("replies", "reply", name(receiver.clearance), back, () => `${shown(hop)}: what it replies`);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

function nameIn({ names }: Labels): (label: Label) => string {
  return (label) => names[label] ?? "";
}
