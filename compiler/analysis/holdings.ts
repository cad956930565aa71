/**
 * What an agent may hold on a chain: what was passed to it, what its own actions return there, and what the hops that it can
 * still make reply. A reply brings what its sender got by itself and by its own hops: what was only passed to it is nothing
 * that its delegator did not have, so that nobody may hold a label because it could come back from where it was passed.
 * An action counts where some request for it can be used on the chain.
 */
import type { Action, Policy } from "../model/model.js";
import type { Authority } from "./authority.js";
import type { Context } from "./chains.js";
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

export function holdingsOf(policy: Policy, order: readonly State[], sets: LabelSets, authority: Authority, usage: Usage): Holdings {
  const { lowest } = policy.labels;
  const labelled = new Map<ActionClass, readonly Action[]>();
  const labelledIn = (of: ActionClass): readonly Action[] =>
    remembered(labelled, of, () => of.actions.filter(({ returns, sends }) => returns !== lowest || sends !== undefined));
  const uses = new Map<Context, readonly Action[]>();
  const used = (context: Context): readonly Action[] =>
    remembered(uses, context, () =>
      authority.classesOfHop(context.hop).flatMap((of) => labelledIn(of).filter((action) => usage.isUsed(context, action))),
    );
  const returned = new Map<Context, LabelSet>();
  const returnedTo = (context: Context): LabelSet =>
    remembered(returned, context, () => used(context).reduce((set, { returns }) => set | sets.upTo(returns), sets.upTo(lowest)));

  const cutDown = ({ hop: { reply } }: Context, set: LabelSet): LabelSet => (reply === undefined ? set : set & sets.upTo(reply.label));
  const gained = (context: Context, left: number, repliesAt: (state: State) => LabelSet | undefined): LabelSet => {
    const state = stateAfter(context, left);
    return returnedTo(context) | (state === undefined ? 0n : (repliesAt(state) ?? 0n));
  };
  const repliesAt = foldStates<LabelSet>(order, ({ stand, left }, below) =>
    stand.departures.reduce((set, context) => set | cutDown(context, gained(context, left, below)), sets.upTo(lowest)),
  );
  return {
    used,
    held: (context, left) =>
      sets.upTo(context.hop.pass) |
      returnedTo(context) |
      (left < 1 || context.stand === undefined ? 0n : (repliesAt({ stand: context.stand, left }) ?? 0n)),
    replied: (context, left) => cutDown(context, gained(context, left, repliesAt)),
  };
}
