/** Hops of small policies, each made for one rule. */
import { expect, test } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { action, codeOf, type Handle, hop } from "./desk.js";
import { planOf } from "./plan.js";
import { newStore } from "./stores.js";

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
  const desk = await openDesk(cycle, "enforce", { root, store: await newStore(Date.now), tools: { t: { see: () => null } } });
  const first = (await desk.start(session("p", root), "a", { task: "work" })) as Handle;
  const second = await hop(first, "b")();
  const third = await hop(second, "a")();
  expect(await codeOf(hop(third, "b")())).toBe("depth");
});

test("a parameter that is bound to the context is the runtime's to set, and no agent's", async () => {
  const bound = planOf(`
    task work "Work"
    context { limit: Number }
    tool t { write pay(amount: Number) }
    principal p { holds { allow any } }
    agent a { owner "o" identity "a" }
    agent b { owner "o" identity "b" }
    delegate p -> a for work { allow t.pay where amount <= context.limit ttl 1h }
    delegate a -> b(most: Number from context.limit) for work { allow t.pay where amount <= $most and amount <= context.limit ttl 1h }
  `);
  const root = newKey();
  const desk = await openDesk(bound, "enforce", { root, store: await newStore(Date.now), tools: { t: { pay: () => null } } });
  const first = (await desk.start(session("p", root), "a", { task: "work", context: { limit: 10 } })) as Handle;
  expect(await codeOf(hop(first, "b")({ most: 1000 }))).toBe("parameter");
  expect(await codeOf(hop(first, "b")({ most: 10 }))).toBe("parameter");
  const second = await hop(first, "b")({});
  expect(await codeOf(action(second, "t.pay")({ amount: 10 }))).toBe("done");
  expect(await codeOf(action(second, "t.pay")({ amount: 11 }))).toBe("scope");
});
