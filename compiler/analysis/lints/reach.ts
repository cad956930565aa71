/** Which requests can come about: the questions that several lints ask, each answered once. */
import type { Constraint, Field, Term, Type } from "../../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy } from "../../model/model.js";
import type { Authority } from "../authority.js";
import type { Chains, Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import { mentions } from "../constraints.js";
import { remembered } from "../memo.js";
import type { TypeOf } from "./contingent.js";
import { isPlainlySatisfiable } from "./plain.js";

/** `unknown`: a limit was reached. */
export type Possible = "yes" | "no" | "unknown";

export interface Reach {
  /** Whether, in that context, some request for the action is as all the constraints say; they speak of the variables of the context's frame. */
  possible(context: Context, action: Action, ...together: readonly Constraint[]): Possible;
  /** The classes of actions that a hop has a clause for, other than a denial. */
  classes(hop: Hop): readonly ActionClass[];
  /** What some chain of the context lets its recipient use, after all denials. */
  use(context: Context, of: ActionClass): Constraint;
  /** The contexts of a hop of which something can be said. */
  contexts(hop: Hop): readonly Context[];
  /** What some chain lets the hop's recipient use. */
  usable(hop: Hop): readonly Action[];
  /** What some chain that ends with the hop carries. */
  carried(hop: Hop): readonly Action[];
  /** What the chains of one context let its recipient use. */
  usableIn(context: Context): readonly Action[];
  /** The constraint where nobody has approved anything. */
  unapproved(constraint: Constraint): Constraint;
}

export function reachOf(policy: Policy, chains: Chains, authority: Authority): Reach {
  const { constraints, prover } = chains;
  const facts: Readonly<Record<string, Type>> = Object.fromEntries(policy.facts.map(({ name, type }) => [name, type]));

  // What speaks of no parameter is asked about the same request wherever it is asked.
  const answers = new Map<Action, Map<Constraint, Possible>>();
  const possible: Reach["possible"] = (context, action, ...together) => {
    const asked = constraints.and([...authority.frame(context).facts, ...together]);
    if (mentions(asked).params.size > 0) return ask(context, action, asked);
    return remembered(
      remembered(answers, action, () => new Map<Constraint, Possible>()),
      asked,
      () => ask(context, action, asked),
    );
  };
  const ask = (context: Context, action: Action, asked: Constraint): Possible => {
    if (asked.kind === "false") return "no";
    const variables = authority.variables(context, asked);
    if (isPlainlySatisfiable(asked, action.effect, typesOf(action.params, variables, {}, facts))) return "yes";
    const answer = prover.exists(action, variables, asked);
    return typeof answer === "string" ? answer : "unknown";
  };

  const classes = once(authority.classesOfHop);
  const uses = once((_: Context) => new Map<ActionClass, Constraint>());
  const use: Reach["use"] = (context, of) => remembered(uses(context), of, () => authority.usable(context, of));
  const ofClass = new Map<string, readonly Action[]>();
  const actionsIn = (context: Context, of: ActionClass, constraint: Constraint): readonly Action[] => {
    const { facts: known } = authority.frame(context);
    const key = `${constraints.id(constraint)} ${known.length === 0 ? "" : constraints.id(constraints.and(known))} ${of.id}`;
    return remembered(ofClass, key, () => of.actions.filter((action) => possible(context, action, constraint) === "yes"));
  };
  const contexts = (hop: Hop): readonly Context[] => chains.contextsOf(hop).filter((context) => !context.erroneous);
  const all = (hop: Hop, of: (context: Context) => readonly Action[]): readonly Action[] => {
    const found = contexts(hop);
    const [only] = found;
    return found.length === 1 && only !== undefined ? of(only) : [...new Set(found.flatMap(of))];
  };
  const usableIn = once((context: Context) => classes(context.hop).flatMap((each) => actionsIn(context, each, use(context, each))));
  const carriedIn = (context: Context): readonly Action[] =>
    classes(context.hop).flatMap((each) =>
      actionsIn(context, each, constraints.and([authority.carried(context, each), constraints.not(authority.denied(each))])),
    );

  return {
    possible,
    classes,
    use,
    contexts,
    usableIn,
    usable: once((hop: Hop) => all(hop, usableIn)),
    carried: once((hop: Hop) => all(hop, carriedIn)),
    unapproved: once((constraint: Constraint) => constraints.intern(withoutApprovals(constraint))),
  };
}

/** The declared types of the places that terms name; `element`: what the quantifier around them runs over. */
export function typesOf(
  args: readonly Field[],
  params: Readonly<Record<string, Type>>,
  received: Readonly<Record<string, Type>>,
  facts: Readonly<Record<string, Type>>,
  element?: Type,
): TypeOf {
  const own = (types: Readonly<Record<string, Type>>, name: string): Field | undefined => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return type && { name, type, optional: false };
  };
  const root = (term: Extract<Term, { kind: "place" }>): Field | undefined => {
    switch (term.root) {
      case "argument":
        return args.find((field) => field.name === term.name);
      case "param":
        return own(params, term.name);
      case "received":
        return own(received, term.name);
      case "context":
        return own(facts, term.name);
      case "element":
        return element && { name: "", type: element, optional: false };
      case "it":
        return undefined;
    }
  };
  return (term) => {
    if (term.kind !== "place" || term.part !== undefined) return undefined;
    let field = root(term);
    let optional = field?.optional ?? false;
    for (const name of term.fields) {
      const record: Type | undefined = field?.type;
      field = record?.kind === "record" ? record.fields.find((each) => each.name === name) : undefined;
      optional ||= field?.optional ?? false;
    }
    return field && { type: field.type, optional };
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

function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = make(key);
    known.set(key, { value });
    return value;
  };
}
