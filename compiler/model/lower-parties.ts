/** Domains, principals and agents, with what bounds them from outside: what a principal holds, and an agent's ceiling. */

import type { Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { emptyText, neverLast, nobodyMeant, repeatedIdentity } from "../diagnostics/codes/model.js";
import type { Module } from "../names/modules.js";
import type { AgentDecl, Clause, DomainDecl, Name, Parties, PrincipalDecl } from "../syntax/ast.js";
import type { BlockSetting } from "../types/setting.js";
import type { ScopeReader } from "./lower-clauses.js";
import { labelNamed } from "./lower-order.js";
import type { Agent, Domain, Labels, Party, Principal, Scope } from "./model.js";
import type { Sited, Workshop } from "./workshop.js";

export interface PartyTable {
  readonly domains: readonly Domain[];
  readonly principals: readonly Principal[];
  readonly agents: readonly Agent[];
  /** The party that a name stands for; nothing where it has an error, which has been reported. */
  find(module: Module, name: Name, what: "agent or principal" | "agent"): Party | undefined;
  /** The names of the parties that are meant; nothing where one of them has an error. `last`: they are to be where chains end. */
  among(module: Module, parties: Parties, last: boolean): ReadonlySet<string> | undefined;
}

/** The setting of what bounds chains from outside, in a module. */
export type BoundSetting = (module: Module) => BlockSetting;

export function lowerParties(shop: Workshop, reader: PartyReader): PartyTable {
  const of = new Map<object, Party>();
  const principals = shop.declarations("principal").map((sited) => {
    const principal = reader.principal(sited);
    of.set(sited.declaration, principal);
    return principal;
  });
  const declared = shop.declarations("agent");
  const agents = declared.map((sited) => {
    const agent = reader.agent(sited);
    of.set(sited.declaration, agent);
    return agent;
  });
  reportRepeatedIdentities(shop, declared);
  return partyTable(shop, reader, of, () => ({ principals, agents }));
}

/** Reads the declarations of parties one by one. */
export interface PartyReader {
  readonly domains: readonly Domain[];
  domain(module: Module, name: Name | undefined): Domain | undefined;
  principal(sited: Sited<PrincipalDecl>): Principal;
  agent(sited: Sited<AgentDecl>): Agent;
}

export function partyReader(shop: Workshop, labels: Labels, scopes: ScopeReader, settingFor: BoundSetting): PartyReader {
  const domains = new Map<DomainDecl, Domain>(
    shop.declarations("domain").map(({ declaration, module }) => {
      const place = shop.place(module, declaration.name);
      return [declaration, { name: shop.nameOf(declaration), external: declaration.external, place }];
    }),
  );
  const domain: PartyReader["domain"] = (module, name) => {
    const found = name === undefined ? undefined : shop.find(module, name, ["domain"], "domain");
    return found === undefined ? undefined : domains.get(found.declaration);
  };
  const bound = (module: Module, block: { readonly clauses: readonly Clause[]; readonly span: Span } | undefined, whole: Span): Scope | undefined => {
    if (block === undefined) return undefined;
    const clauses = scopes.block(block.clauses, settingFor(module));
    // Where some of it is wrong or lost, it bounds nothing: what exceeds the rest may well be within what was meant.
    return clauses === undefined || shop.isDamaged(module, whole) ? undefined : { clauses, place: shop.place(module, block) };
  };
  return {
    domains: [...domains.values()],
    domain,
    principal({ declaration, module }) {
      const its = domain(module, declaration.domain);
      const holds = bound(module, declaration.holds, declaration.span);
      return {
        kind: "principal",
        name: shop.nameOf(declaration) || declaration.name.text,
        place: shop.place(module, declaration.name),
        ...(its === undefined ? {} : { domain: its }),
        ...(holds === undefined ? {} : { holds }),
      };
    },
    agent({ declaration, module }) {
      for (const what of ["identity", "runtime"] as const) {
        const text = declaration[what];
        if (text?.text === "") shop.report(emptyText(shop.place(module, text), what));
      }
      const ceiling = bound(module, declaration.ceiling, declaration.span);
      return lowerAgent(shop, labels, declaration, module, domain(module, declaration.domain), ceiling);
    },
  };
}

/** Two agents with one identity: the second is reported. */
export function reportRepeatedIdentities(shop: Workshop, agents: readonly Sited<AgentDecl>[]): void {
  const identities = new Map<string, Sited<AgentDecl>>();
  for (const sited of agents) {
    const { identity, name } = sited.declaration;
    if (identity === undefined || identity.text === "") continue;
    const other = identities.get(identity.text);
    const its = other?.declaration.identity;
    if (other === undefined || its === undefined) identities.set(identity.text, sited);
    else {
      const place = shop.place(sited.module, identity);
      shop.report(repeatedIdentity(place, identity.text, other.declaration.name.text, name.text, shop.place(other.module, its)));
    }
  }
}

/** Looks parties up among those that there are when it is asked. `of`: by their declarations. */
export function partyTable(
  shop: Workshop,
  reader: PartyReader,
  of: ReadonlyMap<object, Party>,
  now: () => { readonly principals: readonly Principal[]; readonly agents: readonly Agent[] },
): PartyTable {
  const find: PartyTable["find"] = (module, name, what) => {
    const found = shop.find(module, name, what === "agent" ? justAgents : allParties, what);
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
        const { agents } = now();
        const domain = reader.domain(module, parties.domain);
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
  return {
    domains: reader.domains,
    get principals() {
      return now().principals;
    },
    get agents() {
      return now().agents;
    },
    find,
    among,
  };
}

const justAgents: readonly ["agent"] = ["agent"];
const allParties: readonly ["agent", "principal"] = ["agent", "principal"];

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
    ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
    ...(domain === undefined ? {} : { domain }),
    ...(declaration.owner === undefined ? {} : { owner: declaration.owner.text }),
    ...(!declaration.identity?.text ? {} : { identity: declaration.identity.text }),
    ...(!declaration.runtime?.text ? {} : { runtime: declaration.runtime.text }),
    ...(ceiling === undefined ? {} : { ceiling }),
  };
}
