/**
 * The meaning of the language: what a constraint is, as plain data, and which requests it admits.
 * The decision procedure, the witnesses, the certificate and the guards are all held against this file.
 */

import { matches, type Pattern } from "./pattern.js";
import {
  isUnder,
  isWellFormed,
  type Json,
  type JsonKind,
  type Key,
  kindOf,
  readKey,
  readNetwork,
  readUrl,
  type Sort,
  type UrlPart,
} from "./value.js";

export type Effect = "read" | "write" | "destructive";
export const effects: readonly Effect[] = ["read", "write", "destructive"];

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What a constraint speaks of. A path of fields leads into records; `part` is a part of the URL found there. */
export type Term =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "place"; readonly root: Root; readonly name: string; readonly fields: readonly string[]; readonly part?: UrlPart }
  /** The time of the request, and its hour in UTC. */
  | { readonly kind: "now" }
  | { readonly kind: "hour" };

/**
 * Where a place begins: an argument of the action, a parameter of the hop itself, one received from a hop above, a fact of
 * the context, the element that a quantifier runs over, or the value that a refinement speaks of (these two have no name).
 */
export type Root = "argument" | "param" | "received" | "context" | "element" | "it";

/**
 * Atoms about an absent value, or about a value of another kind than they compare, are false, negated ones too.
 * Literals stand as JSON of the atom's sort (a date as its text).
 */
export type Constraint =
  | { readonly kind: "true" }
  | { readonly kind: "false" }
  | { readonly kind: "and" | "or"; readonly of: readonly Constraint[] }
  | { readonly kind: "not"; readonly of: Constraint }
  | { readonly kind: "compare"; readonly op: Comparison; readonly sort: Sort; readonly left: Term; readonly right: Term }
  | { readonly kind: "one-of"; readonly negated: boolean; readonly sort: Sort; readonly term: Term; readonly values: readonly Json[] }
  /** Both ends included. */
  | { readonly kind: "between"; readonly negated: boolean; readonly sort: Sort; readonly term: Term; readonly low: Json; readonly high: Json }
  | { readonly kind: "in-network"; readonly negated: boolean; readonly term: Term; readonly network: string }
  | { readonly kind: "member"; readonly negated: boolean; readonly sort: Sort; readonly term: Term; readonly list: Term }
  /** `source` is how the policy wrote it: `like "…"` or `matches /…/`. */
  | {
      readonly kind: "pattern";
      readonly negated: boolean;
      readonly sort: "String" | "Path";
      readonly term: Term;
      readonly pattern: Pattern;
      readonly source: string;
    }
  | { readonly kind: "under"; readonly negated: boolean; readonly term: Term; readonly base: Term }
  | { readonly kind: "is"; readonly term: Term; readonly json: JsonKind }
  /** `where` speaks of one element, as the root `element`. A `skip` list is passed over when it is absent or null. */
  | { readonly kind: "all" | "some"; readonly lists: readonly { readonly term: Term; readonly skip: boolean }[]; readonly where: Constraint }
  | { readonly kind: "size"; readonly term: Term; readonly op: Comparison; readonly value: number }
  | { readonly kind: "has"; readonly term: Term }
  /** A Bool that is true. */
  | { readonly kind: "holds"; readonly term: Term }
  | { readonly kind: "approved"; readonly by: string }
  | { readonly kind: "effect"; readonly op: Comparison; readonly effect: Effect }
  /** Every argument that is not listed is absent. */
  | { readonly kind: "only"; readonly names: readonly string[] };

export interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Type;
}

export type Type =
  | { readonly kind: "scalar"; readonly sort: Sort }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly element: Type }
  | { readonly kind: "record"; readonly fields: readonly Field[] }
  /** Members differ in their JSON kind, or in a field with a literal value (an enum of one). */
  | { readonly kind: "union"; readonly members: readonly Type[] }
  | { readonly kind: "null" }
  /** JSON that no expression can look into. */
  | { readonly kind: "any" }
  /** `where` speaks of the value as the root `it`. */
  | { readonly kind: "refined"; readonly name: string; readonly base: Type; readonly where: Constraint };

/** One request, with all that a constraint can depend on. */
export interface Request {
  readonly action: string;
  readonly effect: Effect;
  readonly args: Readonly<Record<string, Json>>;
  /** The parameters of the hop whose constraint is asked, and of the nearest hops above that have them. */
  readonly params: Readonly<Record<string, Json>>;
  readonly received: Readonly<Record<string, Json>>;
  readonly context: Readonly<Record<string, Json>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The principals that have approved this request. */
  readonly approvals: readonly string[];
}

/** Whether the constraint holds of the request. Total: it answers for any JSON, and throws nothing. */
export function admits(constraint: Constraint, request: Request): boolean {
  return holds(constraint, { request });
}

/** What a constraint is evaluated in: a request, and inside a quantifier or a refinement the value it speaks of. */
interface Setting {
  readonly request?: Request;
  readonly element?: Json;
  readonly it?: Json;
}

function holds(constraint: Constraint, setting: Setting): boolean {
  switch (constraint.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "and":
      return constraint.of.every((each) => holds(each, setting));
    case "or":
      return constraint.of.some((each) => holds(each, setting));
    case "not":
      return !holds(constraint.of, setting);
    case "compare": {
      const left = readKey(constraint.sort, valueAt(constraint.left, setting));
      const right = readKey(constraint.sort === "Int" ? "Number" : constraint.sort, valueAt(constraint.right, setting));
      return left !== undefined && right !== undefined && compare(constraint.op, left, right);
    }
    case "one-of": {
      const key = readKey(constraint.sort, valueAt(constraint.term, setting));
      return key !== undefined && constraint.values.some((value) => readKey(constraint.sort, value) === key) !== constraint.negated;
    }
    case "between": {
      const key = readKey(constraint.sort, valueAt(constraint.term, setting));
      const [low, high] = [constraint.low, constraint.high].map((end) => readKey(constraint.sort === "Int" ? "Number" : constraint.sort, end));
      if (key === undefined || low === undefined || high === undefined) return false;
      return (low <= key && key <= high) !== constraint.negated;
    }
    case "in-network": {
      const key = readKey("Ip", valueAt(constraint.term, setting));
      const network = readNetwork(constraint.network);
      if (typeof key !== "bigint" || network === undefined) return false;
      return (network.low <= key && key <= network.high) !== constraint.negated;
    }
    case "member": {
      const key = readKey(constraint.sort, valueAt(constraint.term, setting));
      const list = valueAt(constraint.list, setting);
      return key !== undefined && Array.isArray(list) && list.some((each) => readKey(constraint.sort, each) === key) !== constraint.negated;
    }
    case "pattern": {
      const text = readKey(constraint.sort, valueAt(constraint.term, setting));
      return typeof text === "string" && matches(constraint.pattern, text) !== constraint.negated;
    }
    case "under": {
      const path = readKey("Path", valueAt(constraint.term, setting));
      const base = readKey("Path", valueAt(constraint.base, setting));
      return typeof path === "string" && typeof base === "string" && isUnder(path, base) !== constraint.negated;
    }
    case "is": {
      const value = valueAt(constraint.term, setting);
      return value !== undefined && kindOf(value) === constraint.json;
    }
    case "all":
    case "some": {
      const elements: Json[] = [];
      for (const { term, skip } of constraint.lists) {
        const list = valueAt(term, setting);
        if (skip && (list === undefined || list === null)) continue;
        if (!Array.isArray(list)) return false;
        elements.push(...list);
      }
      const holdsOf = (element: Json): boolean => holds(constraint.where, { ...setting, element });
      return constraint.kind === "all" ? elements.every(holdsOf) : elements.some(holdsOf);
    }
    case "size": {
      const list = valueAt(constraint.term, setting);
      return Array.isArray(list) && compare(constraint.op, list.length, constraint.value);
    }
    case "has":
      return valueAt(constraint.term, setting) !== undefined;
    case "holds":
      return valueAt(constraint.term, setting) === true;
    case "approved":
      return setting.request?.approvals.includes(constraint.by) ?? false;
    case "effect":
      return setting.request !== undefined && compare(constraint.op, effects.indexOf(setting.request.effect), effects.indexOf(constraint.effect));
    case "only":
      return Object.keys(setting.request?.args ?? {}).every((name) => constraint.names.includes(name));
  }
}

/** What a comparison is called with its sides exchanged. */
export const mirrored: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The terms that an atom speaks of: of a quantifier its lists, of what is made of other constraints none. */
export function termsOf(atom: Constraint): readonly Term[] {
  switch (atom.kind) {
    case "compare":
      return [atom.left, atom.right];
    case "member":
      return [atom.term, atom.list];
    case "under":
      return [atom.term, atom.base];
    case "all":
    case "some":
      return atom.lists.map(({ term }) => term);
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "is":
    case "size":
    case "has":
    case "holds":
      return [atom.term];
    case "and":
    case "or":
    case "not":
    case "true":
    case "false":
    case "approved":
    case "effect":
    case "only":
      return [];
  }
}

/** The one reading of the comparisons, over keys of one sort. */
export function compare(op: Comparison, left: Key, right: Key): boolean {
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

function valueAt(term: Term, setting: Setting): Json | undefined {
  const { request } = setting;
  switch (term.kind) {
    case "literal":
      return term.value;
    case "now":
      return request === undefined ? undefined : new Date(request.now).toISOString();
    case "hour":
      return request === undefined ? undefined : new Date(request.now).getUTCHours();
    case "place": {
      let value = rootValue(term.root, term.name, setting);
      for (const field of term.fields) value = own(value, field);
      if (term.part === undefined) return value;
      return typeof value === "string" ? readUrl(value)?.[term.part] : undefined;
    }
  }
}

function rootValue(root: Root, name: string, { request, element, it }: Setting): Json | undefined {
  switch (root) {
    case "argument":
      return own(request?.args, name);
    case "param":
      return own(request?.params, name);
    case "received":
      return own(request?.received, name);
    case "context":
      return own(request?.context, name);
    case "element":
      return element;
    case "it":
      return it;
  }
}

/** An own property of a record; a record's prototype is not part of it. */
function own(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: Json })[name];
}

/** Whether a value is of a type. Records are closed: a field that the type does not name is refused. */
export function conforms(type: Type, value: Json): boolean {
  switch (type.kind) {
    case "scalar":
      return readKey(type.sort, value) !== undefined;
    case "enum":
      return typeof value === "string" && type.values.includes(value);
    case "list":
      return Array.isArray(value) && value.every((each) => conforms(type.element, each));
    case "record":
      return kindOf(value) === "Record" && conformsAll(type.fields, value as { readonly [name: string]: Json });
    case "union":
      return type.members.some((member) => conforms(member, value));
    case "null":
      return value === null;
    case "any":
      return isWellFormedJson(value);
    case "refined":
      return conforms(type.base, value) && holds(type.where, { it: value });
  }
}

/** Whether named values are those that the fields ask for: each of its type, the required ones there, and no others. */
export function conformsAll(fields: readonly Field[], values: Readonly<Record<string, Json>>): boolean {
  const declared = fields.every((field) => {
    const value = own(values, field.name);
    return value === undefined ? field.optional : conforms(field.type, value);
  });
  return declared && Object.keys(values).every((name) => fields.some((field) => field.name === name));
}

function isWellFormedJson(value: Json): boolean {
  if (typeof value === "string") return isWellFormed(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, each]) => isWellFormed(name) && isWellFormedJson(each));
}
