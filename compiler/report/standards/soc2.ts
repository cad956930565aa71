/** SOC 2 (AICPA TSC 2017), 2017, revised points of focus 2022: ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const soc2: Framework = {
  short: "soc2",
  name: "SOC 2 (AICPA TSC 2017)",
  version: "2017, revised points of focus 2022",
  kind: "requirements",
  publisher: "AICPA",
  sources: [
    "https://ce.prod.cloudaware.com/frameworks/soc-2/cc6/03 ; https://ssae-16.com/2023/08/27/ (CC6.3); https://screenata.com/resources/answers/what-is-cc6-1-in-soc-2-and-what-evidence-does-it-require (CC6.1); criteria have statements, no official short titles",
    "microsoft/agent-governance-toolkit docs/compliance/soc2-mapping.md (secondary)",
  ],
  controls: [
    {
      id: "CC6.1",
      title: "Logical access security software, infrastructure and architectures over protected information assets",
      summary: "Logical access controls protect assets.",
      source: 0,
      decides: ["guarded"],
      also: ["closed-world"],
      part: true,
    },
    {
      id: "CC6.3",
      title:
        "Authorizes, modifies or removes access based on roles, responsibilities or system design, considering least privilege and segregation of duties",
      summary: "Access follows least privilege and segregation of duties.",
      source: 0,
      decides: ["narrowing"],
      also: ["approver-apart", "changes-judged"],
    },
    {
      id: "CC6.2",
      title: "Registers and authorizes new users before issuing credentials",
      summary: "Register and authorise before issuing credentials; remove when no longer authorised.",
      source: 1,
      decides: ["closed-world"],
      also: ["offboarded"],
      part: true,
      unverified: true,
    },
    {
      id: "CC7.2",
      title: "Monitors components for anomalies",
      summary: "Monitor for anomalies.",
      source: 1,
      decides: ["ledger-record"],
      part: true,
      unverified: true,
      limit: "Anomalies are for whoever reads the ledger.",
    },
    {
      id: "CC8.1",
      title: "Authorizes, tests and approves changes",
      summary: "Change management.",
      source: 1,
      decides: ["changes-judged"],
      also: ["tested"],
      part: true,
      unverified: true,
    },
  ],
};
