import { describe, expect, it } from "vitest";
import { runTests, type TestResult } from "../../compiler/analysis/testing.js";
import type { Policy, Test } from "../../compiler/model/model.js";
import type { Type } from "../../stdlib/runtime/constraint.js";
import {
  action,
  agent,
  always,
  arg,
  atMost,
  both,
  call,
  clause,
  equal,
  fact,
  hop,
  literal,
  number,
  param,
  parameter,
  policy,
  principal,
  received,
  refuseHop,
  somewhere,
  task,
  test,
  text,
} from "./build.js";

const oncall = principal("oncall");
const planner = agent("planner");
const refunder = agent("refunder");
const clerk = agent("clerk");
const resolve = task("resolve");
const refund = task("refund", resolve);
const other = task("other");
const pay = action("refund", { order: text, amount: number });
const look = action("lookup", { customer: text });

const relay = clause("relay", [pay], atMost(arg("amount"), literal(50)));
const allow = clause("allow", [pay], both(equal(arg("order"), param("order_id")), atMost(arg("amount"), param("cap"))));
const toPlanner = hop(oncall, planner, resolve, [relay, clause("allow", [look])]);
const toRefunder = hop(planner, refunder, refund, [allow], {
  params: [parameter("order_id", text), parameter("cap", number)],
  require: atMost(param("cap"), literal(50)),
});
const chain = (cap: number) => [{ to: "planner" }, { to: "refunder", params: { order_id: "o-1", cap } }];

function run(of: Policy): TestResult {
  const [only] = runTests(of).tests;
  if (only === undefined) throw new Error("a test was expected");
  return only;
}

const runOne = (one: Test, more: Partial<Policy> = {}): TestResult => run(policy([toPlanner, toRefunder], [one], more));

describe("a call", () => {
  it("is allowed by a chain whose every hop admits it", () => {
    expect(runOne(test("oncall", chain(40), [call("allow", pay, { order: "o-1", amount: 40 })])).failures).toEqual([]);
  });

  it("is denied past a parameter, and the failure says by which clause and what would do", () => {
    const result = runOne(test("oncall", chain(40), [call("allow", pay, { order: "o-1", amount: 41 })]));
    expect(result.passed).toBe(false);
    expect(result.message).toContain("denied by `planner -> refunder` for `refund`");
    expect(result.message).toContain("`amount <= $cap` does not hold: `amount` is 41 and `$cap` is 40, and `amount` would have to be at most 40");
    expect(result.failures[0]?.related.map((each) => each.place)).toEqual([allow.place]);
  });

  it("that is expected to be denied and is not fails, and names each hop's clause", () => {
    const result = runOne(test("oncall", chain(40), [call("deny", pay, { order: "o-1", amount: 40 })]));
    expect(result.failures[0]?.related.map((each) => each.place)).toEqual([relay.place, allow.place]);
  });

  it("is bound by every hop above, whatever the last allows", () => {
    const wide = hop(planner, refunder, refund, [clause("allow", [pay])]);
    const result = run(
      policy([toPlanner, wide], [test("oncall", [{ to: "planner" }, { to: "refunder" }], [call("allow", pay, { order: "o", amount: 51 })])]),
    );
    expect(result.message).toContain("denied by `oncall -> planner` for `resolve`: `amount <= 50` does not hold: `amount` is 51");
  });

  it("is denied where its action is only relayed to the last agent", () => {
    const result = runOne(test("oncall", [{ to: "planner" }], [call("allow", pay, { order: "o", amount: 1 })]));
    expect(result.message).toContain("handed on, but not used");
  });

  it("is denied where no clause speaks of its action", () => {
    expect(runOne(test("oncall", chain(40), [call("allow", look, { customer: "c" })])).message).toContain(
      "no clause of `planner -> refunder` for `refund`",
    );
  });

  it.each([
    ["is missing", { order: "o-1" }],
    ["is not of the type of `amount`", { order: "o-1", amount: "40" }],
    ["has no argument `extra`", { order: "o-1", amount: 40, extra: 1 }],
  ])("is denied where an argument %s", (words, args) => {
    expect(runOne(test("oncall", chain(40), [call("allow", pay, args)])).message).toContain(words);
    expect(runOne(test("oncall", chain(40), [call("deny", pay, args)])).passed).toBe(true);
  });

  it("is denied by a hop's own deny, an own clause of a hop above and a deny of the whole policy", () => {
    const takenAway = clause("deny", [pay], equal(arg("order"), literal("o-1")));
    const steps = [call("allow", pay, { order: "o-1", amount: 1 })];
    const below = hop(planner, refunder, refund, [clause("allow", [pay]), takenAway]);
    const above = hop(oncall, planner, resolve, [relay, takenAway]);
    const plain = hop(planner, refunder, refund, [clause("allow", [pay])]);
    const all = test("oncall", [{ to: "planner" }, { to: "refunder" }], steps);
    const denial = { actions: [pay], where: always, place: somewhere() };
    expect(run(policy([toPlanner, plain], [all])).passed).toBe(true);
    expect(run(policy([toPlanner, below], [all])).message).toContain("a `deny` clause of `planner -> refunder`");
    expect(run(policy([above, plain], [all])).message).toContain("a `deny` clause of `oncall -> planner`");
    expect(run(policy([toPlanner, plain], [all], { denials: [denial] })).message).toContain("every chain");
    expect(run(policy([toPlanner, plain], [all], { denials: [{ ...denial, by: new Set(["refunder"]) }] })).passed).toBe(false);
    expect(run(policy([toPlanner, plain], [all], { denials: [{ ...denial, by: new Set(["planner"]) }] })).passed).toBe(true);
  });

  it("sees the approvals of the test, and none else", () => {
    const approved = hop(oncall, planner, resolve, [clause("allow", [pay], { kind: "approved", by: "oncall" })]);
    const steps = [call("allow", pay, { order: "o", amount: 1 })];
    expect(run(policy([approved], [test("oncall", [{ to: "planner" }], steps, { approvals: ["oncall"] })])).passed).toBe(true);
    expect(run(policy([approved], [test("oncall", [{ to: "planner" }], steps)])).message).toContain("`approved by oncall` does not hold");
  });

  it("is made at the time of the test, and at a fixed one where it has none", () => {
    const early = hop(oncall, planner, resolve, [
      clause("allow", [pay], { kind: "compare", op: "<", sort: "Time", left: { kind: "now" }, right: literal("2026-01-01T00:01Z") }),
    ]);
    const steps = [call("allow", pay, { order: "o", amount: 1 })];
    expect(run(policy([early], [test("oncall", [{ to: "planner" }], steps)])).passed).toBe(true);
    expect(run(policy([early], [test("oncall", [{ to: "planner" }], steps, { at: Date.UTC(2026, 0, 1, 1) })])).message).toContain(
      '`now` is "2026-01-01T01:00Z"',
    );
    const late = hop(oncall, planner, resolve, [
      clause("allow", [pay], { kind: "compare", op: ">", sort: "Time", left: { kind: "now" }, right: literal("2026-01-01T00:01Z") }),
    ]);
    expect(run(policy([late], [test("oncall", [{ to: "planner" }], steps)])).message).toContain(
      '`now` is "2026-01-01T00:00Z" where the test has no `at`',
    );
  });
});

describe("what is received", () => {
  it("is what the hop above carries, cut down", () => {
    const rest = hop(planner, refunder, refund, [clause("allow", [pay, look], atMost(arg("amount"), literal(10)), true)]);
    const steps = [call("allow", pay, { order: "o", amount: 10 }), call("deny", pay, { order: "o", amount: 11 })];
    expect(run(policy([toPlanner, rest], [test("oncall", [{ to: "planner" }, { to: "refunder" }], steps)])).failures).toEqual([]);
  });

  it("of a principal is what it holds", () => {
    const first = hop({ ...oncall, holds: { clauses: [relay], place: somewhere() } }, planner, resolve, [clause("allow", [pay], always, true)]);
    const steps = [call("allow", pay, { order: "o", amount: 50 }), call("allow", pay, { order: "o", amount: 51 })];
    const result = run(policy([first], [test("oncall", [{ to: "planner" }], steps)]));
    expect(result.failures.map((each) => each.message)).toEqual([expect.stringContaining("gives what `oncall` holds, and this it does not hold")]);
  });

  it("takes a parameter from the nearest hop strictly above that has it", () => {
    const cap = (of: number) => ({ params: { cap: of } });
    const caps = { params: [parameter("cap", number)] };
    const first = hop(oncall, planner, resolve, [clause("relay", [pay])], caps);
    const second = hop(planner, refunder, resolve, [clause("relay", [pay])], caps);
    const third = hop(refunder, clerk, resolve, [clause("allow", [pay], atMost(arg("amount"), received("cap")))], caps);
    const steps = [call("allow", pay, { order: "o", amount: 20 }), call("deny", pay, { order: "o", amount: 21 })];
    const hops = [
      { to: "planner", ...cap(10) },
      { to: "refunder", ...cap(20) },
      { to: "clerk", ...cap(30) },
    ];
    expect(run(policy([first, second, third], [test("oncall", hops, steps)])).failures).toEqual([]);
  });
});

describe("a hop that is refused", () => {
  it("makes `refuse hop` true and denies every call", () => {
    const steps = [refuseHop(), call("deny", pay, { order: "o-1", amount: 1 }), call("allow", pay, { order: "o-1", amount: 1 })];
    const result = runOne(test("oncall", chain(51), steps));
    expect(result.failures).toHaveLength(1);
    expect(result.message).toContain("what `planner -> refunder` for `refund` requires is not met: `$cap <= 50` does not hold: `$cap` is 51");
  });

  it("is not one whose requirement holds", () => {
    expect(runOne(test("oncall", chain(50), [refuseHop()])).message).toContain("every hop of the chain is made");
  });

  it("is one whose parameter is outside its refinement", () => {
    const small: Type = {
      kind: "refined",
      name: "Small",
      base: number,
      where: atMost({ kind: "place", root: "it", name: "", fields: [] }, literal(5)),
    };
    const refining = hop(oncall, planner, resolve, [clause("allow", [pay])], { params: [parameter("cap", small)] });
    const asked = (cap: number) => run(policy([refining], [test("oncall", [{ to: "planner", params: { cap } }], [refuseHop()])])).passed;
    expect([asked(5), asked(6)]).toEqual([false, true]);
  });
});

describe("a parameter bound from the context", () => {
  const bound = hop(oncall, planner, resolve, [clause("allow", [look], equal(arg("customer"), param("who")))], {
    params: [parameter("who", text, "customer")],
  });
  const facts = [{ name: "customer", live: false, type: text, place: somewhere() }];
  const ask = (one: Test): TestResult => run(policy([bound], [one], { facts }));
  const steps = [call("allow", look, { customer: "c-1" }), call("deny", look, { customer: "c-2" })];

  it("is not given", () => {
    expect(ask(test("oncall", [{ to: "planner" }], steps, { context: { customer: "c-1" } })).failures).toEqual([]);
    expect(ask(test("oncall", [{ to: "planner", params: { who: "c" } }], steps, { context: { customer: "c" } })).message).toContain(
      "not given but bound",
    );
    expect(ask(test("oncall", [{ to: "planner" }], steps)).message).toContain("`context.customer`, which this test does not give");
  });

  it("needs facts that the policy declares, of their types", () => {
    expect(ask(test("oncall", [{ to: "planner" }], steps, { context: { customer: 1 } })).message).toContain(
      "1 is not of the type of `context.customer`",
    );
    expect(ask(test("oncall", [{ to: "planner" }], steps, { context: { custmer: "c" } })).message).toContain("no `context` block declares `custmer`");
  });

  it("is absent where the test does not give the fact", () => {
    const asking = hop(oncall, planner, resolve, [clause("allow", [look], equal(arg("customer"), fact("customer")))]);
    expect(run(policy([asking], [test("oncall", [{ to: "planner" }], [steps[0] ?? refuseHop()])], { facts })).message).toContain(
      "`context.customer` is absent",
    );
  });
});

describe("an impossible chain", () => {
  const of = (one: Test, hops = [toPlanner, toRefunder]): string | undefined => run(policy(hops, [one])).message;

  it("starts with a principal", () => {
    expect(of(test("nobody", [{ to: "planner" }], []))).toContain("no principal is called `nobody`");
    expect(of(test("planner", [{ to: "refunder" }], []))).toContain("`planner` is an agent");
    expect(of(test("oncall", [], []))).toContain("no chain with a hop");
  });

  it("has hops that the policy does not", () => {
    expect(of(test("oncall", [{ to: "refunder" }], []))).toContain("no hop leads from `oncall` to `refunder`");
    expect(of(test("oncall", [{ to: "planner", task: "other" }], []))).toContain("is for `other`; there is one for `resolve`");
  });

  it("leaves its task", () => {
    const stray = hop(planner, clerk, other, [clause("allow", [look])]);
    expect(of(test("oncall", [{ to: "planner" }, { to: "clerk" }], []), [toPlanner, stray])).toContain(
      "can't follow `oncall -> planner` for `resolve`",
    );
  });

  it("goes deeper than was left", () => {
    const first = hop(oncall, planner, resolve, [clause("allow", [look])], { depth: 1 });
    const second = hop(planner, refunder, resolve, [clause("allow", [look])], { depth: 5 });
    const third = hop(refunder, clerk, resolve, [clause("allow", [look])]);
    const hops = [{ to: "planner" }, { to: "refunder" }];
    expect(of(test("oncall", hops, []), [first, second, third])).toBeUndefined();
    expect(of(test("oncall", [...hops, { to: "clerk" }], []), [first, second, third])).toContain("leave room for 2");
  });

  it("leaves an agent that can't make a hop", () => {
    const unguarded = hop({ ...planner, unguarded: true }, clerk, resolve, [clause("allow", [look])]);
    expect(of(test("oncall", [{ to: "planner" }, { to: "clerk" }], []), [toPlanner, unguarded])).toContain("`planner` is unguarded");
  });

  it("has parameters that the hop does not take, or lacks some", () => {
    expect(of(test("oncall", [{ to: "planner" }, { to: "refunder", params: { cap: 1 } }], []))).toContain("without its parameter `order_id`");
    expect(of(test("oncall", [{ to: "planner" }, { to: "refunder", params: { order_id: 5, cap: 1 } }], []))).toContain(
      "5 is not of the type of `order_id`",
    );
    expect(of(test("oncall", [{ to: "planner", params: { cap: 1 } }], []))).toContain("has no parameter `cap`");
  });
});

describe("a step that several hops fit", () => {
  const again = hop(oncall, planner, other, [clause("allow", [look])]);

  it("is ambiguous until `for` picks one", () => {
    const one = (name?: string): TestResult =>
      run(policy([toPlanner, again], [test("oncall", [{ to: "planner", ...(name !== undefined && { task: name }) }], [])]));
    expect(one().message).toContain("any of `oncall -> planner` for `resolve` or `oncall -> planner` for `other`");
    expect(one("other").passed).toBe(true);
  });

  it("is not ambiguous where a later step follows only one of them", () => {
    const result = run(policy([again, toPlanner, toRefunder], [test("oncall", chain(40), [call("allow", pay, { order: "o-1", amount: 1 })])]));
    expect(result.failures).toEqual([]);
  });
});

describe("coverage", () => {
  it("counts the clauses that covered a request, and names the others", () => {
    const report = runTests(policy([toPlanner, toRefunder], [test("oncall", chain(40), [call("deny", pay, { order: "o-1", amount: 41 })])]));
    const lookup = toPlanner.scope.clauses[1]?.place;
    expect(report.coverage).toEqual({ clauses: 3, exercised: 1, missed: [lookup, allow.place] });
  });

  it("takes the clauses that stand at one place for one", () => {
    const twin = { ...clause("allow", [look]), place: relay.place };
    const both = policy(
      [hop(oncall, planner, resolve, [relay, twin])],
      [test("oncall", [{ to: "planner" }], [call("allow", look, { customer: "c" })])],
    );
    expect(runTests(both).coverage).toEqual({ clauses: 1, exercised: 1, missed: [] });
  });

  it("does not count what a chain that was not made would have covered", () => {
    const report = runTests(policy([toPlanner, toRefunder], [test("oncall", chain(51), [call("deny", pay, { order: "o-1", amount: 41 })])]));
    expect(report.coverage.exercised).toBe(0);
  });
});
