/** Which actions a clause over many leaves alone though it reads as if it reached them: those that lack an argument which it need not ask for. */
import { unreachable } from "../base/unreachable.js";
import type { Expr, Operand } from "../syntax/ast.js";
import type { Action } from "./model.js";

/**
 * The first argument that the action lacks, where the expression could hold without it: an atom about an absent argument is false, so that
 * `path under "/etc" and limit > 5` says nothing of an action without a `limit`, and `… or limit > 5` does. `isArgument`: of some other action.
 */
export function lackedInVain(expr: Expr, action: Action, isArgument: (name: string) => boolean): string | undefined {
  const has = (name: string): boolean => !isArgument(name) || action.params.some((param) => param.name === name);
  if (!couldHold(expr, has)) return undefined;
  for (const name of argumentNames(expr)) if (!has(name)) return name;
  return undefined;
}

/** Whether an expression could be true where the arguments that are not there make their atoms false. */
function couldHold(expr: Expr, has: (name: string) => boolean): boolean {
  return verdict(expr, has) !== false;
}

/** `undefined`: that depends on the request. */
function verdict(expr: Expr, has: (name: string) => boolean): boolean | undefined {
  switch (expr.kind) {
    case "and": {
      const parts = expr.of.map((each) => verdict(each, has));
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
    }
    case "or": {
      const parts = expr.of.map((each) => verdict(each, has));
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
    }
    case "not": {
      const of = verdict(expr.of, has);
      return of === undefined ? undefined : !of;
    }
    case "all":
    case "some":
      return expr.lists.some((list) => !list.optional && lacks(list.operand, has)) ? false : undefined;
    case "approved":
    case "effect":
      return undefined;
    default:
      return operandsOf(expr).some((operand) => lacks(operand, has)) ? false : undefined;
  }
}

function lacks(operand: Operand, has: (name: string) => boolean): boolean {
  return [...operandName(operand, undefined)].some((name) => !has(name));
}

type AtomExpr = Exclude<Expr, { readonly kind: "and" | "or" | "not" | "all" | "some" | "approved" | "effect" }>;

function operandsOf(expr: AtomExpr): readonly Operand[] {
  switch (expr.kind) {
    case "compare":
      return [expr.left, expr.right];
    case "in":
      return [expr.operand, expr.container];
    case "under":
      return [expr.operand, expr.base];
    case "in-list":
    case "in-range":
    case "like":
    case "matches":
    case "is":
    case "size":
    case "has":
    case "truth":
      return [expr.operand];
    default:
      return unreachable(expr);
  }
}

/** The names in an expression that may be arguments: all that stand alone or lead into fields, but a quantifier's variable. */
export function* argumentNames(expr: Expr, variable?: string): Iterable<string> {
  switch (expr.kind) {
    case "and":
    case "or":
      for (const each of expr.of) yield* argumentNames(each, variable);
      return;
    case "not":
      yield* argumentNames(expr.of, variable);
      return;
    case "all":
    case "some":
      for (const list of expr.lists) yield* operandName(list.operand, variable);
      yield* argumentNames(expr.body, expr.variable.text);
      return;
    case "approved":
    case "effect":
      return;
    default:
      for (const operand of operandsOf(expr)) yield* operandName(operand, variable);
  }
}

function* operandName(operand: Operand, variable: string | undefined): Iterable<string> {
  const [first] = operand.kind === "name" ? operand.path : [];
  if (first !== undefined && first.text !== variable) yield first.text;
}
