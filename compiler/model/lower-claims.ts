/** What a policy says of all its chains: top-level denials and assertions. */

import { unreachable } from "../base/unreachable.js";
import { notCount } from "../diagnostics/codes/model.js";
import type { Module } from "../names/modules.js";
import type { AssertDecl, DenyDecl } from "../syntax/ast.js";
import { always } from "../types/constraints.js";
import type { BlockSetting, Setting } from "../types/setting.js";
import type { ActionLists } from "./lower-actions.js";
import { labelNamed } from "./lower-order.js";
import type { BoundSetting, PartyTable } from "./lower-parties.js";
import type { Assertion, Denial, Labels } from "./model.js";
import type { Sited, Workshop } from "./workshop.js";

export interface ClaimWork {
  readonly shop: Workshop;
  readonly labels: Labels;
  readonly lists: ActionLists;
  readonly parties: PartyTable;
  readonly settingFor: BoundSetting;
}

/** One or more for each `deny`: its `where` may mean one thing for some actions and another for others. */
export function lowerDenials(work: ClaimWork): { readonly denials: readonly Denial[]; readonly lost: number } {
  let lost = 0;
  const denials = work.shop.declarations("deny").flatMap((sited): readonly Denial[] => {
    const lowered = lowerDenial(work, sited);
    if (lowered === undefined) lost++;
    return lowered ?? [];
  });
  return { denials, lost };
}

/** Nothing where it has an error, which has been reported. */
export function lowerDenial(
  { shop, lists, parties, settingFor }: ClaimWork,
  { declaration, module }: Sited<DenyDecl>,
): readonly Denial[] | undefined {
  const place = shop.place(module, declaration);
  const by = declaration.by === undefined ? undefined : parties.among(module, declaration.by, true);
  const list = lists.read(declaration.actions, module);
  const setting = settingOf(settingFor(module), true);
  const pieces = list === undefined ? undefined : lists.narrow(list, declaration.only, declaration.where, setting);
  if (pieces === undefined || (declaration.by !== undefined && by === undefined) || shop.isDamaged(module, declaration.span)) return undefined;
  return pieces.map(({ actions, where }) => ({ actions, where, place, ...(by === undefined ? {} : { by }) }));
}

export function lowerAssertions(work: ClaimWork): readonly Assertion[] {
  return work.shop.declarations("assert").flatMap((sited) => lowerAssertion(work, sited));
}

export function lowerAssertion(work: ClaimWork, { declaration, module }: Sited<AssertDecl>): readonly Assertion[] {
  return work.shop.isDamaged(module, declaration.span) ? [] : (lowerClaim(work, declaration, module) ?? []);
}

function lowerClaim(
  { shop, labels, lists, parties, settingFor }: ClaimWork,
  declaration: AssertDecl,
  module: Module,
): readonly Assertion[] | undefined {
  const place = shop.place(module, declaration);
  const setting: Setting = { ...settingOf(settingFor(module), false), asserts: true };
  const { claim } = declaration;
  switch (claim.kind) {
    case "never": {
      const by = claim.by === undefined ? undefined : parties.among(module, claim.by, true);
      const list = lists.read(claim.actions, module);
      const pieces = list === undefined ? undefined : lists.narrow(list, undefined, claim.where, setting);
      if (claim.by !== undefined && by === undefined) return undefined;
      return pieces?.map(({ actions, where }) => ({ kind: "never", place, actions, by, where }));
    }
    case "can": {
      const party = parties.find(module, claim.party, "agent or principal");
      const action = lists.action(module, claim.tool, claim.action);
      if (action === undefined) return undefined;
      const pieces = lists.narrow({ actions: lists.intern([action]), each: true }, undefined, claim.where, setting);
      if (party === undefined || pieces === undefined) return undefined;
      return [{ kind: "can", place, party: party.name, action, where: pieces[0]?.where ?? always }];
    }
    case "no-flow": {
      const to = parties.among(module, claim.to, false);
      const of = claim.label === undefined ? "untrusted" : labelNamed(shop, labels, module, claim.label);
      return to === undefined || of === undefined ? undefined : [{ kind: "no-flow", place, of, to }];
    }
    case "no-path": {
      const from = parties.among(module, claim.from, false);
      const to = parties.among(module, claim.to, true);
      return from === undefined || to === undefined ? undefined : [{ kind: "no-path", place, from, to }];
    }
    case "depth": {
      const most = claim.most.value;
      if (Number.isSafeInteger(most) && most >= 0) return [{ kind: "depth", place, most }];
      shop.report(notCount(shop.place(module, claim.most), "a depth", 0));
      return undefined;
    }
    default:
      return unreachable(claim);
  }
}

function settingOf(block: BlockSetting, deny: boolean): Setting {
  return { block, arguments: undefined, deny, report: block.report, silent: false };
}
