/** Assertions, denials and tests that are gone, or claim less than they did. */
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { Action, Assertion, Denial, Policy, Scope, Test } from "../model/model.js";
import { includes } from "../scope/narrower.js";
import { allOf, negate, someOf } from "../types/constraints.js";
import { showValue } from "../types/show.js";
import type { Weakening } from "./difference.js";
import { pairs } from "./weakened-tools.js";

const none = "none";

/** What is written at a place of either policy, and the name of a file of the older one as it is shown. */
export interface Texts {
  before(place: Place): string;
  after(place: Place): string;
  fileBefore(place: Place): string;
}

export function weakenedClaims(before: Policy, after: Policy, texts: Texts): readonly Weakening[] {
  // What is gone has no place any more: it is told of at the entry.
  const nowhere: Place = { file: after.entry, span: { start: 0, end: 0 } };
  const gone = (kind: Weakening["kind"], place: Place): Weakening => ({
    kind,
    where: texts.fileBefore(place),
    old: texts.before(place),
    new: none,
    place: nowhere,
  });
  const within = inclusion(after);
  return [
    ...before.assertions.filter((old) => !isAsserted(within, old, after.assertions)).map(({ place }) => gone("assertion", place)),
    ...before.denials.filter((old) => !isDenied(within, old, after.denials)).map(({ place }) => gone("deny", place)),
    ...weakenedTests(before, after, nowhere),
    ...weakenedScopes(within, before, after, texts),
  ];
}

/** Whether a condition on an action is within another, wherever it is asked; no where that is too hard to say. */
type Within = (action: Action, child: Constraint, parent: Constraint) => boolean;

function inclusion({ actions, facts }: Policy): Within {
  const known = new Map(actions.map((action) => [action.id, action]));
  const context = Object.fromEntries(facts.map(({ name, type }) => [name, type]));
  return (action, child, parent) => {
    const now = known.get(action.id);
    // What no longer exists can't be done.
    if (now === undefined || JSON.stringify(child) === JSON.stringify(parent)) return true;
    const signature = { action: { id: now.id, effect: now.effect, params: now.params }, params: {}, context };
    return includes(signature, { facts: { kind: "true" }, child, parent }).kind === "none";
  };
}

/** Whether some assertion of the newer policy claims all that this one did. */
function isAsserted(within: Within, old: Assertion, now: readonly Assertion[]): boolean {
  switch (old.kind) {
    case "never":
      return isCovered(
        within,
        old,
        now.flatMap((each) => (each.kind === "never" ? [each] : [])),
      );
    case "can":
      return now.some(
        (each) => each.kind === "can" && each.party === old.party && each.action.id === old.action.id && within(each.action, each.where, old.where),
      );
    case "no-flow":
      return now.some((each) => each.kind === "no-flow" && each.of === old.of && isSubset(old.to, each.to));
    case "no-path":
      return now.some((each) => each.kind === "no-path" && isSubset(old.from, each.from) && isSubset(old.to, each.to));
    case "depth":
      return now.some((each) => each.kind === "depth" && each.most <= old.most);
  }
}

function isDenied(within: Within, old: Denial, now: readonly Denial[]): boolean {
  return isCovered(within, old, now);
}

/** Whether those of the newer policy that speak of the same actions and parties together cover each action. */
function isCovered(
  within: Within,
  old: { readonly actions: readonly Action[]; readonly by?: ReadonlySet<string> | undefined; readonly where: Constraint },
  now: readonly { readonly actions: readonly Action[]; readonly by?: ReadonlySet<string> | undefined; readonly where: Constraint }[],
): boolean {
  const speaking = now.filter(({ by }) => by === undefined || (old.by !== undefined && isSubset(old.by, by)));
  return old.actions.every((action) => {
    const covering = speaking.filter(({ actions }) => actions.some(({ id }) => id === action.id));
    return within(action, old.where, someOf(covering.map(({ where }) => where)));
  });
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((each) => all.has(each));
}

/** What bounds a party on every chain: gone, or larger. */
function weakenedScopes(within: Within, before: Policy, after: Policy, texts: Texts): readonly Weakening[] {
  const actions = [...before.actions, ...after.actions.filter(({ id }) => !before.actions.some((each) => each.id === id))];
  const compare = (kind: "ceiling" | "holds", name: string, old: Scope | undefined, now: Scope | undefined, place: Place): readonly Weakening[] => {
    if (old === undefined) return [];
    const isKept = now !== undefined && actions.every((action) => within(action, covered(now, action), covered(old, action)));
    return isKept ? [] : [{ kind, where: name, old: texts.before(old.place), new: now === undefined ? none : texts.after(now.place), place }];
  };
  const nameOf = ({ name }: { readonly name: string }): string => name;
  return [
    ...pairs(before.principals, after.principals, nameOf).flatMap(([old, now]) => compare("holds", now.name, old.holds, now.holds, now.place)),
    ...pairs(before.agents, after.agents, nameOf).flatMap(([old, now]) => compare("ceiling", now.name, old.ceiling, now.ceiling, now.place)),
  ];
}

function covered({ clauses }: Scope, action: Action): Constraint {
  const any = (denies: boolean): Constraint =>
    someOf(
      clauses.filter(({ verb, actions }) => (verb === "deny") === denies && actions.some(({ id }) => id === action.id)).map(({ where }) => where),
    );
  return allOf([any(false), negate(any(true))]);
}

/** What a test expects counts, not what it is called: it may stand in another test now. */
function weakenedTests(before: Policy, after: Policy, nowhere: Place): readonly Weakening[] {
  const kept = new Set(after.tests.flatMap((test) => expectations(test).map(({ key }) => key)));
  return before.tests.flatMap((test) => {
    const lost = expectations(test).filter(({ key }) => !kept.has(key));
    if (lost.length === 0) return [];
    const now = after.tests.find(({ name }) => name === test.name);
    return [
      {
        kind: "test",
        where: test.name,
        old: lost.map(({ text }) => text).join("; "),
        new: now === undefined ? none : "not expected any more",
        place: now?.place ?? nowhere,
      } as const,
    ];
  });
}

function expectations({ start, hops, context, at, approvals, steps }: Test): readonly { readonly key: string; readonly text: string }[] {
  const chain = [start, hops.map(({ to, task, params }) => [to, task ?? null, ordered(params)]), ordered(context), at ?? null, [...approvals].sort()];
  return steps.map((step) => {
    if (step.kind === "refuse-hop") return { key: JSON.stringify([chain, "refuse"]), text: "refuse hop" };
    const args = Object.entries(step.args).map(([name, value]) => `${name}: ${showValue(value)}`);
    return {
      key: JSON.stringify([chain, step.expect, step.action.id, ordered(step.args)]),
      text: `${step.expect} ${step.action.id}(${args.join(", ")})`,
    };
  });
}

function ordered(values: Request["args"]): unknown {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
