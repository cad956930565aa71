/**
 * The chain that a `test` names: which hop each of its steps is, and the parameters that each hop is made with. It follows
 * the rules for chains alone and knows nothing of the proof, so that a test can disagree with it.
 */

import { conforms, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { type Failure, impossible, type Outside, type SaidHop } from "../diagnostics/codes/testing.js";
import type { Hop, Policy, Test } from "../model/model.js";
import { showValue } from "../types/show.js";

/** A hop of a test's chain, as it is made. */
export interface MadeHop {
  readonly hop: Hop;
  readonly params: Readonly<Record<string, Json>>;
  /** Of each name that a hop above declares, the value at the nearest of them. */
  readonly received: Readonly<Record<string, Json>>;
  /** Arguments that are of their type but for its refinement: the hop is refused. */
  readonly outside: readonly Outside[];
}

export type TestChain = { readonly kind: "chain"; readonly hops: readonly MadeHop[] } | { readonly kind: "impossible"; readonly why: Failure };

/** The hops of a policy by the parties that they join. */
export type Joins = (from: string, to: string) => readonly Hop[];

export function joinsOf(policy: Policy): Joins {
  const byParties = new Map<string, Hop[]>();
  for (const hop of policy.hops) {
    const key = `${hop.from.name}\0${hop.to.name}`;
    const same = byParties.get(key);
    if (same === undefined) byParties.set(key, [hop]);
    else same.push(hop);
  }
  return (from, to) => byParties.get(`${from}\0${to}`) ?? [];
}

/** The chain of a test, or why no such chain can be. */
export function chainOf(policy: Policy, joins: Joins, test: Test): TestChain {
  const wrong = wrongStart(policy, test) ?? wrongFact(policy, test);
  if (wrong !== undefined) return { kind: "impossible", why: wrong };
  const found = hopsOf(joins, test);
  if (found.kind === "impossible") return found;
  const made: MadeHop[] = [];
  let received: Readonly<Record<string, Json>> = {};
  for (const [index, hop] of found.hops.entries()) {
    const bound = bind(hop, test, index);
    if (bound.kind === "impossible") return bound;
    made.push({ hop, params: bound.params, received, outside: bound.outside });
    received = { ...received, ...bound.params };
  }
  return { kind: "chain", hops: made };
}

function wrongStart(policy: Policy, test: Test): Failure | undefined {
  if (policy.agents.some((agent) => agent.name === test.start)) return impossible.notPrincipal(test.place, test.start);
  if (!policy.principals.some((principal) => principal.name === test.start)) return impossible.noStart(test.place, test.start);
  return test.hops.length === 0 ? impossible.noSteps(test.place) : undefined;
}

/** The first fact of the test that the policy does not declare, or not with that type. Facts that it leaves out are absent. */
function wrongFact(policy: Policy, test: Test): Failure | undefined {
  for (const [name, value] of Object.entries(test.context)) {
    const fact = policy.facts.find((each) => each.name === name);
    if (fact === undefined) return impossible.unknownFact(test.place, name);
    if (!conforms(fact.type, value)) return impossible.wrongFact(test.place, name, showValue(value), fact.place);
  }
  return undefined;
}

/** A hop as it can stand at one place of the chain, with what is left below it. */
interface Standing {
  readonly hop: Hop;
  readonly left: number;
}

/** The only sequence of hops that makes the chain. Hops that no later step can follow do not count as a second reading. */
function hopsOf(
  joins: Joins,
  test: Test,
): { readonly kind: "hops"; readonly hops: readonly Hop[] } | { readonly kind: "impossible"; readonly why: Failure } {
  const refuse = (why: Failure) => ({ kind: "impossible", why }) as const;
  const layers: (readonly Standing[])[] = [];
  let from = test.start;
  for (const [index, step] of test.hops.entries()) {
    const declared = joins(from, step.to);
    if (declared.length === 0) return refuse(impossible.noHop(step.place, from, step.to));
    const named = declared.filter((hop) => step.task === undefined || hop.task.name === step.task);
    if (named.length === 0) return refuse(impossible.noTask(step.place, from, step.to, step.task ?? "", declared.map(said)));
    const guarded = named.filter((hop) => hop.from.kind === "principal" || !hop.from.unguarded);
    if (guarded.length === 0) return refuse(impossible.unguarded(step.place, from));
    const before = layers.at(-1);
    if (before === undefined) layers.push(guarded.map((hop) => ({ hop, left: hop.depth ?? Number.POSITIVE_INFINITY })));
    else {
      const ofTask = guarded.filter((hop) => before.some((above) => composes(above.hop, hop)));
      if (ofTask.length === 0)
        return refuse(
          impossible.otherTask(
            step.place,
            guarded.map(said),
            before.map((above) => said(above.hop)),
          ),
        );
      const layer = distinct(
        ofTask.flatMap((hop) => before.filter((above) => composes(above.hop, hop) && above.left >= 1).map((above) => below(above, hop))),
      );
      if (layer.length === 0) return refuse(impossible.tooDeep(step.place, test.hops.length, index));
      layers.push(layer);
    }
    from = step.to;
  }
  const live = withFollowers(layers);
  for (const [index, layer] of live.entries()) {
    const candidates = [...new Set(layer.map((standing) => standing.hop))];
    if (candidates.length > 1) return refuse(impossible.ambiguous(test.hops[index]?.place ?? test.place, candidates.map(said)));
  }
  return { kind: "hops", hops: live.flatMap((layer) => layer.slice(0, 1).map((standing) => standing.hop)) };
}

/** Its task is that of the hop before, or a part of it. */
function composes(above: Hop, hop: Hop): boolean {
  return hop.task.within.has(above.task.name);
}

function below(above: Standing, hop: Hop): Standing {
  return { hop, left: Math.min(hop.depth ?? Number.POSITIVE_INFINITY, above.left - 1) };
}

function distinct(standings: readonly Standing[]): readonly Standing[] {
  return [...new Map(standings.map((standing) => [`${standing.hop.index} ${standing.left}`, standing])).values()];
}

/** Each layer without the standings that nothing in the next layer can follow. */
function withFollowers(layers: readonly (readonly Standing[])[]): readonly (readonly Standing[])[] {
  const kept: (readonly Standing[])[] = [];
  let next: readonly Standing[] | undefined;
  for (const layer of layers.toReversed()) {
    const following = next;
    const live =
      following === undefined
        ? layer
        : layer.filter((above) =>
            following.some((each) => above.left >= 1 && composes(above.hop, each.hop) && below(above, each.hop).left === each.left),
          );
    kept.push(live);
    next = live;
  }
  return kept.toReversed();
}

type Bound =
  | { readonly kind: "bound"; readonly params: Readonly<Record<string, Json>>; readonly outside: readonly Outside[] }
  | { readonly kind: "impossible"; readonly why: Failure };

/** The parameters of a hop: those that the test gives, and those that the runtime takes from the context. */
function bind(hop: Hop, test: Test, index: number): Bound {
  const step = test.hops[index];
  const given: Readonly<Record<string, Json>> = step?.params ?? {};
  const place = step?.place ?? test.place;
  const bound: [string, Json][] = [];
  const outside: Outside[] = [];
  for (const param of hop.params) {
    const value = own(param.from === undefined ? given : test.context, param.from ?? param.name);
    if (param.from !== undefined && own(given, param.name) !== undefined)
      return { kind: "impossible", why: impossible.boundParam(place, param.name, param.from, param.place) };
    if (value === undefined)
      return {
        kind: "impossible",
        why:
          param.from === undefined
            ? impossible.missingParam(place, said(hop), param.name, param.place)
            : impossible.missingFact(place, param.name, param.from, param.place),
      };
    if (!conforms(param.type, value)) {
      if (!conforms(unrefined(param.type), value))
        return { kind: "impossible", why: impossible.wrongParam(place, param.name, showValue(value), param.place) };
      outside.push({ name: param.name, value: showValue(value), place: param.place });
    }
    bound.push([param.name, value]);
  }
  const unknown = Object.keys(given).find((name) => !hop.params.some((param) => param.name === name));
  if (unknown !== undefined) return { kind: "impossible", why: impossible.unknownParam(place, said(hop), unknown, hop.place) };
  return { kind: "bound", params: Object.fromEntries(bound), outside };
}

/** The type without any of its refinements: what a value outside them can still be of. */
function unrefined(type: Type): Type {
  switch (type.kind) {
    case "refined":
      return unrefined(type.base);
    case "list":
      return { ...type, element: unrefined(type.element) };
    case "record":
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: unrefined(field.type) })) };
    case "union":
      return { ...type, members: type.members.map(unrefined) };
    default:
      return type;
  }
}

function own(values: Readonly<Record<string, Json>>, name: string): Json | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** A hop in words, and where it stands. */
export function said(hop: Hop): SaidHop {
  return { hop: `${hop.from.name} -> ${hop.to.name}`, task: hop.task.name, place: hop.place };
}
