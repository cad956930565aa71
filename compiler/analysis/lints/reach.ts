/** Which requests can come about: the questions that several lints ask, each answered once. */
import type { Constraint, Type } from "../../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy } from "../../model/model.js";
import type { Authority } from "../authority.js";
import type { Chains, Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import { mentions } from "../constraints.js";
import { remembered } from "../memo.js";
import { type Sight, sight } from "./plain.js";
import { typesOf } from "./types-of.js";

/** `unknown`: a limit was reached. */
export type Possible = "yes" | "no" | "unknown";

export interface Reach {
  /** Whether, in that context, some request for the action is as all the constraints say; they speak of the variables of the context's frame. */
  possible(context: Context, action: Action, ...together: readonly Constraint[]): Possible;
  /** The classes of actions that a hop has a clause for, other than a denial. */
  classes(hop: Hop): readonly ActionClass[];
  /** What some chain of the context lets its recipient use, after all denials. */
  use(context: Context, of: ActionClass): Constraint;
  /** The contexts of a hop. */
  made(hop: Hop): readonly Context[];
  /** Those of which something can be said. */
  contexts(hop: Hop): readonly Context[];
  /** What some chain lets the hop's recipient use. */
  usable(hop: Hop): readonly Action[];
  /** What some chain that ends with the hop carries. */
  carried(hop: Hop): readonly Action[];
  /** What the chains of one context let its recipient use. */
  usableIn(context: Context): readonly Action[];
  /** The constraint where nobody has approved anything. */
  unapproved(constraint: Constraint): Constraint;
  /** What is plain to see without asking. */
  readonly plain: Sight;
  /** What was remembered of a hop holds no more. */
  forget(hop: Hop): void;
}

// What is remembered here stands in arrays by number and in maps that go with the run: a weak table of a hundred thousand
// hops costs the collector more than all the answers cost.

export function reachOf(policy: Policy, chains: Chains, authority: Authority): Reach {
  const { constraints, prover } = chains;
  const facts: Readonly<Record<string, Type>> = Object.fromEntries(policy.facts.map(({ name, type }) => [name, type]));
  const plain = sight();

  // What speaks of no parameter is asked about the same request wherever it is asked.
  const answers = new Map<Action, Map<Constraint, Possible>>();
  const possible: Reach["possible"] = (context, action, ...together) => {
    const { facts: known } = authority.frame(context);
    const [only] = together;
    const asked =
      only !== undefined && together.length === 1 && known.length === 0 ? constraints.intern(only) : constraints.and([...known, ...together]);
    const ofAction = remembered(answers, action, () => new Map<Constraint, Possible>());
    const before = ofAction.get(asked);
    if (before !== undefined) return before;
    const answer = ask(context, action, asked);
    if (mentions(asked).params.size === 0) ofAction.set(asked, answer);
    return answer;
  };
  const ask = (context: Context, action: Action, asked: Constraint): Possible => {
    if (asked.kind === "false") return "no";
    const variables = authority.variables(context, asked);
    if (plain.isSatisfiable(asked, action.effect, typesOf(action.params, variables, {}, facts))) return "yes";
    const answer = prover.exists(action, variables, asked);
    return typeof answer === "string" ? answer : "unknown";
  };

  const use: Reach["use"] = (context, of) => {
    // Of most hops, what they allow is all there is to it.
    const own = authority.clauses(context, of);
    const isPlain = own.allowedReceived.kind === "false" && own.denied.kind === "false" && policy.denials.length === 0;
    return isPlain ? own.allowed : authority.usable(context, of);
  };

  // By the facts that stand, the class, and what is asked; nothing that speaks of a parameter, whose type is not in its name.
  const ofClass = new Map<Constraint, Map<Constraint, readonly Action[]>[]>();
  const actionsIn = (context: Context, of: ActionClass, constraint: Constraint): readonly Action[] => {
    const known = remembered(ofClass, authority.facts(context), (): Map<Constraint, readonly Action[]>[] => []);
    const before = known[of.id]?.get(constraint);
    if (before !== undefined) return before;
    const found = of.actions.filter((action) => possible(context, action, constraint) === "yes");
    if (mentions(constraint).params.size > 0) return found;
    const answers = known[of.id] ?? new Map<Constraint, readonly Action[]>();
    known[of.id] = answers;
    answers.set(constraint, found);
    return found;
  };
  const allIn = (context: Context, what: (of: ActionClass) => Constraint): readonly Action[] => {
    const classes = authority.classesOfHop(context.hop);
    const [first] = classes;
    if (first !== undefined && classes.length === 1) return actionsIn(context, first, what(first));
    return classes.flatMap((each) => actionsIn(context, each, what(each)));
  };
  const usableBy: (readonly Action[] | undefined)[] = [];
  const usableIn: Reach["usableIn"] = (context) => {
    const before = usableBy[context.id];
    if (before !== undefined) return before;
    const found = allIn(context, (of) => use(context, of));
    usableBy[context.id] = found;
    return found;
  };
  const carriedIn = (context: Context): readonly Action[] =>
    allIn(context, (of) => constraints.and([authority.carried(context, of), constraints.not(authority.denied(of))]));

  const contextsOf: Reach["contexts"] = (hop) => {
    const all = chains.contextsOf(hop);
    for (const { erroneous } of all) if (erroneous) return all.filter((each) => !each.erroneous);
    return all;
  };
  const usedOn = new Map<Hop, readonly Action[]>();
  const carriedOn = new Map<Hop, readonly Action[]>();
  const all = (known: Map<Hop, readonly Action[]>, hop: Hop, of: (context: Context) => readonly Action[]): readonly Action[] => {
    const found = contextsOf(hop);
    const [only] = found;
    if (found.length === 1 && only !== undefined) return of(only);
    return remembered(known, hop, () => [...new Set(found.flatMap(of))]);
  };
  const unapproved = new Map<Constraint, Constraint>();

  return {
    possible,
    classes: authority.classesOfHop,
    use,
    made: chains.contextsOf,
    contexts: contextsOf,
    usableIn,
    usable: (hop) => all(usedOn, hop, usableIn),
    carried: (hop) => all(carriedOn, hop, carriedIn),
    unapproved: (constraint) => remembered(unapproved, constraint, () => constraints.intern(withoutApprovals(constraint))),
    plain,
    forget: (hop) => {
      usedOn.delete(hop);
      carriedOn.delete(hop);
    },
  };
}

function withoutApprovals(constraint: Constraint): Constraint {
  switch (constraint.kind) {
    case "approved":
      return { kind: "false" };
    case "and":
    case "or":
      return { ...constraint, of: constraint.of.map(withoutApprovals) };
    case "not":
      return { ...constraint, of: withoutApprovals(constraint.of) };
    default:
      return constraint;
  }
}
