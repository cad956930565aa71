/**
 * What an agent may hold on a chain: what was passed to it, what its own actions return there, and what the hops that it can
 * still make reply. A reply brings what its sender got by itself and by its own hops: what was only passed to it is nothing
 * that its delegator did not have, so that nobody may hold a label because it could come back from where it was passed.
 * An action counts where some request for it can be used on the chain.
 */
import type { Action, Policy } from "../model/model.js";
import type { Authority } from "./authority.js";
import type { Context, Stand } from "./chains.js";
import type { ActionClass } from "./classes.js";
import type { LabelSet, LabelSets } from "./label-sets.js";
import { remembered } from "./memo.js";
import { foldStates, type State, stateAfter } from "./states.js";
import type { Usage } from "./usage.js";

export interface Holdings {
  /** The actions that return or send a label and that some chain of the context lets be used. */
  used(context: Context): readonly Action[];
  /** What may be held at the end of the context's chains that leave so many hops. */
  held(context: Context, left: number): LabelSet;
  /** What comes back by the hop, where so many hops are left before it. */
  replied(context: Context, left: number): LabelSet;
}

/** Holdings that follow the edits of the chains. */
export interface LiveHoldings extends Holdings {
  /** `stands`: those where other hops can follow, or the same with other bounds. Those of which something else comes back. */
  edit(stands: Iterable<Stand>): ReadonlySet<Stand>;
}

export function holdingsOf(policy: Policy, order: readonly State[], sets: LabelSets, authority: Authority, usage: Usage): LiveHoldings {
  const { lowest } = policy.labels;
  const labelled = new Map<ActionClass, readonly Action[]>();
  const labelledIn = (of: ActionClass): readonly Action[] =>
    remembered(labelled, of, () => of.actions.filter(({ returns, sends }) => returns !== lowest || sends !== undefined));
  // By the number of a context.
  const uses: (readonly Action[] | undefined)[] = [];
  const usedBy = (context: Context): readonly Action[] => {
    let found: Action[] | undefined;
    for (const of of authority.classesOfHop(context.hop)) {
      for (const action of labelledIn(of)) {
        if (!usage.isUsed(context, action)) continue;
        found ??= [];
        found.push(action);
      }
    }
    return found === undefined ? nothing : sharedList(found);
  };
  const used = (context: Context): readonly Action[] => {
    const before = uses[context.id];
    if (before !== undefined) return before;
    const made = usedBy(context);
    uses[context.id] = made;
    return made;
  };
  // There are few such lists, and each returns one set of labels.
  const lists: (readonly Action[])[] = [];
  const sharedList = (list: readonly Action[]): readonly Action[] => {
    const same = lists.find((each) => each.length === list.length && each.every((action, at) => action === list[at]));
    if (same !== undefined) return same;
    if (lists.length < mostShared) lists.push(list);
    return list;
  };
  const returned = new Map<readonly Action[], LabelSet>();
  const returnedTo = (context: Context): LabelSet =>
    remembered(returned, used(context), () => used(context).reduce((set, { returns }) => set | sets.upTo(returns), sets.upTo(lowest)));

  const cutDown = ({ hop: { reply } }: Context, set: LabelSet): LabelSet => (reply === undefined ? set : set & sets.upTo(reply.label));
  const gained = (context: Context, left: number, repliesAt: (state: State) => LabelSet | undefined): LabelSet => {
    const state = stateAfter(context, left);
    return returnedTo(context) | (state === undefined ? 0n : (repliesAt(state) ?? 0n));
  };
  const replies = foldStates<LabelSet>(
    order,
    ({ stand, left }, below) => {
      let set = sets.upTo(lowest);
      for (const context of stand.departures) set |= cutDown(context, gained(context, left, below));
      return set;
    },
    (one, other) => one === other,
  );
  return {
    used,
    held: (context, left) =>
      sets.upTo(context.hop.pass) |
      returnedTo(context) |
      (left < 1 || context.stand === undefined ? 0n : (replies.at({ stand: context.stand, left }) ?? 0n)),
    replied: (context, left) => cutDown(context, gained(context, left, replies.at)),
    edit: replies.edit,
  };
}

const nothing: readonly Action[] = [];

/** More lists are not looked through. */
const mostShared = 32;
