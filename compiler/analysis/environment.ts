/**
 * The parameters and facts that stand when a hop is made. Each parameter of a hop is a variable, called `NAME@0` by the hop
 * itself and `NAME@1`, `NAME@2`, … by those below, the nearest first; where the runtime binds it to a fact of the context,
 * it is that fact. What nobody below asks for is forgotten, and what is left is compared by these names: two chains that
 * leave the same variables and the same facts leave one environment.
 */
import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import type { Place } from "../base/span.js";
import type { Hop, Policy } from "../model/model.js";
import { conjuncts, type Interner, mentions, nothing, placeOf, substitute, typeKey } from "./constraints.js";
import { remembered } from "./memo.js";
import type { Needs } from "./needs.js";

type PlaceTerm = Extract<Term, { kind: "place" }>;

export interface Environment {
  /** Equal environments are one object. */
  readonly id: number;
  /** What `received.NAME` is, for the names that are asked for below. */
  readonly received: ReadonlyMap<string, { readonly term: PlaceTerm; readonly type: Type }>;
  /** The nearest first. */
  readonly variables: Readonly<Record<string, Type>>;
  /** What the `require`s above have made sure of, over these variables and the context. */
  readonly facts: readonly Constraint[];
  /** The budgets above whose amount is one of these variables. */
  readonly bounds: readonly VariableBound[];
  /** A text by which environments have one order, whatever was met before. */
  order(): string;
}

/** A budget whose amount a parameter gives. */
export interface VariableBound {
  readonly amount: PlaceTerm;
  readonly unit: string;
  readonly per?: number;
  readonly hop: Hop;
  readonly place: Place;
}

/** A hop as it is made in an environment: its own parameters and the inherited ones. */
export interface Frame {
  readonly variables: Readonly<Record<string, Type>>;
  /** Its own `require` and what it inherits. */
  readonly facts: readonly Constraint[];
  readonly bounds: readonly VariableBound[];
  /** A constraint of the hop, over these variables. */
  resolve(constraint: Constraint): Constraint;
}

/** How an environment follows from a frame. */
export interface Step {
  readonly environment: Environment;
  /** The new name of each variable that is kept. */
  readonly kept: ReadonlyMap<string, string>;
  /** The facts that are forgotten; they speak of no variable that is kept. */
  readonly dropped: readonly Constraint[];
}

const noParameters: Parameters = { terms: new Map(), variables: {}, bindings: [] };

export interface Environments {
  readonly empty: Environment;
  frame(hop: Hop, environment: Environment): Frame;
  step(hop: Hop, environment: Environment, needs: Needs): Step;
}

/** A hop's own parameters. */
export interface Parameters {
  readonly terms: ReadonlyMap<string, { readonly term: PlaceTerm; readonly type: Type }>;
  readonly variables: Readonly<Record<string, Type>>;
  /** What binding them from the context makes sure of. */
  readonly bindings: readonly Constraint[];
}

export function environments(policy: Policy, constraints: Interner): Environments {
  const known = new Map<string, Environment>();
  const settle = (environment: Omit<Environment, "id" | "order">): Environment => {
    const key = environmentKey(environment, constraints.id);
    let found = known.get(key);
    if (found === undefined) {
      let order: string | undefined;
      const orderOf = (): string => {
        order ??= environmentKey(environment, constraints.weight);
        return order;
      };
      found = { id: known.size, ...environment, order: orderOf };
      known.set(key, found);
    }
    return found;
  };
  const empty = settle({ received: new Map(), variables: {}, facts: [], bounds: [] });

  const leavesNothing: Step = { environment: empty, kept: new Map(), dropped: [] };

  const factTypes = factTypesOf(policy);
  const owns = new Map<Hop, Parameters>();
  const ownOf = (hop: Hop): Parameters =>
    hop.params.length === 0 ? noParameters : remembered(owns, hop, () => parametersOf(hop, factTypes, (name) => `${name}@0`));

  /** Where a parameter is read that is missing on the chain, which is an error, nothing can be made of what says something of it. */
  const resolvedBy =
    (termOf: (root: "param" | "received", name: string) => PlaceTerm | undefined) =>
    (constraint: Constraint): Constraint | undefined => {
      const written = constraints.intern(constraint);
      const put = substitute(written, termOf);
      const made = put === written ? written : constraints.intern(put);
      return mentions(made).received.size > 0 ? undefined : made;
    };
  const plainly = resolvedBy(() => undefined);
  const plain: Frame = { variables: {}, facts: [], bounds: [], resolve: (constraint) => plainly(constraint) ?? nothing };
  const frames = new Map<Hop, Map<Environment, Frame>>();
  const makeFrame = (hop: Hop, environment: Environment): Frame => {
    const own = ownOf(hop);
    const termOf = (root: "param" | "received", name: string): PlaceTerm | undefined =>
      (root === "param" ? own.terms.get(name) : environment.received.get(name))?.term;
    const resolved = resolvedBy(termOf);
    const resolve = (constraint: Constraint): Constraint => resolved(constraint) ?? nothing;
    const lasting = lastingFacts(hop, factTypes);
    const bounds = hop.budgets.flatMap((budget): VariableBound[] => {
      const amount = typeof budget.amount === "number" ? undefined : own.terms.get(budget.amount.param)?.term;
      if (amount === undefined) return [];
      return [{ amount, unit: budget.unit, ...(budget.per === undefined ? {} : { per: budget.per }), hop, place: budget.place }];
    });
    return {
      variables: hop.params.length === 0 ? environment.variables : { ...own.variables, ...environment.variables },
      facts:
        lasting.length + own.bindings.length === 0
          ? environment.facts
          : [...environment.facts, ...own.bindings.map(constraints.intern), ...lasting.flatMap((fact) => resolved(fact) ?? [])],
      bounds: bounds.length === 0 ? environment.bounds : [...bounds, ...environment.bounds],
      resolve,
    };
  };
  const frame = (hop: Hop, environment: Environment): Frame => {
    if (environment === empty && hop.params.length === 0 && hop.require.kind === "true") return plain;
    const ofHop = remembered(frames, hop, () => new Map<Environment, Frame>());
    return remembered(ofHop, environment, () => makeFrame(hop, environment));
  };

  const step = (hop: Hop, environment: Environment, needs: Needs): Step => {
    const { variables, facts, bounds } = frame(hop, environment);
    const own = ownOf(hop);
    const received = new Map<string, { readonly term: PlaceTerm; readonly type: Type }>();
    for (const name of needs.received) {
      const found = own.terms.get(name) ?? environment.received.get(name);
      if (found !== undefined) received.set(name, found);
    }
    const keptBounds = bounds.filter(({ unit }) => needs.units.has(unit));
    if (received.size === 0 && facts.length === 0 && keptBounds.length === 0) return leavesNothing;

    const reached = new Set([...needs.context].map((name) => `context ${name}`));
    for (const { term } of received.values()) reached.add(`${term.root} ${term.name}`);
    for (const { amount } of keptBounds) reached.add(`${amount.root} ${amount.name}`);
    const { kept: keptFacts, dropped } = cone(facts, reached);

    const kept = new Map<string, string>();
    const counts = new Map<string, number>();
    const types: Record<string, Type> = {};
    for (const [variable, type] of Object.entries(variables)) {
      if (!reached.has(`param ${variable}`)) continue;
      const name = variable.slice(0, variable.lastIndexOf("@"));
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      kept.set(variable, `${name}@${count}`);
      types[`${name}@${count}`] = type;
    }
    const rename = (term: PlaceTerm): PlaceTerm => (term.root === "param" ? placeOf("param", kept.get(term.name) ?? term.name) : term);
    const renamed = (fact: Constraint): Constraint =>
      constraints.intern(substitute(fact, (root, name) => (root === "param" ? rename(placeOf("param", name)) : undefined)));
    return {
      environment: settle({
        received: new Map([...received].map(([name, { term, type }]) => [name, { term: rename(term), type }])),
        variables: types,
        facts: keptFacts.map(renamed),
        bounds: keptBounds.map((bound) => ({ ...bound, amount: rename(bound.amount) })),
      }),
      kept,
      dropped,
    };
  };

  return { empty, frame, step };
}

/** The scalar sort that values of a type are compared by; `undefined` where they are not scalars. */
export function sortOf(type: Type): Sort | undefined {
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

/** The facts of the context that parameters can be bound from, and those that change. */
export interface FactTypes {
  readonly types: ReadonlyMap<string, Type>;
  readonly live: ReadonlySet<string>;
}

export function factTypesOf(policy: Policy): FactTypes {
  return {
    types: new Map(policy.facts.map(({ name, type }) => [name, type])),
    live: new Set(policy.facts.filter((fact) => fact.live).map(({ name }) => name)),
  };
}

/**
 * The parameters of a hop, each under the name that is asked for. One that is bound from the context is that fact where
 * their types are the same or it is no scalar (then its own refinement is not counted on); else it is a variable that equals
 * the fact. A fact that changes binds nothing for good.
 */
export function parametersOf(hop: Hop, facts: FactTypes, nameOf: (param: string) => string): Parameters {
  const terms = new Map<string, { readonly term: PlaceTerm; readonly type: Type }>();
  const variables: Record<string, Type> = {};
  const bindings: Constraint[] = [];
  for (const { name, type, from } of hop.params) {
    const factType = from === undefined || facts.live.has(from) ? undefined : facts.types.get(from);
    if (from !== undefined && factType !== undefined) {
      const sort = sortOf(type);
      if (sort === undefined || typeKey(type) === typeKey(factType)) {
        terms.set(name, { term: placeOf("context", from), type });
        continue;
      }
      bindings.push({ kind: "compare", op: "==", sort, left: placeOf("param", nameOf(name)), right: placeOf("context", from) });
    }
    terms.set(name, { term: placeOf("param", nameOf(name)), type });
    variables[nameOf(name)] = type;
  }
  return { terms, variables, bindings };
}

/** The parts of a hop's `require` that hold for as long as the chain lasts: none that the one request or a live fact decides. */
export function lastingFacts(hop: Hop, { live }: FactTypes): readonly Constraint[] {
  return conjuncts(hop.require).filter((fact) => {
    const { request, context } = mentions(fact);
    return !request && ![...context].some((name) => live.has(name));
  });
}

/** The facts that speak, directly or through one another, of what is reached; `reached` grows by all that they speak of. */
function cone(facts: readonly Constraint[], reached: Set<string>): { readonly kept: readonly Constraint[]; readonly dropped: readonly Constraint[] } {
  let rest = facts.map((fact) => {
    const { params, context } = mentions(fact);
    return { fact, speaksOf: [...[...params].map((name) => `param ${name}`), ...[...context].map((name) => `context ${name}`)] };
  });
  const kept = new Set<Constraint>();
  for (let grown = true; grown; ) {
    grown = false;
    rest = rest.filter(({ fact, speaksOf }) => {
      if (!speaksOf.some((name) => reached.has(name))) return true;
      kept.add(fact);
      for (const name of speaksOf) reached.add(name);
      grown = true;
      return false;
    });
  }
  return { kept: facts.filter((fact) => kept.has(fact)), dropped: rest.map(({ fact }) => fact) };
}

function environmentKey(environment: Omit<Environment, "id" | "order">, numberOf: Interner["id"]): string {
  return JSON.stringify([
    [...environment.received].map(([name, { term, type }]) => [name, term.root, term.name, typeKey(type)]).sort(),
    Object.entries(environment.variables).map(([name, type]) => [name, typeKey(type)]),
    environment.facts.map(numberOf).sort((a, b) => a - b),
    environment.bounds.map(({ amount, unit, per, hop }) => [amount.name, unit, per ?? null, per === undefined ? hop.ttl : null]).sort(),
  ]);
}
