import { describe, expect, test } from "vitest";
import { plainTime, plainValue } from "../../compiler/scope/model.js";
import { find } from "../../compiler/scope/narrower.js";
import type { Signature } from "../../compiler/scope/question.js";
import { simplify } from "../../compiler/scope/simplify.js";
import { surely } from "../../compiler/scope/surely.js";
import { admits, type Constraint, type Request, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import {
  all,
  and,
  approved,
  argument,
  bool,
  compare,
  date,
  element,
  enumOf,
  fact,
  has,
  holds,
  hour,
  int,
  ip,
  is,
  isKind,
  it,
  like,
  list,
  literal,
  member,
  not,
  nothing,
  now,
  nullable,
  number,
  oneOf,
  only,
  or,
  param,
  partOf,
  path,
  record,
  refined,
  signature,
  size,
  some,
  string,
  time,
  under,
  union,
  url,
  yes,
} from "./build.js";

const any: Type = { kind: "any" };

describe("a plain value", () => {
  test.each<[string, Type, Json]>([
    ["String", string, ""],
    ["Bool", bool, false],
    ["Int", int, 0],
    ["Number", number, 0],
    ["Path", path, "/"],
    ["Url", url, "https://a/"],
    ["Ip", ip, "0.0.0.0"],
    ["Date", date, "2026-01-01"],
    ["Time", time, "2026-01-01T00:00Z"],
    ["an enum", enumOf("b", "a"), "b"],
    ["an enum of none", enumOf(), null],
    ["a list", list(string), []],
    ["a record", record({ a: int, "b?": string }), { a: 0 }],
    ["a union", union(bool, string), false],
    ["a union of none", union(), null],
    ["null", nothing, null],
    ["Any", any, ""],
    ["a refinement", refined(int, yes), 0],
  ])("of %s", (_, type, value) => expect(plainValue(type)).toEqual(value));
});

describe("a request is built from what was found", () => {
  const request = (of: Signature, constraint: Constraint): Request => {
    const answer = find(of, constraint);
    if (answer.kind !== "found") throw new Error(answer.kind);
    return answer.request;
  };
  const v = argument("v");
  test.each<[string, Type, Constraint, Json]>([
    ["an Int", int, is("Int", v, ">", 4), 5],
    ["a Number", number, is("Number", v, "<", -4), -5],
    ["a Date", date, is("Date", v, ">", "2026-05-05"), "2026-05-06"],
    ["a Time", time, is("Time", v, ">=", "2026-05-05T10:00Z"), "2026-05-05T10:00Z"],
    ["an Ip", ip, is("Ip", v, "==", "10.0.0.1"), "10.0.0.1"],
    ["an Ip of the longer kind", ip, is("Ip", v, "==", "::1"), "::1"],
    ["true", bool, holds(v), true],
    ["false", bool, is("Bool", v, "==", false), false],
    ["a text", string, is("String", v, "==", "true"), "true"],
    ["a path", path, under(v, literal("/srv")), "/srv"],
    ["a URL", url, is("Url", v, "==", "https://u:p@b:8/x?y#z"), "https://u:p@b:8/x?y#z"],
    ["a URL without a host", url, is("Url", v, "==", "mailto:a@b"), "mailto:a@b"],
    [
      "a URL without a port",
      url,
      and(is("String", partOf(v, "scheme"), "==", "x"), not(has(partOf(v, "port"))), is("String", partOf(v, "host"), "==", "h")),
      "x://h",
    ],
    ["null", nullable(string), isKind(v, "null"), null],
    ["a choice", union(string, list(string)), some([v], like(element, "a*")), ["a"]],
    ["any text", any, isKind(v, "String"), ""],
    ["any number", any, isKind(v, "Number"), 0],
    ["any Bool", any, isKind(v, "Bool"), false],
    ["any list", any, isKind(v, "List"), []],
    ["any record", any, isKind(v, "Record"), {}],
    ["any null", any, isKind(v, "null"), null],
    ["a list as long as it must be", list(string), size(v, "==", 3), ["", "", ""]],
    ["a list with a member", list(string), and(size(v, "==", 2), member("String", literal("b"), v)), ["", "b"]],
    ["a list with two members", list(string), and(member("String", literal("b"), v), member("String", literal("a"), v)), ["b", "a"]],
    ["a list with members of one value", list(string), and(some([v], like(element, "a*")), some([v], like(element, "*b")), size(v, "==", 1)), ["ab"]],
    ["a list that is not empty", list(int), not(size(v, "==", 0)), [0]],
    ["a record", record({ a: int, "b?": int }), is("Int", argument("v", "a"), "==", 4), { a: 4 }],
    ["an optional field", record({ a: int, "b?": int }), is("Int", argument("v", "b"), "==", 4), { a: 0, b: 4 }],
    ["a record in a list", list(record({ a: int, "b?": int })), some([v], is("Int", { ...element, fields: ["a"] }, ">", 4)), [{ a: 5 }]],
    ["a list of lists", list(list(int)), some([v], size(element, ">", 0)), [[0]]],
  ])("%s", (_, type, constraint, value) => {
    const found = request(signature({ v: type }), constraint);
    expect(found).toEqual({
      action: "tool.action",
      effect: "write",
      args: { v: value },
      params: {},
      received: {},
      context: {},
      now: plainTime,
      approvals: [],
    });
  });

  test("with what else it is about", () => {
    const of = signature({ "a?": int, "b?": int }, { p: int, q: string, ["__proto__"]: int }, { c: bool, d: string });
    expect(plainTime).toBe(Date.parse("2026-01-01T00:00Z"));
    expect(request(of, and(approved("bob"), approved("al\nice"), not(approved("carol"))))).toMatchObject({ approvals: ["al\nice", "bob"], args: {} });
    expect(request(of, is("Int", param("p"), ">", 1)).params).toEqual({ p: 2, q: "", ["__proto__"]: 0 });
    expect(Object.keys(request(of, yes).params)).toEqual(["p", "q", "__proto__"]);
    expect(request(of, is("Int", hour, "==", 3)).now).toBe(Date.parse("2026-01-01T03:00Z"));
    expect(request(of, is("Time", now, "<", "2025-01-01T00:00Z")).now).toBe(Date.parse("2025-01-01T00:00Z") - 1);
    expect(request(of, or(holds(fact("c")), is("String", fact("d"), "==", "x"))).context).toEqual({ c: true });
    expect(request(of, and(holds(fact("c")), is("String", fact("d"), "==", "x"))).context).toEqual({ c: true, d: "x" });
    expect(request(of, has(argument("b"))).args).toEqual({ b: 0 });
  });
});

/** A request of the arguments, simplified as far as the predicate holds of it. */
function simplified(types: Readonly<Record<string, Type>>, args: Request["args"], holdsOf: (request: Request) => boolean): Request["args"] {
  const request: Request = { action: "a", effect: "read", args, params: {}, received: {}, context: {}, now: plainTime, approvals: [] };
  return simplify(signature(types), yes, request, holdsOf).args;
}

describe("a witness is made plainer as long as it is one", () => {
  const withArg =
    (test: (value: Json | undefined) => boolean) =>
    ({ args }: Request): boolean =>
      test(args.v);
  const text = (test: (value: string) => boolean) => withArg((value) => typeof value === "string" && test(value));
  const number_ = (test: (value: number) => boolean) => withArg((value) => typeof value === "number" && test(value));
  const items = (test: (value: readonly Json[]) => boolean) => withArg((value) => Array.isArray(value) && test(value));
  const isRecord = (value: Json | undefined): value is { readonly [name: string]: Json } =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  test.each<[string, Type, Json, (request: Request) => boolean, Json | undefined]>([
    ["a plain value", string, "xyz", () => true, ""],
    ["the plain value of its type", path, "/srv", () => true, "/"],
    ["an optional argument goes", string, "xyz", ({ args }) => Object.keys(args).length <= 1, ""],
    ["a shorter text", string, "xyz", text((value) => value.length >= 1), "a"],
    ["another shorter text", string, "xyz", text((value) => value.length >= 1 && value !== "a"), "b"],
    ["the last of the examples", string, "xyz", text((value) => value.length >= 1 && !["a", "b"].includes(value)), "x"],
    ["not a longer one", string, "", text((value) => value !== "q"), ""],
    ["a letter stays", string, "z", text((value) => value.length === 1), "z"],
    ["a sign becomes a letter", string, "%", text((value) => value.length === 1), "a"],
    ["no text of that length", string, "xyz", text((value) => value.length === 3), "xyz"],
    ["a plainer URL", url, "http://h:8/x?y", text((value) => value.includes("//h")), "https://h/"],
    ["a plainer URL with its path", url, "http://h:8/x?y", text((value) => value.includes("//h") && value.includes("x")), "https://h/x"],
    ["a plainer URL with its scheme", url, "http://h:8/x?y", text((value) => value.startsWith("http:")), "http://h/x"],
    ["a URL without a host stays", url, "mailto:x", text((value) => value.startsWith("mailto")), "mailto:x"],
    ["a number of one decimal, above", number, 0.123456, number_((value) => value >= 0.123456), 0.2],
    ["a number of one decimal, below", number, 0.173456, number_((value) => value > 0 && value <= 0.173456), 0.1],
    ["a number of two decimals", number, 0.123456, number_((value) => value >= 0.123456 && value < 0.2), 0.13],
    ["a number of two decimals, below", number, 0.123456, number_((value) => value <= 0.123456 && value > 0.11), 0.12],
    ["a number of three decimals", number, 0.123456, number_((value) => value >= 0.123456 && value < 0.13), 0.124],
    ["no plainer number", number, 0.123456, number_((value) => value >= 0.123456 && value < 0.1239), 0.123456],
    ["a whole number stays", number, 7, number_((value) => value > 3), 7],
    ["fewer elements", list(string), ["a", "b", "c"], items((value) => value.includes("b")), ["b"]],
    ["plainer elements", list(string), ["xyz", "uvw"], items((value) => value.length === 2), ["", ""]],
    ["plainer elements, as far as they may", list(string), ["xyz", "uvw"], items((value) => value.length === 2 && value[1] === "uvw"), ["", "uvw"]],
    [
      "fewer fields",
      record({ a: string, "b?": string }),
      { a: "xyz", b: "uvw" },
      withArg((value) => isRecord(value) && value.a === "xyz"),
      { a: "xyz" },
    ],
    [
      "plainer fields",
      record({ a: string, b: string }),
      { a: "xyz", b: "uvw" },
      withArg((value) => isRecord(value) && value.b === "uvw" && value.a !== undefined),
      { a: "", b: "uvw" },
    ],
    ["null stays", nullable(string), null, withArg((value) => value === null), null],
    [
      "in the depth",
      list(record({ a: string, b: list(string) })),
      [{ a: "xyz", b: ["u", "w"] }],
      items((value) => value.some((each) => isRecord(each) && Array.isArray(each.b) && each.b.includes("w") && each.a !== undefined)),
      [{ a: "", b: ["w"] }],
    ],
  ])("%s", (_, type, value, holdsOf, expected) => expect(simplified({ v: type }, { v: value }, holdsOf)).toEqual({ v: expected }));

  test("optional arguments go where they may", () => {
    const types = { "a?": string, "b?": string, c: string };
    expect(simplified(types, { a: "x", b: "y", c: "z" }, () => true)).toEqual({ c: "" });
    expect(simplified(types, { a: "xx", b: "y", c: "z" }, ({ args }) => args.a !== undefined)).toEqual({ a: "", c: "" });
    expect(simplified(types, { c: "z" }, ({ args }) => args.b === undefined)).toEqual({ c: "" });
  });

  const all_: Request = {
    action: "a",
    effect: "read",
    args: {},
    params: { p: 7, q: "xyz" },
    received: {},
    context: { c: true, n: 5, s: "xyz" },
    now: plainTime + 5,
    approvals: ["a", "b"],
  };
  const of = signature({}, { p: int, q: string }, { c: bool, n: int, s: string });
  test.each<[string, Constraint, Partial<Request>]>([
    ["everything", yes, { params: { p: 0, q: "" }, context: {}, now: plainTime, approvals: [] }],
    ["but an approval", approved("b"), { approvals: ["b"], context: {} }],
    ["but two approvals", and(approved("b"), approved("a")), { approvals: ["a", "b"] }],
    ["but the time", is("Time", now, "!=", "2026-01-01T00:00Z"), { now: plainTime + 5, approvals: [] }],
    ["but a parameter", is("Int", param("p"), ">", 3), { params: { p: 7, q: "" } }],
    ["but a parameter that is plainer", is("String", param("q"), "!=", ""), { params: { p: 0, q: "a" } }],
    ["but a fact", holds(fact("c")), { context: { c: true } }],
    ["but a fact that is plainer", is("String", fact("s"), "!=", ""), { context: { s: "a" } }],
    ["but a fact that is as it is", is("Int", fact("n"), ">", 3), { context: { n: 5 } }],
    ["a switch that is off", not(holds(fact("c"))), { context: {} }],
    ["what is said of a fact, and not", not(is("Int", fact("n"), ">", 3)), { context: { n: 0 } }],
    ["of two facts one", or(is("Int", fact("n"), "==", 5), is("String", fact("s"), "==", "xyz")), { context: { s: "xyz" } }],
  ])("%s", (_, constraint, expected) => {
    const request = { ...all_, context: { ...all_.context, ...(constraint.kind === "not" ? { c: false, n: 2 } : {}) } };
    const found = simplify(of, constraint, request, (candidate) => admits(constraint, candidate));
    expect(found).toMatchObject(expected);
    if (expected.context !== undefined) expect(found.context).toEqual(expected.context);
    if (expected.approvals !== undefined) expect(found.approvals).toEqual(expected.approvals);
  });
});

describe("what holds whatever some facts are", () => {
  const open = (name: string): boolean => name === "c";
  const [c, d] = [fact("c"), fact("d")];
  const no: Constraint = { kind: "false" };
  const untouched: readonly Constraint[] = [
    yes,
    no,
    holds(d),
    approved("c"),
    only("c"),
    is("String", argument("c"), "==", "x"),
    is("String", param("c"), "==", "x"),
    size(d, ">", 1),
    { kind: "effect", op: "==", effect: "read" },
  ];
  test.each(untouched.map((each) => [each]))("%j is as it is", (constraint) => expect(surely(constraint, open)).toEqual(constraint));
  test.each<[Constraint, Constraint]>([
    [holds(c), no],
    [not(holds(c)), not(yes)],
    [not(not(holds(c))), not(not(no))],
    [is("String", c, "==", "x"), no],
    [compare("String", d, "==", c), no],
    [compare("String", argument("a"), "==", c), no],
    [oneOf("String", fact("c", "field"), "x"), no],
    [member("String", argument("a"), c), no],
    [under(argument("a"), c), no],
    [has(c), no],
    [size(c, ">", 1), no],
    [all([c], holds(element)), no],
    [some([d, [c, "?"]], holds(element)), no],
    [all([d], compare("String", element, "==", c)), all([d], no)],
    [not(some([d], compare("String", element, "==", c))), not(some([d], yes))],
    [and(holds(c), holds(d)), and(no, holds(d))],
    [or(holds(d), holds(c)), or(holds(d), no)],
    [not(or(holds(d), holds(c))), not(or(holds(d), yes))],
    [like(it, "a*"), like(it, "a*")],
    [compare("Time", now, "<", c), no],
  ])("%j", (constraint, expected) => expect(surely(constraint, open)).toEqual(expected));
});

test("of a large question and a long list the witness is made smaller for a counted while", () => {
  const names = Array.from({ length: 60 }, (_, i) => `m${i}`);
  const wanted = and(
    ...names.map((name) => member("String", literal(name), argument("v"))),
    ...names.map((name) => all([argument("v")], not(is("String", element, "==", `n-${name}`)))),
  );
  const asked = signature({ v: list(string), w: string });
  const tries = (constraint: Constraint): number => {
    let count = 0;
    const request: Request = {
      action: "tool.action",
      effect: "write",
      args: { v: names, w: "long" },
      params: {},
      received: {},
      context: {},
      now: plainTime,
      approvals: [],
    };
    const found = simplify(asked, constraint, request, (candidate) => {
      count++;
      return admits(constraint, candidate);
    });
    expect(admits(constraint, found)).toBe(true);
    return count;
  };
  const few = tries(wanted);
  expect(few).toBeGreaterThan(100);
  expect(tries(and(...Array.from({ length: 10 }, () => wanted)))).toBeLessThan(few);
  expect(tries(and(...Array.from({ length: 100 }, () => wanted)))).toBeLessThan(5);
});
