/** The parties of a policy that is edited. */
import type { Named } from "../names/symbols.js";
import { type Difference, differenceOf } from "./changes.js";
import { type Desk, type KeptParty, type Notes, unread } from "./kept.js";
import type { Common } from "./lower.js";
import { type PartyTable, partyTable, reportRepeatedIdentities } from "./lower-parties.js";
import type { Agent, Party, Principal } from "./model.js";
import type { Sited } from "./workshop.js";

export interface KeptParties {
  /** As they are now. */
  readonly table: PartyTable;
  of(declaration: object): Party | undefined;
  kept(declaration: object): KeptParty | undefined;
  /** Those of a name: one, but where two declarations have it. */
  called(name: string): readonly Party[];
  unsettled(): Iterable<KeptParty>;
  /** Whether what a name meant may be replaced by what it means now without everything being lowered anew. */
  mayChange(was: Named, is: Named | undefined): boolean;
  update(gone: Iterable<KeptParty>, again: Iterable<KeptParty>): PartyChanges;
}

export interface PartyChanges {
  readonly any: boolean;
  /** A party that stayed has another name. */
  readonly renamed: boolean;
  /** Those that there were, and are no more. */
  readonly others: readonly Party[];
  readonly agents: Difference<Agent>;
  readonly principals: Difference<Principal>;
}

/** `all`: those that there are, in order. */
export function keepParties(desk: Desk, common: Common, all: () => readonly KeptParty[]): KeptParties {
  const { shop } = desk;
  const of = new Map<object, Party>();
  const byDeclaration = new Map<object, KeptParty>();
  const unsettled = new Set<KeptParty>();
  const identities: Notes = { ...unread };
  let now: { readonly principals: readonly Principal[]; readonly agents: readonly Agent[] } = { principals: [], agents: [] };
  let byName: Map<string, Party[]> | undefined;

  const list = (): void => {
    const principals: Principal[] = [];
    const agents: Agent[] = [];
    const declared: Sited<Extract<KeptParty["declaration"], { readonly kind: "agent" }>>[] = [];
    for (const { party, declaration, module } of all()) {
      if (party?.kind === "principal") principals.push(party);
      else if (party !== undefined) agents.push(party);
      if (declaration.kind === "agent") declared.push({ declaration, module });
    }
    now = { principals, agents };
    byName = undefined;
    desk.note(identities, () => {
      reportRepeatedIdentities(shop, declared);
      return { failed: false };
    });
  };

  const lower = (kept: KeptParty): void => {
    const { declaration, module } = kept;
    desk.note(kept, () => {
      kept.party = declaration.kind === "agent" ? common.parties.agent({ declaration, module }) : common.parties.principal({ declaration, module });
      const bound = kept.party.kind === "agent" ? kept.party.ceiling : kept.party.holds;
      const written = declaration.kind === "agent" ? declaration.ceiling : declaration.holds;
      return { failed: bound === undefined && written !== undefined };
    });
    if (kept.party !== undefined) of.set(declaration, kept.party);
    byDeclaration.set(declaration, kept);
    if (kept.unsettled) unsettled.add(kept);
    else unsettled.delete(kept);
  };

  return {
    table: partyTable(shop, common.parties, of, () => now),
    of: (declaration) => of.get(declaration),
    kept: (declaration) => byDeclaration.get(declaration),
    called(name) {
      if (byName === undefined) {
        byName = new Map();
        for (const party of [...now.principals, ...now.agents]) byName.set(party.name, [...(byName.get(party.name) ?? []), party]);
      }
      return byName.get(name) ?? [];
    },
    unsettled: () => unsettled,
    mayChange(was, is) {
      switch (was.kind) {
        // No expression speaks of a hop by its name.
        case "delegate":
        case "agent":
          return true;
        // Approvals know a principal by its name in the policy.
        case "principal":
          return is?.kind === "principal" && shop.nameOf(is.declaration) === of.get(was.declaration)?.name;
        default:
          return false;
      }
    },
    update(gone, again) {
      const before: Party[] = [];
      const after: Party[] = [];
      let renamed = false;
      let any = false;
      for (const kept of gone) {
        any = true;
        desk.forget(kept);
        unsettled.delete(kept);
        of.delete(kept.declaration);
        byDeclaration.delete(kept.declaration);
        if (kept.party !== undefined) before.push(kept.party);
        kept.party = undefined;
      }
      for (const kept of again) {
        any = true;
        const old = kept.party;
        if (old !== undefined) before.push(old);
        lower(kept);
        if (kept.party === undefined) continue;
        after.push(kept.party);
        renamed ||= old !== undefined && old.name !== kept.party.name;
      }
      if (any) list();
      return {
        any,
        renamed,
        others: before,
        agents: differenceOf(before.filter(isAgent), after.filter(isAgent), nameOf),
        principals: differenceOf(before.filter(isPrincipal), after.filter(isPrincipal), nameOf),
      };
    },
  };
}

function isAgent(party: Party): party is Agent {
  return party.kind === "agent";
}

function isPrincipal(party: Party): party is Principal {
  return party.kind === "principal";
}

function nameOf(party: Party): string {
  return party.name;
}
