/** Domains, principals and agents, with what bounds them from outside: what a principal holds, and an agent's ceiling. */

import type { Place, Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { emptyText, neverLast, nobodyMeant, repeatedIdentity } from "../diagnostics/codes/model.js";
import type { Module } from "../names/modules.js";
import type { AgentDecl, Clause, DomainDecl, Name, Parties } from "../syntax/ast.js";
import type { BlockSetting } from "../types/setting.js";
import type { ScopeReader } from "./lower-clauses.js";
import { labelNamed } from "./lower-order.js";
import type { Agent, Domain, Labels, Party, Principal, Scope } from "./model.js";
import type { Workshop } from "./workshop.js";

export interface PartyTable {
  readonly domains: readonly Domain[];
  readonly principals: readonly Principal[];
  readonly agents: readonly Agent[];
  readonly of: ReadonlyMap<object, Party>;
  /** The party that a name stands for; nothing where it has an error, which has been reported. */
  find(module: Module, name: Name, what: "agent or principal" | "agent"): Party | undefined;
  /** The names of the parties that are meant; nothing where one of them has an error. `last`: they are to be where chains end. */
  among(module: Module, parties: Parties, last: boolean): ReadonlySet<string> | undefined;
}

/** The setting of what bounds chains from outside, in a module. */
export type BoundSetting = (module: Module) => BlockSetting;

export function lowerParties(shop: Workshop, labels: Labels, scopes: ScopeReader, settingFor: BoundSetting): PartyTable {
  const domains = new Map<DomainDecl, Domain>(
    shop.declarations("domain").map(({ declaration, module }) => {
      const place = shop.place(module, declaration.name);
      return [declaration, { name: shop.nameOf(declaration), external: declaration.external, place }];
    }),
  );
  const domainNamed = (module: Module, name: Name | undefined): Domain | undefined => {
    const found = name === undefined ? undefined : shop.find(module, name, ["domain"], "domain");
    return found === undefined ? undefined : domains.get(found.declaration);
  };
  const bound = (module: Module, block: { readonly clauses: readonly Clause[]; readonly span: Span } | undefined, whole: Span): Scope | undefined => {
    if (block === undefined) return undefined;
    const clauses = scopes.block(block.clauses, settingFor(module));
    // Where some of it is wrong or lost, it bounds nothing: what exceeds the rest may well be within what was meant.
    return clauses === undefined || shop.isDamaged(module, whole) ? undefined : { clauses, place: shop.place(module, block) };
  };

  const of = new Map<object, Party>();
  const principals = shop.declarations("principal").map(({ declaration, module }): Principal => {
    const domain = domainNamed(module, declaration.domain);
    const holds = bound(module, declaration.holds, declaration.span);
    const principal: Principal = {
      kind: "principal",
      name: shop.nameOf(declaration) || declaration.name.text,
      place: shop.place(module, declaration.name),
      ...(domain === undefined ? {} : { domain }),
      ...(holds === undefined ? {} : { holds }),
    };
    of.set(declaration, principal);
    return principal;
  });

  const identities = new Map<string, { readonly agent: string; readonly place: Place }>();
  const agents = shop.declarations("agent").map(({ declaration, module }): Agent => {
    for (const what of ["identity", "runtime"] as const) {
      const text = declaration[what];
      if (text?.text === "") shop.report(emptyText(shop.place(module, text), what));
    }
    if (declaration.identity !== undefined && declaration.identity.text !== "") {
      const place = shop.place(module, declaration.identity);
      const other = identities.get(declaration.identity.text);
      if (other === undefined) identities.set(declaration.identity.text, { agent: declaration.name.text, place });
      else shop.report(repeatedIdentity(place, declaration.identity.text, other.agent, declaration.name.text, other.place));
    }
    const agent = lowerAgent(
      shop,
      labels,
      declaration,
      module,
      domainNamed(module, declaration.domain),
      bound(module, declaration.ceiling, declaration.span),
    );
    of.set(declaration, agent);
    return agent;
  });

  const find: PartyTable["find"] = (module, name, what) => {
    const found = shop.find(module, name, what === "agent" ? ["agent"] : ["agent", "principal"], what);
    return found === undefined ? undefined : of.get(found.declaration);
  };
  const among: PartyTable["among"] = (module, parties, last) => {
    switch (parties.kind) {
      case "party": {
        const party = find(module, parties.name, "agent or principal");
        if (party?.kind === "principal" && last) shop.report(neverLast(shop.place(module, parties), party.name));
        return party === undefined || (party.kind === "principal" && last) ? undefined : new Set([party.name]);
      }
      case "agents": {
        const domain = domainNamed(module, parties.domain);
        const excepted = parties.except.map((name) => find(module, name, "agent"));
        if ((parties.domain !== undefined && domain === undefined) || excepted.includes(undefined)) return undefined;
        // A domain of somebody else's may well be bounded before there is an agent in it.
        if (domain !== undefined && !domain.external && !agents.some((agent) => agent.domain === domain))
          shop.report(nobodyMeant(shop.place(module, parties), domain.name, domain.place));
        const chosen = agents.filter((agent) => (domain === undefined || agent.domain === domain) && !excepted.includes(agent));
        return new Set(chosen.map((agent) => agent.name));
      }
      default:
        return unreachable(parties);
    }
  };
  return { domains: [...domains.values()], principals, agents, of, find, among };
}

function lowerAgent(
  shop: Workshop,
  labels: Labels,
  declaration: AgentDecl,
  module: Module,
  domain: Domain | undefined,
  ceiling: Scope | undefined,
): Agent {
  const clearance = declaration.clearance === undefined ? undefined : labelNamed(shop, labels, module, declaration.clearance);
  return {
    kind: "agent",
    name: shop.nameOf(declaration) || declaration.name.text,
    unguarded: declaration.unguarded,
    clearance: clearance ?? labels.lowest,
    place: shop.place(module, declaration.name),
    ...(domain === undefined ? {} : { domain }),
    ...(declaration.owner === undefined ? {} : { owner: declaration.owner.text }),
    ...(!declaration.identity?.text ? {} : { identity: declaration.identity.text }),
    ...(!declaration.runtime?.text ? {} : { runtime: declaration.runtime.text }),
    ...(ceiling === undefined ? {} : { ceiling }),
  };
}
