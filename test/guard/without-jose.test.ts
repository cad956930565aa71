import { expect, test, vi } from "vitest";
import { action, bench, codeOf, hop } from "./desk.js";

vi.mock("jose", () => {
  throw new Error("jose was loaded");
});

test("where no credential leaves the process, jose is not loaded", async () => {
  const made = await bench();
  const planner = await made.start();
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  expect(await codeOf(action(refunder, "orders.refund")({ order: "o-1", amount: 40 }))).toBe("done");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o-1", amount: 60 }))).toBe("done");
  expect(await codeOf(made.desk.accept("a", { chain: ["a.b.c"], proof: "", action: "web.fetch", args: {} }))).toBe("credential");
  await expect(planner.present({ audience: "a", action: "web.fetch", args: {} })).rejects.toThrow("mock");
});
