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
import { further } from "../../base/span.js";
import { constantAtom as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Hop, Party } from "../../model/model.js";
import { mapTerms } from "../../types/constraints.js";
import { showConstraint } from "../../types/show.js";
import { leavesOf } from "../../types/type.js";
import { mentions } from "../constraints.js";
import { remembered } from "../memo.js";
import { isContingent } from "./contingent.js";
import type { LintInput } from "./lint.js";
import { itName, type TypeOf, typesOf } from "./types-of.js";

/** What may hold the constraints that atoms stand in: a hop, a party with its bound, or what the policy says of all of them. */
export type Holder = Hop | Party | "policy";

export interface ConstantAtoms {
  /** The atoms of one holder that are constant there, as far as they are alone. */
  suspects(holder: Holder): readonly Constraint[];
  /** What is said of suspects. One atom can stand in several clauses, by a named scope: it is constant where it is so in each, and always the same way. */
  judge(suspects: ReadonlySet<Constraint>): readonly Diagnostic[];
}

export function constantAtomsOf(input: LintInput): ConstantAtoms {
  const judge = judgeOf(input);
  const eachConstraint = constraintsOf(input);
  return {
    suspects: (holder) => {
      let found: Constraint[] | undefined;
      eachConstraint(holder, (where, actions, around) => {
        if (areContingent(where, actions, around)) return;
        eachAtom(where, undefined, (atom, list) => {
          if (found?.includes(atom) === true || !input.atoms.places.has(atom) || judge(atom, list, actions, around) === undefined) return;
          found ??= [];
          found.push(atom);
        });
      });
      return found ?? none;
    },
    judge: (suspects) => {
      if (suspects.size === 0) return [];
      /** `further`: how far behind the place that is known of the atom it stands as well. */
      const found = new Map<Constraint, { readonly verdict: Verdict; readonly further: Set<number> }>();
      const { hops, principals, agents } = input.policy;
      const look = (holder: Holder): void => {
        const by = (holder !== "policy" && !("kind" in holder) && input.atoms.further.get(holder)) || 0;
        eachConstraint(holder, (where, actions, around) => {
          eachAtom(where, undefined, (atom, list) => {
            if (!suspects.has(atom)) return;
            const before = found.get(atom);
            if (before !== undefined && before.verdict === undefined) return;
            const verdict = judge(atom, list, actions, around);
            if (before === undefined) found.set(atom, { verdict, further: new Set([by]) });
            else if (before.verdict === verdict) before.further.add(by);
            else found.set(atom, { verdict: undefined, further: before.further });
          });
        });
      };
      for (const holder of [...hops, "policy" as const, ...principals, ...agents]) look(holder);
      return [...found].flatMap(([atom, { verdict, further: all }]) => {
        const place = input.atoms.places.get(atom);
        return place === undefined || verdict === undefined ? [] : [...all].map((by) => words(verdict, further(place, by), showConstraint(atom)));
      });
    },
  };
}

const none: readonly Constraint[] = [];

/** What a constraint may speak of, beside the arguments of actions. */
interface Around {
  readonly params: Readonly<Record<string, Type>>;
  readonly received: Readonly<Record<string, Type>>;
  /** With the arguments of an action; `element`: inside a quantifier. */
  typesOf(action: Action | undefined, element?: Type): TypeOf;
}

type Verdict = "always-true" | "always-false" | undefined;

type Judge = (atom: Constraint, list: Term | undefined, actions: readonly Action[], around: Around) => Verdict;

/** An atom is constant where it is so of each action that its clause names. */
function judgeOf({ chains }: LintInput): Judge {
  return (atom, list, actions, around) => {
    const { params, received } = around;
    const ofActions = actions.length > 0 && (list !== undefined || mentions(atom).request) ? actions : [undefined];
    let verdict: Verdict;
    for (const [index, action] of ofActions.entries()) {
      const outside = around.typesOf(action);
      const element = list && elementOf(outside(list)?.type);
      if (list !== undefined && element === undefined) return undefined;
      if (isContingent(atom, element === undefined ? outside : around.typesOf(action, element))) return undefined;
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

/** Whether it is plain of every atom that some action leaves it open: so it is of nearly every constraint. */
function areContingent(where: Constraint, actions: readonly Action[], around: Around): boolean {
  switch (where.kind) {
    case "and":
    case "or":
      for (const each of where.of) if (!areContingent(each, actions, around)) return false;
      return true;
    case "not":
      return areContingent(where.of, actions, around);
    case "true":
    case "false":
    case "effect":
    case "only":
    case "approved":
      return true;
    // What stands inside is judged by itself, too.
    case "all":
    case "some":
      return false;
    default: {
      // The first one nearly always does.
      const [first] = actions;
      if (isContingent(where, around.typesOf(first))) return true;
      return actions.length > 1 && actions.some((action) => isContingent(where, around.typesOf(action)));
    }
  }
}

/** The type of a list's elements; nothing where it is more than a list. */
function elementOf(type: Type | undefined): Type | undefined {
  const lists = type === undefined ? [] : leavesOf(type).flatMap((leaf) => (leaf.kind === "list" ? [leaf] : []));
  return lists.length === 1 ? lists[0]?.element : undefined;
}

/** The atom with what it received and the element that it is about as parameters, so that it can be asked about by itself. */
function asVariables(atom: Constraint): Constraint {
  return mapTerms(atom, (term) => {
    if (term.kind !== "place") return term;
    switch (term.root) {
      case "received":
        return { ...term, root: "param", name: receivedName(term.name) };
      case "element":
        return { ...term, root: "param", name: elementName };
      case "it":
        return { ...term, root: "param", name: itName };
      default:
        return term;
    }
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

type Visit = (where: Constraint, actions: readonly Action[], around: Around) => void;

/** Each constraint that something holds, the actions that it speaks of, if any, and what stands around it. */
function constraintsOf({ policy, reach }: LintInput): (holder: Holder, visit: Visit) => void {
  const facts: Readonly<Record<string, Type>> = Object.fromEntries(policy.facts.map((fact) => [fact.name, fact.type]));
  const alone = around({}, {}, facts);
  const inScope = (scope: Hop["scope"] | undefined, here: Around, visit: Visit): void => {
    for (const { where, actions } of scope?.clauses ?? []) visit(where, actions, here);
  };
  const inTypes = (types: Iterable<Type>, visit: Visit): void => {
    for (const { where, base } of refinementsIn(types)) visit(where, [], around({ [itName]: base }, {}, facts));
  };
  const ofHop = (hop: Hop, visit: Visit): void => {
    // The types of what a hop receives are the same on every chain, so that one will do.
    const received = reach.made(hop)[0]?.environment.received;
    const here = hop.params.length === 0 && (received === undefined || received.size === 0) ? alone : aroundHop(hop, received ?? new Map(), facts);
    inScope(hop.scope, here, visit);
    if (hop.require.kind !== "true") visit(hop.require, [], here);
    if (hop.params.length > 0)
      inTypes(
        hop.params.map(({ type }) => type),
        visit,
      );
  };
  const ofAll = (visit: Visit): void => {
    for (const { where, actions } of policy.denials) visit(where, actions, alone);
    for (const assertion of policy.assertions) {
      if (assertion.kind === "never") visit(assertion.where, assertion.actions, alone);
      if (assertion.kind === "can") visit(assertion.where, [assertion.action], alone);
    }
    const types = [...policy.actions.flatMap(({ params }) => params), ...policy.facts].map(({ type }) => type);
    inTypes(types, visit);
  };
  return (holder, visit) => {
    if (holder === "policy") ofAll(visit);
    else if (!("kind" in holder)) ofHop(holder, visit);
    else inScope(holder.kind === "principal" ? holder.holds : holder.ceiling, alone, visit);
  };
}

/** The refinements of types, at any depth. */
function refinementsIn(types: Iterable<Type>): ReadonlySet<Extract<Type, { kind: "refined" }>> {
  const found = new Set<Extract<Type, { kind: "refined" }>>();
  const seen = new Set<Type>();
  const look = (type: Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    switch (type.kind) {
      case "refined":
        found.add(type);
        look(type.base);
        break;
      case "list":
        look(type.element);
        break;
      case "record":
        for (const field of type.fields) look(field.type);
        break;
      case "union":
        for (const member of type.members) look(member);
        break;
      default:
    }
  };
  for (const type of types) look(type);
  return found;
}

function aroundHop(hop: Hop, received: ReadonlyMap<string, { readonly type: Type }>, facts: Readonly<Record<string, Type>>): Around {
  const params = Object.fromEntries(hop.params.map((param) => [param.name, param.type]));
  return around(params, Object.fromEntries([...received].map(([name, { type }]) => [name, type])), facts);
}

function around(params: Around["params"], received: Around["received"], facts: Readonly<Record<string, Type>>): Around {
  const known = new Map<Action | undefined, TypeOf>();
  const make = (action: Action | undefined, element?: Type): TypeOf => typesOf(action?.params ?? [], params, received, facts, element);
  return {
    params,
    received,
    typesOf: (action, element) => (element === undefined ? remembered(known, action, () => make(action)) : make(action, element)),
  };
}

/** What a constraint is made of, but for what depends on no type; with an atom inside a quantifier over one list, that list. */
function eachAtom(where: Constraint, list: Term | undefined, visit: (atom: Constraint, list: Term | undefined) => void): void {
  switch (where.kind) {
    case "and":
    case "or":
      for (const each of where.of) eachAtom(each, list, visit);
      return;
    case "not":
      eachAtom(where.of, list, visit);
      return;
    case "all":
    case "some": {
      visit(where, list);
      const [only, ...more] = where.lists;
      if (only !== undefined && more.length === 0) eachAtom(where.where, only.term, visit);
      return;
    }
    case "true":
    case "false":
    case "effect":
    case "only":
    case "approved":
      return;
    default:
      visit(where, list);
  }
}
