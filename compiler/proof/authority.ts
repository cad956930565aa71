/**
 * What hops carry, as constraints: the clauses of a hop itself; the *floor* of a hop, which is what every chain that leads to
 * it carries to its delegator; and the *roof*, which is what some chain may carry there. Where a hop passes on what it
 * received, both are followed up to the hops that say what it is.
 *
 * A variable that is forgotten on the way down stands here under a name of its own, with the facts about it as premises: what
 * every chain carries is held to all of its values, what some chain may carry to any.
 */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy, Scope } from "../model/model.js";
import type { Variables } from "./ask.js";
import type { Context, Stand } from "./chains.js";
import { type ActionClass, type Classes, classesOf } from "./classes.js";
import { always, type Constraints, namesAt, nothing, placeOf, typeKey } from "./constraints.js";
import type { Frames } from "./environment.js";
import { factsAbout } from "./facts.js";

/** The clauses of one hop for one class of actions, over the variables of its frame; `false` where there is none. */
export interface Own {
  readonly allowed: Constraint;
  readonly relayed: Constraint;
  /** What `allow received` is cut down to. */
  readonly allowedReceived: Constraint;
  readonly relayedReceived: Constraint;
  readonly denied: Constraint;
  /** What is carried without what was received: `allowed` or `relayed`, and not `denied`. */
  readonly absolute: Constraint;
}

export interface Authority {
  readonly classes: Classes;
  own(context: Context): ReadonlyMap<ActionClass, Own>;
  /** What a scope without parameters covers: what a principal holds, an agent's ceiling. */
  scope(scope: Scope, of: ActionClass): Constraint;
  /** What every chain that leads here carries to the hop's delegator. */
  floor(context: Context, of: ActionClass): Constraint;
  /** What some chain that ends with this hop may let its recipient use, after the policy's denials. */
  usable(context: Context, of: ActionClass, own: Own): Constraint;
  /** What the policy denies to every chain; with an agent, also what it denies to the chains that end there. */
  denied(of: ActionClass, last?: string): Constraint;
  /** The variables that constraints of a context speak of. */
  variables(context: Context): Variables;
}

const none: Own = { allowed: nothing, relayed: nothing, allowedReceived: nothing, relayedReceived: nothing, denied: nothing, absolute: nothing };

/** How many hops in a row may pass on what they received. */
const longestRelay = 200;

/** How many parts may be in what such a hop received: more than the analysis follows, which leaves out what follows from the rest. */
const largestRelay = 200_000;

export function authorityOf(policy: Policy, constraints: Constraints, frames: Frames): Authority {
  const { and, together, or, not } = constraints;
  const classes = classesOf(policy);

  const owns: ReadonlyMap<ActionClass, Own>[] = [];
  const own = (context: Context): ReadonlyMap<ActionClass, Own> => {
    const before = owns[context.id];
    if (before !== undefined) return before;
    const found = new Map<ActionClass, { -readonly [K in keyof Own]: Own[K] }>();
    for (const { verb, received, actions, where } of context.hop.scope.clauses) {
      const part =
        verb === "deny" ? "denied" : verb === "allow" ? (received ? "allowedReceived" : "allowed") : received ? "relayedReceived" : "relayed";
      const condition = frames.resolve(context.frame, where);
      for (const of of classes.classesIn(actions)) {
        const clauses = found.get(of) ?? { ...none };
        found.set(of, clauses);
        clauses[part] = or([clauses[part], condition]);
      }
    }
    for (const clauses of found.values()) clauses.absolute = and([or([clauses.allowed, clauses.relayed]), not(clauses.denied)]);
    owns[context.id] = found;
    return found;
  };

  const scopes = new Map<Scope, Map<ActionClass, Constraint>>();
  const scope: Authority["scope"] = (given, of) => {
    const ofScope = scopes.get(given) ?? new Map<ActionClass, Constraint>();
    scopes.set(given, ofScope);
    const before = ofScope.get(of);
    if (before !== undefined) return before;
    const covering = given.clauses.filter(({ actions }) => classes.classesIn(actions).includes(of));
    const any = (denies: boolean): Constraint => or(covering.filter(({ verb }) => (verb === "deny") === denies).map(({ where }) => where));
    const found = and([any(false), not(any(true))]);
    ofScope.set(of, found);
    return found;
  };
  const heldBy = ({ from }: Hop, of: ActionClass): Constraint =>
    from.kind === "principal" && from.holds !== undefined ? scope(from.holds, of) : always;

  const privateTypes = new Map<string, Type>();
  const typeNumbers = new Map<string, number>();
  const privateName = (name: string, type: Type, left: number): string => {
    const number = typeNumbers.get(typeKey(type)) ?? typeNumbers.size;
    typeNumbers.set(typeKey(type), number);
    // On one chain so many hops are left only once, and of two chains each is held to all values by itself.
    const found = `${name}#${left} ${number}`;
    privateTypes.set(found, type);
    return found;
  };
  const lowered = new Map<string, Constraint>();
  /** A constraint of a context's frame, in the names that its variables have where it leads. */
  const below = (constraint: Constraint, { frame, kept }: Context, left: number): Constraint => {
    const names = new Map<string, string>();
    for (const name of namesAt("param", constraint)) {
      const type = Object.hasOwn(frame.variables, name) ? frame.variables[name] : undefined;
      if (type !== undefined) names.set(name, kept.get(name) ?? privateName(name, type, left));
    }
    if (names.size === 0) return constraint;
    const key = `${constraints.id(constraint)} ${[...names.values()].join(" ")}`;
    const before = lowered.get(key);
    if (before !== undefined) return before;
    const found = constraints.substitute(constraint, (root, name) => {
      const given = root === "param" ? names.get(name) : undefined;
      return given === undefined ? undefined : placeOf("param", given);
    });
    lowered.set(key, found);
    return found;
  };

  type Bound = "floor" | "roof";
  const memos: Record<Bound, Map<number, Constraint>[]> = { floor: [], roof: [] };
  /** Where it is too much to follow: the least that can be said of all, the most of some. */
  const unfollowed = (bound: Bound): Constraint => (bound === "floor" ? nothing : always);
  /** What all that arrives at a stand with so many hops left carries, or what some of it may. */
  const carriedTo = (bound: Bound, stand: Stand, of: ActionClass, left: number): Constraint => {
    if (left > longestRelay) return unfollowed(bound);
    const memo = memos[bound][stand.id] ?? new Map<number, Constraint>();
    memos[bound][stand.id] = memo;
    const key = of.id * (longestRelay + 1) + left;
    const before = memo.get(key);
    if (before !== undefined) return before;
    const each = stand.arrivals.filter(({ most }) => most >= left).map((context) => below(passedDown(bound, context, of, left), context, left));
    const found = bound === "floor" ? together(each) : or(each);
    memo.set(key, found);
    return found;
  };
  const passedDown = (bound: Bound, context: Context, of: ActionClass, left: number): Constraint => {
    const { allowedReceived, relayedReceived, denied, absolute } = own(context).get(of) ?? none;
    const passedOn = or([allowedReceived, relayedReceived]);
    const received = (): Constraint => {
      const found = receivedBy(bound, context, of, left);
      return constraints.size(found) > largestRelay ? unfollowed(bound) : found;
    };
    const carried = passedOn.kind === "false" ? absolute : or([absolute, together([passedOn, received(), not(denied)])]);
    if (context.dropped.length === 0) return carried;
    return bound === "floor" ? underPremises(context.dropped, carried) : and([...context.dropped, carried]);
  };
  /** What holds wherever the facts do: each member with those that bear on it. */
  const underPremises = (facts: readonly Constraint[], carried: Constraint): Constraint => {
    const about = factsAbout(facts, carried);
    if (about.length === 0) return carried;
    if (carried.kind === "and") return together(carried.of.map((member) => underPremises(about, member)));
    return or([not(and(about)), carried]);
  };
  const receivedBy = (bound: Bound, context: Context, of: ActionClass, left: number): Constraint => {
    if (context.hop.from.kind === "principal") return heldBy(context.hop, of);
    const each = context.after.map((stand) => carriedTo(bound, stand, of, left + 1));
    return bound === "floor" ? together(each) : or(each);
  };

  const denials = new Map<string, Constraint>();
  const denied: Authority["denied"] = (of, last) => {
    if (policy.denials.length === 0) return nothing;
    const key = `${of.id} ${last ?? ""}`;
    const before = denials.get(key);
    if (before !== undefined) return before;
    const found = or(
      policy.denials
        .filter(({ by, actions }) => (by === undefined || (last !== undefined && by.has(last))) && classes.classesIn(actions).includes(of))
        .map(({ where }) => where),
    );
    denials.set(key, found);
    return found;
  };

  return {
    classes,
    own,
    scope,
    floor: (context, of) => receivedBy("floor", context, of, 0),
    usable: (context, of, { allowed, allowedReceived, denied: lost }) => {
      const received = allowedReceived.kind === "false" ? nothing : and([allowedReceived, receivedBy("roof", context, of, 0)]);
      return and([or([allowed, received]), not(lost), not(denied(of, context.hop.to.name))]);
    },
    denied,
    variables:
      ({ frame }) =>
      (name) =>
        Object.hasOwn(frame.variables, name) ? frame.variables[name] : privateTypes.get(name),
  };
}

/** Whether a class of actions is one of those that a list names. */
export function isOf(of: ActionClass, classes: Classes, actions: readonly Action[]): boolean {
  return classes.classesIn(actions).includes(of);
}
