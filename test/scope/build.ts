/** Types, terms and constraints, put together by hand. */
import type { Signature } from "../../compiler/scope/question.js";
import { readGlob, readRegex } from "../../compiler/types/patterns.js";
import type { Comparison, Constraint, Field, Root, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import type { Json, JsonKind, Sort, UrlPart } from "../../stdlib/runtime/value.js";

export const scalar = (sort: Sort): Type => ({ kind: "scalar", sort });
export const bool: Type = scalar("Bool");
export const int: Type = scalar("Int");
export const number: Type = scalar("Number");
export const string: Type = scalar("String");
export const path: Type = scalar("Path");
export const url: Type = scalar("Url");
export const ip: Type = scalar("Ip");
export const date: Type = scalar("Date");
export const time: Type = scalar("Time");
export const nothing: Type = { kind: "null" };
export const enumOf = (...values: readonly string[]): Type => ({ kind: "enum", values });
export const list = (element: Type): Type => ({ kind: "list", element });
export const union = (...members: readonly Type[]): Type => ({ kind: "union", members });
export const nullable = (type: Type): Type => union(type, nothing);
export const refined = (base: Type, where: Constraint): Type => ({ kind: "refined", name: "Refined", base, where });
/** A field whose name ends in `?` is optional. */
export const fieldsOf = (types: Readonly<Record<string, Type>>): readonly Field[] =>
  Object.entries(types).map(([name, type]) => ({ name: name.replace(/\?$/, ""), optional: name.endsWith("?"), type }));
export const record = (types: Readonly<Record<string, Type>>): Type => ({ kind: "record", fields: fieldsOf(types) });

export function signature(
  args: Readonly<Record<string, Type>>,
  params: Readonly<Record<string, Type>> = {},
  context: Readonly<Record<string, Type>> = {},
): Signature {
  return { action: { id: "tool.action", effect: "write", params: fieldsOf(args) }, params, context };
}

type Place = Extract<Term, { readonly kind: "place" }>;

export const place = (root: Root, name: string, ...fields: readonly string[]): Place => ({ kind: "place", root, name, fields });
export const argument = (name: string, ...fields: readonly string[]): Place => place("argument", name, ...fields);
export const param = (name: string, ...fields: readonly string[]): Place => place("param", name, ...fields);
export const fact = (name: string, ...fields: readonly string[]): Place => place("context", name, ...fields);
export const element = place("element", "");
export const it = place("it", "");
export const now: Term = { kind: "now" };
export const hour: Term = { kind: "hour" };
export const partOf = (term: Place, part: UrlPart): Place => ({ ...term, part });
export const literal = (value: Json): Term => ({ kind: "literal", value });

export const yes: Constraint = { kind: "true" };
export const no: Constraint = { kind: "false" };
export const and = (...of: readonly Constraint[]): Constraint => ({ kind: "and", of });
export const or = (...of: readonly Constraint[]): Constraint => ({ kind: "or", of });
export const not = (of: Constraint): Constraint => ({ kind: "not", of });

export function compare(sort: Sort, left: Term, op: Comparison, right: Term): Constraint {
  return { kind: "compare", op, sort, left, right };
}
export const is = (sort: Sort, left: Term, op: Comparison, value: Json): Constraint => compare(sort, left, op, literal(value));
export const oneOf = (sort: Sort, term: Term, ...values: readonly Json[]): Constraint => ({ kind: "one-of", negated: false, sort, term, values });
export const between = (sort: Sort, term: Term, low: Json, high: Json): Constraint => ({ kind: "between", negated: false, sort, term, low, high });
export const inNetwork = (term: Term, network: string): Constraint => ({ kind: "in-network", negated: false, term, network });
export const member = (sort: Sort, term: Term, of: Term): Constraint => ({ kind: "member", negated: false, sort, term, list: of });
export const under = (term: Term, base: Term): Constraint => ({ kind: "under", negated: false, term, base });
export const has = (term: Term): Constraint => ({ kind: "has", term });
export const holds = (term: Term): Constraint => ({ kind: "holds", term });
export const isKind = (term: Term, json: JsonKind): Constraint => ({ kind: "is", term, json });
export const size = (term: Term, op: Comparison, value: number): Constraint => ({ kind: "size", term, op, value });
export const approved = (by: string): Constraint => ({ kind: "approved", by });
export const only = (...names: readonly string[]): Constraint => ({ kind: "only", names });
/** A list with `?` behind it is passed over when it is absent or null. */
export type Listed = Term | readonly [Term, "?"];
const lists = (of: readonly Listed[]) => of.map((each) => ("kind" in each ? { term: each, skip: false } : { term: each[0], skip: true }));
export const all = (of: readonly Listed[], where: Constraint): Constraint => ({ kind: "all", lists: lists(of), where });
export const some = (of: readonly Listed[], where: Constraint): Constraint => ({ kind: "some", lists: lists(of), where });

export function like(term: Term, source: string, sort: "String" | "Path" = "String"): Constraint {
  return { kind: "pattern", negated: false, sort, term, pattern: glob(source, sort), source: `like ${JSON.stringify(source)}` };
}
export function matching(term: Term, source: string, sort: "String" | "Path" = "String"): Constraint {
  return { kind: "pattern", negated: false, sort, term, pattern: regex(source), source: `matches /${source}/` };
}

export function glob(source: string, sort: "String" | "Path" = "String"): Pattern {
  return read(source, readGlob(source, sort === "Path" ? "path" : "string"));
}
export function regex(source: string): Pattern {
  return read(source, readRegex(source));
}
function read(source: string, result: ReturnType<typeof readGlob>): Pattern {
  if (result.kind !== "pattern") throw new Error(`${source} is no pattern: ${result.kind}`);
  return result.pattern;
}
