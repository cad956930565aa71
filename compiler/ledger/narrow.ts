/**
 * Bounds that the used requests of one action keep to and that its clause does not ask for: each an atom that a person would write.
 * Only arguments that the clause reads are bounded (the others are free on purpose, and their values are not kept), beside those that were never given.
 */
import { type Constraint, type Field, type Request, type Term, type Type, termsOf } from "../../stdlib/runtime/constraint.js";
import { type Json, readUrl } from "../../stdlib/runtime/value.js";
import type { Action } from "../model/model.js";
import { argumentsIn } from "./judge.js";

/** Of more values than this no list is made: it would be a list of what happened, not a rule. */
const mostValues = 5;
/** So many requests have to speak for a list of values, or for an argument that is never given. */
const leastRequests = 3;

export function boundsFor(where: Constraint, action: Action, requests: readonly Request[]): readonly Constraint[] {
  if (requests.length === 0) return [];
  const read = argumentsIn(where);
  const bounds = action.params.flatMap((field) => (read.has(field.name) ? boundsOf(field, requests, isTied(where, field.name)) : []));
  const idle = action.params.filter(({ name, optional }) => optional && requests.every(({ args }) => !Object.hasOwn(args, name)));
  const listed = where.kind === "only" || (where.kind === "and" && where.of.some(({ kind }) => kind === "only"));
  if (idle.length === 0 || listed || requests.length < leastRequests) return bounds;
  return [...bounds, { kind: "only", names: action.params.filter((field) => !idle.includes(field)).map(({ name }) => name) }];
}

/** Whether the clause ties the argument to what is not written in it: a parameter, a fact, another argument. */
function isTied(constraint: Constraint, name: string): boolean {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.some((each) => isTied(each, name));
    case "not":
      return isTied(constraint.of, name);
    default: {
      const terms = termsOf(constraint);
      const isIt = (term: Term): boolean => term.kind === "place" && term.root === "argument" && term.name === name;
      return terms.some(isIt) && terms.some((term) => term.kind !== "literal" && !isIt(term));
    }
  }
}

/** Of a text that is `tied` to something that changes from chain to chain, no list is made. */
function boundsOf({ name, type }: Field, requests: readonly Request[], tied: boolean): readonly Constraint[] {
  const values = requests.flatMap(({ args }) => (Object.hasOwn(args, name) ? [args[name] as Json] : []));
  // An argument that is sometimes absent: an atom about it would ask for it.
  if (values.length < requests.length) return [];
  const term: Term = { kind: "place", root: "argument", name, fields: [] };
  const plain = unrefined(type);
  switch (plain.kind) {
    case "enum":
      return oneOf(term, values, 1);
    case "list": {
      const sizes = values.flatMap((value) => (Array.isArray(value) ? [value.length] : []));
      return sizes.length === values.length ? [{ kind: "size", term, op: "<=", value: Math.max(...sizes) }] : [];
    }
    case "scalar":
      break;
    default:
      return [];
  }
  switch (plain.sort) {
    case "Int":
    case "Number": {
      const numbers = values.flatMap((value) => (typeof value === "number" ? [value] : []));
      const most = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      return numbers.length === values.length
        ? [{ kind: "compare", op: "<=", sort: plain.sort, left: term, right: { kind: "literal", value: most } }]
        : [];
    }
    case "String":
      return tied ? [] : oneOf(term, values, leastRequests);
    case "Path": {
      const base = commonFolder(values);
      return base === undefined ? [] : [{ kind: "under", negated: false, term, base: { kind: "literal", value: base } }];
    }
    case "Url": {
      const hosts = values.flatMap((value) => (typeof value === "string" ? [readUrl(value)?.host ?? ""] : []));
      return hosts.length === values.length && !hosts.includes("") ? oneOf({ ...term, part: "host" }, hosts, 1) : [];
    }
    default:
      return [];
  }
}

/** `least` requests for each of the values. */
function oneOf(term: Term, values: readonly Json[], least: number): readonly Constraint[] {
  const texts = [...new Set(values.flatMap((value) => (typeof value === "string" ? [value] : [])))].sort();
  if (texts.length === 0 || texts.length > mostValues || values.length < texts.length * least) return [];
  return [{ kind: "one-of", negated: false, sort: "String", term, values: texts }];
}

/** The deepest folder that all of some paths are in, below the root. */
function commonFolder(values: readonly Json[]): string | undefined {
  const paths = values.flatMap((value) => (typeof value === "string" ? [value.split("/").slice(0, -1)] : []));
  const [first = []] = paths;
  if (paths.length < values.length) return undefined;
  let depth = 0;
  while (depth < first.length && paths.every((path) => path[depth] === first[depth])) depth++;
  const base = first.slice(0, depth).join("/");
  return base === "" ? undefined : base;
}

function unrefined(type: Type): Type {
  return type.kind === "refined" ? unrefined(type.base) : type;
}
