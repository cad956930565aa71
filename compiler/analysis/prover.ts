/** Asking the decision procedure: each question once, with only the parameters that it speaks of, and how many were proved. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Action, Fact } from "../model/model.js";
import type { Answer, Inclusion, Signature } from "../scope/question.js";
import { always, forgotten, type Interner, mentions, mostIds, typeKey } from "./constraints.js";
import { remembered } from "./memo.js";

/** The decision procedure, as `compiler/scope` exports it. */
export interface Decider {
  /** A request of the signature that satisfies the constraint, or that there is none. */
  find(signature: Signature, constraint: Constraint): Answer;
  /** Whether there is such a request, where nobody needs to see it. */
  exists(signature: Signature, constraint: Constraint): "yes" | "no" | { readonly limit: string };
  /** `none`: wherever the facts hold, the child is within the parent. */
  includes(signature: Signature, inclusion: Inclusion): Answer;
  /** True only if each request that all of the given ones admit, the wanted one admits; seen without a search, whatever the signature. */
  covers?(given: readonly Constraint[], wanted: Constraint): boolean;
}

export interface Prover {
  find(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): Answer;
  exists(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): "yes" | "no" | { readonly limit: string };
  /** Asked for each member of a parent that is a conjunction: there are far fewer of those than of conjunctions. */
  includes(action: Action | undefined, variables: Readonly<Record<string, Type>>, inclusion: Inclusion): Answer;
  /** The same conjunction without those members that others are seen to imply. */
  strongest(constraint: Constraint): Constraint;
  /** A request with a value for each of the variables, whether the constraint speaks of it or not. */
  findWith(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): Answer;
  /** What a constraint over these may speak of; no action for what is asked before there is a request. */
  signature(action: Action | undefined, variables: Readonly<Record<string, Type>>): Signature;
}

const none: Answer = { kind: "none" };
const noAction: Signature["action"] = { id: "", effect: "read", params: [] };

export function prover(decider: Decider, facts: readonly Fact[], constraints: Interner): Prover {
  const context = Object.fromEntries(facts.map(({ name, type }) => [name, type]));
  const signatures = new Map<string, Signature>();
  const answers = new Map<string, Answer>();
  const inclusions = new Map<string, Answer>();
  const existences = new Map<string, "yes" | "no" | { readonly limit: string }>();

  const typeNumbers = new Map<string, number>();
  const numberOf = (type: Type): number => remembered(typeNumbers, typeKey(type), () => typeNumbers.size);
  const keyOf = (action: Action | undefined, variables: Readonly<Record<string, Type>>): string => {
    const names = Object.keys(variables);
    if (names.length === 0) return action?.id ?? "";
    return JSON.stringify([action?.id ?? "", ...names.sort().map((name) => [name, numberOf(variables[name] ?? { kind: "any" })])]);
  };
  const signature = (action: Action | undefined, variables: Readonly<Record<string, Type>>): Signature => {
    const key = keyOf(action, variables);
    let found = signatures.get(key);
    if (found === undefined) {
      found = {
        action: action === undefined ? noAction : { id: action.id, effect: action.effect, params: action.params },
        // In one order, whoever asks first.
        params: Object.fromEntries(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))),
        context,
      };
      signatures.set(key, found);
    }
    return found;
  };
  const ask = <A>(
    known: Map<string, A>,
    action: Action | undefined,
    variables: Readonly<Record<string, Type>>,
    of: readonly Constraint[],
    answer: (asked: Signature) => A,
  ): A => {
    let key = "";
    for (const constraint of of) {
      key += ` ${constraints.id(constraint)}`;
      // What a constraint speaks of it says by name; only the types are still open.
      for (const name of mentions(constraint).params) key += `:${numberOf(variables[name] ?? { kind: "any" })}`;
    }
    key += `|${action?.id ?? ""}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const spoken: Record<string, Type> = {};
    for (const constraint of of) {
      for (const name of mentions(constraint).params) {
        const type = variables[name];
        if (type !== undefined) spoken[name] = type;
      }
    }
    const made = answer(signature(action, spoken));
    known.set(key, made);
    return made;
  };

  /** By what is asked beside child and parent, then by the numbers of those two. */
  const plain = new Map<string, Map<number, Answer>>();
  const withinOne = (
    action: Action | undefined,
    variables: Readonly<Record<string, Type>>,
    facts: Constraint,
    child: Constraint,
  ): ((parent: Constraint) => Answer) => {
    const { params } = mentions(child);
    // Facts of which neither child nor parent speaks hold somewhere, and then everywhere as far as these are concerned.
    const inFacts = mentions(facts);
    const areAside = !inFacts.request && inFacts.context.size === 0 && ![...inFacts.params].some((name) => params.has(name));
    const known = params.size === 0 ? new Map<Constraint, Map<number, Answer>>() : undefined;
    const first = constraints.id(child) * mostIds;
    return (parent) => {
      const inParent = mentions(parent).params;
      const asked = areAside && ![...inParent].some((name) => inFacts.params.has(name)) ? always : facts;
      const inclusion = { facts: asked, child, parent };
      if (known === undefined || (inParent.size > 0 && !isForgotten(parent)) || mentions(asked).params.size > 0) {
        return ask(inclusions, action, variables, [asked, child, parent], (signed) => decider.includes(signed, inclusion));
      }
      const answered = remembered(known, asked, () =>
        remembered(plain, `${constraints.id(asked)} ${action?.id ?? ""}`, () => new Map<number, Answer>()),
      );
      return remembered(answered, first + constraints.id(parent), () =>
        ask(inclusions, action, variables, [asked, child, parent], (signed) => decider.includes(signed, inclusion)),
      );
    };
  };

  /** Most members of a parent are seen to follow from one member of the child, and there are few pairs of those. */
  const pairs = new Map<number, boolean>();
  const isCovered = (child: Constraint, parent: Constraint): boolean => {
    const pair = constraints.id(child) * mostIds + constraints.id(parent);
    const known = pairs.get(pair);
    if (known !== undefined) return known;
    const covered = decider.covers?.([child], parent) ?? false;
    pairs.set(pair, covered);
    return covered;
  };
  const follows = (given: readonly Constraint[], wanted: Constraint): boolean => {
    for (const each of given) if (each === wanted || isCovered(each, wanted)) return true;
    return false;
  };

  const strongest = (constraint: Constraint): Constraint => {
    const members = membersOf(constraint);
    if (members.length < 2 || members.length > mostCompared) return constraint;
    const kept: Constraint[] = [];
    for (const member of members) {
      if (!isAtom(member)) {
        kept.push(member);
        continue;
      }
      if (kept.some((each) => isAtom(each) && isCovered(each, member))) continue;
      for (let at = kept.length - 1; at >= 0; at--) {
        const each = kept[at];
        if (each !== undefined && isAtom(each) && isCovered(member, each)) kept.splice(at, 1);
      }
      kept.push(member);
    }
    return kept.length === members.length ? constraint : constraints.and(kept);
  };

  return {
    signature,
    strongest,
    findWith: (action, variables, constraint) => decider.find(signature(action, variables), constraint),
    find: (action, variables, constraint) => ask(answers, action, variables, [constraint], (asked) => decider.find(asked, constraint)),
    exists: (action, variables, constraint) => ask(existences, action, variables, [constraint], (asked) => decider.exists(asked, constraint)),
    includes: (action, variables, inclusion) => {
      const facts = constraints.intern(inclusion.facts);
      const child = constraints.intern(inclusion.child);
      const parent = constraints.intern(inclusion.parent);
      if (child.kind === "false" || facts.kind === "false" || child === parent) return none;
      const given = membersOf(child);
      let within: ((parent: Constraint) => Answer) | undefined;
      for (const part of membersOf(parent)) {
        if (follows(given, part)) continue;
        within ??= withinOne(action, variables, facts, child);
        const answer = within(part);
        if (answer.kind === "too-complex") return answer;
        if (answer.kind === "none") continue;
        // The answer for the whole has a value for each of its variables.
        const whole = ask(inclusions, action, variables, [facts, child, parent], (signed) => decider.includes(signed, { facts, child, parent }));
        return whole.kind === "found" ? whole : answer;
      }
      return none;
    },
  };
}

/** Whether all that the constraint speaks of are variables that are forgotten: the name of such a one says its type. */
function isForgotten(constraint: Constraint): boolean {
  for (const name of mentions(constraint).params) if (!forgotten.test(name)) return false;
  return true;
}

/** More members are not compared each with each. */
const mostCompared = 64;

function isAtom({ kind }: Constraint): boolean {
  return kind !== "and" && kind !== "or" && kind !== "not" && kind !== "all" && kind !== "some";
}

function membersOf(constraint: Constraint): readonly Constraint[] {
  return constraint.kind === "and" ? constraint.of : [constraint];
}
