/**
 * The interpreter behind `remit test`: it makes the chain that a test names, asks its calls of it, and says which clauses
 * no test exercised. It uses the meaning (`admits`, `conforms`) and the rules for chains, and nothing of the proof.
 *
 * What it takes a chain to admit is what the language says: the last hop's `allow` admits it and every earlier hop's
 * carried scope does, after all denials. Ceilings and `holds` bound what a policy may declare, and are proved; budgets,
 * lives and fan-outs are counted while a system runs. None of them is asked here.
 */
import { admits, conforms, conformsAll, type Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Place } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { allowed, denied, type Failure, refused } from "../diagnostics/codes/testing.js";
import type { Action, Clause, Policy, Scope, Test, TestStep } from "../model/model.js";
import { showValue } from "../types/show.js";
import { chainOf, type Joins, joinsOf, type MadeHop, said } from "./testing-chain.js";
import { shortfall } from "./testing-reasons.js";

export type { Failure } from "../diagnostics/codes/testing.js";

export interface TestReport {
  readonly tests: readonly TestResult[];
  readonly coverage: Coverage;
}

export interface TestResult {
  readonly name: string;
  readonly place: Place;
  readonly passed: boolean;
  /** The first failure in one sentence. */
  readonly message?: string;
  readonly failures: readonly Failure[];
}

/** How many of the clauses of the policy's hops covered a request that some test asks for. */
export interface Coverage {
  readonly clauses: number;
  readonly exercised: number;
  /** In the order of the hops. */
  readonly missed: readonly Place[];
}

/** The time of a test without `at`: it is fixed, so that the same test gives the same answer on any day. */
export const defaultTime = Date.UTC(2026, 0, 1);

/** Runs every test of a policy. Steps are asked apart from each other: a call leaves nothing behind. */
export function runTests(policy: Policy): TestReport {
  const joins = joinsOf(policy);
  const exercised = new Set<string>();
  const tests = policy.tests.map((test) => runTest(policy, joins, test, exercised));
  return { tests, coverage: coverageOf(policy, exercised) };
}

function runTest(policy: Policy, joins: Joins, test: Test, exercised: Set<string>): TestResult {
  const failures = failuresOf(policy, joins, test, exercised);
  const [first] = failures;
  return { name: test.name, place: test.place, passed: first === undefined, ...(first && { message: first.message }), failures };
}

function failuresOf(policy: Policy, joins: Joins, test: Test, exercised: Set<string>): readonly Failure[] {
  const chain = chainOf(policy, joins, test);
  if (chain.kind === "impossible") return [chain.why];
  const unmade = firstUnmade(chain.hops, test);
  return test.steps.flatMap((step) => {
    switch (step.kind) {
      case "refuse-hop":
        return unmade === undefined
          ? [
              allowed.hop(
                step.place,
                chain.hops.map((made) => said(made.hop)),
              ),
            ]
          : [];
      case "call":
        if (unmade !== undefined)
          return step.expect === "deny" ? [] : [denied.notMade(step.place, step.action.id, said(unmade.made.hop), unmade.why)];
        return callFailures(policy, chain.hops, test, step, exercised);
      default:
        return unreachable(step);
    }
  });
}

/** The first hop of the chain that is refused when it is to be made, and why. A hop's own approval is presumed. */
function firstUnmade(hops: readonly MadeHop[], test: Test): { readonly made: MadeHop; readonly why: Failure } | undefined {
  for (const made of hops) {
    const [outside] = made.outside;
    if (outside !== undefined) return { made, why: refused.outside(test.place, said(made.hop), outside) };
    const request = requestOf(test, made, { action: "", effect: "read", args: {}, approvals: [] });
    if (!admits(made.hop.require, request)) {
      const why = refused.require(
        test.place,
        said(made.hop),
        shortfall(made.hop.require, request, test.at === undefined),
        made.hop.requirePlace ?? made.hop.place,
      );
      return { made, why };
    }
  }
  return undefined;
}

type Call = Extract<TestStep, { kind: "call" }>;

/** What one hop of the chain says to a call. */
interface Verdict {
  readonly made: MadeHop;
  readonly request: Request;
  /** The clauses that cover the call. */
  readonly allows: readonly Clause[];
  readonly relays: readonly Clause[];
  readonly denies: readonly Clause[];
}

const carries = (verdict: Verdict): boolean => verdict.denies.length === 0 && verdict.allows.length + verdict.relays.length > 0;
const lets = (verdict: Verdict): boolean => verdict.denies.length === 0 && verdict.allows.length > 0;

function callFailures(policy: Policy, hops: readonly MadeHop[], test: Test, step: Call, exercised: Set<string>): readonly Failure[] {
  const why = whyDenied(policy, hops, test, step, exercised);
  switch (step.expect) {
    case "allow":
      return why.kind === "denied" ? [why.failure] : [];
    case "deny":
      return why.kind === "allowed" ? [allowed.call(step.place, step.action.id, why.by)] : [];
    default:
      return unreachable(step.expect);
  }
}

type Outcome = { readonly kind: "allowed"; readonly by: Parameters<typeof allowed.call>[2] } | { readonly kind: "denied"; readonly failure: Failure };

/** Whether the chain admits the call: the clauses that do, or the first thing, from the principal down, that does not. */
function whyDenied(policy: Policy, hops: readonly MadeHop[], test: Test, step: Call, exercised: Set<string>): Outcome {
  const { action, place } = step;
  const because = (failure: Failure): Outcome => ({ kind: "denied", failure });
  if (!conformsAll(action.params, step.args)) return because(denied.arguments(place, action.id, wrongArgument(action, step.args), action.place));
  const verdicts = verdictsOf(hops, test, step);
  for (const clause of verdicts.flatMap((verdict) => [...verdict.allows, ...verdict.relays, ...verdict.denies])) exercised.add(keyOf(clause.place));
  const last = verdicts.at(-1);
  const denial = policy.denials.find(
    (each) =>
      last !== undefined &&
      each.actions.includes(action) &&
      (each.by === undefined || each.by.has(last.made.hop.to.name)) &&
      admits(each.where, { ...last.request, params: {}, received: {} }),
  );
  if (denial !== undefined) return because(denied.byDenial(place, action.id, denial.place));
  for (const verdict of verdicts)
    if (verdict === last ? !lets(verdict) : !carries(verdict)) return because(whyNot(verdict, verdict === last, step, test.at === undefined));
  return {
    kind: "allowed",
    by: verdicts.flatMap((verdict) => {
      const [clause] = [...verdict.allows, ...verdict.relays];
      return clause === undefined ? [] : [{ hop: said(verdict.made.hop), clause: clause.place }];
    }),
  };
}

/** What each hop says, the first first. What a `received` clause covers is what the hop above carries. */
function verdictsOf(hops: readonly MadeHop[], test: Test, step: Call): readonly Verdict[] {
  const { id, effect } = step.action;
  const verdicts: Verdict[] = [];
  for (const made of hops) {
    const request = requestOf(test, made, { action: id, effect, args: step.args, approvals: test.approvals });
    const above = verdicts.at(-1);
    const received = above === undefined ? held(made, step.action, request) : carries(above);
    const covering = made.hop.scope.clauses.filter(
      (clause) => clause.actions.includes(step.action) && (received || !clause.received) && admits(clause.where, request),
    );
    const of = (verb: Clause["verb"]): readonly Clause[] => covering.filter((clause) => clause.verb === verb);
    verdicts.push({ made, request, allows: of("allow"), relays: of("relay"), denies: of("deny") });
  }
  return verdicts;
}

/** What the first hop of a chain receives: what its principal holds, or anything where the policy does not say what that is. */
function held({ hop }: MadeHop, action: Action, request: Request): boolean {
  return hop.from.kind === "principal" && (hop.from.holds === undefined || inScope(hop.from.holds, action, request));
}

function inScope(scope: Scope, action: Action, request: Request): boolean {
  const covers = (clause: Clause): boolean => clause.actions.includes(action) && admits(clause.where, request);
  return (
    scope.clauses.some((clause) => clause.verb !== "deny" && covers(clause)) &&
    !scope.clauses.some((clause) => clause.verb === "deny" && covers(clause))
  );
}

/** Which of a hop's clauses stopped the call, or that none speaks of it. */
function whyNot(verdict: Verdict, last: boolean, { place, action }: Call, timeAssumed: boolean): Failure {
  const hop = said(verdict.made.hop);
  const [deny] = verdict.denies;
  if (deny !== undefined) return denied.byClause(place, action.id, hop, deny.place);
  const [relay] = verdict.relays;
  if (last && relay !== undefined) return denied.onlyRelayed(place, action.id, hop, relay.place);
  const speaking = verdict.made.hop.scope.clauses.filter((clause) => clause.verb !== "deny" && clause.actions.includes(action));
  const unfit = speaking
    .filter((clause) => !admits(clause.where, verdict.request))
    .map(({ where, place: clause }) => ({ place: clause, why: shortfall(where, verdict.request, timeAssumed) }));
  const [first, ...more] = unfit;
  const [notHeld] = speaking;
  if (notHeld === undefined) return denied.noClause(place, action.id, hop);
  if (first === undefined) return denied.notHeld(place, action.id, hop, verdict.made.hop.from.name, notHeld.place);
  return more.length === 0 ? denied.where(place, action.id, hop, first.place, first.why) : denied.noneFits(place, action.id, hop, unfit);
}

function requestOf(test: Test, made: MadeHop, call: Pick<Request, "action" | "effect" | "args" | "approvals">): Request {
  return { ...call, params: made.params, received: made.received, context: test.context, now: test.at ?? defaultTime };
}

/** The first argument for which the values are not those of the action, in words. */
function wrongArgument(action: Action, args: Readonly<Record<string, Json>>): string {
  for (const field of action.params) {
    const value = Object.hasOwn(args, field.name) ? args[field.name] : undefined;
    if (value === undefined && !field.optional) return `its argument \`${field.name}\` is missing`;
    if (value !== undefined && !conforms(field.type, value)) return `${showValue(value)} is not of the type of \`${field.name}\``;
  }
  const unknown = Object.keys(args).find((name) => !action.params.some((field) => field.name === name));
  return `it has no argument \`${unknown ?? ""}\``;
}

/** A clause of a named scope becomes several, at one place: it is exercised where one of them is. */
function coverageOf(policy: Policy, exercised: ReadonlySet<string>): Coverage {
  const clauses = new Map(policy.hops.flatMap((hop) => hop.scope.clauses).map((clause) => [keyOf(clause.place), clause.place]));
  const missed = [...clauses].filter(([key]) => !exercised.has(key)).map(([, place]) => place);
  return { clauses: clauses.size, exercised: clauses.size - missed.length, missed };
}

function keyOf(place: Place): string {
  return `${place.file}\0${place.span.start}\0${place.span.end}`;
}
