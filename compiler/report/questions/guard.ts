/**
 * What the guard that `remit build` writes enforces while a system runs, and what the policy declares for it to enforce. That
 * the guard is deployed, and is the only way to the tools, no policy can show.
 */
import { mentions } from "../../analysis/constraints.js";
import { answered, count, type Question, unlessFound } from "../question.js";
import { hopWords } from "../subject.js";

const inProcess = "A guard in an agent's own process confines what the model asks for, not code that runs there.";

export const guarded: Question = {
  id: "guarded",
  claim: "Every call is decided before the tool runs, by compiled code and never by a model, and what no clause allows is denied.",
  limit: inProcess,
  answer: (subject) => {
    const open = subject.reached.filter(({ unguarded }) => unguarded);
    return unlessFound(
      open.map(({ name, place }) => ({ words: `no guard runs at ${name}: only what is handed to it is bounded`, place })),
      answered(
        "enforced",
        "The guard copies the arguments, decides, commits, and only then calls the tool; what an agent may not do does not exist on its type.",
        subject.hops.map((hop) => ({ words: hopWords(hop), place: hop.place })),
      ),
      (n) => `${count(n, "agent is", "agents are")} \`unguarded\`.`,
    );
  },
};

export const credentials: Question = {
  id: "credentials",
  claim:
    "Across processes a chain is a chain of signed credentials, narrower link by link; each call proves possession of the last key, for one audience, action and time, once.",
  limit: "Which agent holds a key an identity provider says; that it is right, the policy can't show. The transport is not the guard's.",
  answer: ({ hops }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : answered(
          "enforced",
          "Each hop makes an instance with a key of its own, whose credential its delegator's key signs; an enforcer checks the whole chain offline, then the store.",
        ),
};

export const conditionsLive: Question = {
  id: "conditions-live",
  claim: "Each call is decided anew, by its arguments, its time, the facts of its context and what was revoked until then.",
  answer: ({ policy, hops }) => {
    const live = policy.facts.filter(({ live }) => live);
    const conditional = hops.flatMap(({ scope }) => scope.clauses.filter(({ where }) => where.kind !== "true"));
    return answered(
      "enforced",
      `No decision is kept: ${count(conditional.length, "clause has", "clauses have")} a condition, and ${count(live.length, "fact comes", "facts come")} with each request.`,
      live.map(({ name, place }) => ({ words: `live fact ${name}`, place })),
    );
  },
};

export const revocation: Question = {
  id: "revocation",
  claim: "Ending an instance ends all below it, refuses new decisions at once, and aborts calls under way.",
  limit: "Effects that were already sent can't be undone; other processes see it at their next commit.",
  answer: ({ hops }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : answered(
          "enforced",
          `Every instance can be revoked by its handle or id; without that, its ttl ends it (${count(hops.length, "hop")}, each with one).`,
        ),
};

export const killSwitch: Question = {
  id: "kill-switch",
  claim: "One live fact stops every action of every agent.",
  limit: "It stops actions, not the model's inference, and nothing that has already begun; who may set the fact is for the application to say.",
  answer: ({ policy }) => {
    const live = new Set(policy.facts.flatMap(({ name, live: isLive }) => (isLive ? [name] : [])));
    const stops = policy.denials.filter(
      ({ by, actions, where }) =>
        by === undefined &&
        policy.actions.every((action) => actions.includes(action)) &&
        where.kind === "holds" &&
        [...mentions(where).context].some((name) => live.has(name)),
    );
    return stops.length === 0
      ? answered("not-met", "No `deny any where context.FACT` stands over a `live` Bool.")
      : answered(
          "enforced",
          "The fact is asked for with every request.",
          stops.map(({ place }) => ({ words: "deny any", place })),
        );
  },
};

export const failsClosed: Question = {
  id: "fails-closed",
  claim: "What can't be decided, written down or asked in time is refused.",
  limit: "A store that lies is not found out before a head of its ledger that was kept elsewhere.",
  answer: () =>
    answered(
      "enforced",
      "A store that does not answer, a ledger that can't be written, a fact that is missing, an argument that is no plain data and an approval that does not come are refusals.",
    ),
};

export const policyPinned: Question = {
  id: "policy-pinned",
  claim: "A guard enforces one version of the policy: credentials name its digest, and those of another are refused unless they are listed.",
  limit: "`remit build --check` finds an edited guard in a repository; nothing finds one that is edited where it runs.",
  answer: () => answered("enforced", "The digest is in the generated module and in every credential and ledger entry that begins a chain."),
};

export const secretsKept: Question = {
  id: "secrets-kept",
  claim: "Secrets go to the tool alone: no model sees them, and results and errors are searched for them.",
  limit: "A secret that a tool cuts up or turns round before it returns it is not found.",
  answer: ({ policy: { secrets } }) =>
    secrets.length === 0
      ? answered("not-addressed", "The policy declares no secret, so that the guard knows of none.")
      : answered(
          "enforced",
          "A broker mints them for a hop; the bound tool gets them with the call.",
          secrets.map(({ name, place }) => ({ words: `secret ${name}`, place })),
        ),
};

export const catalogues: Question = {
  id: "catalogues",
  claim: "A tool that comes from a server's catalogue is pinned by its digest: a server that offers another one is not called.",
  limit: "The catalogue is what the server says of itself; what it does is not in it. Tools that are declared by hand are pinned by nothing.",
  answer: ({ policy: { tools } }) => {
    const pinned = tools.filter(({ source }) => source !== undefined);
    return pinned.length === 0
      ? answered("not-addressed", "No tool of the policy comes from a catalogue.")
      : answered(
          "enforced",
          `${count(pinned.length, "tool is", "tools are")} pinned, ${tools.length - pinned.length} declared by hand.`,
          tools.map(({ name, source, place }) => ({
            words: source === undefined ? `${name}: by hand` : `${name}: ${source.name}, ${source.digest}`,
            place,
          })),
        );
  },
};

export const isolated: Question = {
  id: "isolated",
  claim: "Decisions are made apart from the agents that they bind.",
  limit:
    "A guard in the agent's own process does not meet this: the deployment has to show that the tools are reached only through an enforcer in a process of its own, which alone holds their credentials.",
  answer: () =>
    answered(
      "evidence",
      "The policy can't say where its guard runs. An enforcer takes calls that are presented from other processes (`desk.accept`).",
    ),
};

export const ledgerKept: Question = {
  id: "ledger-kept",
  claim:
    "Every start, hop and call is an entry of a hash-chained ledger, written in the commit that allows it, or it is not allowed; so are approvals, ends and outcomes, and refusals, those that are alike as one with their number.",
  limit: "Without a head that is kept elsewhere, the newest entries are unproved. A tool's own effects are not in it.",
  answer: ({ hops }) =>
    hops.length === 0
      ? answered("not-addressed", "No chain is possible in this policy.")
      : answered(
          "enforced",
          "The entry names the instance, the action, the digest of the arguments, the approvals, and through its chain every hop up to the principal.",
        ),
};

export const ledgerRecord: Question = {
  id: "ledger-record",
  claim: "What was decided can be shown later: `remit ledger verify`, `remit ledger usage` and `remit replay` read the ledger.",
  limit: "That ledgers are kept, for how long, and read, is for whoever runs the system to show.",
  answer: () => answered("evidence", "The ledger of the deployment is the evidence; the policy can't show that there is one."),
};
