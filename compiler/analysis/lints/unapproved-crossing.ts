/**
 * `unapproved-crossing`: a hop into an external domain hands over more than public reading, and nobody approves. Beyond
 * reading is any effect above `read`; beyond public, a label above the lowest that its actions return or that it passes.
 *
 * Bad:
 *   domain vendor external
 *   agent courier in vendor { owner "ops@vendor.example" }
 *   delegate shop -> courier for delivery { allow parcels.send  ttl 5m }
 * Good:
 *   delegate shop -> courier for delivery { allow parcels.send  approval by shop  ttl 5m }
 */
import { unapprovedCrossing as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Hop } from "../../model/model.js";
import type { HopLint, LintInput } from "./lint.js";
import { hopWords } from "./words.js";

export const unapprovedCrossing: HopLint = (input) => {
  if (input.policy.domains.every(({ external }) => !external)) return undefined;
  return (hop) => (hop.approval === undefined && crosses(hop) ? judge(input, hop) : none);
};

const none: readonly Diagnostic[] = [];

function crosses(hop: Hop): boolean {
  return hop.to.domain?.external === true && hop.to.domain !== hop.from.domain;
}

/** One warning a hop: what it hands over that weighs most. */
function judge(input: LintInput, hop: Hop): readonly Diagnostic[] {
  const { labels } = input.policy;
  const name = (label: number): string => labels.names[label] ?? "";
  const domain = hop.to.domain?.name ?? "";
  const handed = input.reach.carried(hop).filter((action) => isUnapproved(input, hop, action));
  const acting = handed.find((action) => action.effect === "destructive") ?? handed.find((action) => action.effect === "write");
  if (acting !== undefined) return [words.effect(hop.place, hopWords(hop), domain, acting.id, acting.effect)];
  const telling = handed.find((action) => action.returns !== labels.lowest);
  if (telling !== undefined) return [words.returns(hop.place, hopWords(hop), domain, telling.id, name(telling.returns))];
  if (hop.pass === labels.lowest || input.reach.contexts(hop).length === 0) return [];
  return [words.pass(hop.places.pass ?? hop.place, hopWords(hop), domain, name(hop.pass))];
}

/** Whether some request for the action comes through without the approval of the call that a clause could ask for. */
function isUnapproved({ reach, authority }: LintInput, hop: Hop, action: Action): boolean {
  const of = authority.classes.classOf(action);
  return reach.contexts(hop).some((context) => reach.possible(context, action, reach.unapproved(authority.carried(context, of))) === "yes");
}
