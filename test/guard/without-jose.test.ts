import { expect, test, vi } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import type { Handle } from "./desk.js";
import { action, bench, codeOf, hop } from "./desk.js";
import { planOf } from "./plan.js";

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

test("depth is counted along the chain that was made: a way back does not lead on for ever", async () => {
  const cycle = planOf(`
    task work "Work"
    tool t { read see(name: String) }
    principal p { holds { allow any } }
    agent a { owner "o" identity "a" }
    agent b { owner "o" identity "b" }
    delegate p -> a for work { allow t.see ttl 1h depth 2 }
    delegate a -> b for work { allow t.see ttl 1h }
    delegate b -> a for work { allow received t.see ttl 1h }
  `);
  const root = newKey();
  const desk = await openDesk(cycle, "enforce", { root, store: memoryStore(), tools: { t: { see: () => null } } });
  const first = (await desk.start(session("p", root), "a", { task: "work" })) as Handle;
  const second = await hop(first, "b")();
  const third = await hop(second, "a")();
  expect(await codeOf(hop(third, "b")())).toBe("depth");
});
