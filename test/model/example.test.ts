import { describe, expect, it } from "vitest";
import { example, githubModule } from "../harness/example.js";
import { lowerFiles } from "../harness/marked.js";

describe("the example of the language", () => {
  const lowered = lowerFiles({ "main.remit": example, "std:mcp/github": githubModule });
  const policy = lowered.value;

  it("lowers without a word", () => {
    expect(lowered.diagnostics).toEqual([]);
    expect(lowered.incomplete).toBe(false);
  });

  it("has its parties, hops and actions", () => {
    expect(policy.agents.map((agent) => agent.name)).toEqual(["planner", "refunder"]);
    expect(policy.hops.map((hop) => `${hop.from.name} -> ${hop.to.name} for ${hop.task.name}`)).toEqual([
      "oncall -> planner for resolve_ticket",
      "planner -> refunder for refund",
    ]);
    expect(policy.actions.map((action) => action.id)).toEqual(["github.create_issue", "github.get_issue", "orders.lookup", "orders.refund"]);
    expect([...(policy.tasks[1]?.within ?? [])]).toEqual(["triage", "resolve_ticket"]);
  });

  it("shares the actions of equal lists", () => {
    const refunds = policy.hops.map((hop) => hop.scope.clauses.find((clause) => clause.actions.some((action) => action.name === "refund")));
    expect(refunds[0]?.actions).toBe(refunds[1]?.actions);
  });
});
