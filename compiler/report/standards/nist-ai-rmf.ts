/** NIST AI RMF, 1.0 (AI 100-1): ids and titles are the publisher's; what each is about is said in words of this project. */
import type { Framework } from "../standard.js";

export const nistAiRmf: Framework = {
  short: "nist-ai-rmf",
  name: "NIST AI RMF",
  version: "1.0 (AI 100-1)",
  kind: "requirements",
  publisher: "NIST",
  sources: ["intuitem/ciso-assistant-community backend/library/libraries/nist-ai-rmf-1.0.yaml@40df2b0 (exact NIST text; NIST AI 100-1)"],
  controls: [
    {
      id: "GOVERN 1.2",
      title: "The characteristics of trustworthy AI are integrated into organizational policies, processes, procedures, and practices.",
      summary: "Trustworthiness built into policy.",
      decides: ["certified"],
      part: true,
    },
    {
      id: "GOVERN 1.4",
      title:
        "The risk management process and its outcomes are established through transparent policies, procedures, and other controls based on organizational risk priorities.",
      summary: "Transparent policies and controls.",
      decides: ["certified"],
      part: true,
    },
    {
      id: "GOVERN 1.6",
      title: "Mechanisms are in place to inventory AI systems and are resourced according to organizational risk priorities.",
      summary: "Keep an AI inventory.",
      decides: ["inventory"],
      also: ["closed-world"],
    },
    {
      id: "GOVERN 1.7",
      title:
        "Processes and procedures are in place for decommissioning and phasing out AI systems safely and in a manner that does not increase risks or decrease the organization’s trustworthiness.",
      summary: "Safe decommissioning.",
      decides: ["offboarded", "owners"],
      also: ["expiry", "revocation"],
      part: true,
    },
    {
      id: "GOVERN 2.1",
      title:
        "Roles and responsibilities and lines of communication related to mapping, measuring, and managing AI risks are documented and are clear to individuals and teams throughout the organization.",
      summary: "Documented roles.",
      decides: ["owners"],
      part: true,
      limit: "Lines of communication are the organisation's.",
    },
    {
      id: "GOVERN 2.3",
      title:
        "Executive leadership of the organization takes responsibility for decisions about risks associated with AI system development and deployment.",
      summary: "Executive accountability.",
      decides: ["certified"],
      part: true,
    },
    {
      id: "GOVERN 3.2",
      title:
        "Policies and procedures are in place to define and differentiate roles and responsibilities for human-AI configurations and oversight of AI systems.",
      summary: "Differentiate human and AI roles.",
      decides: ["people-apart"],
      also: ["approver-apart"],
    },
    {
      id: "GOVERN 6.1",
      title:
        "Policies and procedures are in place that address AI risks associated with third-party entities, including risks of infringement of a third-party’s intellectual property or other rights.",
      summary: "Third-party risk policy.",
      decides: ["crossings-approved", "external-ends"],
      part: true,
      limit: "Intellectual property is not covered.",
    },
    {
      id: "MAP 2.1",
      title:
        "The specific tasks and methods used to implement the tasks that the AI system will support are defined (e.g., classifiers, generative models, recommenders).",
      summary: "Tasks are defined.",
      decides: ["inventory"],
      also: ["purposes"],
      part: true,
      limit: "Methods and models are not in the policy.",
    },
    {
      id: "MAP 3.3",
      title:
        "Targeted application scope is specified and documented based on the system’s capability, established context, and AI system categorization.",
      summary: "Scope is documented.",
      decides: ["narrowing"],
      also: ["inventory"],
    },
    {
      id: "MAP 3.5",
      title:
        "Processes for human oversight are defined, assessed, and documented in accordance with organizational policies from the GOVERN function.",
      summary: "Human oversight process.",
      decides: ["destructive-approved"],
      also: ["approver-load"],
    },
    {
      id: "MAP 4.2",
      title: "Internal risk controls for components of the AI system, including third-party AI technologies, are identified and documented.",
      summary: "Component risk controls.",
      decides: ["inventory"],
      also: ["catalogues"],
    },
    {
      id: "MEASURE 2.4",
      title:
        "The functionality and behavior of the AI system and its components – as identified in the MAP function – are monitored when in production.",
      summary: "Monitor in production.",
      decides: ["ledger-kept"],
      also: ["ledger-record"],
      part: true,
      limit: "Behaviour within the scope is not judged.",
    },
    {
      id: "MEASURE 2.6",
      title:
        "The AI system is evaluated regularly for safety risks – as identified in the MAP function. The AI system to be deployed is demonstrated to be safe, its residual negative risk does not exceed the risk tolerance, and it can fail safely, particularly if made to operate beyond its knowledge limits. Safety metrics reflect system reliability and robustness, real-time monitoring, and response times for AI system failures.",
      summary: "Safe failure is shown.",
      decides: ["fails-closed"],
      also: ["tested"],
      part: true,
      limit: "Safety of the model's answers is not covered.",
    },
    {
      id: "MEASURE 2.7",
      title: "AI system security and resilience – as identified in the MAP function – are evaluated and documented.",
      summary: "Security evaluated.",
      decides: ["narrowing", "assertions"],
      also: ["certified"],
      part: true,
      limit: "Only what the policy says is evaluated.",
    },
    {
      id: "MEASURE 2.8",
      title: "Risks associated with transparency and accountability – as identified in the MAP function – are examined and documented.",
      summary: "Accountability risks documented.",
      decides: ["ledger-record"],
      also: ["rooted", "owners"],
    },
    {
      id: "MANAGE 1.3",
      title:
        "Responses to the AI risks deemed high priority, as identified by the MAP function, are developed, planned, and documented. Risk response options can include mitigating, transferring, avoiding, or accepting.",
      summary: "Documented risk responses.",
      decides: ["waivers-explained"],
      part: true,
    },
    {
      id: "MANAGE 1.4",
      title:
        "Negative residual risks (defined as the sum of all unmitigated risks) to both downstream acquirers of AI systems and end users are documented.",
      summary: "Residual risk documented.",
      decides: ["certified"],
      limit: "This report's own limits are that list.",
    },
    {
      id: "MANAGE 2.3",
      title: "Procedures are followed to respond to and recover from a previously unknown risk when it is identified.",
      summary: "Respond to unknown risk.",
      decides: ["ledger-record"],
      also: ["changes-judged"],
      part: true,
    },
    {
      id: "MANAGE 2.4",
      title:
        "Mechanisms are in place and applied, and responsibilities are assigned and understood, to supersede, disengage, or deactivate AI systems that demonstrate performance or outcomes inconsistent with intended use.",
      summary: "Ability to disengage or deactivate, with responsibilities assigned.",
      decides: ["revocation", "kill-switch"],
      also: ["owners"],
    },
    {
      id: "MANAGE 3.1",
      title: "AI risks and benefits from third-party resources are regularly monitored, and risk controls are applied and documented.",
      summary: "Third-party controls.",
      decides: ["crossings-approved", "external-ends"],
      also: ["expiry"],
      part: true,
    },
    {
      id: "MANAGE 4.1",
      title:
        "Post-deployment AI system monitoring plans are implemented, including mechanisms for capturing and evaluating input from users and other relevant AI actors, appeal and override, decommissioning, incident response, recovery, and change management.",
      summary: "Monitoring, override, change control.",
      decides: ["changes-judged"],
      also: ["ledger-record"],
      part: true,
    },
    {
      id: "MANAGE 4.3",
      title:
        "Incidents and errors are communicated to relevant AI actors, including affected communities. Processes for tracking, responding to, and recovering from incidents and errors are followed and documented.",
      summary: "Incident communication.",
      decides: ["ledger-record"],
      part: true,
    },
  ],
};
