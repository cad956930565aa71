/** Asking the decision procedure: each question once, with only the parameters that it speaks of, and how many were proved. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Action, Fact } from "../model/model.js";
import type { Answer, Inclusion, Signature } from "../scope/question.js";
import { type Interner, mentions, typeKey } from "./constraints.js";

/** The decision procedure, as `compiler/scope` exports it. */
export interface Decider {
  /** A request of the signature that satisfies the constraint, or that there is none. */
  find(signature: Signature, constraint: Constraint): Answer;
  /** Whether there is such a request, where nobody needs to see it. */
  exists(signature: Signature, constraint: Constraint): "yes" | "no" | { readonly limit: string };
  /** `none`: wherever the facts hold, the child is within the parent. */
  includes(signature: Signature, inclusion: Inclusion): Answer;
}

export interface Prover {
  find(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): Answer;
  exists(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): "yes" | "no" | { readonly limit: string };
  includes(action: Action | undefined, variables: Readonly<Record<string, Type>>, inclusion: Inclusion): Answer;
  /** A request with a value for each of the variables, whether the constraint speaks of it or not. */
  findWith(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): Answer;
  /** What a constraint over these may speak of; no action for what is asked before there is a request. */
  signature(action: Action | undefined, variables: Readonly<Record<string, Type>>): Signature;
}

const noAction: Signature["action"] = { id: "", effect: "read", params: [] };

export function prover(decider: Decider, facts: readonly Fact[], constraints: Interner): Prover {
  const context = Object.fromEntries(facts.map(({ name, type }) => [name, type]));
  const signatures = new Map<string, Signature>();
  const answers = new Map<string, Answer>();
  const existences = new Map<string, "yes" | "no" | { readonly limit: string }>();

  const keyOf = (action: Action | undefined, variables: Readonly<Record<string, Type>>): string => {
    const names = Object.keys(variables);
    if (names.length === 0) return action?.id ?? "";
    return JSON.stringify([action?.id ?? "", ...names.sort().map((name) => [name, typeKey(variables[name] ?? { kind: "any" })])]);
  };
  const signature = (action: Action | undefined, variables: Readonly<Record<string, Type>>): Signature => {
    const key = keyOf(action, variables);
    let found = signatures.get(key);
    if (found === undefined) {
      found = {
        action: action === undefined ? noAction : { id: action.id, effect: action.effect, params: action.params },
        params: variables,
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
    const spoken: Record<string, Type> = {};
    for (const constraint of of) {
      for (const name of mentions(constraint).params) {
        const type = variables[name];
        if (type !== undefined) spoken[name] = type;
      }
    }
    const asked = signature(action, spoken);
    const key = `${of.map(constraints.id).join(" ")} ${keyOf(action, spoken)}`;
    let found = known.get(key);
    if (found === undefined) {
      found = answer(asked);
      known.set(key, found);
    }
    return found;
  };

  return {
    signature,
    findWith: (action, variables, constraint) => decider.find(signature(action, variables), constraint),
    find: (action, variables, constraint) => ask(answers, action, variables, [constraint], (asked) => decider.find(asked, constraint)),
    exists: (action, variables, constraint) => ask(existences, action, variables, [constraint], (asked) => decider.exists(asked, constraint)),
    includes: (action, variables, inclusion) =>
      ask(answers, action, variables, [inclusion.facts, inclusion.child, inclusion.parent], (asked) => decider.includes(asked, inclusion)),
  };
}
