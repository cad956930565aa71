/** Actions that every clause of the policy treats alike: what holds of one of them, but for its arguments, holds of all. */
import type { Action, Policy } from "../model/model.js";
import { remembered } from "./memo.js";

export interface ActionClass {
  readonly id: number;
  /** At least one. */
  readonly actions: readonly Action[];
}

export interface Classes {
  readonly all: readonly ActionClass[];
  classOf(action: Action): ActionClass;
  /** The classes that a clause's list of actions is made of. */
  classesIn(actions: readonly Action[]): readonly ActionClass[];
}

export function classesOf(policy: Policy): Classes {
  const lists = new Map<readonly Action[], number>();
  const scopes = [
    ...policy.hops.map(({ scope }) => scope),
    ...policy.agents.map(({ ceiling }) => ceiling),
    ...policy.principals.map(({ holds }) => holds),
  ];
  for (const scope of scopes) for (const { actions } of scope?.clauses ?? []) remembered(lists, actions, () => lists.size);
  for (const { actions } of policy.denials) remembered(lists, actions, () => lists.size);
  for (const assertion of policy.assertions) if (assertion.kind === "never") remembered(lists, assertion.actions, () => lists.size);

  const inLists = new Map<Action, number[]>();
  for (const [actions, list] of lists) for (const action of new Set(actions)) remembered(inLists, action, (): number[] => []).push(list);
  const byKey = new Map<string, Action[]>();
  for (const [action, of] of inLists) remembered(byKey, of.join(" "), (): Action[] => []).push(action);
  const all = [...byKey.values()].map((actions, id): ActionClass => ({ id, actions }));
  const classes = new Map(all.flatMap((each) => each.actions.map((action) => [action, each] as const)));
  const split = new Map<readonly Action[], readonly ActionClass[]>();
  let next = all.length;
  const classOf = (action: Action): ActionClass => remembered(classes, action, () => ({ id: next++, actions: [action] }));
  return {
    all,
    classOf,
    classesIn: (actions) => remembered(split, actions, () => [...new Set(actions.map(classOf))]),
  };
}
