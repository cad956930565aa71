/**
 * `no-owner`: an agent that nobody answers for.
 *
 * Bad:
 *   agent planner { identity "spiffe://acme.dev/agent/planner" }
 * Good:
 *   agent planner { owner "support-platform@acme.dev"  identity "spiffe://acme.dev/agent/planner" }
 */
import { noOwner as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { PartyLint } from "./lint.js";

export const noOwner: PartyLint = () => (party) =>
  party.kind === "agent" && (party.owner ?? "").trim() === "" ? [words(party.place, party.name)] : none;

const none: readonly Diagnostic[] = [];
