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
import type { Lint } from "./lint.js";

export const unreachableAgent: Lint = ({ policy, incomplete }) => {
  if (incomplete) return [];
  const reached = new Set(policy.hops.map((hop) => hop.to.name));
  return policy.agents.filter((agent) => !reached.has(agent.name)).map((agent) => words(agent.place, agent.name));
};
