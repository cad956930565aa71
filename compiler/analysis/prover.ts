/** Asking the decision procedure: each question once, with only the parameters that it speaks of, and how many were proved. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Action, Fact } from "../model/model.js";
import type { Answer, Inclusion, Signature } from "../scope/question.js";
import { type Interner, mentions, typeKey } from "./constraints.js";

/** The decision procedure, as `compiler/scope` exports it. */
export interface Decider {
  /** A request of the signature that satisfies the constraint, or that there is none. */
  find(signature: Signature, constraint: Constraint): Answer;
  /** `none`: wherever the facts hold, the child is within the parent. */
  includes(signature: Signature, inclusion: Inclusion): Answer;
}

export interface Prover {
  find(action: Action | undefined, variables: Readonly<Record<string, Type>>, constraint: Constraint): Answer;
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
  const ask = (
    action: Action | undefined,
    variables: Readonly<Record<string, Type>>,
    of: readonly Constraint[],
    answer: (asked: Signature) => Answer,
  ): Answer => {
    const spoken: Record<string, Type> = {};
    for (const constraint of of) {
      for (const name of mentions(constraint).params) {
        const type = variables[name];
        if (type !== undefined) spoken[name] = type;
      }
    }
    const asked = signature(action, spoken);
    const key = `${of.map(constraints.id).join(" ")} ${keyOf(action, spoken)}`;
    let found = answers.get(key);
    if (found === undefined) {
      found = answer(asked);
      answers.set(key, found);
    }
    return found;
  };

  return {
    signature,
    findWith: (action, variables, constraint) => decider.find(signature(action, variables), constraint),
    find: (action, variables, constraint) => ask(action, variables, [constraint], (asked) => decider.find(asked, constraint)),
    includes: (action, variables, inclusion) =>
      ask(action, variables, [inclusion.facts, inclusion.child, inclusion.parent], (asked) => decider.includes(asked, inclusion)),
  };
}
