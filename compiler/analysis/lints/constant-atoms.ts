/**
 * `always-true` and `always-false`: an atom that the types of its terms settle. It is judged alone, not in the light of the
 * atoms beside it. Effects are no matter of types: `allow files.* where effect == read` says something of actions that are
 * not declared yet.
 *
 * Bad:
 *   tool files { read list(order: "name" | "size", limit: Int) }
 *   delegate ops -> clerk for tidying { allow files.list where order in ["name", "size"] and limit >= -9007199254740991  ttl 5m }
 * Good:
 *   delegate ops -> clerk for tidying { allow files.list where order == "name" and limit <= 100  ttl 5m }
 */
import type { Constraint, Term, Type } from "../../../stdlib/runtime/constraint.js";
import { constantAtom as words } from "../../diagnostics/codes/lints.js";
import type { Action, Hop, Scope } from "../../model/model.js";
import { mapTerms } from "../../types/constraints.js";
import { showConstraint } from "../../types/show.js";
import { leavesOf } from "../../types/type.js";
import { mentions } from "../constraints.js";
import { isContingent } from "./contingent.js";
import type { Lint, LintInput } from "./lint.js";
import { typesOf } from "./reach.js";

/** A constraint, with what it may speak of. */
interface Written {
  readonly where: Constraint;
  /** None: it speaks of no action. */
  readonly actions: readonly Action[];
  readonly params: Readonly<Record<string, Type>>;
  readonly received: Readonly<Record<string, Type>>;
}

export const constantAtoms: Lint = (input) => {
  const judge = judgeOf(input);
  // One atom can stand in several clauses, by a named scope: it is constant where it is so in each, and always the same way.
  const found = new Map<Constraint, Verdict>();
  for (const written of writtenIn(input)) {
    for (const { atom, list } of atomsOf(written.where)) {
      if (!input.atoms.has(atom) || (found.has(atom) && found.get(atom) === undefined)) continue;
      const verdict = judge(written, atom, list);
      found.set(atom, found.has(atom) && found.get(atom) !== verdict ? undefined : verdict);
    }
  }
  return [...found].flatMap(([atom, verdict]) => {
    const place = input.atoms.get(atom);
    return place === undefined || verdict === undefined ? [] : [words(verdict, place, showConstraint(atom))];
  });
};

type Verdict = "always-true" | "always-false" | undefined;

type Judge = (written: Written, atom: Constraint, list: Term | undefined) => Verdict;

/** An atom is constant where it is so of each action that its clause names. */
function judgeOf({ policy, chains }: LintInput): Judge {
  const facts: Readonly<Record<string, Type>> = Object.fromEntries(policy.facts.map((fact) => [fact.name, fact.type]));
  return ({ actions, params, received }, atom, list) => {
    const ofActions = actions.length > 0 && (list !== undefined || mentions(atom).request) ? actions : [undefined];
    let verdict: Verdict;
    for (const [index, action] of ofActions.entries()) {
      const outside = typesOf(action?.params ?? [], params, received, facts);
      const element = list && elementOf(outside(list)?.type);
      if (list !== undefined && element === undefined) return undefined;
      const typeOf = element === undefined ? outside : typesOf(action?.params ?? [], params, received, facts, element);
      if (isContingent(atom, typeOf)) return undefined;
      const variables = { ...params, ...renamed(received), ...(element && { [elementName]: element }) };
      const asked = asVariables(atom);
      if ([...mentions(asked).params].some((name) => !Object.hasOwn(variables, name))) return undefined;
      const one = decide(chains, action, variables, asked);
      if (one === undefined || (index > 0 && one !== verdict)) return undefined;
      verdict = one;
    }
    return verdict;
  };
}

/** The type of a list's elements; nothing where it is more than a list. */
function elementOf(type: Type | undefined): Type | undefined {
  const lists = type === undefined ? [] : leavesOf(type).flatMap((leaf) => (leaf.kind === "list" ? [leaf] : []));
  return lists.length === 1 ? lists[0]?.element : undefined;
}

/** The atom with what it received and the element that it is about as parameters, so that it can be asked about by itself. */
function asVariables(atom: Constraint): Constraint {
  return mapTerms(atom, (term) => {
    if (term.kind !== "place" || (term.root !== "received" && term.root !== "element")) return term;
    return { ...term, root: "param", name: term.root === "element" ? elementName : receivedName(term.name) };
  });
}

function decide({ prover }: LintInput["chains"], action: Action | undefined, variables: Readonly<Record<string, Type>>, atom: Constraint): Verdict {
  const holds = prover.exists(action, variables, atom);
  if (holds === "no") return "always-false";
  return holds === "yes" && prover.exists(action, variables, { kind: "not", of: atom }) === "no" ? "always-true" : undefined;
}

// No parameter that an author declares is called so.
const elementName = " element";
const receivedName = (name: string): string => ` received ${name}`;
const renamed = (received: Readonly<Record<string, Type>>): Readonly<Record<string, Type>> =>
  Object.fromEntries(Object.entries(received).map(([name, type]) => [receivedName(name), type]));

/** Every constraint of the policy. */
function* writtenIn({ policy, chains }: LintInput): Iterable<Written> {
  const alone = { params: {}, received: {} };
  const ofScope = function* (scope: Scope | undefined, rest: Omit<Written, "where" | "actions">): Iterable<Written> {
    for (const { where, actions } of scope?.clauses ?? []) yield { where, actions, ...rest };
  };
  for (const hop of policy.hops) {
    const rest = { params: Object.fromEntries(hop.params.map((param) => [param.name, param.type])), received: receivedBy(hop, chains) };
    yield* ofScope(hop.scope, rest);
    yield { where: hop.require, actions: [], ...rest };
  }
  for (const { where, actions } of policy.denials) yield { where, actions, ...alone };
  for (const assertion of policy.assertions) {
    if (assertion.kind === "never") yield { where: assertion.where, actions: assertion.actions, ...alone };
    if (assertion.kind === "can") yield { where: assertion.where, actions: [assertion.action], ...alone };
  }
  for (const principal of policy.principals) yield* ofScope(principal.holds, alone);
  for (const agent of policy.agents) yield* ofScope(agent.ceiling, alone);
}

/** The types of what a hop receives: the same on every chain, so that one will do. */
function receivedBy(hop: Hop, chains: LintInput["chains"]): Readonly<Record<string, Type>> {
  const [first] = chains.contextsOf(hop);
  return first === undefined ? {} : Object.fromEntries([...first.environment.received].map(([name, { type }]) => [name, type]));
}

/** An atom, and inside a quantifier over one list that list. */
interface Atom {
  readonly atom: Constraint;
  readonly list: Term | undefined;
}

/** What a constraint is made of, but for what depends on no type. */
function* atomsOf(where: Constraint, list?: Term): Iterable<Atom> {
  switch (where.kind) {
    case "and":
    case "or":
      for (const each of where.of) yield* atomsOf(each, list);
      return;
    case "not":
      yield* atomsOf(where.of, list);
      return;
    case "all":
    case "some": {
      yield { atom: where, list };
      const [only, ...more] = where.lists;
      if (only !== undefined && more.length === 0) yield* atomsOf(where.where, only.term);
      return;
    }
    case "true":
    case "false":
    case "effect":
    case "only":
    case "approved":
      return;
    default:
      yield { atom: where, list };
  }
}
