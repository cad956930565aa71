/** EU AI Act, Regulation (EU) 2024/1689: ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const euAiAct: Framework = {
  short: "eu-ai-act",
  name: "EU AI Act",
  version: "Regulation (EU) 2024/1689",
  kind: "requirements",
  publisher: "European Union",
  sources: [
    "Article titles https://ai-act-text.com/article-12-ai-act ; text quoted in microsoft/agent-governance-toolkit@b570558 docs/compliance/eu-ai-act-checklist.md; 14(4) letters https://everyailaw.com/regulation/eu-ai-act/",
  ],
  controls: [
    {
      id: "Art. 12",
      title: "Record-keeping",
      summary: "High-risk systems technically allow automatic event logging over their lifetime.",
      decides: ["ledger-kept"],
      also: ["ledger-record"],
      part: true,
      limit: "Only what agents do through the guard is recorded.",
    },
    { id: "Art. 12(1)", title: "Record-keeping", summary: "Automatic recording of events must be technically possible.", decides: ["ledger-kept"] },
    {
      id: "Art. 14",
      title: "Human oversight",
      summary: "Design allows effective oversight by natural persons.",
      decides: ["destructive-approved"],
      also: ["people-apart", "kill-switch"],
      part: true,
      limit: "Oversight needs people; the policy gives them a place to stand.",
    },
    {
      id: "Art. 14(4)(d)",
      title: "Human oversight",
      summary: "Overseer may disregard, override or reverse output.",
      decides: ["approvals-bound"],
      part: true,
      limit: "Refusing before is provided; reversing after is not.",
    },
    { id: "Art. 14(4)(e)", title: "Human oversight", summary: "Overseer can intervene or stop safely.", decides: ["kill-switch", "revocation"] },
    {
      id: "Art. 19",
      title: "Automatically generated logs",
      summary: "Providers keep the logs they control.",
      decides: ["ledger-record"],
      part: true,
      limit: "Keeping them is the provider's duty.",
    },
    {
      id: "Art. 26(6)",
      title: "Obligations of deployers of high-risk AI systems",
      summary: "Deployers keep logs at least six months.",
      decides: ["ledger-record"],
      part: true,
      limit: "The language has no retention to declare.",
    },
  ],
};
