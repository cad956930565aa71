/** Types, constraints, terms and values as the text of a policy. */

import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";

const words = new Set(["has", "not", "and", "or", "in", "like", "under", "matches", "is", "true", "false", "null", "effect"]);

/** A name as a policy writes it: in backticks where it is no identifier, or is a word. */
export function showName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name) ? name : `\`${name}\``;
}

/** A value as a literal of the language. */
export function showValue(value: Json): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return String(value + 0);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(showValue).join(", ")}]`;
  const fields = Object.entries(value).map(([name, each]) => `${showName(name)}: ${showValue(each)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** A duration, in the largest units that give it whole. */
export function showDuration(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const;
  let rest = milliseconds;
  let text = "";
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text === "" ? "0s" : text;
}

/** A type as it would be written; a refined one by its name. */
export function showType(type: Type): string {
  switch (type.kind) {
    case "scalar":
      return type.sort;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `List<${showType(type.element)}>`;
    case "record": {
      const fields = type.fields.map((field) => `${showName(field.name)}${field.optional ? "?" : ""}: ${showType(field.type)}`);
      return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
    }
    case "union":
      return type.members.map(showType).join(" | ");
    case "null":
      return "null";
    case "any":
      return "Any";
    case "refined":
      return showName(type.name);
    default:
      return unreachable(type);
  }
}

/** A term as it would be written. `element` is the name of the quantifier's variable. */
export function showTerm(term: Term, element = "each"): string {
  switch (term.kind) {
    case "literal":
      return showValue(term.value);
    case "now":
      return "now";
    case "hour":
      return "now.hour";
    case "place": {
      const path = [...term.fields.map(showName), ...(term.part === undefined ? [] : [term.part])];
      return [rootText(term, element), ...path].join(".");
    }
    default:
      return unreachable(term);
  }
}

/** A constraint as it would be written, with the parentheses that it needs and no others. */
export function showConstraint(constraint: Constraint, element = "each"): string {
  const term = (each: Term): string => showTerm(each, element);
  switch (constraint.kind) {
    case "true":
    case "false":
      return constraint.kind;
    case "and":
    case "or":
      if (constraint.of.length === 0) return constraint.kind === "and" ? "true" : "false";
      return constraint.of.map((each) => inside(each, element, constraint.of.length > 1)).join(` ${constraint.kind} `);
    case "not":
      return `not ${inside(constraint.of, element, true)}`;
    case "compare":
      return `${term(constraint.left)} ${constraint.op} ${term(constraint.right)}`;
    case "one-of":
      return `${term(constraint.term)}${negation(constraint)} in ${showValue(constraint.values)}`;
    case "between":
      return `${term(constraint.term)}${negation(constraint)} in ${showValue(constraint.low)} .. ${showValue(constraint.high)}`;
    case "in-network":
      return `${term(constraint.term)}${negation(constraint)} in ${JSON.stringify(constraint.network)}`;
    case "member":
      return `${term(constraint.term)}${negation(constraint)} in ${term(constraint.list)}`;
    case "pattern":
      return `${term(constraint.term)}${negation(constraint)} ${constraint.source}`;
    case "under":
      return `${term(constraint.term)}${negation(constraint)} under ${term(constraint.base)}`;
    case "is":
      return `${term(constraint.term)} is ${constraint.json}`;
    case "all":
    case "some": {
      const lists = constraint.lists.map((each) => `${term(each.term)}${each.skip ? "?" : ""}`).join(", ");
      return `${constraint.kind} each in ${lists}: ${inside(constraint.where, "each", true)}`;
    }
    case "size":
      return `size(${term(constraint.term)}) ${constraint.op} ${showValue(constraint.value)}`;
    case "has":
      return `has ${term(constraint.term)}`;
    case "holds":
      return term(constraint.term);
    case "approved":
      return `approved by ${showName(constraint.by)}`;
    case "effect":
      return `effect ${constraint.op} ${constraint.effect}`;
    case "only":
      return `only (${constraint.names.map(showName).join(", ")})`;
    default:
      return unreachable(constraint);
  }
}

function negation(atom: { readonly negated: boolean }): string {
  return atom.negated ? " not" : "";
}

function inside(constraint: Constraint, element: string, needed: boolean): string {
  const text = showConstraint(constraint, element);
  return needed && (constraint.kind === "and" || constraint.kind === "or") && constraint.of.length > 1 ? `(${text})` : text;
}

function rootText(term: Extract<Term, { readonly kind: "place" }>, element: string): string {
  switch (term.root) {
    case "argument":
      return showName(term.name);
    case "param":
      return `$${showName(term.name)}`;
    case "received":
      return `received.${showName(term.name)}`;
    case "context":
      return `context.${showName(term.name)}`;
    case "element":
      return element;
    case "it":
      return "it";
    default:
      return unreachable(term.root);
  }
}
