/** Who is who: identities, owners, and people kept apart from agents. */
import { answered, count, type Question, unlessFound } from "../question.js";

export const identities: Question = {
  id: "identities",
  claim: "Every agent that a chain reaches has an identity, and no two have the same.",
  codes: ["shared-identity"],
  limit: "That the identity provider issues these identities, and to these agents alone, is for it to show.",
  answer: ({ reached }) => {
    if (reached.length === 0) return answered("not-addressed", "No chain reaches an agent.");
    return unlessFound(
      reached.filter(({ identity }) => identity === undefined).map(({ name, place }) => ({ words: `agent ${name} has no \`identity\``, place })),
      answered(
        "proved",
        `${count(reached.length, "agent")}, each with an identity of its own.`,
        reached.map(({ name, identity, place }) => ({ words: `${name}: ${identity ?? ""}`, place })),
      ),
      (n) => `${count(n, "agent has", "agents have")} no identity.`,
    );
  },
};

export const owners: Question = {
  id: "owners",
  claim: "Every agent has an owner, who answers for it.",
  limit: "That the owner is told, and acts, the policy can't show.",
  answer: ({ policy: { agents } }) => {
    if (agents.length === 0) return answered("not-addressed", "The policy has no agent.");
    return unlessFound(
      agents.filter(({ owner }) => owner === undefined).map(({ name, place }) => ({ words: `agent ${name} has no \`owner\``, place })),
      answered(
        "proved",
        `${count(agents.length, "agent")}, each with an owner.`,
        agents.map(({ name, owner, place }) => ({ words: `${name}: ${owner ?? ""}`, place })),
      ),
      (n) => `${count(n, "agent has", "agents have")} no owner.`,
    );
  },
};

export const peopleApart: Question = {
  id: "people-apart",
  claim: "Principals and agents are different kinds: no agent starts a chain or approves, and no principal receives a hop.",
  limit: "A principal is whoever holds its key: the policy does not say whether that is a person or a system.",
  answer: ({ policy: { principals, agents } }) =>
    principals.length === 0
      ? answered("not-addressed", "The policy has no principal.")
      : answered(
          "proved",
          `${count(principals.length, "principal")} and ${count(agents.length, "agent")}; the language lets neither stand for the other.`,
          [...principals.map(({ name, place }) => ({ words: `principal ${name}`, place }))],
        ),
};

export const offboarded: Question = {
  id: "offboarded",
  claim: "No agent is declared that no chain reaches, and nothing is given to one that is not declared.",
  codes: ["unknown-name"],
  limit: "That an identity was withdrawn where it was issued is for its provider to show.",
  answer: ({ policy: { agents }, reached, chains }) => {
    if (agents.length === 0) return answered("not-addressed", "The policy has no agent.");
    const lost = chains.complete ? agents.filter((agent) => !reached.includes(agent)) : [];
    return unlessFound(
      lost.map(({ name, place }) => ({ words: `no chain reaches ${name}`, place })),
      answered("proved", `All ${count(agents.length, "agent")} of the policy are reached by some chain.`),
      (n) => `${count(n, "agent is", "agents are")} declared that no chain reaches.`,
    );
  },
};
