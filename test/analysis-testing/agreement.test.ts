/** The interpreter reads a policy by itself; what it says of a call must be what the analysis takes the chain to admit. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityOf } from "../../compiler/analysis/authority.js";
import { type Context, chainsOf } from "../../compiler/analysis/chains.js";
import { runTests } from "../../compiler/analysis/testing.js";
import { walk } from "../../compiler/analysis/walk.js";
import type { Policy, TestStep } from "../../compiler/model/model.js";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { admits, type Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { lowerText } from "../harness/marked.js";

const source = `
task t "T"
context { who: String  live halted: Bool }
tool f { read list(path: Path, limit: Int, tag?: "x" | "y")  write pay(to: String, amount: Number) }
scope capped(most: Number) { allow f.pay where amount <= $most  deny f.pay where to == "z" }
principal p { holds { allow f.* } }
agent a { owner "a@example.org" }
agent b { owner "b@example.org" }
agent c { owner "c@example.org" }
delegate p -> a(cap: Number, dir: Path) for t {
  allow f.list where path under $dir
  relay capped($cap)
  relay f.pay where approved by p and amount <= 9
  deny f.list where tag == "y" and limit > 3
  ttl 1h
}
delegate a -> b(cap: Number, whose: String from context.who) for t {
  require $cap <= received.cap
  allow received f.pay where amount <= $cap or to == $whose
  relay received f.list where limit <= 5
  ttl 1h
}
delegate b -> c for t {
  allow received where not context.halted
  deny f.pay where amount > received.cap and to != "x"
  ttl 1h
}
deny f.* by c where context.halted
deny f.list where limit == 0
`;

const small = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 9, 10);
const text = fc.constantFrom("x", "y", "z");
const path = fc.constantFrom("/", "/d", "/d/e", "/d/e/f", "/o");
const optional = <T extends Json>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

function defined(values: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

const calls = fc.oneof(
  fc.record({ action: fc.constant("f.list"), args: fc.record({ path, limit: small, tag: optional(fc.constantFrom("x", "y")) }).map(defined) }),
  fc.record({ action: fc.constant("f.pay"), args: fc.record({ to: text, amount: small }).map(defined) }),
);

const questions = fc.record({
  call: calls,
  hops: fc.constantFrom(1, 2, 3),
  caps: fc.tuple(small, small),
  dir: path,
  who: text,
  halted: optional(fc.boolean()),
  approved: fc.boolean(),
});

const { value: policy } = lowerText(source);
const chains = chainsOf(policy, { exists, find, includes });
const authority = authorityOf(chains);
const contexts = policy.hops.flatMap((hop): readonly Context[] => chains.contextsOf(hop));

type Question = typeof questions extends fc.Arbitrary<infer T> ? T : never;

function actionOf(question: Question) {
  const action = policy.actions.find(({ id }) => id === question.call.action);
  if (action === undefined) throw new Error("no such action");
  return action;
}

/** By the interpreter: the test that expects the call to be allowed passes. */
function interpreted(question: Question): boolean {
  const place = { file: "", span: { start: 0, end: 0 } };
  const step: TestStep = { kind: "call", expect: "allow", action: actionOf(question), args: question.call.args, place };
  const params = [{ cap: question.caps[0], dir: question.dir }, { cap: question.caps[1] }, {}];
  const hops = ["a", "b", "c"].slice(0, question.hops).map((to, at) => ({ to, params: params[at] ?? {}, place }));
  const context = defined({ who: question.who, halted: question.halted });
  const test = { name: "", start: "p", hops, context, approvals: question.approved ? ["p"] : [], steps: [step], place };
  const asked: Policy = { ...policy, tests: [test] };
  return runTests(asked).tests.every(({ passed }) => passed);
}

/** By the analysis: the facts of the chain and what each hop carries, as one constraint, admit the request. */
function analysed(question: Question): boolean {
  const action = actionOf(question);
  const path = walk(chains, authority, contexts.slice(0, question.hops));
  const last = question.hops - 1;
  const { and, not } = chains.constraints;
  const carried = Array.from({ length: last }, (_, at) => path.carried(at, action));
  const denied = authority.denied(authority.classes.classOf(action), path.hops.at(-1)?.to.name);
  const admitted = and([path.facts, ...carried, path.usable(last, action), not(denied)]);
  const request: Request = {
    action: action.id,
    effect: action.effect,
    args: question.call.args,
    params: { "p.a.cap": question.caps[0], "p.a.dir": question.dir, "a.b.cap": question.caps[1] },
    received: {},
    context: defined({ who: question.who, halted: question.halted }),
    now: 0,
    approvals: question.approved ? ["p"] : [],
  };
  return admits(admitted, request);
}

describe("the interpreter and the analysis", () => {
  it("admit the same calls", () => {
    expect(contexts.map(({ hop }) => hop.to.name)).toEqual(["a", "b", "c"]);
    const seen = { admitted: 0, denied: 0 };
    fc.assert(
      fc.property(questions, (question) => {
        const allowed = interpreted(question);
        seen[allowed ? "admitted" : "denied"]++;
        expect(allowed).toBe(analysed(question));
      }),
      { numRuns: 5000 },
    );
    // The law says little unless both come up.
    expect(Math.min(seen.admitted, seen.denied)).toBeGreaterThan(500);
  });
});
