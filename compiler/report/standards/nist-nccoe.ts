/** NIST NCCoE concept paper, Initial Public Draft, 5 Feb 2026: ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const nistNccoe: Framework = {
  short: "nist-nccoe",
  name: "NIST NCCoE concept paper",
  version: "Initial Public Draft, 5 Feb 2026",
  kind: "requirements",
  publisher: "NIST NCCoE",
  sources: [
    "https://csrc.nist.gov/pubs/other/2026/02/05/accelerating-the-adoption-of-software-and-ai-agent/ipd ; https://www.nccoe.nist.gov/projects/software-and-ai-agent-identity-and-authorization; focus areas from https://attribit-id.com/writing/nist-nccoe-evaluation/",
  ],
  controls: [
    {
      id: "Focus: Identification",
      title: "Identification",
      summary: "Tell agents from humans; manage metadata bounding actions.",
      decides: ["identities", "people-apart"],
    },
    { id: "Focus: Authorization", title: "Authorization", summary: "Apply policy-based rights to agents.", decides: ["guarded"] },
    {
      id: "Focus: Access Delegation",
      title: "Access Delegation",
      summary: "Link agent authority to delegating user.",
      decides: ["narrowing", "held", "rooted"],
      also: ["credentials"],
    },
    {
      id: "Focus: Logging and Transparency",
      title: "Logging and Transparency",
      summary: "Tie actions to agent identity in logs.",
      decides: ["ledger-record"],
      also: ["ledger-kept"],
    },
    {
      id: "Focus: Tracking Data Flows",
      title: "Tracking Data Flows",
      summary: "Track provenance of prompts and data.",
      decides: ["clearances"],
      also: ["labels-followed", "data-reach"],
      part: true,
      limit: "Where prompts come from is not followed.",
    },
  ],
};
