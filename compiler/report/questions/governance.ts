/** What there is, who answers for it, how it is tested and changed, and what was waived. */
import { answered, count, type Question, type Shown, unlessFound } from "../question.js";
import { hopWords } from "../subject.js";

export const inventory: Question = {
  id: "inventory",
  claim: "Every agent, tool, secret and hop of the system is listed.",
  limit: "What acts outside the policy is not in it.",
  answer: ({ policy: { principals, agents, tools, secrets, hops } }) =>
    answered(
      "evidence",
      `${count(principals.length, "principal")}, ${count(agents.length, "agent")}, ${count(tools.length, "tool")}, ${count(secrets.length, "secret")}, ${count(hops.length, "hop")}.`,
      [
        ...agents.map(({ name, place }) => ({ words: `agent ${name}`, place })),
        ...tools.map(({ name, place }) => ({ words: `tool ${name}`, place })),
        ...hops.map((hop) => ({ words: hopWords(hop), place: hop.place })),
      ],
    ),
};

export const assertions: Question = {
  id: "assertions",
  claim: "What must never happen, and what must stay possible, is written down and holds.",
  codes: ["failed-assertion"],
  limit: "An assertion holds what it says; whether it says enough is for a person to judge.",
  answer: ({ policy }) =>
    policy.assertions.length === 0
      ? answered("not-met", "The policy asserts nothing.")
      : answered(
          "proved",
          `${count(policy.assertions.length, "assertion holds", "assertions hold")} over all chains.`,
          policy.assertions.map(({ kind, place }) => ({ words: `assert ${kindWords[kind]}`, place })),
        ),
};

const kindWords = { never: "never", can: "can", "no-flow": "no flow", "no-path": "no path", depth: "depth" } as const;

export const tested: Question = {
  id: "tested",
  claim: "The policy has tests, and they pass.",
  limit: "A test tries one call; `remit test --coverage` and `--mutate` say what the tests would not notice.",
  answer: ({ tests: { tests, coverage } }) => {
    const failed = tests.filter(({ passed }) => !passed);
    if (tests.length === 0) return answered("not-met", "The policy has no test.");
    return unlessFound(
      failed.map(({ name, place }): Shown => ({ words: `fails: ${name}`, place })),
      answered(
        "evidence",
        `${count(tests.length, "test passes", "tests pass")}; they exercise ${coverage.exercised} of ${count(coverage.clauses, "clause")}.`,
        tests.map(({ name, place }) => ({ words: name, place })),
      ),
      (n) => `${count(n, "test fails", "tests fail")}.`,
    );
  },
};

export const waiversExplained: Question = {
  id: "waivers-explained",
  claim: "Every warning that is not reported was waived at its place, with a reason.",
  limit: "Until when a waiver is good, and who gave it, only version control can tell.",
  answer: ({ waivers, policy }) => {
    const silent = waivers.filter(({ reason }) => reason === undefined);
    const start = { file: policy.entry, span: { start: 0, end: 0 } };
    return unlessFound(
      silent.map(({ code, file }) => ({ words: `\`${code}\` is switched off for all places, in ${file}`, place: start })),
      answered(
        "evidence",
        waivers.length === 0
          ? "Nothing was waived."
          : waivers
              .map(({ code, file, line = 0, reason = "" }) => `${code} at ${file}:${line + 1}: ${reason}`)
              .join("; ")
              .concat("."),
      ),
      (n) => `${count(n, "rule is", "rules are")} switched off by a setting, without a reason.`,
    );
  },
};

export const changesJudged: Question = {
  id: "changes-judged",
  claim: "A change that gives any agent more is told from one that does not, and has to be accepted by name.",
  limit: "That the comparison runs before changes are merged is for the repository to show.",
  answer: () =>
    answered(
      "evidence",
      "`remit diff --base REF` compares the authority of every agent over all chains; `remit-accepted.json` names who accepted what, and until when.",
    ),
};

export const certified: Question = {
  id: "certified",
  claim: "What this report says can be made again from the policy, and checked by someone who does not trust the compiler.",
  limit: "Who approved the policy, and when it was reviewed, its text does not say.",
  answer: ({ proof }) =>
    answered(
      "evidence",
      `The policy is text in version control; \`remit prove\` writes a certificate of its ${count(proof.obligations, "obligation")}, and \`remit verify\` replays it without searching.`,
    ),
};
