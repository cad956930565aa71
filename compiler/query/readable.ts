/** What an agent may do with an action, as a person would write it: the conditions of all its chains, each once. */
import type { Constraint, Term } from "../../stdlib/runtime/constraint.js";
import { conjuncts, mentions } from "../analysis/constraints.js";
import type { Action } from "../model/model.js";
import { allOf, always, mapTerms, someOf } from "../types/constraints.js";
import { showConstraint } from "../types/show.js";
import { withoutChoices } from "./choosing.js";
import type { Survey } from "./survey.js";
import { tidy } from "./tidy.js";

/** Conditions of which any one is enough; none where no chain lets the action be used. */
export function conditionsFor(survey: Survey, agent: string, action: Action): readonly Constraint[] {
  const { authority, chains } = survey;
  const { constraints, prover } = chains;
  const known = new Set<Constraint>();
  for (const { context, admitted } of survey.waysTo(agent, action)) {
    const variables = authority.variables(context, admitted);
    const canBeMet = (each: Constraint): boolean | "unknown" => {
      const answer = prover.exists(action, variables, constraints.intern(each));
      return answer === "yes" ? true : answer === "no" ? false : "unknown";
    };
    for (const alternative of withoutChoices(tidy(admitted), variables, canBeMet)) {
      known.add(constraints.intern(tidy(withoutIdle(alternative, action))));
    }
  }
  const all = [...known];
  if (all.length > mostCompared) return all;
  // What another covers is not said; of two that cover each other, the first is.
  const covered = new Set<Constraint>();
  for (const one of all) {
    const isCovered = all.some((other) => {
      // With parameters one would have to choose.
      if (other === one || covered.has(other) || hasParameter(one) || hasParameter(other)) return false;
      return prover.includes(action, {}, { facts: always, child: one, parent: other }).kind === "none";
    });
    if (isCovered) covered.add(one);
  }
  return all.filter((each) => !covered.has(each));
}

const mostCompared = 16;

function hasParameter(constraint: Constraint): boolean {
  return mentions(constraint).params.size > 0;
}

/** Without asking whether arguments are there that always are. */
function withoutIdle(constraint: Constraint, action: Action): Constraint {
  const isIdle = (part: Constraint): boolean =>
    part.kind === "has" &&
    part.term.kind === "place" &&
    part.term.root === "argument" &&
    part.term.fields.length === 0 &&
    action.params.some(({ name, optional }) => part.term.kind === "place" && name === part.term.name && !optional);
  return allOf(conjuncts(constraint).filter((part) => !isIdle(part)));
}

/** In the words of a policy; a parameter that could not be chosen stands as `$p`, or as `received.p` where a hop above has it. */
export function showConditions(conditions: readonly Constraint[]): string {
  const whole = someOf(conditions);
  return whole.kind === "true" ? "anything" : whole.kind === "false" ? "nothing" : showConstraint(mapTerms(whole, asWritten));
}

function asWritten(term: Term): Term {
  if (term.kind !== "place" || term.root !== "param") return term;
  const match = /^(.*)@(\d+)(?:#.*)?$/s.exec(term.name);
  const [, name = term.name, above = "0"] = match ?? [];
  if (above === "0" && !term.name.includes("#")) return { ...term, name };
  return { ...term, root: "received", name: above === "0" || above === "1" ? name : `${name}#${above}` };
}
