import { expect, test } from "vitest";
import { action, bench, codeOf } from "./desk.js";

test("a million refusals: some dozen entries, no tool called", async () => {
  const made = await bench();
  const planner = await made.start();
  for (let i = 0; i < 1_000_000; i++) {
    const code = await codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: i }));
    if (code !== (i < 100 ? "scope" : "suspended")) expect([i, code]).toEqual([i, ""]);
  }
  const denied = (await made.entries()).filter(({ kind }) => kind === "denied");
  expect(denied.reduce((times, entry) => times + (entry.kind === "denied" ? entry.times : 0), 0)).toBeGreaterThan(100_000);
  expect(denied.length).toBeLessThan(20);
  expect(made.calls).toEqual([]);
});
