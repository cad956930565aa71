/**
 * `chosen-parameter`: an agent chooses the parameter that bounds what a spending or destructive action may do, and nobody
 * is shown what it chose. Who can talk that agent into something then sets the bound.
 *
 * Bad:
 *   delegate planner -> refunder(order_id: String) for refund { allow orders.refund where order == $order_id  ttl 5m }
 * Good:
 *   delegate planner -> refunder(order_id: String) for refund {
 *     allow orders.refund where order == $order_id
 *     approval by oncall
 *     ttl 5m
 *   }
 *   delegate planner -> refunder(order_id: String from context.order) for refund { … }
 */
import type { Constraint, Term } from "../../../stdlib/runtime/constraint.js";
import { chosenParameter as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Hop, Parameter } from "../../model/model.js";
import { conjuncts, mentions } from "../constraints.js";
import type { HopLint } from "./lint.js";
import { hopWords } from "./words.js";

export const chosenParameter: HopLint = () => (hop) =>
  hop.from.kind === "agent" && hop.approval === undefined && hop.params.length > 0 && !hop.erroneous
    ? hop.params.filter((param) => isChosen(hop, param)).flatMap((param) => boundBy(hop, param))
    : none;

const none: readonly Diagnostic[] = [];

/** Neither bound by the runtime nor tied by a requirement to what the agent did not choose. */
function isChosen(hop: Hop, param: Parameter): boolean {
  return param.from === undefined && !conjuncts(hop.require).some((fact) => pins(fact, param.name));
}

function pins(fact: Constraint, param: string): boolean {
  if (fact.kind === "one-of") return !fact.negated && isParam(fact.term, param) && fact.values.length === 1;
  if (fact.kind !== "compare" || fact.op !== "==") return false;
  return (isParam(fact.left, param) && isGiven(fact.right)) || (isParam(fact.right, param) && isGiven(fact.left));
}

function isParam(term: Term, name: string): boolean {
  return term.kind === "place" && term.root === "param" && term.name === name && term.fields.length === 0 && term.part === undefined;
}

function isGiven(term: Term): boolean {
  return term.kind === "literal" || (term.kind === "place" && (term.root === "received" || term.root === "context"));
}

/** The first clause, or the budget, in which the parameter bounds such an action without an approval of the call. */
function boundBy(hop: Hop, param: Parameter): readonly Diagnostic[] {
  const clauses = hop.scope.clauses.filter((clause) => clause.verb !== "deny");
  for (const clause of clauses) {
    const action = clause.actions.find((each) => each.effect === "destructive" || each.spends.length > 0);
    if (action === undefined || conjuncts(clause.where).some((part) => part.kind === "approved")) continue;
    if (mentions(clause.where).params.has(param.name))
      return [words(param.place, hopWords(hop), param.name, action.id, weightOf(action), clause.place)];
  }
  for (const budget of hop.budgets) {
    if (typeof budget.amount === "number" || budget.amount.param !== param.name) continue;
    const action = clauses.flatMap((clause) => clause.actions).find((each) => each.spends.some((spend) => spend.unit === budget.unit));
    if (action !== undefined) return [words(param.place, hopWords(hop), param.name, action.id, weightOf(action), budget.place)];
  }
  return [];
}

function weightOf(action: Action): string {
  return action.effect === "destructive" ? "destructive" : `spends \`${action.spends[0]?.unit ?? ""}\``;
}
