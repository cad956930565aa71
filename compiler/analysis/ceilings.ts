/** What bounds every chain of a party: what a principal holds, and what an agent may ever use. */
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import * as words from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Hop, Scope } from "../model/model.js";
import type { Authority } from "./authority.js";
import { chainThatCarries } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { type Failure, failures } from "./failures.js";
import { shortestChain } from "./shortest.js";
import type { Tally } from "./tally.js";
import { walk } from "./walk.js";

export function ceilings(chains: Chains, authority: Authority, hop: Hop, tally: Tally): readonly Diagnostic[] {
  const held = hop.from.kind === "principal" ? hop.from.holds : undefined;
  const { ceiling } = hop.to;
  if (held === undefined && ceiling === undefined) return [];
  const { constraints, prover } = chains;
  const refuted = { carry: failures(), use: failures() };
  const others: Diagnostic[] = [];

  /** Within the bound: first without what is known of chains, which is not always needed. */
  const check = (context: Context, of: ActionClass, what: "carry" | "use", bound: Scope): void => {
    const { allowed, relayed, allowedReceived, denied } = authority.clauses(context, of);
    const parent = authority.scope(bound, of);
    const last = what === "use" ? context.hop.to.name : undefined;
    const own = constraints.and([
      what === "use" ? constraints.or([allowed, allowedReceived]) : constraints.or([allowed, relayed]),
      constraints.not(denied),
    ]);
    if (own.kind === "false" || parent.kind === "true" || own === parent) {
      tally.add(true, of.actions.length);
      return;
    }
    const facts = authority.facts(context);
    for (const action of of.actions) {
      const within = (child: Constraint) => prover.includes(action, authority.variables(context, facts, child), { facts, child, parent });
      let answer = within(own);
      if (answer.kind !== "none") answer = within(constraints.and([own, constraints.not(authority.denied(of, last))]));
      if (answer.kind !== "none" && what === "use" && allowedReceived.kind !== "false") answer = within(authority.usable(context, of));
      tally.add(answer.kind === "none");
      if (answer.kind === "too-complex")
        others.push(words.tooComplex(context.hop.place, answer.limit, `whether \`${action.id}\` stays within its bound`));
      if (answer.kind !== "found") continue;
      refuted[what].add(refute(chains, authority, context, of, action, what, bound, answer.request), action.id);
    }
  };

  for (const context of chains.contextsOf(hop)) {
    if (context.erroneous) continue;
    for (const of of authority.classesOfHop(hop)) {
      if (held !== undefined) check(context, of, "carry", held);
      if (ceiling !== undefined) check(context, of, "use", ceiling);
    }
  }
  return [...refuted.carry.diagnostics(), ...refuted.use.diagnostics(), ...others];
}

function refute(
  chains: Chains,
  authority: Authority,
  context: Context,
  of: ActionClass,
  action: Action,
  what: "carry" | "use",
  bound: Scope,
  request: Request,
): Failure {
  const { hop } = context;
  const { not } = chains.constraints;
  const chain = chainThatCarries(authority, context, of, request, "some") ?? shortestChain(context) ?? [context];
  const way = walk(chains, authority, chain);
  const last = chain.length - 1;
  const denied = authority.denied(of, what === "use" ? hop.to.name : undefined);
  const asked = [what === "use" ? way.usable(last, action) : way.carried(last, action), not(denied), not(authority.scope(bound, of))];
  const answer = way.find(action, ...asked);
  const shown = answer.kind === "found" ? answer.request : request;
  const at = way.covering(last, action, shown).find(({ verb }) => verb === "allow" || (verb === "relay" && what === "carry")) ?? hop;
  const covering = bound.clauses.filter((clause) => clause.actions.includes(action));
  const denial = covering.find((clause) => clause.verb === "deny" && admits(clause.where, shown));
  const places = denial !== undefined ? [denial.place] : covering.length > 0 ? covering.map(({ place }) => place) : [bound.place];
  const say = what === "use" ? words.overCeiling : words.overPrincipal;
  return {
    at: at.place,
    diagnostic: say({
      hop,
      place: at.place,
      action: action.id,
      related: places,
      listed: covering.length > 0,
      ...(answer.kind === "found" ? { witness: way.witness(action, way.telling(shown, authority.scope(bound, of)), ...asked) } : {}),
    }),
  };
}
