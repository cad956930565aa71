import { expect, test } from "vitest";
import { includes } from "../../compiler/scope/narrower.js";
import type { Signature } from "../../compiler/scope/question.js";
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import {
  all,
  and,
  approved,
  argument,
  between,
  bool,
  compare,
  element,
  enumOf,
  fact,
  has,
  holds,
  hour,
  inNetwork,
  int,
  ip,
  is,
  it,
  like,
  list,
  literal,
  matching,
  member,
  not,
  now,
  nullable,
  number,
  oneOf,
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
  under,
  union,
  url,
  yes,
} from "./build.js";

/** What is worth reading of a witness: its arguments, and the rest as far as it is there. */
function witness(of: Signature, child: Constraint, parent: Constraint, facts: Constraint = yes) {
  const answer = includes(of, { facts, child, parent });
  if (answer.kind !== "found") throw new Error(answer.kind);
  const { args, params, context, approvals, now: at }: Request = answer.request;
  return {
    args,
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(Object.keys(context).length > 0 ? { context } : {}),
    ...(approvals.length > 0 ? { approvals } : {}),
    ...(at === Date.UTC(2026, 0, 1) ? {} : { now: new Date(at).toISOString() }),
  };
}

const refund = signature(
  { order: string, amount: number, "note?": string, "cc?": list(string) },
  {},
  { customer: string, halted: bool, tier: enumOf("gold", "silver") },
);
const [order, amount, note] = [argument("order"), argument("amount"), argument("note")];

test("a bound that is too high is shown at the next whole number, or else at one of few decimals", () => {
  expect(witness(refund, is("Number", amount, "<=", 200), is("Number", amount, "<=", 50))).toEqual({ args: { order: "", amount: 51 } });
  expect(witness(refund, is("Number", amount, "<=", 50.5), is("Number", amount, "<=", 50))).toEqual({ args: { order: "", amount: 50.1 } });
  expect(witness(refund, is("Number", amount, "<=", 50), is("Number", amount, "<", 50))).toEqual({ args: { order: "", amount: 50 } });
  expect(witness(refund, is("Number", amount, ">=", -200), is("Number", amount, ">=", -50))).toEqual({ args: { order: "", amount: -51 } });
  expect(witness(refund, yes, is("Number", amount, "<=", 50))).toEqual({ args: { order: "", amount: 51 } });
  expect(witness(refund, yes, is("Number", amount, "==", 0))).toEqual({ args: { order: "", amount: 1 } });
});

test("a string is as short as can be", () => {
  expect(witness(refund, yes, is("String", order, "==", "o-1"))).toEqual({ args: { order: "", amount: 0 } });
  expect(witness(refund, like(order, "?*"), is("String", order, "==", "o-1"))).toEqual({ args: { order: "a", amount: 0 } });
  expect(witness(refund, like(order, "acme/*"), like(order, "acme/api*"))).toEqual({ args: { order: "acme/", amount: 0 } });
  expect(witness(refund, oneOf("String", order, "b", "a", "c"), oneOf("String", order, "a", "b"))).toEqual({ args: { order: "c", amount: 0 } });
  expect(witness(refund, matching(order, "ORD-[0-9]{4}"), is("String", order, "==", "ORD-0000"))).toEqual({ args: { order: "ORD-0001", amount: 0 } });
});

test("optional arguments are left out where they can be", () => {
  expect(witness(refund, not(is("String", note, "==", "a")), has(note))).toEqual({ args: { order: "", amount: 0 } });
  expect(witness(refund, yes, not(has(note)))).toEqual({ args: { order: "", amount: 0, note: "" } });
  expect(witness(refund, all([argument("cc")], like(element, "*@acme.dev")), like(order, "?*"))).toEqual({ args: { order: "", amount: 0, cc: [] } });
});

test("an argument of type Any reads like a text", () => {
  const of = signature({ code: { kind: "any" }, name: string }, { data: { kind: "any" } });
  expect(witness(of, yes, is("String", argument("name"), "==", "a"))).toEqual({ args: { code: "", name: "" }, params: { data: "" } });
});

test("a fact of the context is shown where it matters, and only there", () => {
  const tier = fact("tier");
  expect(witness(refund, not(holds(fact("halted"))), is("Number", amount, "==", 0))).toEqual({ args: { order: "", amount: 1 } });
  expect(witness(refund, yes, is("String", tier, "!=", "gold"))).toEqual({ args: { order: "", amount: 0 }, context: { tier: "gold" } });
  expect(witness(refund, yes, is("String", tier, "==", "gold"))).toEqual({ args: { order: "", amount: 0 }, context: { tier: "silver" } });
  expect(witness(refund, yes, not(holds(fact("halted"))))).toEqual({ args: { order: "", amount: 0 }, context: { halted: true } });
  expect(witness(refund, compare("String", order, "==", fact("customer")), is("String", order, "==", "a"))).toEqual({
    args: { order: "", amount: 0 },
    context: { customer: "" },
  });
});

test("a fact is left out only where it may have any value, or is a switch that is off", () => {
  const of = signature({ to: string, amount: number }, {}, { payees: list(string), most: number, halted: bool, mode: string });
  const isKnown = member("String", argument("to"), fact("payees"));
  const isLow = compare("Number", amount, "<=", fact("most"));
  const args = { to: "", amount: 0 };
  expect(witness(of, yes, isKnown)).toEqual({ args, context: { payees: [] } });
  expect(witness(of, isKnown, is("Number", amount, "!=", 0))).toEqual({ args, context: { payees: [""] } });
  expect(witness(of, yes, isLow)).toEqual({ args: { ...args, amount: 1 }, context: { most: 0 } });
  expect(witness(of, yes, and(isKnown, is("Number", amount, "!=", 0)))).toEqual({ args });
  expect(witness(of, yes, or(isKnown, isLow))).toEqual({ args: { ...args, amount: 1 }, context: { most: 0, payees: [] } });
  expect(witness(of, not(or(holds(fact("halted")), is("String", fact("mode"), "==", "off"))), is("Number", amount, "!=", 0))).toEqual({
    args,
    context: { mode: "" },
  });
});

test("parameters have the plainest values that they can", () => {
  const hop = signature({ amount: number }, { cap: number, name: string });
  expect(witness(hop, compare("Number", amount, "<=", param("cap")), is("Number", amount, "<=", 50), is("Number", param("cap"), "<=", 100))).toEqual({
    args: { amount: 51 },
    params: { cap: 51, name: "" },
  });
});

test("an approval is there only where it is asked for", () => {
  const parent = is("Number", amount, "<=", 50);
  expect(witness(refund, or(parent, and(is("Number", amount, "<=", 200), approved("oncall"))), parent)).toEqual({
    args: { order: "", amount: 51 },
    approvals: ["oncall"],
  });
});

test("lists have no more elements than they must", () => {
  const mail = signature({ to: list(string) }, { people: list(string) });
  const to = argument("to");
  expect(witness(mail, all([to], like(element, "*@acme.dev")), all([to], like(element, "a*@acme.dev")))).toEqual({
    args: { to: ["@acme.dev"] },
    params: { people: [] },
  });
  expect(witness(mail, size(to, "<=", 3), size(to, "<=", 2))).toEqual({ args: { to: ["", "", ""] }, params: { people: [] } });
  expect(witness(mail, member("String", literal("x"), to), some([to], is("String", element, "==", "y")))).toEqual({
    args: { to: ["x"] },
    params: { people: [] },
  });
  expect(witness(mail, all([to], member("String", element, param("people"))), size(to, "==", 0))).toEqual({
    args: { to: [""] },
    params: { people: [""] },
  });
});

test("records have only the fields that matter", () => {
  const of = signature({ r: union(record({ k: enumOf("file"), at: path, "mode?": int }), record({ k: enumOf("text"), "body?": string })) });
  expect(witness(of, is("String", argument("r", "k"), "==", "text"), has(argument("r", "body")))).toEqual({ args: { r: { k: "text" } } });
  expect(witness(of, yes, is("String", argument("r", "k"), "==", "text"))).toEqual({ args: { r: { k: "file", at: "/" } } });
});

test("paths, addresses, URLs and times read like examples", () => {
  const of = signature({ p: path, a: ip, u: url });
  const [p, a, u] = [argument("p"), argument("a"), argument("u")];
  const rest = { p: "/", a: "0.0.0.0", u: "https://a/" };
  expect(witness(of, like(p, "/srv*/**", "Path"), under(p, literal("/srv"))).args.p).toBe("/srva/a");
  expect(witness(of, yes, under(p, literal("/srv")))).toEqual({ args: rest });
  expect(witness(of, inNetwork(a, "10.0.0.0/8"), inNetwork(a, "10.0.0.0/9"))).toEqual({ args: { ...rest, a: "10.128.0.0" } });
  expect(witness(of, is("String", partOf(u, "host"), "==", "acme.dev"), is("String", partOf(u, "scheme"), "==", "https")).args.u).toMatch(
    /^[a-z]+:\/\/acme\.dev/,
  );
  expect(witness(of, yes, is("String", partOf(u, "host"), "==", "acme.dev"))).toEqual({ args: rest });
  expect(witness(of, is("Int", hour, ">=", 9), between("Int", hour, 9, 16))).toEqual({ args: rest, now: "2026-01-01T17:00:00.000Z" });
  expect(witness(of, yes, is("Time", now, "<", "2026-12-24T00:00Z"))).toEqual({ args: rest, now: "2026-12-24T00:00:00.000Z" });
});

test("a refinement is met, in what no constraint speaks of too", () => {
  const of = signature({ id: refined(string, matching(it, "c-[0-9]+")), n: refined(int, between("Int", it, 5, 9)), "x?": nullable(bool) });
  expect(witness(of, yes, has(argument("x")))).toEqual({ args: { id: "c-0", n: 5 } });
  expect(witness(of, has(argument("x")), holds(argument("x")))).toEqual({ args: { id: "c-0", n: 5, x: false } });
});
