/** Why a constraint does not hold of a request: the atom that decides, the values it spoke of, the value it would have needed. */
import { admits, type Comparison, type Constraint, mirrored, type Request, type Term, termsOf } from "../../stdlib/runtime/constraint.js";
import { type Json, readUrl, showTime } from "../../stdlib/runtime/value.js";
import type { Shortfall } from "../diagnostics/codes/testing.js";
import { showConstraint, showTerm, showValue } from "../types/show.js";

/**
 * The first thing that a constraint asks and the request does not meet. The constraint does not admit the request.
 * `timeAssumed`: nobody said what time it is.
 */
export function shortfall(constraint: Constraint, request: Request, timeAssumed: boolean): Shortfall {
  const atom = decisive(constraint, request);
  const needed = neededBy(atom, request);
  return { atom: showConstraint(atom), values: valuesIn(atom, request, timeAssumed), ...(needed && { needed }) };
}

/** Of a conjunction, the first part that fails; an alternative is not taken apart, since any of its parts would do. */
function decisive(constraint: Constraint, request: Request): Constraint {
  if (constraint.kind !== "and") return constraint;
  const failing = constraint.of.find((each) => !admits(each, request));
  return failing === undefined ? constraint : decisive(failing, request);
}

/** Only where the atom does not say it: the bound is a parameter or another value, not a literal. */
function neededBy(atom: Constraint, request: Request): Shortfall["needed"] {
  switch (atom.kind) {
    case "compare": {
      const turned = isArgument(atom.right) && !isArgument(atom.left);
      const [subject, bound, op] = turned ? [atom.right, atom.left, mirrored[atom.op]] : [atom.left, atom.right, atom.op];
      const value = read(bound, request);
      if (bound.kind !== "place" || !isArgument(subject) || value === undefined) return undefined;
      return { of: showTerm(subject), value: `${asked[op]}${showValue(value)}` };
    }
    case "under": {
      const base = read(atom.base, request);
      if (atom.base.kind !== "place" || base === undefined) return undefined;
      return { of: showTerm(atom.term), value: `${atom.negated ? "outside" : "at or below"} ${showValue(base)}` };
    }
    case "member": {
      const list = read(atom.list, request);
      if (!isArgument(atom.term) || list === undefined) return undefined;
      return { of: showTerm(atom.term), value: `${atom.negated ? "none" : "one"} of ${showValue(list)}` };
    }
    default:
      return undefined;
  }
}

const asked: Readonly<Record<Comparison, string>> = {
  "==": "",
  "!=": "other than ",
  "<": "below ",
  "<=": "at most ",
  ">": "above ",
  ">=": "at least ",
};

function isArgument(term: Term): boolean {
  return term.kind === "place" && term.root === "argument";
}

/** What each place of the atom holds, and the approvals where it asks for one. */
function valuesIn(atom: Constraint, request: Request, timeAssumed: boolean): readonly string[] {
  const said = new Map<string, string>();
  for (const term of allTermsOf(atom)) {
    if (term.kind === "literal" || (term.kind === "place" && (term.root === "element" || term.root === "it"))) continue;
    const value = read(term, request);
    const why = timeAssumed && term.kind !== "place" ? " where the test has no `at`" : "";
    said.set(showTerm(term), value === undefined ? "is absent" : `is ${showValue(value)}${why}`);
  }
  return [...said].map(([term, value]) => `\`${term}\` ${value}`);
}

function allTermsOf(constraint: Constraint): readonly Term[] {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.flatMap(allTermsOf);
    case "not":
      return allTermsOf(constraint.of);
    case "all":
    case "some":
      return [...termsOf(constraint), ...allTermsOf(constraint.where)];
    default:
      return termsOf(constraint);
  }
}

/** The value of a term, to be shown; what a constraint makes of it is for `admits` alone. */
function read(term: Term, request: Request): Json | undefined {
  switch (term.kind) {
    case "literal":
      return term.value;
    case "now":
      return showTime(request.now);
    case "hour":
      return new Date(request.now).getUTCHours();
    case "place": {
      const roots: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
        argument: request.args,
        param: request.params,
        received: request.received,
        context: request.context,
      };
      let value: Json | undefined = roots[term.root];
      for (const name of [term.name, ...term.fields]) value = own(value, name);
      return term.part === undefined ? value : typeof value === "string" ? readUrl(value)?.[term.part] : undefined;
    }
  }
}

function own(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value)).get(name);
}
