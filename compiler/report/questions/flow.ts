/** Where data may go: labels, an attacker's text, and ways out. */

import { flowOf, type Holding } from "../../analysis/flow.js";
import { lethalTrifecta } from "../../analysis/lints/lethal-trifecta.js";
import { unapprovedCrossing } from "../../analysis/lints/unapproved-crossing.js";
import type { Agent, Label } from "../../model/model.js";
import { answered, count, type Question, unlessFound } from "../question.js";
import { hopWords } from "../subject.js";

const instancesOnly = "Labels follow instances, not values, and tools keep what the policy says of them or lie.";

export const clearances: Question = {
  id: "clearances",
  claim: "No agent comes to hold data above its clearance, and none sends out data above what the action may send, on any chain, replies included.",
  codes: ["wider-data", "over-clearance", "label-cycle"],
  limit: instancesOnly,
  answer: ({ policy: { labels, actions, hops } }) => {
    const labelled = actions.filter(({ returns }) => returns !== labels.lowest);
    if (labels.names.length < 2) return answered("not-addressed", "The policy declares no labels.");
    if (labelled.length === 0 && hops.every(({ pass }) => pass === labels.lowest))
      return answered("not-addressed", "The policy declares labels, and no action returns or hop passes anything above the lowest.");
    return answered(
      "proved",
      `${count(labels.names.length, "label")}; ${count(labelled.length, "action returns", "actions return")} more than the lowest.`,
      labelled.map(({ id, returns, place }) => ({ words: `${id} returns ${labels.names[returns] ?? ""}`, place })),
    );
  },
};

export const trifecta: Question = {
  id: "trifecta",
  claim: "No agent can send data out while it holds both data above the lowest label and text that an attacker may have written.",
  limit: instancesOnly,
  answer: ({ policy: { actions, labels }, rules }) => {
    const ingesting = actions.filter(({ ingestsUntrusted }) => ingestsUntrusted);
    if (ingesting.length === 0) return answered("not-addressed", "The policy says of no action that its result may carry an attacker's text.");
    if (!actions.some(({ returns }) => returns !== labels.lowest))
      return answered("not-addressed", "No action of the policy returns more than the lowest label.");
    return unlessFound(
      lethalTrifecta(rules).map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        "On no chain do all three meet.",
        ingesting.map(({ id, place }) => ({ words: `${id} may bring an attacker's text`, place })),
      ),
      (n) => `${count(n, "hop lets", "hops let")} an agent hold all three.`,
    );
  },
};

export const untrustedReach: Question = {
  id: "untrusted-reach",
  claim: "What an attacker's text can have done is known: all that the agents may do whom it can reach.",
  limit: "Within its scope a misled agent can still do harm.",
  answer: ({ policy, chains, reach, uses }) => {
    if (!policy.actions.some(({ ingestsUntrusted }) => ingestsUntrusted))
      return answered("not-addressed", "The policy says of no action that its result may carry an attacker's text.");
    const flow = flowOf(policy, chains, reach.usableIn);
    const reached = uses.filter(({ hop }) => chains.contextsOf(hop).some((context) => flow.holdings(context).some(({ untrusted }) => untrusted)));
    return answered(
      "evidence",
      reached.length === 0
        ? "No agent can come to hold such text."
        : `${count(reached.length, "hop leads", "hops lead")} to an agent that can come to hold such text.`,
      reached.map(({ hop, actions }) => {
        const acting = actions.filter(({ effect }) => effect !== "read").map(({ id }) => id);
        return { words: `${hopWords(hop)}: ${acting.length === 0 ? "reads only" : acting.join(", ")}`, place: hop.place };
      }),
    );
  },
};

export const dataReach: Question = {
  id: "data-reach",
  claim: "Which labels, and whether an attacker's text, can reach each agent, leave by each action that sends, and come into each domain is known.",
  limit: instancesOnly,
  answer: ({ policy, chains, reach, reached, uses }) => {
    const { labels, actions, domains } = policy;
    if (labels.names.length < 2 && !actions.some(({ ingestsUntrusted }) => ingestsUntrusted))
      return answered("not-addressed", "The policy declares no labels, and no action that ingests untrusted text.");
    const flow = flowOf(policy, chains, reach.usableIn);
    const heldOn = new Map(uses.map(({ hop }) => [hop, chains.contextsOf(hop).flatMap((context) => flow.holdings(context))]));
    const told = (holdings: readonly Holding[], within?: Label): string => {
      const all = new Set(holdings.flatMap((holding) => [...holding.labels]));
      const names = [...all].filter((label) => label !== labels.lowest && (within === undefined || labels.within(label, within)));
      const parts = [
        ...names.sort((a, b) => a - b).map((label) => labels.names[label] ?? ""),
        ...(holdings.some(({ untrusted }) => untrusted) ? ["untrusted text"] : []),
      ];
      return parts.length === 0 ? "nothing above the lowest label" : parts.join(", ");
    };
    const heldBy = (has: (agent: Agent) => boolean): readonly Holding[] => uses.flatMap(({ hop }) => (has(hop.to) ? (heldOn.get(hop) ?? []) : []));
    return answered(
      "evidence",
      `${count(reached.length, "agent")}, ${count(actions.filter(({ sends }) => sends !== undefined).length, "action that sends", "actions that send")}, ${count(domains.length, "domain")}.`,
      [
        ...reached.map((agent) => ({ words: `agent ${agent.name}: ${told(heldBy((each) => each.name === agent.name))}`, place: agent.place })),
        ...actions.flatMap((action) => {
          const using = uses.filter((use) => action.sends !== undefined && use.actions.includes(action));
          return using.length === 0
            ? []
            : [
                {
                  words: `out by ${action.id}: ${told(
                    using.flatMap(({ hop }) => heldOn.get(hop) ?? []),
                    action.sends,
                  )}`,
                  place: action.place,
                },
              ];
        }),
        ...domains.map(({ name, place }) => ({ words: `domain ${name}: ${told(heldBy(({ domain }) => domain?.name === name))}`, place })),
      ],
    );
  },
};

export const crossingsApproved: Question = {
  id: "crossings-approved",
  claim: "Nothing above reading and above the lowest label goes into an external domain without an approval.",
  limit: "Which domains are external is what the policy declares.",
  answer: (subject) => {
    const crossing = subject.hops.filter(({ from, to }) => to.domain?.external === true && to.domain !== from.domain);
    if (crossing.length === 0) return answered("not-addressed", "No hop leads into an external domain.");
    return unlessFound(
      subject.findings(unapprovedCrossing).map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        `${count(crossing.length, "hop leads", "hops lead")} into external domains.`,
        crossing.map((hop) => ({ words: hopWords(hop), place: hop.place })),
      ),
      (n) => `${count(n, "hop crosses", "hops cross")} into an external domain with more, and nobody approves.`,
    );
  },
};

export const externalEnds: Question = {
  id: "external-ends",
  claim: "No agent of an external domain hands on what it was given.",
  answer: ({ policy, reached, hops }) => {
    const external = reached.filter(({ domain }) => domain?.external === true);
    if (policy.domains.every(({ external: isExternal }) => !isExternal)) return answered("not-addressed", "The policy declares no external domain.");
    if (external.length === 0) return answered("proved", "No chain reaches an agent of an external domain.");
    return unlessFound(
      hops.filter(({ from }) => from.domain?.external === true).map((hop) => ({ words: hopWords(hop), place: hop.place })),
      answered(
        "proved",
        `${count(external.length, "external agent")}, none of which makes a hop.`,
        external.map(({ name, place }) => ({ words: `agent ${name}`, place })),
      ),
      (n) => `${count(n, "hop is", "hops are")} made by agents of external domains.`,
    );
  },
};

export const labelsFollowed: Question = {
  id: "labels-followed",
  claim:
    "The guard keeps the highest label and an attacker's text of each instance, and refuses what would carry more than a hop or an action lets out.",
  limit: "What an application itself carries from one agent's conversation into another's, the guard does not see.",
  answer: ({ policy: { labels, actions } }) =>
    labels.names.length < 2 && !actions.some(({ ingestsUntrusted }) => ingestsUntrusted)
      ? answered("not-addressed", "The policy declares no labels, and no action that ingests untrusted text.")
      : answered(
          "enforced",
          "Results, replies and what is handed over are joined into what an instance holds; `sends`, hops and replies are checked against it.",
          actions
            .filter(({ sends, ingestsUntrusted, returns }) => sends !== undefined || ingestsUntrusted || returns !== labels.lowest)
            .map(({ id, place }) => ({ words: id, place })),
        ),
};
