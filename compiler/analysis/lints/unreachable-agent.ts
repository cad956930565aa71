/**
 * `unreachable-agent`: an agent to which no hop leads. Where one does that stands in no chain, `dead-hop` says so instead.
 *
 * Bad:
 *   agent archivist { owner "records@acme.dev" }
 * Good:
 *   agent archivist { owner "records@acme.dev" }
 *   delegate clerk -> archivist for filing { allow files.read  ttl 5m }
 */
import { unreachableAgent as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { PartyLint } from "./lint.js";

export const unreachableAgent: PartyLint =
  ({ chains }) =>
  (party) =>
    party.kind === "agent" && !chains.graph.isReached(party.name) ? [words(party.place, party.name)] : none;

const none: readonly Diagnostic[] = [];
