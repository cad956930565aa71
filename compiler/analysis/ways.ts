/**
 * How the chains of a certificate go on after each hop: of what stands there, all is kept that the hops below still ask for, and
 * the facts that speak of it, directly or through one another.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Budget, Hop, Policy } from "../model/model.js";
import { type Constraints, namesAt, type PlaceTerm, placeOf, typeKey } from "../proof/constraints.js";
import type { Environment, Frame, Frames } from "../proof/environment.js";
import type { Way } from "../proof/guide.js";
import { graphOf } from "./graph.js";
import { needsOf } from "./needs.js";

/** A budget whose amount is a parameter, in the variables of an environment or a frame. */
interface VariableBound extends Pick<Budget, "unit" | "per"> {
  readonly amount: PlaceTerm;
}

/** How chains go on after a hop that is made in this frame; `undefined` where nothing is kept. */
export type Ways = (hop: Hop, environment: Environment, frame: Frame) => Way | undefined;

export function waysOf(policy: Policy, constraints: Constraints, frames: Frames): Ways {
  const graph = graphOf(policy);
  const needs = needsOf(policy, graph, constraints);
  const numbers = new Map<string, number>();
  const boundsIn = new Map<number, readonly VariableBound[]>();

  return (hop, environment, frame) => {
    const needed = needs(graph.groupOf(hop));
    const own = hop.budgets.flatMap(({ amount, unit, per }): VariableBound[] => {
      const term = typeof amount === "number" ? undefined : frame.own.get(amount.param)?.term;
      return term === undefined ? [] : [{ amount: term, unit, ...(per === undefined ? {} : { per }) }];
    });
    const bounds = [...own, ...(boundsIn.get(environment.number) ?? [])].filter(({ unit }) => needed.units.has(unit));
    const received = needed.received.filter((name) => frame.own.has(name) || frame.received.has(name));
    if (received.length === 0 && frame.facts.length === 0 && bounds.length === 0) return undefined;

    const reached = new Set([...needed.context].map((name) => `context ${name}`));
    const reach = ({ root, name }: PlaceTerm): unknown => reached.add(`${root} ${name}`);
    for (const name of received) reach((frame.own.get(name) ?? frame.received.get(name))?.term ?? placeOf("param", name));
    for (const { amount } of bounds) reach(amount);
    const facts = cone(frame.facts, reached);
    if (received.length === 0 && facts.length === 0 && bounds.length === 0) return undefined;

    const keep: Record<string, string> = {};
    const counts = new Map<string, number>();
    for (const variable of Object.keys(frame.variables)) {
      if (!reached.has(`param ${variable}`)) continue;
      const name = variable.slice(0, variable.lastIndexOf("@"));
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      keep[variable] = `${name}@${count}`;
    }
    const renamed = (bound: VariableBound): VariableBound => ({
      ...bound,
      amount: bound.amount.root === "param" ? { ...bound.amount, name: keep[bound.amount.name] ?? "" } : bound.amount,
    });
    const way = { to: 0, keep, facts, received };
    const environmentBounds = bounds.map(renamed);
    const key = keyOf(frames.follow(frame, way), environmentBounds, constraints);
    const to = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, to);
    boundsIn.set(to, environmentBounds);
    return { ...way, to };
  };
}

/** The indices of the facts that speak of what is reached; `reached` grows by all that they speak of. */
function cone(facts: readonly Constraint[], reached: Set<string>): readonly number[] {
  const kept = new Set<number>();
  for (let before = -1; before < kept.size; ) {
    before = kept.size;
    for (const [index, fact] of facts.entries()) {
      const speaksOf = [...namesAt("param", fact).map((name) => `param ${name}`), ...namesAt("context", fact).map((name) => `context ${name}`)];
      if (kept.has(index) || !speaksOf.some((each) => reached.has(each))) continue;
      kept.add(index);
      for (const each of speaksOf) reached.add(each);
    }
  }
  return [...kept].sort((a, b) => a - b);
}

function keyOf(environment: Environment | string, bounds: readonly VariableBound[], constraints: Constraints): string {
  if (typeof environment === "string") throw new Error(`a way that was made cannot be followed: ${environment}`);
  return JSON.stringify([
    [...environment.received].map(([name, { term, type }]) => [name, term.root, term.name, typeKey(type)]).sort(),
    Object.entries(environment.variables).map(([name, type]) => [name, typeKey(type)]),
    environment.facts.map(constraints.id).sort((a, b) => a - b),
    bounds.map(({ amount, unit, per }) => [amount.root, amount.name, unit, per ?? null]).sort(),
  ]);
}
