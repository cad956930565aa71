import { describe, expect, it } from "vitest";
import { runTests } from "../../compiler/analysis/testing.js";
import { example, githubModule } from "../harness/example.js";
import { lowerFiles, lowerText } from "../harness/marked.js";

const run = (source: string) =>
  runTests(lowerFiles({ "main.remit": source.replace("std:mcp/github", "./github.remit"), "github.remit": githubModule }).value);

describe("the example of the language", () => {
  it("passes its test", () => {
    const { tests, coverage } = run(example);
    expect(tests.map(({ name, passed }) => [name, passed])).toEqual([["a refund stays under its cap", true]]);
    expect([coverage.clauses, coverage.exercised]).toEqual([4, 2]);
  });

  it.each([
    ["amount: 40)", "amount: 41)", "`amount` would have to be at most 40"],
    ["amount: 41)", "amount: 39)", "is allowed: every hop of the chain admits it"],
    [`order: "o-2"`, `order: "o-1"`, "is allowed: every hop of the chain admits it"],
    ["cap: 40", "cap: 60", "`$cap <= 50` does not hold: `$cap` is 60"],
    ["chain oncall -> planner ->", "chain oncall ->", "no hop leads from `oncall` to `refunder`"],
    [`(order_id: "o-1", cap: 40)`, "(cap: 40)", "without its parameter `order_id`"],
    ["amount <= $cap\n", "amount < $cap\n", "`amount < $cap` does not hold: `amount` is 40 and `$cap` is 40, and `amount` would have to be below 40"],
    ["relay orders.refund where amount <= 50 or", "relay orders.refund where amount <= 30 or", "denied by `oncall -> planner` for `resolve_ticket`"],
    ["deny any where context.halted", "deny any", "on every chain that this `deny` speaks of"],
  ])("fails with %s as %s", (from, to, words) => {
    const { tests } = run(example.replace(from, to));
    expect(tests.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  it("points at the step that failed and at the clause that decided", () => {
    const source = example.replace("amount: 40)", "amount: 41)");
    const [failure] = run(source).tests.flatMap(({ failures }) => failures);
    const textAt = (place: { readonly span: { readonly start: number; readonly end: number } }): string =>
      source.replace("std:mcp/github", "./github.remit").slice(place.span.start, place.span.end);
    expect(failure && textAt(failure.place)).toBe(`allow orders.refund(order: "o-1", amount: 41)`);
    expect(failure?.related.map(({ place }) => textAt(place))).toEqual(["allow orders.refund where order == $order_id and amount <= $cap"]);
  });
});

describe("named scopes", () => {
  it("are one clause each to coverage", () => {
    const { value } = lowerText(`
      task t "T"
      tool f { read list(limit: Int)  write save(text: String) }
      scope all { allow f.list where limit < 5  allow f.save }
      principal p {}
      agent a { owner "a@example.org" }
      delegate p -> a for t { allow all  ttl 1m }
      test "one of the two" { chain p -> a  allow f.list(limit: 4)  deny f.list(limit: 5) }`);
    const { tests, coverage } = runTests(value);
    expect([tests.map(({ passed }) => passed), coverage]).toEqual([[true], { clauses: 1, exercised: 1, missed: [] }]);
  });
});
