import { expect, test } from "vitest";
import { freshFlag } from "../../compiler/scope/formula.js";
import { formulaOf, newGrounding } from "../../compiler/scope/ground.js";
import { buildRequest, plainTime } from "../../compiler/scope/model.js";
import type { Signature } from "../../compiler/scope/question.js";
import { addClause, clausesOf, newSearch, run } from "../../compiler/scope/search.js";
import { groundTheory } from "../../compiler/scope/theory.js";
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import {
  and,
  approved,
  argument,
  bool,
  has,
  holds,
  hour,
  int,
  is,
  isKind,
  list,
  not,
  nothing,
  nullable,
  or,
  signature,
  size,
  string,
  union,
} from "./build.js";

// The request of an assignment, before it is made smaller: what nothing asks for is not in it.

function requestOf(of: Signature, constraint: Constraint): Request {
  const grounding = newGrounding(of);
  const search = newSearch();
  for (const part of [formulaOf(grounding, constraint), ...grounding.facts])
    for (const clause of clausesOf(part, () => freshFlag(grounding.vocabulary, "definition"))) addClause(search, clause);
  const theory = groundTheory(grounding);
  expect(run(search, theory)).toEqual({ kind: "satisfied" });
  return buildRequest(grounding, search, theory.values());
}

test("approvals are those that the assignment has, in order", () => {
  const of = signature({ b: bool });
  expect(requestOf(of, and(approved("z"), approved("a b"), approved("two\nlines"))).approvals).toEqual(["a b", "two\nlines", "z"]);
  expect(requestOf(of, or(holds(argument("b")), approved("a"))).approvals).toEqual([]);
  expect(requestOf(of, and(not(approved("a")), approved("b"))).approvals).toEqual(["b"]);
});

test("a name that reads like an approval is none", () => {
  const name = "flag approved by x";
  const request = requestOf(signature({ [`${name}?`]: bool }), has(argument(name)));
  expect(request.approvals).toEqual([]);
  expect(Object.keys(request.args)).toEqual([name]);
});

test("a value is of the variant that is chosen", () => {
  const of = signature({ v: nullable(string), w: union(nothing, int, list(string)) });
  const [v, w] = [argument("v"), argument("w")];
  expect(requestOf(of, and(isKind(v, "null"), isKind(w, "Number"), is("Int", w, "==", 3))).args).toEqual({ v: null, w: 3 });
  expect(requestOf(of, and(is("String", v, "==", "a"), size(w, "==", 2))).args).toEqual({ v: "a", w: ["", ""] });
  expect(requestOf(of, isKind(w, "null")).args.w).toBe(null);
  expect(requestOf(of, size(w, "==", 0)).args.w).toEqual([]);
});

test("the time is that of the assignment, and a plain one where nothing is asked of it", () => {
  const of = signature({ b: bool });
  expect(requestOf(of, holds(argument("b"))).now).toBe(plainTime);
  expect(requestOf(of, is("Int", hour, "==", 5)).now).toBe(plainTime + 5 * 3_600_000);
});
