/**
 * Policies that give a little more than a policy does, each by one change that a person could have made: a bound raised, a
 * condition left out, a pattern loosened, an approval no longer asked for, a `deny` dropped. What no test or assertion could
 * ever notice is not changed: how long a hop lives, how often it is made, what it may spend, and that it waits for an approval.
 */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { Clause, Hop, Policy, Scope } from "../model/model.js";
import type { WrittenAtoms } from "../model/written-atoms.js";
import { eachAtom } from "../types/constraints.js";
import { loosened, withAtom } from "./loosen.js";

export interface Mutant {
  /** Where the change was made. */
  readonly place: Place;
  /** What was changed, as a sentence. */
  readonly says: string;
  readonly policy: Policy;
}

/** `atoms`: where they stand, as lowering tells. A named scope's atoms change wherever the scope is used. */
export function mutantsOf(policy: Policy, { places }: WrittenAtoms): readonly Mutant[] {
  return [...ofAtoms(policy, places), ...ofClauses(policy), ...ofDenials(policy)];
}

interface Site {
  readonly place: Place;
  /** It gives more where it holds of less. */
  readonly less: boolean;
  /** It is all that a `deny` says, so that leaving it out is to drop that. */
  readonly isAll: boolean;
}

function ofAtoms(policy: Policy, places: WrittenAtoms["places"]): readonly Mutant[] {
  const sites = new Map<Constraint, Site>();
  const look = (constraint: Constraint, denies: boolean, place: Place): void =>
    eachAtom(constraint, (atom, negative) => {
      if (!sites.has(atom)) sites.set(atom, { place: places.get(atom) ?? place, less: negative !== denies, isAll: denies && atom === constraint });
    });
  for (const { scope, require, requirePlace, place } of policy.hops) {
    for (const clause of scope.clauses) look(clause.where, clause.verb === "deny", clause.place);
    look(require, false, requirePlace ?? place);
  }
  for (const { where, place } of policy.denials) look(where, true, place);
  return [...sites].flatMap(([atom, { place, less, isAll }]) =>
    loosened(atom, less)
      .slice(isAll ? 1 : 0)
      .map(({ says, constraint }) => ({ place, says, policy: changed(policy, (each) => withAtom(each, atom, constraint)) })),
  );
}

/** A `deny` of a hop, left out. */
function ofClauses(policy: Policy): readonly Mutant[] {
  return policy.hops.flatMap((hop) =>
    hop.scope.clauses
      .filter(({ verb }) => verb === "deny")
      .map((clause) => ({ place: clause.place, says: "this `deny` left out", policy: withHop(policy, hop, without(hop.scope, clause)) })),
  );
}

function ofDenials(policy: Policy): readonly Mutant[] {
  return policy.denials.map((denial) => ({
    place: denial.place,
    says: "this `deny` left out",
    policy: { ...policy, denials: policy.denials.filter((each) => each !== denial) },
  }));
}

function without(scope: Scope, clause: Clause): Scope {
  return { ...scope, clauses: scope.clauses.filter((each) => each !== clause) };
}

function withHop(policy: Policy, hop: Hop, scope: Scope): Policy {
  return { ...policy, hops: policy.hops.map((each) => (each === hop ? { ...hop, scope } : each)) };
}

/** The policy with each of its constraints changed: those of hops, of what parties hold and may use, and of denials. */
function changed(policy: Policy, change: (constraint: Constraint) => Constraint): Policy {
  const scopes = new Map<Scope, Scope>();
  const scopeOf = (scope: Scope): Scope => {
    const before = scopes.get(scope);
    if (before !== undefined) return before;
    const clauses = scope.clauses.map((clause) => {
      const where = change(clause.where);
      return where === clause.where ? clause : { ...clause, where };
    });
    const made = clauses.every((clause, at) => clause === scope.clauses[at]) ? scope : { ...scope, clauses };
    scopes.set(scope, made);
    return made;
  };
  const principals = policy.principals.map((principal) => {
    const holds = principal.holds && scopeOf(principal.holds);
    return holds === undefined || holds === principal.holds ? principal : { ...principal, holds };
  });
  const agents = policy.agents.map((agent) => {
    const ceiling = agent.ceiling && scopeOf(agent.ceiling);
    return ceiling === undefined || ceiling === agent.ceiling ? agent : { ...agent, ceiling };
  });
  const principalOf = new Map(principals.map((principal) => [principal.name, principal]));
  const agentOf = new Map(agents.map((agent) => [agent.name, agent]));
  const hops = policy.hops.map((hop): Hop => {
    const from = (hop.from.kind === "principal" ? principalOf.get(hop.from.name) : agentOf.get(hop.from.name)) ?? hop.from;
    const to = agentOf.get(hop.to.name) ?? hop.to;
    const scope = scopeOf(hop.scope);
    const require = change(hop.require);
    const isSame = from === hop.from && to === hop.to && scope === hop.scope && require === hop.require;
    return isSame ? hop : { ...hop, from, to, scope, require };
  });
  const denials = policy.denials.map((denial) => {
    const where = change(denial.where);
    return where === denial.where ? denial : { ...denial, where };
  });
  return { ...policy, principals, agents, hops, denials };
}
