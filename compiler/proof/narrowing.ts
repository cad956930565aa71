/**
 * What hops carry and let be used stays within what bounds it: what the hop before carries on every chain, what the principal
 * holds that starts it, the ceiling of the agent that it leads to.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action } from "../model/model.js";
import type { Ask } from "./ask.js";
import type { Authority, Own } from "./authority.js";
import { type Chains, type Context, shown } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { type Constraints, conjuncts, mentions, namesAt, typeKey } from "./constraints.js";
import { bareFrame } from "./environment.js";
import { isEvident } from "./evident.js";
import { factsAbout } from "./facts.js";
import type { Failure } from "./guide.js";

export interface Proving {
  readonly chains: Chains;
  readonly constraints: Constraints;
  readonly authority: Authority;
  readonly ask: Ask;
}

/** What is within what, and what the obligation is called. */
interface Inclusion {
  readonly context: Context;
  readonly of: ActionClass;
  readonly label: (action: Action) => string;
  /** What is carried or used, the simplest first; each holds all that the next does. */
  readonly children: readonly [Constraint, ...Constraint[]];
  readonly parent: Constraint;
}

export function narrowing(proving: Proving): Failure | undefined {
  const { chains, constraints, authority } = proving;
  const { and, or, not } = constraints;
  const check = inclusions(proving);
  for (const context of chains.contexts) {
    const { hop } = context;
    const { ceiling } = hop.to;
    const held = hop.from.kind === "principal" ? hop.from.holds : undefined;
    for (const [of, own] of authority.own(context)) {
      const { allowed, allowedReceived, denied, absolute } = own;
      // What a hop passes on of what it received is within that, whatever it is.
      const isWide = absolute.kind !== "false" && (held !== undefined || hop.from.kind === "agent");
      if (isWide) {
        const failure = check({
          context,
          of,
          label: (action) => `${shown(hop)}: ${action.id} is carried`,
          children: lessDenied(proving, absolute, authority.denied(of)),
          parent: held === undefined ? authority.floor(context, of) : authority.scope(held, of),
        });
        if (failure !== undefined) return failure;
      }
      if (ceiling === undefined) continue;
      const failure = check({
        context,
        of,
        label: (action) => `${shown(hop)}: ${action.id} is under the ceiling`,
        children: usedIn(proving, context, of, own, and([or([allowed, allowedReceived]), not(denied)])),
        parent: authority.scope(ceiling, of),
      });
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

/** Before the policy's denials, and after them. */
function lessDenied({ constraints: { and, not } }: Proving, given: Constraint, denied: Constraint): Inclusion["children"] {
  return denied.kind === "false" ? [given] : [given, and([given, not(denied)])];
}

/** What a hop lets be used: by its own clauses, after the policy's denials, and of what was received only what there can be. */
function usedIn(proving: Proving, context: Context, of: ActionClass, own: Own, used: Constraint): Inclusion["children"] {
  const { authority } = proving;
  const first = lessDenied(proving, used, authority.denied(of, context.hop.to.name));
  return own.allowedReceived.kind === "false" ? first : [...first, authority.usable(context, of, own)];
}

/** Asks about each member of a parent that is a conjunction, whatever it is made of: there are far fewer of those than of conjunctions. */
function inclusions({ constraints, authority, ask }: Proving): (inclusion: Inclusion) => Failure | undefined {
  const { and, not, id } = constraints;
  // What is asked depends on these alone, so that most hops ask nothing new.
  const done = new Set<string>();
  const doneBare = new Map<ActionClass, Map<Constraint, Set<Constraint>>>();
  const keyOf = ({ context, of, children, parent }: Inclusion, facts: readonly Constraint[]): string => {
    let key = `${of.id} ${id(parent)}${typesIn(context, parent)}`;
    for (const each of children) key += ` ${id(each)}${typesIn(context, each)}`;
    for (const each of facts) key += ` ${id(each)}${typesIn(context, each)}`;
    return key;
  };
  const doneOf = ({ context, of, children: [child, other] }: Inclusion): Set<Constraint> | undefined => {
    if (context.frame !== bareFrame || other !== undefined) return undefined;
    const ofClass = remembered(doneBare, of, () => new Map<Constraint, Set<Constraint>>());
    return remembered(ofClass, child, () => new Set<Constraint>());
  };
  const check = (inclusion: Inclusion): Failure | undefined => {
    const { context, children, parent } = inclusion;
    const [child] = children;
    if (child.kind === "false" || parent.kind === "true" || child === parent) return undefined;
    const bare = doneOf(inclusion);
    if (bare?.has(parent)) return undefined;
    const facts = factsAbout(context.frame.facts, ...children, parent);
    const key = bare === undefined ? keyOf(inclusion, facts) : "";
    if (bare === undefined && done.has(key)) return undefined;
    const failure = parent.kind === "and" ? first(parent.of, (member) => check({ ...inclusion, parent: member })) : checkMember(inclusion, facts);
    if (failure !== undefined) return failure;
    if (bare === undefined) done.add(key);
    else bare.add(parent);
    return undefined;
  };
  const checkMember = ({ context, of, label, children, parent }: Inclusion, facts: readonly Constraint[]): Failure | undefined => {
    const parts = conjuncts(children[0]);
    if (parts.some((each) => isEvident(each, parent))) return undefined;
    const outside = not(parent);
    const alone = parts.filter((each) => speakOfOnePlace(each, parent)).map((each) => and([each, outside]));
    const whole = children.map((each) => and([...facts, each, outside]));
    const either = [...new Set([...alone, ...whole])];
    return first(of.actions, (action) => ask.impossible(() => label(action), action, authority.variables(context), either));
  };
  return check;
}

/** The first failure among several. */
function first<T>(of: readonly T[], check: (each: T) => Failure | undefined): Failure | undefined {
  for (const each of of) {
    const failure = check(each);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The types of the frame's variables that a constraint speaks of; the others say their type by their name. */
function typesIn({ frame }: Context, constraint: Constraint): string {
  let types = "";
  for (const name of namesAt("param", constraint)) {
    const type = Object.hasOwn(frame.variables, name) ? frame.variables[name] : undefined;
    if (type !== undefined) types += ` ${typeKey(type)}`;
  }
  return types;
}

function speakOfOnePlace(first: Constraint, second: Constraint): boolean {
  const other = mentions(second);
  for (const each of mentions(first)) if (other.has(each)) return true;
  return false;
}

function remembered<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
