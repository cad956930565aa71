/** What a policy asserts of its chains: of requests that none admits, of one that some chain does, of ways and of lengths. */
import { admits, type Constraint, conforms, conformsAll, type Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import type { Action, Assertion, Hop, Policy } from "../model/model.js";
import { type Context, leftAfter, shown } from "./chains.js";
import { untilNothingChanges } from "./data.js";
import { lastingFacts } from "./environment.js";
import { factsAbout } from "./facts.js";
import type { Failure, Guide, Run } from "./guide.js";
import type { Proving } from "./narrowing.js";

type Of<K extends Assertion["kind"]> = Extract<Assertion, { kind: K }>;

export function assertions(policy: Policy, proving: Proving, guide: Guide): Failure | undefined {
  for (const assertion of policy.assertions) {
    const failure = check(policy, proving, guide, assertion);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function check(policy: Policy, proving: Proving, guide: Guide, assertion: Assertion): Failure | undefined {
  switch (assertion.kind) {
    case "never":
      return never(proving, assertion);
    case "can":
      return can(policy, guide, assertion);
    case "no-path":
      return noPath(proving, assertion);
    case "depth":
      return depth(proving, assertion);
    case "no-flow":
      return undefined;
    default:
      return unreachable(assertion);
  }
}

/** No chain that ends at one of the parties admits such a request: its last hop does not let it be used. */
function never({ chains, authority, constraints, ask }: Proving, { actions, by, where }: Of<"never">): Failure | undefined {
  const { and, or, not } = constraints;
  const concerned = new Set(authority.classes.classesIn(actions));
  for (const context of chains.contexts) {
    const { hop, frame } = context;
    if (by !== undefined && !by.has(hop.to.name)) continue;
    for (const [of, own] of authority.own(context)) {
      if (!concerned.has(of)) continue;
      const { allowed, allowedReceived, denied } = own;
      const named = and([or([allowed, allowedReceived]), not(denied), not(authority.denied(of, hop.to.name)), where]);
      if (named.kind === "false") continue;
      const ways = allowedReceived.kind === "false" ? [named] : [named, and([authority.usable(context, of, own), where])];
      const either = ways.map((each) => and([...factsAbout(frame.facts, each), each]));
      for (const action of of.actions) {
        const failure = ask.impossible(() => `${shown(hop)}: ${action.id} is never used so`, action, authority.variables(context), either);
        if (failure !== undefined) return failure;
      }
    }
  }
  return undefined;
}

/** No chain that passes one of the first parties leads on to one of the second: of all that can follow, none does. */
function noPath({ chains, ask }: Proving, { from, to }: Of<"no-path">): Failure | undefined {
  const seen = new Map<Context, Set<number>>();
  const pending: { readonly context: Context; readonly left: number }[] = [];
  const enter = (context: Context, left: number): void => {
    const lefts = seen.get(context) ?? new Set<number>();
    seen.set(context, lefts);
    if (lefts.has(left)) return;
    lefts.add(left);
    pending.push({ context, left });
  };
  for (const context of chains.contexts) if (from.has(context.hop.from.name)) for (const left of context.lefts) enter(context, left);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { context, left } = next;
    const { hop, stand } = context;
    const failure = ask.within("no path", hop.to.name, [...to].sort().join(", "), !to.has(hop.to.name), () => `${shown(hop)}: no path leads there`);
    if (failure !== undefined) return failure;
    if (left >= 1) for (const below of stand?.departures ?? []) enter(below, leftAfter(below.hop, left));
  }
  return undefined;
}

/** The longest chain has no more hops. */
function depth({ chains, ask }: Proving, { most }: Of<"depth">): Failure | undefined {
  // How many hops can follow at a stand, by what is left there; where no depth is declared, chains have been shown to have an end.
  const longest = chains.stands.map(() => new Map<number, number>());
  const after = ({ stand }: Context, left: number): number => 1 + (left < 1 || stand === undefined ? 0 : (longest[stand.id]?.get(left) ?? 0));
  const longestOf = (contexts: readonly Context[], leftOf: (context: Context) => number): number =>
    contexts.reduce((length, context) => Math.max(length, after(context, leftOf(context))), 0);
  untilNothingChanges(chains.stands.toReversed(), ({ id, departures }, left) => {
    const length = longestOf(departures, ({ hop }) => leftAfter(hop, left));
    const changed = length !== (longest[id]?.get(left) ?? 0);
    longest[id]?.set(left, length);
    return changed;
  });
  const length = longestOf(chains.starts, ({ most }) => most);
  return ask.within("longest chain", length, most, length <= most, () => "the longest chain");
}

/** Some chain admits such a request: the one that is shown is run, hop by hop. */
function can(policy: Policy, guide: Guide, assertion: Of<"can">): Failure | undefined {
  const of = `${assertion.party} can use ${assertion.action.id}`;
  const run = guide.run(of, assertion);
  const why = run === undefined ? "no chain is shown" : faultOf(policy, assertion, run);
  return why === undefined ? undefined : { of, why };
}

interface Made {
  readonly hop: Hop;
  readonly request: Request;
}

/** Why a run does not show what is asserted; `undefined` where it does. */
function faultOf(policy: Policy, { party, action, where }: Of<"can">, run: Run): string | undefined {
  const facts = new Map(policy.facts.map((fact) => [fact.name, fact]));
  const live = new Set(policy.facts.filter((fact) => fact.live).map(({ name }) => name));
  const made: Made[] = [];
  let left = Number.POSITIVE_INFINITY;
  let received: Readonly<Record<string, Json>> = {};
  for (const [at, index] of run.hops.entries()) {
    const hop = policy.hops[index];
    const params = run.params[at];
    const before = made.at(-1)?.hop;
    if (hop === undefined || params === undefined) return "it has a hop that the policy has not";
    const follows = before === undefined ? hop.from.kind === "principal" : hop.from.name === before.to.name && hop.task.within.has(before.task.name);
    if (!follows) return `${shown(hop)} does not follow there`;
    if (before !== undefined && left < 1) return `no hop is left for ${shown(hop)}`;
    left = before === undefined ? (hop.depth ?? left) : leftAfter(hop, left);
    const fields = hop.params.map(({ name, type }) => ({ name, optional: false, type }));
    if (!conformsAll(fields, params)) return `the parameters of ${shown(hop)} are not of their types`;
    for (const { name, from } of hop.params) {
      if (from === undefined || live.has(from)) continue;
      const bound = Object.hasOwn(run.context, from) ? run.context[from] : undefined;
      if (bound === undefined || JSON.stringify(bound) !== JSON.stringify(params[name]))
        return `the parameter ${name} of ${shown(hop)} is not what it is bound to`;
    }
    const { args, context, now, approvals } = run;
    const request = { action: action.id, effect: action.effect, args, params, received, context, now, approvals };
    if (!lastingFacts(hop, live).every((fact) => admits(fact, request))) return `what ${shown(hop)} requires does not hold`;
    made.push({ hop, request });
    received = { ...received, ...params };
  }
  const last = made.at(-1);
  if (last === undefined || last.hop.to.name !== party || run.params.length !== made.length) return `it does not lead to ${party}`;
  if (!conformsAll(action.params, run.args)) return "the arguments are not those of the action";
  for (const [name, value] of Object.entries(run.context)) {
    const fact = facts.get(name);
    if (fact === undefined || !conforms(fact.type, value)) return `${name} is no fact of the context, or not of its type`;
  }
  const stopped = made.find((_, at) => !covers(made, at, action, at === made.length - 1));
  if (stopped !== undefined) return `${shown(stopped.hop)} does not admit the request`;
  const isDenied = policy.denials.some(
    ({ by, actions, where: denied }) => (by === undefined || by.has(party)) && actions.includes(action) && admits(denied, last.request),
  );
  if (isDenied) return "the policy denies the request";
  return admits(where, last.request) ? undefined : "the request is not one of those that are asserted";
}

/** Whether the hop at this index of a chain carries the request, or lets it be used. */
function covers(made: readonly Made[], at: number, action: Action, use: boolean): boolean {
  const here = made[at];
  if (here === undefined) return false;
  const { hop, request } = here;
  const admitting = hop.scope.clauses.filter(({ actions, where }) => actions.includes(action) && admits(where, request));
  if (admitting.some(({ verb }) => verb === "deny")) return false;
  const giving = admitting.filter(({ verb }) => verb === "allow" || !use);
  if (giving.some(({ received }) => !received)) return true;
  return giving.length > 0 && (at === 0 ? isHeld(hop, action, request) : covers(made, at - 1, action, false));
}

function isHeld({ from }: Hop, action: Action, request: Request): boolean {
  if (from.kind !== "principal" || from.holds === undefined) return true;
  const admitting = from.holds.clauses.filter(
    ({ actions, where }: { actions: readonly Action[]; where: Constraint }) => actions.includes(action) && admits(where, request),
  );
  return admitting.length > 0 && !admitting.some(({ verb }) => verb === "deny");
}
