/**
 * The requests of an action as one policy declares it that are requests of it as another policy does: the arguments that both
 * know, with values of both types. A tool whose catalogue has changed is compared by that.
 */
import type { Constraint, Field, Term, Type } from "../../stdlib/runtime/constraint.js";
import { typeKey } from "../analysis/constraints.js";
import type { Action } from "../model/model.js";
import { refinement } from "../query/given.js";
import { allOf, always, negate, never, someOf } from "../types/constraints.js";

type PlaceTerm = Extract<Term, { readonly kind: "place" }>;

/** What such a request has to meet; `undefined` where no constraint can say it. The request is one of `action`. */
export function conformingTo(other: Action, action: Action): Constraint | undefined {
  return fieldsOf(other.params, action.params, (name) => ({ kind: "place", root: "argument", name, fields: [] }));
}

function fieldsOf(wanted: readonly Field[], given: readonly Field[], at: (name: string) => PlaceTerm): Constraint | undefined {
  const parts: Constraint[] = [];
  for (const field of given) {
    const has: Constraint = { kind: "has", term: at(field.name) };
    const same = wanted.find(({ name }) => name === field.name);
    if (same === undefined) {
      parts.push(field.optional ? negate(has) : never);
      continue;
    }
    const test = isOf(same.type, field.type, at(field.name));
    if (test === undefined) return undefined;
    parts.push(same.optional ? (test.kind === "true" ? always : someOf([negate(has), test])) : allOf([field.optional ? has : always, test]));
  }
  const lacking = wanted.some(({ name, optional }) => !optional && !given.some((field) => field.name === name));
  return lacking ? never : allOf(parts);
}

/** Whether the value at a place, which is of the `given` type, is of the wanted one. */
function isOf(wanted: Type, given: Type, term: PlaceTerm): Constraint | undefined {
  if (typeKey(wanted) === typeKey(given) || wanted.kind === "any") return always;
  if (wanted.kind === "refined") {
    const base = isOf(wanted.base, given, term);
    return base && allOf([base, refinement(wanted, term)]);
  }
  if (given.kind === "refined") return isOf(wanted, given.base, term);
  switch (wanted.kind) {
    case "null":
      return { kind: "is", term, json: "null" };
    case "scalar":
      if (given.kind === "scalar" && given.sort === wanted.sort) return always;
      if (wanted.sort === "String" && isText(given)) return always;
      if (wanted.sort === "Number" && given.kind === "scalar" && given.sort === "Int") return always;
      return isMember(wanted, given, term);
    case "enum":
      if (given.kind === "enum" || (given.kind === "scalar" && given.sort === "String"))
        return { kind: "one-of", negated: false, sort: "String", term, values: wanted.values };
      return isMember(wanted, given, term);
    case "list": {
      if (given.kind !== "list") return isMember(wanted, given, term);
      const where = isOf(wanted.element, given.element, { kind: "place", root: "element", name: "", fields: [] });
      if (where === undefined || where.kind === "true") return where;
      return { kind: "all", lists: [{ term, skip: false }], where };
    }
    case "record":
      if (given.kind !== "record") return isMember(wanted, given, term);
      return fieldsOf(wanted.fields, given.fields, (name) => ({ ...term, fields: [...term.fields, name] }));
    case "union": {
      const members = given.kind === "union" ? given.members : [given];
      const keys = new Set(wanted.members.map(typeKey));
      return members.every((member) => keys.has(typeKey(member))) ? always : undefined;
    }
  }
}

/** A type that a union was made of, by the JSON kind that none of the other members has. */
function isMember(wanted: Type, given: Type, term: PlaceTerm): Constraint | undefined {
  if (given.kind !== "union" || !given.members.some((member) => typeKey(member) === typeKey(wanted))) return undefined;
  const json = jsonKind(wanted);
  const others = given.members.filter((member) => typeKey(member) !== typeKey(wanted)).map(jsonKind);
  return json === undefined || others.includes(json) || others.includes(undefined) ? undefined : { kind: "is", term, json };
}

function jsonKind(type: Type): Extract<Constraint, { kind: "is" }>["json"] | undefined {
  switch (type.kind) {
    case "null":
      return "null";
    case "enum":
      return "String";
    case "list":
      return "List";
    case "record":
      return "Record";
    case "refined":
      return jsonKind(type.base);
    case "scalar":
      return type.sort === "Bool" ? "Bool" : type.sort === "Int" || type.sort === "Number" ? "Number" : "String";
    default:
      return undefined;
  }
}

function isText(type: Type): boolean {
  return jsonKind(type) === "String";
}
