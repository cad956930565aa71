/**
 * `no-owner`: an agent that nobody answers for.
 *
 * Bad:
 *   agent planner { identity "spiffe://acme.dev/agent/planner" }
 * Good:
 *   agent planner { owner "support-platform@acme.dev"  identity "spiffe://acme.dev/agent/planner" }
 */
import { noOwner as words } from "../../diagnostics/codes/lints.js";
import type { Lint } from "./lint.js";

export const noOwner: Lint = ({ policy }) =>
  policy.agents.filter((agent) => (agent.owner ?? "").trim() === "").map((agent) => words(agent.place, agent.name));
