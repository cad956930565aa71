/**
 * The parameters and facts that stand when a hop is made, and how they go down a chain. A hop's own parameter `p` is the
 * variable `p@0` of its frame; what it inherits has the names that the environment gives it. From hop to hop variables,
 * facts and received parameters may be forgotten or called otherwise, and nothing may be added: so whatever is proved of
 * all values that an environment admits is proved of those that a chain really has.
 */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import type { Hop, Policy } from "../model/model.js";
import { type Constraints, conjuncts, namesAt, type PlaceTerm, placeOf, speaksOfRequest, typeKey } from "./constraints.js";
import type { Way } from "./guide.js";

/** What a parameter is: a variable, or the fact of the context that it is bound to. */
export interface Bound {
  readonly term: PlaceTerm;
  readonly type: Type;
}

export interface Environment {
  readonly number: number;
  readonly received: ReadonlyMap<string, Bound>;
  readonly variables: Readonly<Record<string, Type>>;
  /** What the `require`s above have made sure of. */
  readonly facts: readonly Constraint[];
}

export const emptyEnvironment: Environment = { number: 0, received: new Map(), variables: {}, facts: [] };

/** A hop as it is made in an environment. */
export interface Frame {
  readonly own: ReadonlyMap<string, Bound>;
  readonly received: ReadonlyMap<string, Bound>;
  readonly variables: Readonly<Record<string, Type>>;
  /** What it inherits, what binding its parameters makes sure of, and its own `require`. */
  readonly facts: readonly Constraint[];
}

export interface Frames {
  /** The context's facts, by name. */
  readonly context: Readonly<Record<string, Type>>;
  /** Those that may be different with each request. */
  readonly live: ReadonlySet<string>;
  frame(hop: Hop, environment: Environment): Frame;
  /** A constraint of the hop, over the variables of its frame. */
  resolve(frame: Frame, constraint: Constraint): Constraint;
  /** The environment that a way makes of a frame; text where there is no such way. */
  follow(frame: Frame, way: Way): Environment | string;
}

const noBounds: ReadonlyMap<string, Bound> = new Map();

/** The frame of a hop that has no parameter and requires nothing, where nothing stands. */
export const bareFrame: Frame = { own: noBounds, received: noBounds, variables: {}, facts: [] };

export function framesOf(policy: Policy, constraints: Constraints): Frames {
  const context = Object.fromEntries(policy.facts.map(({ name, type }) => [name, type]));
  const live = new Set(policy.facts.filter((fact) => fact.live).map(({ name }) => name));

  const resolve = (frame: Frame, constraint: Constraint): Constraint =>
    frame.own.size === 0 && frame.received.size === 0
      ? constraints.intern(constraint)
      : constraints.substitute(constraint, (root, name) => (root === "param" ? frame.own : frame.received).get(name)?.term);

  const frame = (hop: Hop, environment: Environment): Frame => {
    if (hop.params.length === 0 && hop.require.kind === "true") {
      if (environment === emptyEnvironment) return bareFrame;
      return { own: noBounds, received: environment.received, variables: environment.variables, facts: environment.facts };
    }
    const own = new Map<string, Bound>();
    const variables: Record<string, Type> = {};
    const bindings: Constraint[] = [];
    for (const { name, type, from } of hop.params) {
      const fixed = from === undefined || live.has(from) || !Object.hasOwn(context, from) ? undefined : context[from];
      const sort = sortOf(type);
      if (from !== undefined && fixed !== undefined && (sort === undefined || typeKey(type) === typeKey(fixed))) {
        own.set(name, { term: placeOf("context", from), type });
        continue;
      }
      const term = placeOf("param", `${name}@0`);
      own.set(name, { term, type });
      variables[term.name] = type;
      if (from !== undefined && fixed !== undefined && sort !== undefined)
        bindings.push({ kind: "compare", op: "==", sort, left: term, right: placeOf("context", from) });
    }
    const made: Frame = { own, received: environment.received, variables: { ...variables, ...environment.variables }, facts: [] };
    const lasting = lastingFacts(hop, live).map((fact) => resolve(made, fact));
    return { ...made, facts: [...environment.facts, ...bindings.map(constraints.intern), ...lasting] };
  };

  const follow = (at: Frame, way: Way): Environment | string => {
    const kept = new Map(Object.entries(way.keep));
    if (new Set(kept.values()).size !== kept.size) return "two variables are given one name";
    const variables: Record<string, Type> = {};
    for (const [variable, name] of kept) {
      // Not the name of a parameter of the next hop, which is `p@0`.
      if (!/@[1-9]\d*$/.test(name)) return `${name} is no name for what is inherited`;
      const type = Object.hasOwn(at.variables, variable) ? at.variables[variable] : undefined;
      if (type === undefined) return `there is no variable ${variable} to keep`;
      variables[name] = type;
    }
    const received = new Map<string, Bound>();
    for (const name of way.received) {
      const bound = at.own.get(name) ?? at.received.get(name);
      if (bound === undefined) return `there is no parameter ${name} to keep`;
      const term = renamed(bound.term, kept);
      if (term === undefined) return `the parameter ${name} is kept without its variable`;
      received.set(name, { term, type: bound.type });
    }
    const facts: Constraint[] = [];
    for (const index of way.facts) {
      const fact = at.facts[index];
      if (fact === undefined) return `there is no fact ${index} to keep`;
      if (!namesAt("param", fact).every((name) => kept.has(name))) return `the fact ${index} is kept without its variables`;
      facts.push(constraints.substitute(fact, (root, name) => (root === "param" ? renamed(placeOf("param", name), kept) : undefined)));
    }
    return { number: way.to, received, variables, facts };
  };

  return { context, live, frame, resolve, follow };
}

function renamed(term: PlaceTerm, kept: ReadonlyMap<string, string>): PlaceTerm | undefined {
  if (term.root !== "param") return term;
  const name = kept.get(term.name);
  return name === undefined ? undefined : placeOf("param", name);
}

/** Whether all that the first environment says, the second says too. */
export function saysNoMore(first: Environment, second: Environment): boolean {
  for (const [name, { term, type }] of first.received) {
    const other = second.received.get(name);
    if (other === undefined || other.term.root !== term.root || other.term.name !== term.name || typeKey(other.type) !== typeKey(type)) return false;
  }
  for (const [name, type] of Object.entries(first.variables)) {
    const other = Object.hasOwn(second.variables, name) ? second.variables[name] : undefined;
    if (other === undefined || typeKey(other) !== typeKey(type)) return false;
  }
  return first.facts.every((fact) => second.facts.includes(fact));
}

/** The parts of a hop's `require` that hold for as long as the chain lasts: none that the one request or a live fact decides. */
export function lastingFacts(hop: Hop, live: ReadonlySet<string>): readonly Constraint[] {
  return conjuncts(hop.require).filter((fact) => !speaksOfRequest(fact) && !namesAt("context", fact).some((name) => live.has(name)));
}

/** The scalar sort that values of a type are compared by; `undefined` where they are not scalars. */
function sortOf(type: Type): Sort | undefined {
  switch (type.kind) {
    case "scalar":
      return type.sort;
    case "enum":
      return "String";
    case "refined":
      return sortOf(type.base);
    default:
      return undefined;
  }
}
