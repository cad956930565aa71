/** Questions about types: what a value of one can be, and whether two are the same. */
import type { Constraint, Field, Type } from "../../stdlib/runtime/constraint.js";
import type { JsonKind, Sort } from "../../stdlib/runtime/value.js";

/** The type of what has an error of its own: what is said about it is not reported again. */
export const erroneous: Type = { kind: "any" };

/** A type that is no union and has no refinement. */
export type Leaf = Exclude<Type, { readonly kind: "union" | "refined" }>;

/** What a value of the type can be, refinements aside. */
export function leavesOf(type: Type): readonly Leaf[] {
  switch (type.kind) {
    case "union":
      return type.members.flatMap(leavesOf);
    case "refined":
      return leavesOf(type.base);
    default:
      return [type];
  }
}

/** Whether something in the type had an error. */
export function isErroneous(type: Type): boolean {
  if (type === erroneous) return true;
  switch (type.kind) {
    case "union":
      return type.members.some(isErroneous);
    case "refined":
      return isErroneous(type.base);
    case "list":
      return isErroneous(type.element);
    case "record":
      return type.fields.some((field) => isErroneous(field.type));
    default:
      return false;
  }
}

/** The sort that the values of a leaf are compared as. An enum is a String of few values. */
export function sortOf(leaf: Leaf): Sort | undefined {
  if (leaf.kind === "scalar") return leaf.sort;
  return leaf.kind === "enum" ? "String" : undefined;
}

/** The JSON kind of the values of a leaf; `undefined` for `Any`. */
export function jsonKindOf(leaf: Leaf): JsonKind | undefined {
  switch (leaf.kind) {
    case "scalar":
      if (leaf.sort === "Bool") return "Bool";
      return leaf.sort === "Int" || leaf.sort === "Number" ? "Number" : "String";
    case "enum":
      return "String";
    case "list":
      return "List";
    case "record":
      return "Record";
    case "null":
      return "null";
    case "any":
      return undefined;
  }
}

/** The type of several values of which each may be of one of these: the one that they are alike, or a union that need not tell its members apart. */
export function joinTypes(types: readonly Type[]): Type | undefined {
  const [first] = types;
  if (first === undefined || types.every((type) => sameType(type, first))) return first;
  if (types.every((type) => type.kind === "enum")) return { kind: "enum", values: [...new Set(types.flatMap((type) => type.values))] };
  return { kind: "union", members: types };
}

/** What the elements of a list can be, where a value of the type can be a list. */
export function elementOf(type: Type): Type | undefined {
  return joinTypes(leavesOf(type).flatMap((leaf) => (leaf.kind === "list" ? [leaf.element] : [])));
}

/** The type without the refinements on it, and on what it is made of. */
export function unrefined(type: Type): Type {
  switch (type.kind) {
    case "refined":
      return unrefined(type.base);
    case "list": {
      const element = unrefined(type.element);
      return element === type.element ? type : { kind: "list", element };
    }
    case "record": {
      const fields = type.fields.map((field) => ({ ...field, type: unrefined(field.type) }));
      return fields.every((field, i) => field.type === type.fields[i]?.type) ? type : { kind: "record", fields };
    }
    case "union": {
      const members = type.members.map(unrefined);
      return members.every((member, i) => member === type.members[i]) ? type : { kind: "union", members };
    }
    default:
      return type;
  }
}

/** Whether two types have the same values for the same reason: alike in all their parts, refinements included. */
export function sameType(left: Type, right: Type): boolean {
  return left === right || keyOf(left) === keyOf(right);
}

/** A text that two types share when they are the same. Unions and enums are sets, so that their order does not matter. */
export function keyOf(type: Type): string {
  let key = keys.get(type);
  if (key === undefined) {
    key = makeKey(type);
    keys.set(type, key);
  }
  return key;
}

const keys = new WeakMap<Type, string>();

function makeKey(type: Type): string {
  switch (type.kind) {
    case "scalar":
      return type.sort;
    case "enum":
      return JSON.stringify([...type.values].sort());
    case "list":
      return `List<${keyOf(type.element)}>`;
    case "record":
      return `{${[...type.fields].sort(byName).map(fieldKey).join(",")}}`;
    case "union":
      return `(${type.members.map(keyOf).sort().join("|")})`;
    case "null":
      return "null";
    case "any":
      return "Any";
    case "refined":
      return `${keyOf(type.base)} where ${JSON.stringify(type.where)}`;
  }
}

function fieldKey(field: Field): string {
  return `${JSON.stringify(field.name)}${field.optional ? "?" : ""}:${keyOf(field.type)}`;
}

function byName(left: Field, right: Field): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** Whether a refinement on the type, or on what it is made of, runs over a list. */
export function refinesWithQuantifier(type: Type): boolean {
  switch (type.kind) {
    case "refined":
      return hasQuantifier(type.where) || refinesWithQuantifier(type.base);
    case "list":
      return refinesWithQuantifier(type.element);
    case "record":
      return type.fields.some((field) => refinesWithQuantifier(field.type));
    case "union":
      return type.members.some(refinesWithQuantifier);
    default:
      return false;
  }
}

function hasQuantifier(constraint: Constraint): boolean {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.some(hasQuantifier);
    case "not":
      return hasQuantifier(constraint.of);
    case "all":
    case "some":
      return true;
    default:
      return false;
  }
}

const ordered: ReadonlySet<Sort> = new Set<Sort>(["Int", "Number", "Date", "Time"]);

/** Whether values of the sort are ordered: numbers, dates, times. */
export function isOrdered(sort: Sort): boolean {
  return ordered.has(sort);
}
