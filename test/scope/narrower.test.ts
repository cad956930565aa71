import { expect, test } from "vitest";
import { exists, find, includes, isRequestOf } from "../../compiler/scope/narrower.js";
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import {
  all,
  and,
  argument,
  between,
  compare,
  enumOf,
  has,
  int,
  is,
  list,
  literal,
  member,
  no,
  not,
  number,
  or,
  partOf,
  record,
  signature,
  size,
  string,
  union,
  url,
  yes,
} from "./build.js";

const of = signature({ n: number, l: list(string), u: url });
const [n, l, u] = [argument("n"), argument("l"), argument("u")];
const limit = (what: string) => ({ kind: "too-complex", limit: what });

/** Nothing asked of all elements, so many times, of a list with so many members. */
const asked = (times: number, members: number): Constraint =>
  and(...Array.from({ length: times }, () => all([l], yes)), ...Array.from({ length: members }, (_, i) => member("String", literal(`${i}`), l)));
/** What no search gets to the end of. */
const tooMuch = size(l, ">", 4096);

test("what is asked of members more often than can be is a limit", () => {
  expect(find(of, asked(100, 20)).kind).toBe("found");
  expect(find(of, asked(1001, 20))).toEqual(limit("20000 instances of quantifiers"));
});

test("what is seen at a glance is not searched for", () => {
  const [low, high] = [is("Number", n, "<=", 3), is("Number", n, "<=", 5)];
  expect(includes(of, { facts: low, child: tooMuch, parent: high })).toEqual({ kind: "none" });
  expect(includes(of, { facts: tooMuch, child: low, parent: high })).toEqual({ kind: "none" });
  expect(includes(of, { facts: high, child: tooMuch, parent: low }).kind).toBe("too-complex");
  expect(exists(of, or(low, tooMuch))).toBe("yes");
  expect(exists(of, and(low, tooMuch))).toEqual({ limit: "a list of more than 4096 elements" });
});

test("only what is left of the parent is asked", () => {
  const [low, high] = [is("Number", n, "<=", 3), is("Number", n, "<=", 5)];
  const found = includes(of, { facts: yes, child: low, parent: and(high, is("Number", n, "<=", 2)) });
  expect(found.kind === "found" && found.request.args.n).toBe(3);
});

test("a URL that no parser yields is no witness", () => {
  const parts = and(
    is("String", partOf(u, "scheme"), "==", "x"),
    is("String", partOf(u, "host"), "==", ""),
    is("String", partOf(u, "path"), "==", " "),
  );
  expect(find(of, parts)).toEqual(limit("no witness that the meaning confirms"));
});

test("a place that may be of another sort than it is read as is no place to decide", () => {
  const either = signature({ r: union(record({ k: enumOf("a"), v: int }), record({ k: enumOf("b"), v: number })) });
  expect(find(either, and(is("Int", argument("r", "v"), "==", 3), is("String", argument("r", "k"), "==", "b")))).toEqual(
    limit('argument "r"."v" is read as Int, and may be another Number'),
  );
});

test("nesting too deep is a limit before all else", () => {
  let deep: Constraint = has(n);
  for (let i = 0; i < 500; i++) deep = not(deep);
  const tooDeep = limit("400 constraints inside one another");
  expect(find(of, deep)).toEqual(tooDeep);
  expect(exists(of, deep)).toEqual({ limit: tooDeep.limit });
  for (const part of ["facts", "child", "parent"] as const)
    expect(includes(of, { facts: no, child: no, parent: yes, [part]: deep })).toEqual(tooDeep);
});

test("a list longer than any witness is a limit", () => {
  expect(find(of, tooMuch)).toEqual(limit("a list of more than 4096 elements"));
  expect(find(of, and(size(l, ">=", 1), size(l, "<=", 4096))).kind).toBe("found");
});

test("a request of a signature has what it asks for, and nothing else", () => {
  const small = signature({ a: int, "b?": string }, { p: int }, { c: string });
  const request = (change: Partial<Request>): Request => ({
    action: "tool.action",
    effect: "write",
    args: { a: 1 },
    params: { p: 1 },
    received: {},
    context: {},
    now: 0,
    approvals: [],
    ...change,
  });
  const isOne = (change: Partial<Request>): boolean => isRequestOf(small, request(change));
  expect([{}, { args: { a: 1, b: "x" } }, { context: { c: "x" } }].map(isOne)).toEqual([true, true, true]);
  expect(
    [
      { args: {} },
      { args: { a: "x" } },
      { args: { a: 1, b: 1 } },
      { args: { a: 1, z: 1 } },
      { params: {} },
      { params: { p: "x" } },
      { params: { p: 1, z: 1 } },
      { params: { p: 1, toString: 1 } },
      { context: { c: 1 } },
      { context: { z: 1 } },
      { context: { valueOf: 1 } },
    ].map(isOne),
  ).toEqual(Array.from({ length: 11 }, () => false));
});

test.each<[string, Constraint, unknown]>([
  ["above a Number", and(compare("Number", argument("i"), ">", n), is("Number", n, ">=", 2.5)), { i: 4, n: 3 }],
  ["equal to a Number", and(compare("Number", n, "==", argument("i")), is("Number", n, ">", 2)), { i: 3, n: 3 }],
  ["equal to none between two of them", and(compare("Number", n, "==", argument("i")), between("Number", n, 2.25, 2.75)), undefined],
  [
    "above a Number that is above the one before",
    and(compare("Number", argument("i"), ">", n), is("Number", n, ">=", 2), is("Int", argument("i"), "<=", 2)),
    undefined,
  ],
])("an Int is %s", (_, constraint, args) => {
  const answer = find(signature({ i: int, n: number }), constraint);
  expect(answer.kind === "found" ? answer.request.args : undefined).toEqual(args);
  expect(answer.kind).toBe(args === undefined ? "none" : "found");
});

test.each<[string, Constraint]>([
  ["texts in an order", compare("String", argument("s"), "<", argument("t"))],
  ["URLs in an order", compare("Url", u, ">=", argument("v"))],
])("%s are never compared: it is a mistake of the one who asks", (_, constraint) => {
  const mixed = signature({ s: string, t: string, u: url, v: url });
  let thrown = "";
  try {
    find(mixed, constraint);
  } catch (error) {
    thrown = String(error);
  }
  expect(thrown).toMatch(/^Error: [<>=]+ between what (has no such order|is of two sorts)$/);
});
