/** The quick fixes: every rule, and what they propose. */
import type { Diagnostic } from "../../../compiler/index.js";
import type { Snapshot } from "../snapshot.js";
import { addDepth } from "./add-depth.js";
import { addOwner } from "./add-owner.js";
import { addTtl } from "./add-ttl.js";
import { allowHere } from "./allow-here.js";
import { approve } from "./approve.js";
import { askHas } from "./ask-has.js";
import { closeBlock } from "./close-block.js";
import { completeSecret } from "./complete-secret.js";
import { leaveOut } from "./conditions.js";
import { removeDeadClause, removeDeadHop, removeImport, removeUnreachable } from "./dead.js";
import { fulfilClaim } from "./deny-claimed.js";
import { removeDuplicate } from "./duplicates.js";
import { type Fix, type Rule, rulesFor, siteOf } from "./fix.js";
import { importName } from "./import-name.js";
import { instead } from "./instead.js";
import { lowerBudget } from "./lower-budget.js";
import { lowerDepth } from "./lower-depth.js";
import { lowerLabel } from "./lower-label.js";
import { mendMismatch } from "./mismatch.js";
import { narrow } from "./narrow.js";
import { raiseEffect } from "./raise-effect.js";
import { relayInstead } from "./relay-instead.js";
import { shortenSecret } from "./shorten-secret.js";
import { shortenTtl } from "./shorten-ttl.js";
import { spelling } from "./spelling.js";

/** In the order in which their fixes are shown. */
export const rules: readonly Rule[] = [
  instead,
  spelling,
  importName,
  closeBlock,
  completeSecret,
  mendMismatch,
  removeDuplicate,
  removeImport,
  addTtl,
  addDepth,
  shortenTtl,
  lowerDepth,
  lowerBudget,
  shortenSecret,
  narrow,
  relayInstead,
  lowerLabel,
  fulfilClaim,
  removeDeadClause,
  removeDeadHop,
  removeUnreachable,
  leaveOut,
  askHas,
  approve,
  raiseEffect,
  addOwner,
  allowHere,
];

/** What all rules propose for a finding, checked by nobody yet. */
export function proposals(snapshot: Snapshot, finding: Diagnostic): readonly Fix[] {
  const site = siteOf(snapshot, finding);
  return rulesFor(rules, finding.code).flatMap((rule) => rule.propose(site));
}
