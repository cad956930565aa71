import { expect, test } from "vitest";
import { conforms, conformsAll, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import {
  all,
  approved,
  argument,
  bool,
  element,
  enumOf,
  fieldsOf,
  has,
  hour,
  int,
  is,
  it as itself,
  list,
  not,
  nothing,
  now,
  nullable,
  number,
  only,
  or,
  path,
  record,
  refined,
  string,
  union,
} from "../scope/build.js";

const conforming = (type: Type, values: readonly Json[]): readonly boolean[] => values.map((value) => conforms(type, value));

test("scalars, enums and null", () => {
  expect(conforming(int, [1, 1.5, "1", null])).toEqual([true, false, false, false]);
  expect(conforming(number, [1.5, Number.NaN])).toEqual([true, false]);
  expect(conforming(enumOf("a", "b"), ["a", "c", 1, null])).toEqual([true, false, false, false]);
  expect(conforming(nothing, [null, "", 0])).toEqual([true, false, false]);
  expect(conforming(path, ["/a", "/a/"])).toEqual([true, false]);
});

test("lists, unions and refinements", () => {
  expect(conforming(list(bool), [[], [true], [true, null], true, {}])).toEqual([true, true, false, false, false]);
  expect(conforming(union(string, list(string)), ["a", ["a"], [1], null])).toEqual([true, true, false, false]);
  expect(conforming(refined(list(int), all([itself], is("Int", element, ">", 0))), [[], [1], [0], "a"])).toEqual([true, true, false, false]);
  expect(conforming(refined(nullable(int), not(is("Int", itself, "==", 0))), [null, 1, 0])).toEqual([true, true, false]);
  expect(conforming(refined(string, has(argument("x"))), ["a"])).toEqual([false]);
  expect(
    conforming(refined(string, or(approved("a"), is("Int", hour, ">=", 0), only(), { kind: "effect", op: ">=", effect: "read" })), ["a"]),
  ).toEqual([true]);
  expect(conforming(refined(string, or(approved("a"), has(now), has(hour), { kind: "effect", op: ">=", effect: "read" })), ["a"])).toEqual([false]);
});

test("a list is no record, were it empty", () => {
  expect(conforming(record({}), [{}, [], null, "", 0])).toEqual([true, false, false, false, false]);
});

test("records are closed, and a field may be left out where it is optional", () => {
  const type = record({ a: int, "b?": nullable(string) });
  expect(
    conforming(type, [{ a: 1 }, { a: 1, b: "x" }, { a: 1, b: null }, {}, { a: 1, c: 1 }, { a: "1" }, [], null, { b: "x" }, { a: 1, b: 2 }]),
  ).toEqual([true, true, true, false, false, false, false, false, false, false]);
  expect(conforms(record({ toString: string }), {})).toBe(false);
});

test("anything is JSON that is well-formed throughout", () => {
  const any: Type = { kind: "any" };
  expect(conforming(any, [null, "a", { a: [1, { b: "c" }] }, true])).toEqual([true, true, true, true]);
  expect(conforming(any, ["\ud800", [Number.NaN], { a: { "\ud800": 1 } }, { a: ["\udc00"] }, Number.POSITIVE_INFINITY])).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("arguments are those that are declared", () => {
  const fields = fieldsOf({ a: int, "b?": string });
  expect([
    conformsAll(fields, { a: 1 }),
    conformsAll(fields, { a: 1, b: "" }),
    conformsAll(fields, { b: "" }),
    conformsAll(fields, { a: 1, z: 1 }),
    conformsAll([], {}),
  ]).toEqual([true, true, false, false, true]);
});
