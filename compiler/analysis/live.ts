/**
 * An analysis that follows the edits of its policy. What is the same object in both versions is the same as before, and what
 * depends on nothing else is not looked at again:
 *
 * - contexts and stands are made anew from the changed hops on (`chains-edit.ts`), and tell which of them differ, and from
 *   which other ones the hops that can follow, or that lead there, receive something else;
 * - the hops of those are looked at again, with all rules that look no further than that; the results of all others stay;
 * - what is told with a chain that begins at a principal is told again where something above has changed;
 * - sums are kept up by difference, numbers of chains and labels of replies from the changed stands upwards;
 * - budgets come down from far above, so that all hops that have one are looked at again where one may have changed;
 * - assertions and the rules over the whole policy are asked again each time, where there are any.
 *
 * Where what all depends on has changed (types, tools, labels, denials, assertions), or chains may go round, it starts over.
 */
import type { Action, Hop, Labels, Party, Policy } from "../model/model.js";
import type { Analysis, Written } from "./analyse.js";
import type { Context, Stand } from "./chains.js";
import { type ChainChange, editChains } from "./chains-edit.js";
import { type ListChange, listsIn } from "./classes.js";
import { typeKey } from "./constraints.js";
import type { HopChange, Swap } from "./graph.js";
import { mostFurtherChains } from "./narrowing.js";
import { atOnce, countHop, drop, lookAt, lookAtParty, lookFar, openRun, type Run, resultOf, type Steps, versionOf } from "./run.js";

/** An analysis that can be asked again after each edit. */
export interface LiveAnalysis {
  result(): Analysis;
  /** What the result stands on: the chains, what they carry, what can be used. As they are after the last edit. */
  grounds(): Grounds;
  /** Goes over to another version of the policy. `followed`: it was not necessary to start over. */
  edit(policy: Policy, written?: Written): { readonly followed: boolean };
  /** The same in steps. Until they are done, and where they are not gone to their end, the analysis has no result. */
  editing(policy: Policy, written?: Written): Steps<{ readonly followed: boolean }>;
}

/** The parts of an analysis that others ask about single chains and hops. */
export type Grounds = Pick<Run, "chains" | "authority" | "usage" | "data">;

export function analyseLive(policy: Policy, written: Written = {}): LiveAnalysis {
  return atOnce(analysing(policy, written));
}

/** `analyseLive` in steps. */
export function* analysing(policy: Policy, written: Written = {}): Steps<LiveAnalysis> {
  let run: Run | undefined = yield* openRun(policy, written);
  let lastWritten = written;
  let known: Analysis | undefined;
  const there = (): Run => {
    if (run === undefined) throw new Error("the analysis was left in the midst of an edit");
    return run;
  };
  const editing: LiveAnalysis["editing"] = function* (next, nextWritten = lastWritten) {
    known = undefined;
    lastWritten = nextWritten;
    const followed = run !== undefined && follow(run, next, nextWritten);
    if (!followed) {
      // The old one is of no use to anyone, nor worth the memory while the new one is made.
      run = undefined;
      run = yield* openRun(next, nextWritten);
    }
    return { followed };
  };
  return {
    result: () => {
      known ??= resultOf(there());
      return known;
    },
    grounds: there,
    edit: (next, nextWritten) => atOnce(editing(next, nextWritten)),
    editing,
  };
}

/** Takes a run over to another version of its policy; false where that can't be done, and then the run is of no more use. */
function follow(run: Run, next: Policy, written: Written): boolean {
  const { chains, data, sizes, lints, usage, total, authority } = run;
  const { policy } = chains;
  if (!chains.canFollow || authority.overflow() !== undefined) return false;
  if (written.atoms !== run.written.atoms || !isSameSetting(policy, next)) return false;
  const change = changeOf(run, policy, next);
  if (change === undefined) return false;
  const parties = changedParties(policy, next);
  if (!authority.classes.follow(actionsIn(change, parties), next)) return false;
  run.written = written;
  const chainChange = editChains(chains, next, change);
  if (chainChange === undefined) return false;

  const dirty = new Set<Hop>(chainChange.hops);
  for (const hop of [...change.removed, ...change.swapped.map(({ before }) => before)]) {
    drop(run, run.ofHops, hop);
    drop(run, run.farOfHops, hop);
    total.suspects.delete(hop);
    usage.forget(hop);
    lints.forget(hop);
    dirty.delete(hop);
    countHop(run, hop, -1);
  }
  for (const hop of [...change.added, ...change.swapped.map(({ after }) => after)]) {
    dirty.add(hop);
    countHop(run, hop, 1);
  }
  const around = standsAround(chainChange);
  sizes.edit(around);
  const replying = data.edit(around);
  for (const stand of replying) {
    for (const { context } of stand.arrivals) dirty.add(context.hop);
    for (const context of stand.departures) dirty.add(context.hop);
  }
  // Where something is said of what comes back, it is said by which hops: of all that reply it another may be one.
  const answered = new Set<Stand>(around);
  for (const stand of replying) for (const { context } of stand.arrivals) for (const above of context.after) answered.add(above);
  for (const stand of answered) for (const { context } of stand.arrivals) if (run.ofHops.saying.has(context.hop)) dirty.add(context.hop);
  for (const hop of toldWithChains(run, chainChange)) dirty.add(hop);
  // Why a hop stands in no chain is told by the hops that lead to its delegator.
  for (const agent of new Set([...dirty, ...change.removed].map(({ to }) => to.name)))
    for (const hop of chains.graph.hopsFrom(agent)) if (chains.contextsOf(hop).length === 0) dirty.add(hop);

  for (const hop of dirty) {
    usage.forget(hop);
    lints.forget(hop);
  }
  for (const hop of dirty) lookAt(run, hop);
  if (total.effort > mostFurtherChains) return false;
  lookAtBudgets(run, change, dirty);
  for (const party of parties.removed) {
    drop(run, run.ofParties, party);
    total.suspects.delete(party);
  }
  const concerned = new Set<Party>(parties.added);
  for (const { from, to } of [...dirty, ...change.removed]) for (const party of [from, to]) if (run.ofParties.of.has(party)) concerned.add(party);
  for (const party of concerned) lookAtParty(run, party);
  return authority.overflow() === undefined;
}

/** Everything that is given once for the whole policy, and that nearly everything depends on. */
function isSameSetting(one: Policy, other: Policy): boolean {
  if (one === other) return true;
  return (
    one.entry === other.entry &&
    isSameOrder(one.labels, other.labels) &&
    isSameList(one.domains, other.domains) &&
    isSameList(one.tasks, other.tasks) &&
    isSameList(one.facts, other.facts) &&
    isSameList(one.tools, other.tools) &&
    isSameList(one.actions, other.actions) &&
    isSameList(one.secrets, other.secrets) &&
    isSameList(one.denials, other.denials) &&
    isSameList(one.assertions, other.assertions)
  );
}

function isSameOrder(one: Labels, other: Labels): boolean {
  if (one === other) return true;
  const { names } = one;
  if (one.lowest !== other.lowest || !isSameList(names, other.names)) return false;
  return names.every((_, a) => names.every((_other, b) => one.within(a, b) === other.within(a, b)));
}

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one === other || (one.length === other.length && one.every((each, at) => each === other[at]));
}

/** Beyond this share of the hops an edit is as much work as a new beginning. */
const mostChanged = 0.2;
const fewChanged = 200;

/** What became of the hops; `undefined` where that is no small change. */
function changeOf(run: Run, { hops: before }: Policy, { hops: after }: Policy): HopChange | undefined {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  const old = new Set(gone);
  const kept = new Set(come);
  const removed = gone.filter((hop) => !kept.has(hop));
  const added = come.filter((hop) => !old.has(hop));
  if (removed.length + added.length > Math.max(fewChanged, mostChanged * after.length)) return undefined;
  if (
    !isSameList(
      gone.filter((hop) => kept.has(hop)),
      come.filter((hop) => old.has(hop)),
    )
  )
    return undefined;
  return { head, tail, ...pairUp(run, removed, added, gone.length === come.length && gone.every((hop, at) => !kept.has(hop) || come[at] === hop)) };
}

/** Finds the hops that take the place of others: they lead the same way, with the same parameters, at the same position. */
function pairUp(run: Run, removed: readonly Hop[], added: readonly Hop[], isInPlace: boolean): Pick<HopChange, "removed" | "added" | "swapped"> {
  // What stands at another position comes before or after others.
  if (!isInPlace) return { removed, added, swapped: [] };
  const swapped: Swap[] = [];
  const left: Hop[] = [];
  const right: Hop[] = [];
  for (const [at, before] of removed.entries()) {
    const after = added[at];
    if (after === undefined) continue;
    if (areExchangeable(run, before, after)) swapped.push({ before, after });
    else {
      left.push(before);
      right.push(after);
    }
  }
  return { removed: left, added: right, swapped };
}

function areExchangeable({ chains }: Run, one: Hop, other: Hop): boolean {
  const { fabric, constraints } = chains;
  return (
    one.from.name === other.from.name &&
    one.from.kind === other.from.kind &&
    one.to.name === other.to.name &&
    one.task === other.task &&
    one.depth === other.depth &&
    one.erroneous === other.erroneous &&
    one.params.length === other.params.length &&
    one.params.every(({ name, type, from }, at) => {
      const param = other.params[at];
      return param?.name === name && param.from === from && typeKey(param.type) === typeKey(type);
    }) &&
    constraints.intern(one.require) === constraints.intern(other.require) &&
    [...one.budgets, ...other.budgets].every(({ amount }) => typeof amount === "number") &&
    !fabric.faulty.has(one) &&
    fabric.needs.areAlike(one, other)
  );
}

interface PartyChange {
  readonly removed: readonly Party[];
  readonly added: readonly Party[];
}

function changedParties(before: Policy, after: Policy): PartyChange {
  if (isSameList(before.principals, after.principals) && isSameList(before.agents, after.agents)) return { removed: [], added: [] };
  const old = new Set<Party>([...before.principals, ...before.agents]);
  const all: readonly Party[] = [...after.principals, ...after.agents];
  const now = new Set<Party>(all);
  return {
    removed: [...old].filter((party) => !now.has(party)),
    added: all.filter((party) => !old.has(party)),
  };
}

/** The lists of actions that come and go with the changed parts. */
function actionsIn({ removed, added, swapped }: HopChange, parties: PartyChange): ListChange {
  const ofHops = (hops: readonly Hop[]): readonly (readonly Action[])[] => hops.flatMap(({ scope }) => listsIn(scope));
  const ofParties = (of: readonly Party[]): readonly (readonly Action[])[] =>
    of.flatMap((party) => listsIn(party.kind === "agent" ? party.ceiling : party.holds));
  return {
    gone: [...ofHops(removed), ...ofHops(swapped.map(({ before }) => before)), ...ofParties(parties.removed)],
    come: [...ofHops(added), ...ofHops(swapped.map(({ after }) => after)), ...ofParties(parties.added)],
  };
}

/** The stands of which something near has changed: what can follow, what is left, or what those that follow do. */
function standsAround({ renewed, touched, followed }: ChainChange): ReadonlySet<Stand> {
  const stands = new Set<Stand>([...touched, ...followed]);
  for (const { after } of renewed) for (const stand of after) stands.add(stand);
  return stands;
}

/** The hops of which something is told by a chain from a principal, where a hop on such a chain may have changed. */
function toldWithChains({ chains, ofHops }: Run, { touched, renewed }: ChainChange): readonly Hop[] {
  if (ofHops.saying.size === 0) return [];
  const below = new Set<Stand>(touched);
  for (const { stand } of renewed) if (stand !== undefined) below.add(stand);
  // A set is gone through with what is put there on the way.
  for (const stand of below) for (const { stand: next } of stand.departures) if (next !== undefined) below.add(next);
  const isBelow = ({ after }: Context): boolean => after.some((stand) => below.has(stand));
  return [...ofHops.saying.keys()].filter((hop) => chains.contextsOf(hop).some(isBelow));
}

/** Looks again at budgets: at all of them, where what comes down from above may have changed. */
function lookAtBudgets(run: Run, { removed, added, swapped }: HopChange, dirty: ReadonlySet<Hop>): void {
  const { chains, version } = run;
  const isNear = removed.length === 0 && added.length === 0 && swapped.every(({ before, after }) => bringsTheSame(before, after));
  const hasFar = version.spending !== undefined || run.total.budgeted > 0;
  if (!hasFar && run.farOfHops.of.size === 0) return;
  if (isNear) {
    version.committed.clear();
    for (const hop of dirty) lookFar(run, hop);
    return;
  }
  run.version = versionOf(chains, run.lints);
  for (const hop of [...run.farOfHops.of.keys()]) drop(run, run.farOfHops, hop);
  for (const hop of chains.policy.hops) lookFar(run, hop);
}

/** Whether the second hop bounds those below as the first did. */
function bringsTheSame(one: Hop, other: Hop): boolean {
  return one.ttl === other.ttl && one.budgets.length === 0 && other.budgets.length === 0;
}
