import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { instanceOf } from "../../stdlib/runtime/handle.js";
import { notPerformed } from "../../stdlib/runtime/perform.js";
import { isRefusal } from "../../stdlib/runtime/refusal.js";
import { action, bench, codeOf, dry, hop } from "./desk.js";

const order = (amount: number) => ({ order: "o-1", amount });

test("an allowed call reaches the tool with a copy of its arguments, and its intent and outcome are in the ledger", async () => {
  const made = await bench({ tools: { "orders.lookup": () => ({ rows: [1, 2] }) } });
  const planner = await made.start();
  const args = { customer: "c-7", limit: 20 };
  expect(await action(planner, "orders.lookup")(args)).toEqual({ rows: [1, 2] });
  expect(made.calls[0]?.args).toEqual(args);
  expect(made.calls[0]?.args).not.toBe(args);
  expect(made.calls[0]?.call).toMatchObject({ agent: "planner", identity: "spiffe://acme/planner", task: "resolve", chain: ["oncall", "planner"] });
  const entries = await made.entries();
  const kinds: string[] = entries.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "chain")).toEqual(["start", "hop", "call", "outcome"]);
  expect(entries.find(({ kind }) => kind === "call")).toMatchObject({
    action: "orders.lookup",
    args: { limit: { value: 20 } },
    context: { halted: { value: false } },
  });
  expect(entries.find(({ kind }) => kind === "outcome")).toMatchObject({ outcome: "done", label: "confidential" });
});

test("what the hop does not admit calls no tool; the agent is told a code, the hop and the argument, the operator the clause", async () => {
  const made = await bench();
  const planner = await made.start();
  const error: unknown = await action(planner, "orders.lookup")({ customer: "c-8", limit: 20 }).catch((thrown: unknown) => thrown);
  if (!isRefusal(error)) throw new Error("not refused");
  expect(error).toMatchObject({ code: "scope", hop: "oncall -> planner for resolve" });
  expect(Object.keys(error)).not.toContain("clause");
  expect(error.message).not.toContain("c-8");
  expect(made.told).toEqual([{ code: "scope", clause: "allow" }]);
  expect(made.calls).toEqual([]);
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 20, extra: 1 }))).toBe("argument");
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7" }))).toBe("argument");
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1.5 }))).toBe("argument");
  expect((await made.entries()).filter(({ kind }) => kind === "denied")).toHaveLength(2);
});

test("a live fact is asked for with each request, and a host that can't say it has allowed nothing", async () => {
  let fact: unknown = { halted: false };
  const made = await bench({
    live: () => {
      if (fact === undefined) throw new Error("down");
      return fact;
    },
  });
  const planner = await made.start();
  const lookup = () => codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1 }));
  expect(await lookup()).toBe("done");
  fact = { halted: true };
  expect(await lookup()).toBe("denied");
  for (fact of [{}, undefined, { halted: "no" }, { halted: false, customer: "c-8" }, null, { halted: false, stray: 1 }])
    expect(await lookup()).toBe("context");
  expect(made.calls).toHaveLength(1);
});

test("a dry run says allow, deny or needs-approval, and leaves nothing behind", async () => {
  const made = await bench();
  const planner = await made.start();
  const before = (await made.entries()).length;
  expect(await dry(planner, "orders.refund", order(50))).toEqual({ kind: "allow" });
  expect(await dry(planner, "orders.refund", order(60))).toEqual({ kind: "needs-approval", by: ["oncall"] });
  expect(await dry(planner, "orders.purge", { order: "o" })).toMatchObject({
    kind: "needs-approval",
    by: expect.arrayContaining(["oncall", "boss"]),
  });
  expect(await dry(planner, "orders.refund", order(201))).toMatchObject({ kind: "deny", code: "scope" });
  expect((await made.entries()).length).toBe(before);
  expect([made.calls, made.asked]).toEqual([[], []]);
});

test("budgets are exact, hold for all below together, and are not given back after unknown or failed", async () => {
  let then: () => unknown = () => ({ ok: true });
  const made = await bench({ tools: { "orders.refund": () => then() } });
  const planner = await made.start();
  for (let i = 0; i < 10; i++) await action(planner, "orders.refund")(order(49.9));
  expect(await codeOf(action(planner, "orders.refund")(order(1.1)))).toBe("budget");
  then = () => {
    throw notPerformed();
  };
  expect(await codeOf(action(planner, "orders.refund")(order(1)))).toBe("not-performed");
  then = () => {
    throw new Error("the bank said no");
  };
  expect(await codeOf(action(planner, "orders.refund")(order(0.4)))).toBe("failed");
  then = () => new Promise(() => undefined);
  expect(await codeOf(action(planner, "orders.refund")(order(0.3), { timeout: 5 }))).toBe("unknown");
  then = () => ({ ok: true });
  expect(await codeOf(action(planner, "orders.refund")(order(0.31)))).toBe("budget");
  expect(await codeOf(action(planner, "orders.refund")(order(0.3)))).toBe("done");
  expect(await codeOf(action(planner, "orders.refund")(order(1e-12)))).toBe("budget");
});

test("a negative amount is no spending, and refused", async () => {
  const made = await bench();
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.refund")(order(-1)))).toBe("budget");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o-1" }))).toBe("argument");
  expect(made.calls).toEqual([]);
});

test("a budget per minute holds in any minute", async () => {
  const made = await bench();
  const planner = await made.start();
  const teller = await hop(planner, "teller")({ topic: "delay" });
  const send = () => codeOf(action(teller, "mail.send")({ to: "a", body: "b" }));
  expect(await send()).toBe("done");
  made.clock.pass(59_000);
  expect(await send()).toBe("done");
  made.clock.pass(500);
  expect(await send()).toBe("budget");
  made.clock.pass(1_000);
  expect(await send()).toBe("done");
  expect(await send()).toBe("budget");
});

test("results are copied, capped and looked at", async () => {
  let result: unknown = 1;
  const made = await bench({ tools: { "orders.refund": () => result }, schemas: { "orders.refund": (value) => value !== "wrong" } });
  const planner = await made.start();
  const refund = () => action(planner, "orders.refund")(order(1));
  const mine = { list: [1] };
  result = mine;
  const got = await refund();
  expect(got).toEqual(mine);
  expect(got).not.toBe(mine);
  for (result of [
    "wrong",
    new Date(),
    new Proxy({}, {}),
    "x".repeat(2_000_001),
    {
      get a() {
        return 1;
      },
    },
  ])
    expect(await codeOf(refund())).toBe("result");
});

test("a tool that throws is told without secrets; a call that is given up aborts its signal", async () => {
  let seen: AbortSignal | undefined;
  const made = await bench({
    tools: {
      "mail.send": (_args, call) => {
        const token = call.secrets.mail_token?.reveal() ?? "";
        throw new Error(`401 for ${token} and ${Buffer.from(token).toString("base64")}`);
      },
      "orders.refund": (_args, call) => {
        seen = call.signal;
        return new Promise(() => undefined);
      },
    },
  });
  const planner = await made.start();
  const teller = await hop(planner, "teller")({ topic: "x" });
  const error: unknown = await action(teller, "mail.send")({ to: "a", body: "b" }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "failed", detail: "401 for [secret mail_token] and [secret mail_token]" });
  const stop = new AbortController();
  const doing = action(planner, "orders.refund")(order(1), { signal: stop.signal });
  const refused = codeOf(doing);
  while (seen === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  stop.abort();
  expect(await refused).toBe("unknown");
  expect(seen?.aborted).toBe(true);
});

test("an instance that is refused a hundred times is suspended, and what it goes on asking stays few entries", async () => {
  const made = await bench();
  const planner = await made.start();
  const teller = await hop(planner, "teller")({ topic: "x" });
  for (let i = 0; i < 100; i++) expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: 1 }))).toBe("scope");
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1 }))).toBe("suspended");
  expect(await codeOf(action(teller, "mail.send")({ to: "a", body: "b" }))).toBe("suspended");
  const start = performance.now();
  for (let i = 0; i < 20_000; i++) await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1 }));
  expect(performance.now() - start).toBeLessThan(20_000);
  const entries = await made.entries();
  const denied = entries.flatMap((entry) => (entry.kind === "denied" ? [[entry.code, entry.times]] : []));
  expect(denied.filter(([code]) => code === "scope")).toEqual([
    ["scope", 1],
    ["scope", 9],
    ["scope", 90],
  ]);
  expect(denied.length).toBeLessThan(12);
  expect(entries.find(({ kind }) => kind === "end")).toMatchObject({ why: "suspended" });
});

test("a handle can't be forged, copied into another, written out or cloned", async () => {
  const made = await bench();
  const planner = await made.start();
  expect(() => JSON.stringify(planner)).toThrow();
  expect(() => structuredClone(planner)).toThrow();
  expect(Object.isFrozen(planner)).toBe(true);
  expect(inspect(planner)).toBe(`[handle of planner, ${planner.id}]`);
  expect(instanceOf({ ...planner })).toBeUndefined();
  expect(instanceOf(Object.create(planner as object))).toBeUndefined();
  expect(instanceOf(new Proxy(planner as object, {}))).toBeUndefined();
  expect(await codeOf(made.desk.revoke({ ...planner }))).toBe("desk");
  expect(planner).not.toHaveProperty("then");
  expect(Object.keys(planner.orders as object)).toEqual(["lookup", "refund", "purge"]);
  expect(await codeOf(made.desk.revoke(planner))).toBe("done");
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: 1 }))).toBe("revoked");
});

test("calls leave nothing behind at the instance they are made for", async () => {
  const made = await bench();
  const planner = await made.start();
  const listeners = () => getEventListeners(planner.signal, "abort").length;
  const before = listeners();
  for (let i = 0; i < 20; i++) await action(planner, "orders.refund")(order(i));
  expect(await codeOf(action(planner, "orders.refund")(order(60)))).toBe("done");
  await hop(planner, "refunder")({ order_id: "o-1", cap: 1 });
  expect(listeners()).toBe(before);
});
