/** Actions that every clause of the policy treats alike: what holds of one of them, but for its arguments, holds of all. */
import type { Action, Policy, Scope } from "../model/model.js";
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
  /** Goes over to another version of the policy with the same actions; false where they fall into other classes there. */
  follow(change: ListChange, next: Policy): boolean;
}

/** Lists of actions that clauses have lost and got, each as often as it was or is named. */
export interface ListChange {
  readonly gone: readonly (readonly Action[])[];
  readonly come: readonly (readonly Action[])[];
}

export function classesOf(policy: Policy): Classes {
  /** How often each list is named. */
  const lists = new Map<readonly Action[], number>();
  const count = (actions: readonly Action[], by: number): void => {
    const times = (lists.get(actions) ?? 0) + by;
    if (times > 0) lists.set(actions, times);
    else lists.delete(actions);
  };
  const enter = (scope: Scope | undefined): void => {
    if (scope !== undefined) for (const { actions } of scope.clauses) count(actions, 1);
  };
  for (const { scope } of policy.hops) enter(scope);
  for (const { ceiling } of policy.agents) enter(ceiling);
  for (const { holds } of policy.principals) enter(holds);
  for (const { actions } of policy.denials) count(actions, 1);
  for (const assertion of policy.assertions) if (assertion.kind === "never") count(assertion.actions, 1);

  const byKey = membersOf(lists.keys());
  const all = [...byKey.values()].map((actions, id): ActionClass => ({ id, actions }));
  const classes = new Map(all.flatMap((each) => each.actions.map((action) => [action, each] as const)));
  const split = new Map<readonly Action[], readonly ActionClass[]>();
  let next = all.length;
  const classOf = (action: Action): ActionClass => remembered(classes, action, () => ({ id: next++, actions: [action] }));
  return {
    all,
    classOf,
    classesIn: (actions) => remembered(split, actions, () => [...new Set(actions.map(classOf))]),
    follow: ({ gone, come }, { actions }) => {
      const before = [...lists.keys()];

      for (const list of gone) count(list, -1);
      for (const list of come) count(list, 1);
      if (before.length === lists.size && before.every((list) => lists.has(list))) return true;
      return partition(before, actions) === partition(lists.keys(), actions);
    },
  };
}

/** The lists of actions that the clauses of a scope name. */
export function listsIn(scope: Scope | undefined): readonly (readonly Action[])[] {
  return scope === undefined ? [] : scope.clauses.map(({ actions }) => actions);
}

/** The actions of the same lists, by which lists those are. */
function membersOf(lists: Iterable<readonly Action[]>): ReadonlyMap<string, readonly Action[]> {
  const inLists = new Map<Action, number[]>();
  let number = 0;
  for (const actions of lists) {
    for (const action of new Set(actions)) remembered(inLists, action, (): number[] => []).push(number);
    number++;
  }
  const byKey = new Map<string, Action[]>();
  for (const [action, of] of inLists) remembered(byKey, of.join(" "), (): Action[] => []).push(action);
  return byKey;
}

/** A text that is the same where the actions fall into the same classes. */
function partition(lists: Iterable<readonly Action[]>, actions: readonly Action[]): string {
  const numbers = new Map<Action, number>();
  let number = 0;
  for (const members of membersOf(lists).values()) {
    for (const action of members) numbers.set(action, number);
    number++;
  }
  const seen = new Map<number, number>();
  return actions
    .map((action) => {
      const of = numbers.get(action);
      return of === undefined ? "" : remembered(seen, of, () => seen.size);
    })
    .join();
}
