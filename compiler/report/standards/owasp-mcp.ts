/** OWASP MCP Top 10, 2025 (beta): ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const owaspMcp: Framework = {
  short: "owasp-mcp",
  name: "OWASP MCP Top 10",
  version: "2025 (beta)",
  kind: "risks",
  publisher: "OWASP Foundation",
  sources: ["not given"],
  controls: [
    {
      id: "MCP02:2025",
      title: "Privilege Escalation via Scope Creep",
      summary: "MCP permissions grow beyond need.",
      decides: ["narrowing"],
      also: ["changes-judged", "catalogues"],
    },
    {
      id: "MCP07:2025",
      title: "Insufficient Authentication & Authorization",
      summary: "Weak authn/authz on MCP calls.",
      decides: ["guarded"],
      also: ["credentials"],
    },
    { id: "MCP08:2025", title: "Lack of Audit and Telemetry", summary: "No usable trail.", decides: ["ledger-record"], also: ["ledger-kept"] },
  ],
};
