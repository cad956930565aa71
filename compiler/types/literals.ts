/** Literals: the values that they are, and whether a value is one of a type, with words for why not. */

import type { Type } from "../../stdlib/runtime/constraint.js";
import { isWellFormed, type Json, kindOf, readKey, type Sort } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import type { Place, Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { wrongValue } from "../diagnostics/codes/types.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Literal } from "../syntax/ast.js";
import { showName, showType, showValue } from "./show.js";
import { isErroneous, jsonKindOf, type Leaf, leavesOf } from "./type.js";

export function jsonOf(literal: Literal): Json {
  switch (literal.kind) {
    case "string":
    case "bool":
      return literal.value;
    case "number":
      return literal.value + 0;
    case "null":
      return null;
    case "list":
      return literal.of.map(jsonOf);
    case "record":
      // From entries, so that a field called `__proto__` is one like any other.
      return Object.fromEntries(literal.fields.map((field): [string, Json] => [field.name.text, jsonOf(field.value)]));
    default:
      return unreachable(literal);
  }
}

/** Why a value of a fitting JSON kind is none of a scalar or an enum; nothing where it is one. Numbers may stand for integers: they are only compared with. */
export function misfit(leaf: Leaf, value: Json, use: "compared" | "given"): string | undefined {
  if (leaf.kind === "enum") {
    if (typeof value === "string" && setOf(leaf.values).has(value)) return undefined;
    const known =
      leaf.values.length <= 8 ? `none of ${leaf.values.map(showValue).join(", ")}` : `none of the ${leaf.values.length} values that it can have`;
    return `${showValue(value)} is ${known}${typeof value === "string" ? didYouMean(value, leaf.values) : ""}`;
  }
  if (leaf.kind !== "scalar") return undefined;
  const sort: Sort = leaf.sort === "Int" && use === "compared" ? "Number" : leaf.sort;
  if (readKey(sort, value) !== undefined) return undefined;
  return `${showValue(value)} is not ${forms[sort]}`;
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(values: readonly string[]): ReadonlySet<string> {
  let set = sets.get(values);
  if (set === undefined) {
    set = new Set(values);
    sets.set(values, set);
  }
  return set;
}

const forms: Readonly<Record<Sort, string>> = {
  Bool: "a Bool",
  Int: "an integer that doubles can count to",
  Number: "a number that a double can hold",
  String: "well-formed Unicode",
  Path: "a path in normal form (no empty, `.` or `..` segment, no trailing `/`, no backslash)",
  Url: "a whole URL, with its scheme",
  Ip: "an IP address",
  Date: 'a date that exists, written "YYYY-MM-DD"',
  Time: 'a time that exists, written "YYYY-MM-DDTHH:MM:SSZ"',
};

/**
 * Checks a literal that is given where a value of the type is wanted. Refinements are left to run time, where a test may want to
 * see them refuse. True when it is one.
 */
export function checkGiven(literal: Literal, type: Type, file: string, report: (problem: Diagnostic) => void): boolean {
  if (isErroneous(type)) return true;
  const problem = given(literal, type);
  if (problem === undefined) return true;
  report(wrongValue({ file, span: problem.span }, problem.message));
  return false;
}

interface Problem {
  readonly span: Span;
  readonly message: string;
}

function given(literal: Literal, type: Type): Problem | undefined {
  const value = jsonOf(literal);
  const leaves = leavesOf(type);
  if (leaves.some((leaf) => leaf.kind === "any"))
    return wellFormed(value)
      ? undefined
      : { span: literal.span, message: "this holds a string that is not well-formed Unicode, or a number that no double holds" };
  const fitting = leaves.filter((leaf) => jsonKindOf(leaf) === kindOf(value));
  if (fitting.length === 0) return { span: literal.span, message: `${showValue(value)} is not of the type ${showType(type)}` };
  let first: Problem | undefined;
  for (const leaf of fitting) {
    const problem = givenLeaf(literal, value, leaf);
    if (problem === undefined) return undefined;
    first ??= problem;
  }
  return first;
}

function givenLeaf(literal: Literal, value: Json, leaf: Leaf): Problem | undefined {
  if (leaf.kind === "list" && literal.kind === "list") {
    for (const each of literal.of) {
      const problem = given(each, leaf.element);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (leaf.kind === "record" && literal.kind === "record") {
    const names = leaf.fields.map((field) => field.name);
    for (const field of literal.fields) {
      const declared = leaf.fields.find((each) => each.name === field.name.text);
      if (declared === undefined)
        return { span: field.name.span, message: `${showType(leaf)} has no field \`${field.name.text}\`${didYouMean(field.name.text, names)}` };
      const problem = given(field.value, declared.type);
      if (problem !== undefined) return problem;
    }
    const missing = leaf.fields.find((field) => !field.optional && !literal.fields.some((each) => each.name.text === field.name));
    return missing === undefined ? undefined : { span: literal.span, message: `the field \`${showName(missing.name)}\` is missing` };
  }
  const message = misfit(leaf, value, "given");
  return message === undefined ? undefined : { span: literal.span, message };
}

function wellFormed(value: Json): boolean {
  if (typeof value === "string") return isWellFormed(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, each]) => isWellFormed(name) && wellFormed(each));
}

/** A place in a file, by the span of what stands there. */
export function placeIn(file: string, at: { readonly span: Span }): Place {
  return { file, span: at.span };
}
