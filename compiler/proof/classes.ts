/** Actions that every clause of the policy treats alike: what is said of one of them, but for its arguments, is said of all. */
import type { Action, Policy } from "../model/model.js";

export interface ActionClass {
  readonly id: number;
  /** At least one. */
  readonly actions: readonly Action[];
}

export interface Classes {
  classOf(action: Action): ActionClass;
  /** The classes that a clause's list of actions is made of. */
  classesIn(actions: readonly Action[]): readonly ActionClass[];
}

export function classesOf(policy: Policy): Classes {
  const scopes = [
    ...policy.hops.map(({ scope }) => scope),
    ...policy.agents.map(({ ceiling }) => ceiling),
    ...policy.principals.map(({ holds }) => holds),
  ];
  const lists = new Set<readonly Action[]>();
  for (const scope of scopes) for (const { actions } of scope?.clauses ?? []) lists.add(actions);
  for (const { actions } of policy.denials) lists.add(actions);
  for (const assertion of policy.assertions) if (assertion.kind === "never") lists.add(assertion.actions);

  const inLists = new Map<Action, number[]>();
  for (const [number, actions] of [...lists].entries()) {
    for (const action of new Set(actions)) {
      const before = inLists.get(action);
      if (before === undefined) inLists.set(action, [number]);
      else before.push(number);
    }
  }
  const together = new Map<string, Action[]>();
  for (const [action, of] of inLists) {
    const same = together.get(of.join(" "));
    if (same === undefined) together.set(of.join(" "), [action]);
    else same.push(action);
  }
  const classes = new Map<Action, ActionClass>();
  for (const [id, actions] of [...together.values()].entries())
    for (const action of actions) classes.set(action, classes.get(actions[0] ?? action) ?? { id, actions });

  const classOf = (action: Action): ActionClass => {
    const found = classes.get(action) ?? { id: classes.size + together.size, actions: [action] };
    classes.set(action, found);
    return found;
  };
  const split = new Map<readonly Action[], readonly ActionClass[]>();
  return {
    classOf,
    classesIn: (actions) => {
      const found = split.get(actions) ?? [...new Set(actions.map(classOf))];
      split.set(actions, found);
      return found;
    },
  };
}
