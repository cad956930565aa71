/** A guard that only watches: what it would refuse it records and does, but for what destroys, and for what can't be done at all. */
import { expect, test } from "vitest";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { action, type Bench, bench, codeOf, dry, type Handle, hop, plan } from "./desk.js";

test("a guard that only watches does what it would deny and says so, but nothing destructive, for thirty days at most", async () => {
  const made = await bench();
  const options = { ...made, root: made.root, live: () => ({ halted: made.halted }) };
  const until = (days: number) => new Date(made.clock.now() + days * 86_400_000);
  expect(await codeOf(openDesk(plan, "observe", { ...options, until: until(31) }))).toBe("desk");
  expect(await codeOf(openDesk(plan, "observe", { ...options, until: until(-1) }))).toBe("desk");
  expect(await codeOf(openDesk(plan, "observe", options))).toBe("desk");
  const { approver: _, ...silent } = { approver: undefined, ...options };
  const desk = (await openDesk(plan, "observe", { ...silent, until: until(30) })) as unknown as typeof made.desk;
  const planner = await desk.start(made.oncall, "planner", { task: "resolve", context: { customer: "c-7" } });
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: 1000 }))).toBe("done");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 150 }))).toBe("done");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 450 }))).toBe("done");
  expect(await codeOf(action(planner, "orders.purge")({ order: "o" }))).toBe("approval");
  const entries = await made.entries();
  expect(entries.flatMap((each) => (each.kind === "would-deny" ? [each.code] : []))).toEqual(["scope", "scope", "budget"]);
  expect(entries.find(({ kind }) => kind === "start")).toMatchObject({ mode: "observe" });
  // Its keys are authority nowhere.
  expect(await codeOf(planner.present({ audience: "a", action: "web.fetch", args: { url: "u" } }))).toBe("credential");
  expect(await codeOf(made.desk.revoke(planner.id))).toBe("credential");
  made.clock.pass(30 * 86_400_000);
  expect(await codeOf(desk.start(made.oncall, "planner", { task: "resolve", context: { customer: "c-7" } }))).toBe("desk");
});

async function watching(made: Bench): Promise<{ readonly planner: Handle; readonly would: () => Promise<readonly string[]> }> {
  const until = new Date(made.clock.now() + 86_400_000);
  const live = () => ({ halted: made.halted });
  const { approver: _, ...silent } = { approver: undefined, ...made };
  const desk = (await openDesk(plan, "observe", { ...silent, live, until })) as unknown as typeof made.desk;
  const planner = await desk.start(made.oncall, "planner", { task: "resolve", context: { customer: "c-7" } });
  const would = async () => (await made.entries()).flatMap((each) => (each.kind === "would-deny" ? [each.code] : []));
  return { planner, would };
}

test("arguments that are not of their type, and facts that are missing, are watched; what is no data can't be passed on", async () => {
  const made = await bench();
  const { planner, would } = await watching(made);
  const odd = { customer: "c-7", limit: "many", extra: [1] };
  expect(await dry(planner, "orders.lookup", odd)).toMatchObject({ kind: "deny", code: "argument" });
  expect(await would()).toEqual([]);
  expect(await codeOf(action(planner, "orders.lookup")(odd))).toBe("done");
  expect(made.calls.at(-1)?.args).toEqual(odd);
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: -5 }))).toBe("done");
  made.halted = "yes" as unknown as boolean;
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1 }))).toBe("done");
  expect(await would()).toEqual(["argument", "budget", "context"]);
  const calls = made.calls.length;
  expect(await codeOf(action(planner, "orders.lookup")(new Proxy({}, {})))).toBe("argument");
  expect(await codeOf(action(planner, "orders.purge")({ order: 7 }))).toBe("argument");
  expect(made.calls).toHaveLength(calls);
});

test("data that must not leave, depth, fan-out, what a hop requires: watched; and what was ended has ended", async () => {
  const made = await bench();
  const { planner, would } = await watching(made);
  await action(planner, "orders.lookup")({ customer: "c-7", limit: 1 });
  const teller = await hop(planner, "teller")({ topic: "what I read" });
  expect(teller.label).toEqual(["confidential"]);
  expect(await codeOf(action(teller, "mail.send")({ to: "a", body: "b" }))).toBe("done");
  expect(await would()).toEqual(["data", "data"]);
  const reader = await hop(planner, "reader")();
  const secondhand = await hop(reader, "secondhand")();
  expect(await codeOf(action(secondhand, "web.fetch")({ url: "u" }))).toBe("done");
  expect(await would()).toHaveLength(2);
  for (let i = 0; i < 4; i++) await hop(planner, "refunder")({ order_id: "o", cap: i === 0 ? 60 : 10 });
  // Of a kind the first is written at once, and the tenth.
  expect((await would()).slice(2)).toEqual(["require", "approval", "data", "fanout"].filter((code) => code !== "data"));
  expect((await made.entries()).filter(({ kind }) => kind === "hop")).toHaveLength(8);
  await planner.revoke();
  expect(await codeOf(action(teller, "mail.send")({ to: "a", body: "b" }))).toBe("revoked");
});
