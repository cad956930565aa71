/** NIST SP 800-207, Final (Aug 2020): ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const nist800207: Framework = {
  short: "nist-800-207",
  name: "NIST SP 800-207",
  version: "Final (Aug 2020)",
  kind: "requirements",
  publisher: "NIST",
  sources: ["a GSA guide that quotes NIST SP 800-207, section 2.1"],
  controls: [
    {
      id: "Tenet 1",
      title: "All data sources and computing services are considered resources.",
      summary: "Everything reachable is a resource.",
      decides: ["closed-world"],
    },
    {
      id: "Tenet 2",
      title: "All communication is secured regardless of network location.",
      summary: "No trust from network place.",
      decides: ["isolated"],
      also: ["credentials"],
      part: true,
      limit: "Transport is the deployment's.",
    },
    {
      id: "Tenet 3",
      title: "Access to individual enterprise resources is granted on a per-session basis.",
      summary: "Per-session grants, least privilege for the task.",
      decides: ["expiry", "purposes"],
      also: ["credentials"],
    },
    {
      id: "Tenet 4",
      title: "Access to resources is determined by dynamic policy",
      summary: "Decision uses identity, state and context. (Sentence continues in the original.)",
      decides: ["conditions-live"],
    },
    {
      id: "Tenet 5",
      title: "The enterprise monitors and measures the integrity and security posture of all owned and associated assets.",
      summary: "Continuous posture measurement.",
      decides: [],
    },
    {
      id: "Tenet 6",
      title: "All resource authentication and authorization are dynamic and strictly enforced before access is allowed.",
      summary: "Authorise before access, each time.",
      decides: ["guarded", "conditions-live"],
    },
    {
      id: "Tenet 7",
      title:
        "The enterprise collects as much information as possible about the current state of assets, network infrastructure and communications and uses it to improve its security posture.",
      summary: "Collect telemetry and improve.",
      decides: ["ledger-record"],
      part: true,
    },
  ],
};
