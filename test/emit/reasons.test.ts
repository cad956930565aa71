/** A refusal says which hop, which clause and which argument; the first thing from the principal down that stands against it. */
import { expect, test } from "vitest";
import type { Question } from "../../stdlib/runtime/decide.js";
import { lowerText } from "../harness/marked.js";
import { generate } from "./evaluate.js";

const { policy } = generate(
  lowerText(`
task t "T"
context { who: String  live halted: Bool }
tool f { read list(path: Path, limit: Int)  write pay(to: String, amount: Number) }
principal p { holds { allow f.list where limit <= 50  allow f.pay } }
agent a { owner "a@example.org" }
agent b { owner "b@example.org" }
delegate p -> a(cap: Number) for t {
  require $cap <= 9
  allow f.list where path under "/srv" and limit <= 10
  allow received f.list where path under "/home"
  relay f.pay where amount <= $cap
  deny f.list where path == "/srv/secret"
  ttl 1h
}
delegate a -> b for t { allow received f.pay where to == context.who  ttl 1h }
deny any where context.halted
`).value,
);

const calm = { who: "x", halted: false };
const ask = (more: Partial<Question>): unknown => {
  const { allow, reason, hop } = policy.decide({
    chain: ["p", "a"],
    params: [{}, { cap: 5 }],
    action: "f.list",
    args: { path: "/srv/x", limit: 1 },
    context: calm,
    now: 0,
    ...more,
  });
  return allow ? "allow" : { ...reason, at: hop };
};

test("of a hop's clauses", () => {
  expect(ask({})).toBe("allow");
  const both = 'allow f.list where path under "/srv" and limit <= 10\nallow received f.list where path under "/home"';
  expect(ask({ args: { path: "/srv/x", limit: 11 } })).toEqual({ code: "scope", hop: 0, clause: both, at: 1 });
  expect(ask({ args: { path: "/home/x", limit: 50 } })).toBe("allow");
  expect(ask({ args: { path: "/home/x", limit: 51 } })).toMatchObject({ code: "scope" });
  expect(ask({ args: { path: "/srv/secret", limit: 1 } })).toEqual({
    code: "denied",
    hop: 0,
    clause: 'deny f.list where path == "/srv/secret"',
    argument: "path",
    at: 1,
  });
  expect(ask({ action: "f.pay", args: { to: "x", amount: 1 } })).toEqual({
    code: "relay",
    hop: 0,
    clause: "relay f.pay where amount <= $cap",
    at: 1,
  });
});

test("of one clause: the part that fails, at the hop that it fails at", () => {
  const chain = ["p", "a", "b"];
  const params = [{}, { cap: 5 }, {}];
  const pay = (args: Question["args"]): unknown => ask({ chain, params, action: "f.pay", args });
  expect(pay({ to: "x", amount: 5 })).toBe("allow");
  expect(pay({ to: "y", amount: 5 })).toEqual({
    code: "scope",
    hop: 1,
    clause: "allow received f.pay where to == context.who",
    argument: "to",
    at: 2,
  });
  expect(pay({ to: "x", amount: 6 })).toEqual({ code: "scope", hop: 0, clause: "relay f.pay where amount <= $cap", argument: "amount", at: 1 });
});

test("of the policy, the chain, the hop's making and the request's types", () => {
  expect(ask({ context: { who: "x", halted: true } })).toEqual({ code: "denied", hop: -1, clause: "deny any where context.halted", at: 1 });
  expect(ask({ params: [{}, { cap: 10 }] })).toEqual({ code: "require", hop: 0, clause: "require $cap <= 9", argument: "cap", at: 1 });
  expect(ask({ params: [{}, {}] })).toMatchObject({ code: "parameter", hop: 0, argument: "cap" });
  expect(ask({ params: [{}, { cap: 1, more: 1 }] })).toMatchObject({ code: "parameter", argument: "more" });
  expect(ask({ args: { path: "/srv/../x", limit: 1 } })).toMatchObject({ code: "argument", argument: "path" });
  expect(ask({ args: { path: "/srv/x", limit: 1.5 } })).toMatchObject({ code: "argument", argument: "limit" });
  expect(ask({ args: { path: "/srv/x" } })).toMatchObject({ code: "argument", argument: "limit" });
  expect(ask({ args: { path: "/srv/x", limit: 1, extra: null } })).toMatchObject({ code: "argument", argument: "extra" });
  expect(ask({ action: "f.none" })).toMatchObject({ code: "action" });
  expect(ask({ chain: ["p", "b"] })).toMatchObject({ code: "chain" });
  expect(ask({ chain: ["a", "b"] })).toMatchObject({ code: "chain" });
  expect(ask({ context: { ...calm, more: 1 } })).toMatchObject({ code: "context", argument: "more" });
  for (const now of [Number.NaN, 1.5, Number.POSITIVE_INFINITY, 1e15]) expect(ask({ now })).toMatchObject({ code: "context", argument: "now" });
});
