/** How long authority and credentials live, and whether secrets are kept apart and out of the policy's text. */
import { secretsOf, sharedRuntimes } from "../../analysis/isolation.js";
import { sharedRuntime } from "../../analysis/lints/shared-runtime.js";
import { sharedSecret } from "../../analysis/lints/shared-secret.js";
import { showDuration } from "../../types/show.js";
import { answered, count, type Question, type Shown, unlessFound } from "../question.js";
import { hopWords } from "../subject.js";

export const expiry: Question = {
  id: "expiry",
  claim: "Every hop expires, and none outlives the one it was made under.",
  codes: ["missing-ttl", "wider-ttl"],
  limit: "It bounds how long a hop lives, not how long an agent or its identity is registered.",
  answer: ({ hops }) => {
    const [longest] = hops.toSorted((a, b) => b.ttl - a.ttl);
    if (longest === undefined) return answered("not-addressed", "No chain is possible in this policy.");
    return answered(
      "proved",
      `${count(hops.length, "hop")}, each with a ttl; the longest is ${showDuration(longest.ttl)}.`,
      hops.map((hop) => ({ words: `${hopWords(hop)}: ${showDuration(hop.ttl)}`, place: hop.places.ttl ?? hop.place })),
    );
  },
};

export const secretsExpire: Question = {
  id: "secrets-expire",
  claim: "Every secret is minted for one hop, lives no longer than it, and is revoked with it.",
  codes: ["secret-outlives-hop"],
  limit: "Only secrets that the policy declares are known; what a tool is configured with elsewhere is not.",
  answer: ({ policy }) => {
    const { secrets } = policy;
    if (secrets.length === 0) return answered("not-addressed", "The policy declares no secret.");
    const lasting = secrets.filter(({ perHop }) => !perHop);
    return unlessFound(
      lasting.map(({ name, ttl, place }) => ({
        words: ttl === undefined ? `secret ${name} is shared and has no ttl` : `secret ${name} is shared, for ${showDuration(ttl)}`,
        place,
      })),
      answered(
        "proved",
        `${count(secrets.length, "secret")}, each \`per hop\` and within the ttl of every hop that lets its tool be used.`,
        secrets.map(({ name, ttl, place }) => ({ words: `secret ${name}${ttl === undefined ? "" : `: ${showDuration(ttl)}`}`, place })),
      ),
      (n) => `${count(n, "secret is", "secrets are")} not minted for one hop.`,
    );
  },
};

export const secretsApart: Question = {
  id: "secrets-apart",
  claim: "No two agents use one secret that is not minted for each hop.",
  limit: "Only secrets that the policy declares are known.",
  answer: ({ policy, rules, reach }) => {
    if (policy.secrets.length === 0) return answered("not-addressed", "The policy declares no secret.");
    const users = [...secretsOf(policy, reach.usable).values()].flatMap((of) => [...of.keys()]);
    return unlessFound(
      sharedSecret(rules).map(({ message, place }) => ({ words: message, place })),
      answered("proved", `${count(new Set(users).size, "secret")} in use, none by two agents unless each hop has its own.`),
      (n) => `${count(n, "secret is", "secrets are")} shared by several agents.`,
    );
  },
};

export const runtimesApart: Question = {
  id: "runtimes-apart",
  claim: "No agent runs in one runtime with an agent that has a secret which it lacks.",
  limit: "Where agents really run the policy is told by `runtime`, and can't see.",
  answer: ({ policy, rules }) => {
    const named = policy.agents.filter(({ runtime }) => runtime !== undefined);
    if (named.length === 0) return answered("not-addressed", "No agent says in which runtime it runs.");
    return unlessFound(
      sharedRuntime(rules).map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        `${count(named.length, "agent says", "agents say")} where they run; ${count(sharedRuntimes(policy).size, "runtime is", "runtimes are")} shared, by agents that have the same secrets.`,
        named.map(({ name, runtime, place }) => ({ words: `${name} in "${runtime ?? ""}"`, place })),
      ),
      (n) => `${count(n, "agent shares", "agents share")} a runtime with one that has more secrets.`,
    );
  },
};

/** How the keys of well-known services begin. */
const keyShapes: readonly RegExp[] = [
  /AKIA[0-9A-Z]{16}/,
  /gh[pousr]_[A-Za-z0-9]{20,}/,
  /github_pat_[A-Za-z0-9_]{20,}/,
  /sk-[A-Za-z0-9_-]{20,}/,
  /xox[abprs]-[A-Za-z0-9-]{10,}/,
  /AIza[0-9A-Za-z_-]{35}/,
  /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

export const noSecretInText: Question = {
  id: "no-secret-in-text",
  claim: "The policy holds names of secrets, never a secret.",
  limit: "Only the shapes of well-known keys are looked for; a password like any word is not seen.",
  answer: ({ policy, texts }) => {
    const found = texts.flatMap(({ file, text }): readonly Shown[] =>
      keyShapes.flatMap((shape) => {
        const match = shape.exec(text);
        return match === null
          ? []
          : [{ words: "a text that looks like a key", place: { file, span: { start: match.index, end: match.index + match[0].length } } }];
      }),
    );
    const says = "The language has no place for a secret's value, and no text of the policy has the shape of a well-known key.";
    return unlessFound(
      found,
      answered(
        "evidence",
        says,
        policy.secrets.map(({ name, place }) => ({ words: `secret ${name}`, place })),
      ),
      (n) => `${count(n, "text looks", "texts look")} like a key.`,
    );
  },
};
