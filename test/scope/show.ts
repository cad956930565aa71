/** Constraints and types in the language's own words, for what a failed law prints. */
import type { Signature } from "../../compiler/scope/question.js";
import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";

export function showConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case "true":
    case "false":
      return constraint.kind;
    case "and":
    case "or":
      return `(${constraint.of.map(showConstraint).join(` ${constraint.kind} `) || `empty ${constraint.kind}`})`;
    case "not":
      return `not ${showConstraint(constraint.of)}`;
    case "compare":
      return `${showTerm(constraint.left)} ${constraint.op} ${showTerm(constraint.right)}`;
    case "one-of":
      return `${showTerm(constraint.term)} ${negation(constraint)}in ${JSON.stringify(constraint.values)}`;
    case "between":
      return `${showTerm(constraint.term)} ${negation(constraint)}in ${JSON.stringify(constraint.low)}..${JSON.stringify(constraint.high)}`;
    case "in-network":
      return `${showTerm(constraint.term)} ${negation(constraint)}in ${JSON.stringify(constraint.network)}`;
    case "member":
      return `${showTerm(constraint.term)} ${negation(constraint)}in ${showTerm(constraint.list)}`;
    case "pattern":
      return `${showTerm(constraint.term)} ${negation(constraint)}${constraint.source}`;
    case "under":
      return `${showTerm(constraint.term)} ${negation(constraint)}under ${showTerm(constraint.base)}`;
    case "is":
      return `${showTerm(constraint.term)} is ${constraint.json}`;
    case "all":
    case "some":
      return `(${constraint.kind} x in ${constraint.lists.map(({ term, skip }) => showTerm(term) + (skip ? "?" : "")).join(", ")}: ${showConstraint(constraint.where)})`;
    case "size":
      return `size(${showTerm(constraint.term)}) ${constraint.op} ${constraint.value}`;
    case "has":
      return `has ${showTerm(constraint.term)}`;
    case "holds":
      return showTerm(constraint.term);
    case "approved":
      return `approved by ${constraint.by}`;
    case "effect":
      return `effect ${constraint.op} ${constraint.effect}`;
    case "only":
      return `only (${constraint.names.join(", ")})`;
  }
}

const negation = ({ negated }: { readonly negated: boolean }): string => (negated ? "not " : "");

function showTerm(term: Term): string {
  if (term.kind === "literal") return JSON.stringify(term.value);
  if (term.kind !== "place") return term.kind === "now" ? "now" : "now.hour";
  const root = {
    argument: term.name,
    param: `$${term.name}`,
    received: `received.${term.name}`,
    context: `context.${term.name}`,
    element: "x",
    it: "it",
  }[term.root];
  return [root, ...term.fields, ...(term.part === undefined ? [] : [term.part])]
    .map((name) => (name.includes(".") && name.length < 4 ? `\`${name}\`` : name))
    .join(".");
}

export function showType(type: Type): string {
  switch (type.kind) {
    case "scalar":
      return type.sort;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `List<${showType(type.element)}>`;
    case "record":
      return `{ ${type.fields.map((field) => `${field.name}${field.optional ? "?" : ""}: ${showType(field.type)}`).join(", ")} }`;
    case "union":
      return `(${type.members.map(showType).join(" | ")})`;
    case "refined":
      return `(${showType(type.base)} where ${showConstraint(type.where)})`;
    case "any":
      return "Any";
    case "null":
      return "null";
  }
}

export function showSignature({ action, params, context }: Signature): string {
  const types = (of: Readonly<Record<string, Type>>): string =>
    Object.entries(of)
      .map(([name, type]) => `${name}: ${showType(type)}`)
      .join(", ");
  const args = action.params.map((field) => `${field.name}${field.optional ? "?" : ""}: ${showType(field.type)}`).join(", ");
  return `(${args}) params (${types(params)}) context {${types(context)}}`;
}
