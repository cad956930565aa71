/** Whether authority only narrows, where it comes from, and whether what is given is no more than what is bounded and used. */
import { chosenParameter } from "../../analysis/lints/chosen-parameter.js";
import type { Code } from "../../diagnostics/diagnostic.js";
import { answered, count, type Question, type Shown, unlessFound } from "../question.js";
import { hopWords, type Subject } from "../subject.js";

export const narrowing: Question = {
  id: "narrowing",
  claim: "On every chain, each hop carries no more than the hop before it does, for no longer, no deeper and for no more money.",
  limit: "It is a proof about what the policy declares. What a tool does with an allowed call is not in it.",
  codes: ["wider-scope", "wider-ttl", "wider-depth", "wider-budget", "over-ceiling", "over-principal", "missing-depth", "too-complex"],
  answer: ({ proof, hops }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : answered(
          "proved",
          `${count(proof.proved, "obligation")} proved over ${count(proof.chains, "chain")}, for all arguments and all values of the parameters that are admitted; \`remit prove\` writes the certificate.`,
          hops.map((hop) => ({ words: hopWords(hop), place: hop.place })),
        ),
};

export const closedWorld: Question = {
  id: "closed-world",
  claim: "Only declared agents, tools, actions and hops exist; what is not declared is denied.",
  codes: ["unknown-name", "duplicate-name"],
  answer: ({ policy }) =>
    answered(
      "proved",
      `The language has no default that allows: ${count(policy.agents.length, "agent")}, ${count(policy.tools.length, "tool")} with ${count(
        policy.actions.length,
        "action",
      )} and ${count(policy.hops.length, "hop")} are all there is, and a name that nothing declares is an error.`,
      [...policy.agents.map(({ name, place }) => ({ words: `agent ${name}`, place })), ...toolsOf(policy)],
    ),
};

function toolsOf({ tools }: Subject["policy"]): readonly Shown[] {
  return tools.map(({ name, place }) => ({ words: `tool ${name}`, place }));
}

export const rooted: Question = {
  id: "rooted",
  claim: "Every chain begins with a principal, and no agent has authority but on a chain.",
  answer: ({ chains }) => {
    const principals = new Map(chains.starts.map(({ hop }) => [hop.from.name, hop.from.place]));
    return principals.size === 0
      ? answered("not-addressed", "No principal starts a chain in this policy.")
      : answered(
          "proved",
          `${count(principals.size, "principal")} can start a chain; agents are never given anything but by a hop.`,
          [...principals].map(([name, place]) => ({ words: `principal ${name}`, place })),
        );
  },
};

export const held: Question = {
  id: "held",
  claim: "No agent can do on behalf of a principal what that principal does not itself hold.",
  codes: ["over-principal"],
  answer: ({ chains }) => {
    const starting = new Map(chains.starts.flatMap(({ hop: { from } }) => (from.kind === "principal" ? [[from.name, from] as const] : [])));
    const open = [...starting.values()].filter(({ holds }) => holds === undefined);
    if (starting.size === 0) return answered("not-addressed", "No principal starts a chain in this policy.");
    return unlessFound(
      open.map(({ name, place }) => ({ words: `principal ${name} declares no \`holds\``, place })),
      answered(
        "proved",
        "Every principal that starts a chain says what it holds, and its hops are within that.",
        [...starting.values()].map(({ name, holds, place }) => ({ words: `what ${name} holds`, place: holds?.place ?? place })),
      ),
      (n) => `${count(n, "principal")} can start a chain without saying what it holds: nothing bounds what its hops hand out.`,
    );
  },
};

export const boundedArguments: Question = {
  id: "bounded-arguments",
  claim: "No hop gives an action above reading without a condition.",
  limit: "That a condition is the right one is for a person to judge.",
  answer: ({ hops, policy }) => {
    const open = hops.flatMap((hop) =>
      hop.scope.clauses.flatMap(({ verb, received, where, actions, place }): Shown[] => {
        const acting = actions.filter(({ effect, params }) => effect !== "read" && params.length > 0);
        const [first] = acting;
        if (verb === "deny" || received || where.kind !== "true" || first === undefined) return [];
        const others = acting.length === 1 ? "" : ` and ${count(acting.length - 1, "other")}`;
        return [{ words: `${first.id}${others}, with any arguments, on ${hopWords(hop)}`, place }];
      }),
    );
    if (!policy.actions.some(({ effect }) => effect !== "read")) return answered("proved", "No action of this policy does more than read.");
    return unlessFound(
      open,
      answered("proved", "Every clause that gives a writing or destructive action has a condition on it."),
      (n) => `${count(n, "clause gives", "clauses give")} a writing or destructive action with any arguments.`,
    );
  },
};

export const parametersPinned: Question = {
  id: "parameters-pinned",
  claim: "No agent chooses, unseen, a parameter that bounds what a spending or destructive action may do.",
  limit: "A parameter that bounds only reading or writing may be chosen.",
  answer: (subject) => {
    const chosen = subject.hops.filter(({ from, params }) => from.kind === "agent" && params.length > 0);
    if (chosen.length === 0) return answered("not-addressed", "No hop that an agent makes has a parameter.");
    return unlessFound(
      subject.findings(chosenParameter).map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        "Such parameters are bound by the runtime, tied to what was received, or shown to who approves.",
        chosen.map((hop) => ({ words: `${hopWords(hop)}(${hop.params.map(({ name }) => name).join(", ")})`, place: hop.place })),
      ),
      (n) => `${count(n, "parameter is", "parameters are")} chosen by an agent, and nobody is shown what it chose.`,
    );
  },
};

const leastCodes: readonly Code[] = ["unused-authority", "no-narrowing", "dead-clause", "dead-hop", "unreachable-agent"];

export const leastPrivilege: Question = {
  id: "least-privilege",
  claim: "Nothing is given that no chain uses, and no hop hands on all that was received to use.",
  limit: "The rules know what the policy lets be used, not what is used: `remit ledger usage` tells that from a ledger.",
  answer: ({ diagnostics }) => {
    const found = diagnostics.filter(({ code }) => leastCodes.includes(code));
    return unlessFound(
      found.map(({ code, message, place }) => ({ words: `${code}: ${message}`, place })),
      answered("evidence", `The rules ${leastCodes.map((code) => `\`${code}\``).join(", ")} find nothing.`),
      (n) => `${count(n, "finding")} of authority that is not used, or not narrowed.`,
    );
  },
};

export const purposes: Question = {
  id: "purposes",
  claim: "Every hop is made for a task, and a hop that follows is for the same task or a part of it.",
  codes: ["task-cycle"],
  limit: "A task is a name and a sentence: what an agent pursues within its scope the policy can't see.",
  answer: ({ policy, hops }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : answered(
          "proved",
          `${count(new Set(hops.map(({ task }) => task.name)).size, "task")} in use.`,
          policy.tasks.map(({ name, purpose, place }) => ({ words: `task ${name}: ${purpose}`, place })),
        ),
};
