/** NIST AI 600-1 (GenAI Profile), July 2024: ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const nistAi6001: Framework = {
  short: "nist-ai-600-1",
  name: "NIST AI 600-1 (GenAI Profile)",
  version: "July 2024",
  kind: "requirements",
  publisher: "NIST",
  sources: ["final text of NIST AI 600-1, July 2024", "a mapping to GOVERN 1.7 and MANAGE 2.4, secondary"],
  controls: [
    {
      id: "GV-1.7-001",
      title: "GOVERN 1.7 suggested action",
      summary: "Have protocols so generative AI can be deactivated when needed.",
      source: 0,
      decides: ["kill-switch"],
      also: ["revocation", "owners"],
      part: true,
    },
    {
      id: "GV-1.6-003",
      title: "GOVERN 1.6 suggested action (inventory fields)",
      summary: "Inventory entry contents, including data provenance, known issues, underlying models and versions.",
      source: 0,
      decides: ["inventory"],
      part: true,
      limit: "Models, versions and provenance are not in the policy.",
    },
    {
      id: "MG-2.4-001",
      title: "MANAGE 2.4 suggested action",
      summary: "Communication plan when a generative AI system is deactivated.",
      source: 1,
      decides: ["inventory"],
      also: ["owners"],
      part: true,
      unverified: true,
      limit: "Owners are named; the plan is the organisation's.",
    },
    {
      id: "MG-2.4-004",
      title: "MANAGE 2.4 suggested action",
      summary: "Criteria that warrant deactivation are set and reviewed.",
      source: 1,
      decides: ["inventory"],
      also: ["kill-switch"],
      part: true,
      unverified: true,
      limit: "Live facts that deny are such criteria; their review is not in the policy.",
    },
  ],
};
