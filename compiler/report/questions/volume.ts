/** How much: depth, number of calls, money. */
import type { Context } from "../../analysis/chains.js";
import { unboundedSpend } from "../../analysis/lints/unbounded-spend.js";
import { answered, count, type Question, unlessFound } from "../question.js";
import { hopWords, type Subject } from "../subject.js";

export const depthBounded: Question = {
  id: "depth-bounded",
  claim: "Every chain ends: there is a greatest number of hops.",
  codes: ["missing-depth", "wider-depth", "too-complex"],
  answer: ({ longest, hops, chains }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : longest.length === 0 || !chains.complete
        ? answered("not-met", "No end of the chains is known.")
        : answered(
            "proved",
            `The longest chain has ${count(longest.length - 1, "hop")}: ${longest.join(" -> ")}.`,
            hops.flatMap((hop) =>
              hop.depth === undefined || hop.places.depth === undefined
                ? []
                : [{ words: `${hopWords(hop)}: depth ${hop.depth}`, place: hop.places.depth }],
            ),
          ),
};

export const callsBounded: Question = {
  id: "calls-bounded",
  claim: "On every chain a hop bounds how many calls may be made.",
  limit: "How often a principal may start a chain is bounded by `fanout` of its hop, where it is declared.",
  answer: (subject) => {
    if (subject.hops.length === 0) return answered("not-addressed", "No chain is possible in this policy.");
    const open = without(subject, ({ hop }) => hop.budgets.some(({ unit }) => unit === "calls"));
    const using = new Set(subject.uses.filter(({ actions }) => actions.length > 0).map(({ hop }) => hop));
    return unlessFound(
      open
        .filter((hop) => using.has(hop))
        .map((hop) => ({ words: `${hopWords(hop)}: no budget of calls on some chain that ends with it`, place: hop.place })),
      answered(
        "proved",
        "Every chain on which anything can be used has a budget of calls.",
        subject.hops.flatMap((hop) => hop.budgets.flatMap(({ unit, place }) => (unit === "calls" ? [{ words: hopWords(hop), place }] : []))),
      ),
      (n) => `${count(n, "hop lets", "hops let")} actions be used as often as its recipient likes.`,
    );
  },
};

/** The hops of the contexts that some chain reaches without ever passing one of which that is true. */
function without({ chains }: Subject, has: (context: Context) => boolean): Subject["hops"] {
  const seen = new Set<Context>();
  const pending = chains.starts.filter((context) => !has(context));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const below of next.stand?.departures ?? []) if (!has(below)) pending.push(below);
  }
  return [...new Set([...seen].map(({ hop }) => hop))].sort((a, b) => a.index - b.index);
}

export const spendBounded: Question = {
  id: "spend-bounded",
  claim: "On every chain, what is spent is bounded: by a budget, or by the argument that spends it.",
  codes: ["wider-budget"],
  limit: "An action that spends and does not say so is not known.",
  answer: (subject) => {
    const spending = subject.policy.actions.filter(({ spends }) => spends.length > 0);
    if (spending.length === 0) return answered("not-addressed", "No action of the policy spends anything.");
    return unlessFound(
      subject.findings(unboundedSpend).map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        `${count(spending.length, "action spends", "actions spend")}, within a bound on every chain.`,
        spending.map(({ id, place }) => ({ words: id, place })),
      ),
      (n) => `${count(n, "clause lets", "clauses let")} an agent spend without a bound.`,
    );
  },
};

export const fanoutDeclared: Question = {
  id: "fanout-declared",
  claim: "Every hop says how many times one delegator may make it.",
  answer: ({ hops }) => {
    if (hops.length === 0) return answered("not-addressed", "No chain is possible in this policy.");
    return unlessFound(
      hops.filter(({ fanout }) => fanout === undefined).map((hop) => ({ words: hopWords(hop), place: hop.place })),
      answered(
        "proved",
        `${count(hops.length, "hop")}, each with a \`fanout\`.`,
        hops.map((hop) => ({ words: `${hopWords(hop)}: ${hop.fanout ?? 0}`, place: hop.places.fanout ?? hop.place })),
      ),
      (n) => `${count(n, "hop has", "hops have")} no \`fanout\`: one instance may make ${n === 1 ? "it" : "them"} as often as it lives.`,
    );
  },
};

export const budgetsKept: Question = {
  id: "budgets-kept",
  claim: "Budgets, depth and fan-out are counted at every hop above a call, in the commit that allows it.",
  limit: "What a tool spends beside what it says is not counted.",
  answer: ({ hops }) => {
    const bounded = hops.filter(({ budgets, depth, fanout }) => budgets.length > 0 || depth !== undefined || fanout !== undefined);
    return bounded.length === 0
      ? answered("not-met", "No hop declares a budget, a depth or a fan-out for the guard to count.")
      : answered(
          "enforced",
          `${count(bounded.length, "hop declares", "hops declare")} bounds that the guard counts.`,
          bounded.map((hop) => ({ words: hopWords(hop), place: hop.budgets[0]?.place ?? hop.places.fanout ?? hop.places.depth ?? hop.place })),
        );
  },
};
