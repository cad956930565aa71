/** Who has to say yes, before what, and whether that is someone else than who asks; and what would need a yes. */
import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import type { Context } from "../../analysis/chains.js";
import { opaqueArgument } from "../../analysis/lints/opaque-effect.js";
import { unapprovedDestructive } from "../../analysis/lints/unapproved-destructive.js";
import { answered, count, type Question, type Shown, unlessFound } from "../question.js";
import { hopWords, type Subject } from "../subject.js";

export const destructiveApproved: Question = {
  id: "destructive-approved",
  claim: "On every chain, a destructive action waits for a principal's approval, of the call or of the hop that gives it.",
  limit: "Which actions are destructive is what the policy declares; an approver can say yes to what should not be done.",
  answer: (subject) => {
    const { policy, uses } = subject;
    const using = uses.filter(({ actions }) => actions.some(({ effect }) => effect === "destructive"));
    const declared = policy.actions.filter(({ effect }) => effect === "destructive");
    if (declared.length === 0) return answered("not-addressed", "The policy declares no action destructive.");
    if (using.length === 0) return answered("proved", `${count(declared.length, "destructive action")} declared, and no chain lets any be used.`);
    const against = new Map<string, Shown>();
    for (const { message, place, witness } of subject.findings(unapprovedDestructive))
      against.set(message, { words: witness === undefined ? message : `${message} (chain ${witness.chain.join(" -> ")})`, place });
    return unlessFound(
      [...against.values()],
      answered(
        "proved",
        `${count(using.length, "hop lets", "hops let")} destructive actions be used, none without an approval.`,
        using.map(({ hop }) => ({ words: hopWords(hop), place: hop.places.approval ?? hop.place })),
      ),
      (n) => `${count(n, "clause lets", "clauses let")} a destructive action be used without anybody's approval.`,
    );
  },
};

export const effectsDeclared: Question = {
  id: "effects-declared",
  claim: "Every action has an effect: read, write or destructive; what says none counts as writing.",
  limit: "The effect is the tool author's word; `opaque-effect` finds some that can't be true.",
  answer: ({ policy: { actions }, diagnostics }) => {
    if (actions.length === 0) return answered("not-addressed", "The policy has no action.");
    const of = (effect: string): number => actions.filter((action) => action.effect === effect).length;
    return unlessFound(
      diagnostics.filter(({ code }) => code === "opaque-effect").map(({ message, place }) => ({ words: message, place })),
      answered(
        "proved",
        `${of("read")} read, ${of("write")} write, ${of("destructive")} destructive.`,
        actions.map(({ id, effect, place }) => ({ words: `${effect} ${id}`, place })),
      ),
      (n) => `${count(n, "action is", "actions are")} said to read only, and take arguments that can do anything.`,
    );
  },
};

export const programArguments: Question = {
  id: "program-arguments",
  claim: "No agent may have a program run that it wrote, unless a principal approves.",
  limit: "Arguments that hold programs are known by their names and by the type `Any`. The sandbox that runs them is not the policy's.",
  answer: (subject) => {
    const risky = runningPrograms(subject);
    const open = risky.filter(({ approved }) => !approved);
    if (risky.length === 0)
      return answered("evidence", "No action that a chain lets be used has an argument that is known to hold a program or anything at all.");
    return unlessFound(
      open.map(({ words, place }) => ({ words, place })),
      answered(
        "evidence",
        `${count(risky.length, "use of such an action", "uses of such actions")}, each only with an approval.`,
        risky.map(({ words, place }) => ({ words, place })),
      ),
      (n) => `${count(n, "use of an action", "uses of actions")} that can be given a program, without an approval.`,
    );
  },
};

export const approverApart: Question = {
  id: "approver-apart",
  claim: "Whoever approves is not the principal who started the chain.",
  limit: "Two principals can be one person; the policy knows names.",
  answer: (subject) => {
    const asked = approvalsOf(subject);
    if (asked.length === 0) return answered("not-addressed", "Nothing in this policy asks for an approval.");
    const starters = startersOf(subject);
    const own = asked.filter(({ by, contexts }) => contexts.some((context) => starters.get(context)?.has(by) === true));
    return unlessFound(
      own.map(({ by, where, place }) => ({ words: `${by} can approve on a chain that ${by} started: ${where}`, place })),
      answered(
        "proved",
        `${count(asked.length, "approval")} asked for, each from another principal than those who start the chain.`,
        asked.map(({ by, where, place }) => ({ words: `${by}: ${where}`, place })),
      ),
      (n) => `${count(n, "approval is", "approvals are")} asked of the principal who started the chain.`,
    );
  },
};

export const approvalsBound: Question = {
  id: "approvals-bound",
  claim: "An approval is a principal's signature over the action, the digest of the arguments, the chain and the policy, for a time, used once.",
  limit: "Who approves can be flattered or hurried: the guard shows what is asked whole, and can't make anyone read it.",
  answer: (subject) =>
    enforcedWhereAsked(subject, "The guard asks, checks the signature and consumes the approval in the commit of what it approves."),
};

export const silenceRefuses: Question = {
  id: "silence-refuses",
  claim: "An approval that nobody gives in time is a refusal.",
  answer: (subject) => enforcedWhereAsked(subject, "The guard waits as long as `within` says, else as long as it was opened with, and then refuses."),
};

export const approverLoad: Question = {
  id: "approver-load",
  claim: "How much each principal is asked to approve is known.",
  limit: "How often each will be asked depends on use; `fanout` and budgets of `calls` bound it, a rate for approvers there is none.",
  answer: (subject) => {
    const asked = approvalsOf(subject);
    if (asked.length === 0) return answered("not-addressed", "Nothing in this policy asks for an approval.");
    const by = new Map<string, number>();
    for (const each of asked) by.set(each.by, (by.get(each.by) ?? 0) + 1);
    return answered(
      "evidence",
      [...by]
        .map(([name, n]) => `${name} is asked in ${count(n, "place")}`)
        .join("; ")
        .concat("."),
      asked.map(({ by: name, where, place }) => ({ words: `${name}: ${where}`, place })),
    );
  },
};

function enforcedWhereAsked(subject: Subject, says: string): ReturnType<Question["answer"]> {
  const asked = approvalsOf(subject);
  if (asked.length === 0) return answered("not-addressed", "Nothing in this policy asks for an approval.");
  return answered(
    "enforced",
    says,
    asked.map(({ by, where, place }) => ({ words: `${by}: ${where}`, place })),
  );
}

interface Running extends Shown {
  readonly approved: boolean;
}

function runningPrograms({ uses, reach, authority, chains }: Subject): readonly Running[] {
  return uses.flatMap(({ hop, actions }) =>
    actions.flatMap((action) => {
      const argument = opaqueArgument(action);
      if (argument === undefined) return [];
      const approved =
        hop.approval !== undefined ||
        chains
          .contextsOf(hop)
          .every((context) => reach.possible(context, action, reach.unapproved(reach.use(context, authority.classes.classOf(action)))) === "no");
      return [{ words: `${action.id}, whose argument ${argument.name} can hold ${argument.holds}, on ${hopWords(hop)}`, place: hop.place, approved }];
    }),
  );
}

interface Asked {
  readonly by: string;
  readonly where: string;
  readonly place: Shown["place"];
  readonly contexts: readonly Context[];
}

/** Every place where the policy asks a principal: hops, and clauses of hops. */
function approvalsOf({ hops, chains }: Subject): readonly Asked[] {
  return hops.flatMap((hop): Asked[] => {
    const contexts = chains.contextsOf(hop);
    const ofHop =
      hop.approval === undefined
        ? []
        : [{ by: hop.approval.by, where: `the hop ${hopWords(hop)}`, place: hop.places.approval ?? hop.place, contexts }];
    const ofClauses = hop.scope.clauses.flatMap(({ where, actions, place }) =>
      [...new Set(approversIn(where))].map((by) => ({ by, where: `${actions[0]?.id ?? "a call"} on ${hopWords(hop)}`, place, contexts })),
    );
    return [...ofHop, ...ofClauses];
  });
}

function approversIn(constraint: Constraint): readonly string[] {
  switch (constraint.kind) {
    case "approved":
      return [constraint.by];
    case "and":
    case "or":
      return constraint.of.flatMap(approversIn);
    case "not":
      return approversIn(constraint.of);
    default:
      return [];
  }
}

/** The principals with whom the chains of each context begin. */
function startersOf({ chains }: Subject): ReadonlyMap<Context, ReadonlySet<string>> {
  const found = new Map<Context, Set<string>>();
  const pending = chains.starts.map((context) => ({ context, by: context.hop.from.name }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { context, by } = next;
    const known = found.get(context) ?? new Set<string>();
    if (known.has(by)) continue;
    found.set(context, known.add(by));
    for (const below of context.stand?.departures ?? []) pending.push({ context: below, by });
  }
  return found;
}
