/** The assertions about requests: that no chain admits one, or that some chain does. */
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import * as words from "../diagnostics/codes/assertions.js";
import { tooComplex } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Assertion } from "../model/model.js";
import type { Authority, Reading } from "./authority.js";
import { chainThatCarries } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { shortestChain } from "./shortest.js";
import { type Walk, walk } from "./walk.js";

export interface Claims {
  readonly chains: Chains;
  readonly authority: Authority;
  readonly reading: Reading;
  /** Something was left out of the policy for an error. */
  readonly isIncomplete: boolean;
}

/** No chain that ends at one of the parties admits such a request. */
export function never(claims: Claims, assertion: Extract<Assertion, { kind: "never" }>): readonly Diagnostic[] {
  const { chains, authority } = claims;
  const concerned = new Set(authority.classes.classesIn(assertion.actions));
  const undecided = new Map<string, Diagnostic>();
  for (const context of chains.contexts) {
    if (context.erroneous || (assertion.by !== undefined && !assertion.by.has(context.hop.to.name))) continue;
    for (const of of authority.classesOfHop(context.hop)) {
      if (!concerned.has(of)) continue;
      for (const action of of.actions) {
        const answer = admitted(claims, context, of, action, assertion.where);
        if (answer.kind === "too-complex") undecided.set(answer.limit, tooComplex(assertion.place, answer.limit, "this assertion"));
        if (answer.kind === "found") return [neverFailed(claims, context, of, action, assertion, answer.request)];
      }
    }
  }
  return [...undecided.values()];
}

/** A request that satisfies the condition and that some chain of the context admits. */
function admitted(
  { chains, authority, reading }: Claims,
  context: Context,
  of: ActionClass,
  action: Action,
  where: Constraint,
): ReturnType<Chains["prover"]["find"]> {
  const { constraints, prover } = chains;
  const facts = authority.facts(context);
  // What the last hop alone lets be used is more than what all admit, and simpler to ask.
  const simple = constraints.and([facts, authority.usable(context, of, "some"), where]);
  if (simple.kind === "false") return { kind: "none" };
  const first = prover.find(action, authority.variables(context, simple), simple);
  if (first.kind === "none" || reading === "some") return first;
  const whole = constraints.and([facts, authority.usable(context, of, reading), where]);
  return whole.kind === "false" ? { kind: "none" } : prover.find(action, authority.variables(context, whole), whole);
}

function neverFailed(
  { chains, authority, reading }: Claims,
  context: Context,
  of: ActionClass,
  action: Action,
  assertion: Extract<Assertion, { kind: "never" }>,
  request: Request,
): Diagnostic {
  const chain = chainThatCarries(authority, context, of, request, reading) ?? shortestChain(context) ?? [context];
  const way = walk(chains, authority, chain);
  const last = chain.length - 1;
  const asked = [...admittedBy(way, action, last), chains.constraints.not(authority.denied(of, context.hop.to.name)), assertion.where];
  const answer = way.find(action, ...asked);
  const shown = answer.kind === "found" ? answer.request : request;
  const steps = way.hops.map((hop, at) => {
    const clause = way.covering(at, action, shown).find(({ verb }) => verb === "allow" || (verb === "relay" && at < last));
    return { hop, place: clause?.place ?? hop.place };
  });
  return words.neverFailed({
    place: assertion.place,
    action: action.id,
    agent: context.hop.to.name,
    chain: way.parties,
    steps,
    ...(answer.kind === "found" ? { witness: way.witness(action, shown, ...asked) } : {}),
  });
}

/** What the hops up to this one must all carry, and this one let be used, for the chain to admit a request. */
function admittedBy(way: Walk, action: Action, last: number): readonly Constraint[] {
  return [...way.hops.slice(0, last).map((_, at) => way.carried(at, action)), way.usable(last, action)];
}

/** Some chain that ends at the party admits such a request. */
export function can(claims: Claims, assertion: Extract<Assertion, { kind: "can" }>): readonly Diagnostic[] {
  const { chains, authority } = claims;
  const { place, party, action, where } = assertion;
  const of = authority.classes.classOf(action);
  const leading = chains.contexts.filter(({ hop }) => hop.to.name === party);
  const isOpen = claims.isIncomplete || !chains.complete || chains.policy.hops.some(({ erroneous }) => erroneous);
  if (leading.length === 0) return isOpen ? [] : [words.noChain(place, party)];
  // Where a hop on the way has an error of its own, whether there is such a chain is not known yet.
  const sound = leading.filter((context) => !context.erroneous && shortestChain(context, 0, (each) => !each.erroneous) !== undefined);
  let undecided: string | undefined;
  for (const context of sound) {
    const answer = admitted(claims, context, of, action, where);
    if (answer.kind === "found") return [];
    if (answer.kind === "too-complex") undecided = answer.limit;
  }
  if (undecided !== undefined) return [tooComplex(place, undecided, "this assertion")];
  if (isOpen || sound.length < leading.length) return [];
  const [shown] = [...sound].sort((a, b) => Number(covers(claims, b, of)) - Number(covers(claims, a, of)));
  return shown === undefined ? [] : [canFailed(claims, shown, assertion)];
}

function covers({ authority }: Claims, context: Context, of: ActionClass): boolean {
  return authority.classesOfHop(context.hop).includes(of);
}

/** The hop that stops the request on the shortest chain: the first after which none is left. */
function canFailed({ chains, authority }: Claims, context: Context, assertion: Extract<Assertion, { kind: "can" }>): Diagnostic {
  const { place, party, action, where } = assertion;
  const chain = shortestChain(context) ?? [context];
  const way = walk(chains, authority, chain);
  const last = chain.length - 1;
  const leaves = (...of: readonly Constraint[]): boolean => way.find(action, where, ...of).kind === "found";
  const carriedTo = (at: number): readonly Constraint[] => Array.from({ length: at + 1 }, (_, each) => way.carried(each, action));
  const stopping = way.hops.findIndex((_, at) => !leaves(...carriedTo(at)));
  const at = stopping === -1 ? last : stopping;
  const hop = way.hops[at] ?? context.hop;
  const clauses = hop.scope.clauses.filter(({ actions }) => actions.includes(action));
  const covering = clauses.filter(({ verb }) => verb !== "deny");
  const more = { place, party, action: action.id, chain: way.parties, hop };
  if (stopping === -1 && leaves(...admittedBy(way, action, last))) {
    const denial = chains.policy.denials.find(
      ({ actions, by, where: denied }) =>
        actions.includes(action) && (by === undefined || by.has(party)) && !leaves(...admittedBy(way, action, last), chains.constraints.not(denied)),
    );
    return words.canFailed({ ...more, why: "denied", places: [denial?.place ?? hop.place] });
  }
  if (stopping === -1) return words.canFailed({ ...more, why: "relayed", places: covering.map((clause) => clause.place) });
  return words.canFailed({
    ...more,
    why: covering.length === 0 ? "nothing" : "less",
    places: covering.length === 0 ? [hop.place] : clauses.map((clause) => clause.place),
  });
}
