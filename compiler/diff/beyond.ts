/**
 * What one policy lets an agent do that another does not: a request that some chain of the one admits and no chain of the
 * other. The first is one question for each hop to the agent; that no chain of the other admits it, whatever its hops are made
 * with, is shown by instances (see `instances.ts`): ask for a request outside all instances so far; if the other admits it
 * all the same, with parameters that the decision procedure finds, these give new instances. It ends with a request that the
 * other does not admit, with none, or at a counted limit: then it is not known, and that is said.
 */
import { type Constraint, conformsAll, type Request, type Type } from "../../stdlib/runtime/constraint.js";
import { type Bench, benchFor } from "../analysis/chains.js";
import { type Interner, mentions, typeKey } from "../analysis/constraints.js";
import type { Prover } from "../analysis/prover.js";
import type { Action, Fact } from "../model/model.js";
import { given } from "../query/given.js";
import { type Making, makingOf, withAllFacts } from "../query/making.js";
import { decider, type Survey, type Way } from "../query/survey.js";
import { always } from "../types/constraints.js";
import { conformingTo } from "./conforming.js";
import { instancesFor, type Offer, type Parametric, sameNamed } from "./instances.js";

export type Beyond =
  | { readonly kind: "within" }
  /** The request, on a chain that admits it. */
  | { readonly kind: "beyond"; readonly making: Making }
  /** Whether there is such a request is not known; the chain admits one that the other policy may admit as well. */
  | { readonly kind: "unknown"; readonly why: string; readonly making: Making | undefined };

/** Two policies that are compared, and what both may speak of. */
export interface Comparison {
  /** What `of` lets the agent do that `than` does not. */
  beyond(of: Survey, than: Survey, agent: string, action: Action, other: Action | undefined): Beyond;
}

/** So many times a request is asked for that is outside what was found before. */
const mostRounds = 40;

/** For one direction: what was asked of an action is remembered by its name. `facts`: those of both policies; of one name, one. */
export function comparison(facts: readonly Fact[], bench: Bench = benchFor({ facts }, decider)): Comparison {
  const { constraints, prover: proofs } = bench;
  const asking: Asking = { constraints, proofs, facts };
  return {
    beyond(of, than, agent, action, other) {
      const ways = of.waysTo(agent, action);
      if (ways.length === 0) return { kind: "within" };
      const others = other === undefined ? [] : than.waysTo(agent, other).map((way) => parametric(asking, than, way));
      const isSame = other !== undefined && typeKey(argumentsOf(action)) === typeKey(argumentsOf(other));
      const known = new Set(others.map(({ admitted }) => admitted));
      const conforming = other === undefined || isSame ? always : conformingTo(other, action);
      const instances = new Set<Constraint>(others.filter(({ variables }) => isEmpty(variables)).map(({ admitted }) => admitted));
      const against: Against = { other, others, conforming, instances };
      let unknown: Beyond | undefined;
      const done = new Set<Constraint>();
      for (const way of ways) {
        const mine = parametric(asking, of, way);
        if (done.has(mine.admitted)) continue;
        done.add(mine.admitted);
        // The variables that a constraint speaks of say their types by name, or have one type wherever they are called so.
        if (isSame && known.has(mine.admitted) && isTypedAlike(mine, others)) continue;
        const found = beyondOne(asking, mine, against, action);
        if (found.kind === "within") continue;
        const making = found.request === undefined ? undefined : makingOf(of, way.context, action, found.request);
        if (found.kind === "beyond" && making !== undefined) return { kind: "beyond", making };
        const why = found.kind === "beyond" ? "no chain was found for a request that was" : found.why;
        unknown ??= { kind: "unknown", why, making: making ?? anyMaking(asking, of, way, mine, action) };
      }
      return unknown ?? { kind: "within" };
    },
  };
}

interface Asking {
  readonly constraints: Interner;
  readonly proofs: Prover;
  readonly facts: readonly Fact[];
}

/** What a request is to be outside of. */
interface Against {
  readonly other: Action | undefined;
  readonly others: readonly Parametric[];
  /** `undefined`: no constraint says which requests the other policy's action takes. */
  readonly conforming: Constraint | undefined;
  /** Without parameters. */
  readonly instances: Set<Constraint>;
}

type Found =
  | { readonly kind: "within" }
  | { readonly kind: "beyond"; readonly request: Request }
  | { readonly kind: "unknown"; readonly why: string; readonly request: Request | undefined };

function beyondOne(asking: Asking, mine: Parametric, against: Against, action: Action): Found {
  const { constraints, proofs, facts } = asking;
  const { other, others, conforming, instances } = against;
  const own = new Set<Constraint>(others.flatMap((each) => (isEmpty(each.variables) ? [] : (sameNamed(each, mine.variables) ?? []))));
  const offers = offersOf(asking, mine, action);
  for (let round = 0; round < mostRounds; round++) {
    const covered = constraints.or([...instances, ...own]);
    const parent = conforming === undefined ? constraints.or([]) : constraints.and([conforming, covered]);
    const answer = proofs.includes(action, mine.variables, { facts: always, child: mine.admitted, parent });
    if (answer.kind === "none") return { kind: "within" };
    if (answer.kind === "too-complex") return { kind: "unknown", why: answer.limit, request: undefined };
    const request = withAllFacts(proofs, facts, answer.request);
    if (other === undefined || !conformsAll(other.params, request.args)) return { kind: "beyond", request };
    const found = admittedBy(asking, others, request);
    if (found === "none") return { kind: "beyond", request };
    if ("limit" in found) return { kind: "unknown", why: found.limit, request };
    if (conforming === undefined) return { kind: "unknown", why: `what \`${action.id}\` took before can't be said as a constraint`, request };
    const before = instances.size + own.size;
    for (const instance of instancesFor(found.of, found.values, offers, request)) {
      const made = constraints.intern(instance);
      (mentions(made).params.size === 0 ? instances : own).add(made);
    }
    if (instances.size + own.size === before) return { kind: "unknown", why: "no instance of a chain's parameters was found", request };
  }
  return { kind: "unknown", why: `${mostRounds} choices of a chain's parameters`, request: undefined };
}

/** Parameters with which one of them admits the request. */
function admittedBy(
  { proofs, constraints }: Asking,
  others: readonly Parametric[],
  request: Request,
): { readonly of: Parametric; readonly values: Request["params"] } | { readonly limit: string } | "none" {
  const { args, context, now, approvals } = request;
  let limit: string | undefined;
  for (const of of others) {
    const open = constraints.intern(given(of.admitted, { args, context, now, approvals }));
    if (open.kind === "false") continue;
    const answer = proofs.findWith(undefined, of.variables, open);
    if (answer.kind === "found") return { of, values: answer.request.params };
    if (answer.kind === "too-complex") limit ??= answer.limit;
  }
  return limit === undefined ? "none" : { limit };
}

function offersOf({ facts }: Asking, mine: Parametric, action: Action): readonly Offer[] {
  const offer = (root: Offer["term"]["root"], name: string, type: Type): Offer => ({ term: { kind: "place", root, name, fields: [] }, type });
  return [
    ...action.params.map(({ name, type }) => offer("argument", name, type)),
    ...Object.entries(mine.variables).map(([name, type]) => offer("param", name, type)),
    ...facts.map(({ name, type }) => offer("context", name, type)),
  ];
}

function parametric({ constraints }: Asking, survey: Survey, { context, admitted }: Way): Parametric {
  const made = constraints.intern(admitted);
  return { admitted: made, variables: survey.authority.variables(context, made) };
}

function isTypedAlike({ admitted, variables }: Parametric, others: readonly Parametric[]): boolean {
  if (isEmpty(variables)) return true;
  return others.some((each) => each.admitted === admitted && sameNamed(each, variables) !== undefined);
}

function isEmpty(types: Readonly<Record<string, Type>>): boolean {
  for (const _ in types) return false;
  return true;
}

function argumentsOf({ params }: Action): Type {
  return { kind: "record", fields: params };
}

/** Some request of the hop, where none can be shown that the other policy refuses. */
function anyMaking(asking: Asking, survey: Survey, { context }: Way, mine: Parametric, action: Action): Making | undefined {
  const answer = asking.proofs.find(action, mine.variables, mine.admitted);
  return answer.kind === "found" ? makingOf(survey, context, action, withAllFacts(asking.proofs, asking.facts, answer.request)) : undefined;
}
