/**
 * Asking a guide: each question once, however many hops raise it, with only the parameters that it speaks of; and keeping
 * count of what was compared.
 */
import { admits, type Constraint, conforms, conformsAll, type Request, type Type } from "../../stdlib/runtime/constraint.js";
import type { Action } from "../model/model.js";
import { type Constraints, namesAt } from "./constraints.js";
import type { Failure, Guide, Shown } from "./guide.js";
import type { Question, Signature } from "./question.js";

/** The types of the variables in sight. */
export type Variables = Readonly<Record<string, Type>> | ((name: string) => Type | undefined);

/** How often two values were compared, and held: "ttl", the hop's, the bound's, how many hops. */
export type Row = readonly [kind: string, value: number | string, bound: number | string, count: number];

export interface Ask {
  /** That there is no request for one of the constraints, each of which is enough. No action: what is asked before there is a request. */
  impossible(label: () => string, action: Action | undefined, variables: Variables, either: readonly Constraint[]): Failure | undefined;
  /** The same where it may be left open. */
  perhapsImpossible(label: () => string, action: Action | undefined, variables: Variables, constraint: Constraint): boolean | Failure;
  /** Whether a request is shown that the constraint admits. */
  witnessed(label: () => string, action: Action, variables: Variables, constraint: Constraint): boolean | Failure;
  /** That a value is within its bound, as was found. */
  within(kind: string, value: number | string, bound: number | string, holds: boolean, label: () => string): Failure | undefined;
  /** Sorted. */
  rows(): readonly Row[];
  /** How many questions there were, of which each was asked once. */
  readonly questions: number;
}

const noAction: Signature["action"] = { id: "", effect: "read", params: [] };

export function asker(constraints: Constraints, context: Signature["context"], guide: Guide): Ask {
  const signatures = new Map<string, Signature>();
  const types = new Map<string, number>();
  const shown = new Set<string>();
  const perhaps = new Map<string, boolean>();
  const witnesses = new Map<string, boolean>();
  const counts = new Map<string, { readonly row: readonly [string, number | string, number | string]; count: number }>();
  let questions = 0;

  const typeOf = (variables: Variables, name: string): Type => {
    const type = typeof variables === "function" ? variables(name) : Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (type === undefined) throw new Error(`a constraint speaks of ${name}, which has no type there`);
    return type;
  };
  const numberOf = (type: Type): number => {
    const key = JSON.stringify(type);
    const number = types.get(key) ?? types.size;
    types.set(key, number);
    return number;
  };
  const asked = (
    action: Action | undefined,
    variables: Variables,
    constraint: Constraint,
  ): { readonly key: string; readonly question: () => Question } => {
    const names = [...namesAt("param", constraint)].sort();
    const spoken = names.map((name) => [name, numberOf(typeOf(variables, name))]);
    const around = `${action?.id ?? ""} ${names.length === 0 ? "" : JSON.stringify(spoken)}`;
    const signature = (): Signature => {
      const before = signatures.get(around);
      if (before !== undefined) return before;
      const made = {
        action: action === undefined ? noAction : { id: action.id, effect: action.effect, params: action.params },
        params: Object.fromEntries(names.map((name) => [name, typeOf(variables, name)])),
        context,
      };
      signatures.set(around, made);
      return made;
    };
    return { key: `${constraints.id(constraint)} ${around}`, question: () => ({ signature: signature(), impossible: constraint }) };
  };

  return {
    impossible: (label, action, variables, either) => {
      if (either.some(({ kind }) => kind === "false")) return undefined;
      const all = either.map((each) => asked(action, variables, each));
      if (all.some(({ key }) => shown.has(key))) return undefined;
      const answer = guide.refuted(
        label(),
        all.map(({ question }) => question()),
      );
      if (typeof answer !== "number") return answer;
      questions++;
      const found = all[answer];
      if (found === undefined) return { of: label(), why: "the certificate speaks of a form that this obligation has not" };
      shown.add(found.key);
      return undefined;
    },
    perhapsImpossible: (label, action, variables, constraint) => {
      if (constraint.kind === "false") return true;
      const { key, question } = asked(action, variables, constraint);
      if (shown.has(key)) return true;
      const before = perhaps.get(key);
      if (before !== undefined) return before;
      const answer = guide.perhapsRefuted(label(), question());
      if (typeof answer !== "boolean") return answer;
      if (answer) questions++;
      perhaps.set(key, answer);
      return answer;
    },
    witnessed: (label, action, variables, constraint) => {
      if (constraint.kind === "false") return false;
      const { key, question } = asked(action, variables, constraint);
      const before = witnesses.get(key);
      if (before !== undefined) return before;
      const { signature } = question();
      const witness = guide.witness(label(), question());
      witnesses.set(key, witness !== undefined);
      if (witness === undefined) return false;
      const wrong = faultOf(signature, constraint, witness);
      if (wrong !== undefined) return { of: label(), why: wrong };
      questions++;
      return true;
    },
    within: (kind, value, bound, holds, label) => {
      if (!holds) return { of: label(), why: `${kind}: ${value} is not within ${bound}` };
      const key = `${kind}\0${value}\0${bound}`;
      const before = counts.get(key);
      if (before === undefined) counts.set(key, { row: [kind, value, bound], count: 1 });
      else before.count++;
      return undefined;
    },
    rows: () =>
      [...counts.keys()].sort().flatMap((key): Row[] => {
        const found = counts.get(key);
        return found === undefined ? [] : [[...found.row, found.count]];
      }),
    get questions() {
      return questions;
    },
  };
}

/** Why a request is no witness; `undefined` where it is one. */
function faultOf(signature: Signature, constraint: Constraint, { args, params, context, now, approvals }: Shown): string | undefined {
  const { action } = signature;
  const request: Request = { action: action.id, effect: action.effect, args, params, received: {}, context, now, approvals };
  const fields = (types: Signature["params"], optional: boolean) => Object.entries(types).map(([name, type]) => ({ name, optional, type }));
  if (!conformsAll(action.params, args)) return "the arguments of the witness are not those of the action";
  if (!conformsAll(fields(signature.params, false), params)) return "the parameters of the witness are not of their types";
  if (
    !Object.entries(context).every(
      ([name, value]) => Object.hasOwn(signature.context, name) && conforms(signature.context[name] ?? { kind: "any" }, value),
    )
  )
    return "the facts of the witness are not of their types";
  return admits(constraint, request) ? undefined : "the witness is not admitted";
}
