import { expect, test } from "vitest";
import { answer, session } from "../../stdlib/runtime/approval.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { action, bench, codeOf, hop } from "./desk.js";

const refund = (amount: number, id = "o-1") => ({ order: id, amount });

test("a chain is started by its principal's signature alone: holding the guard is not being the principal", async () => {
  const made = await bench();
  const context = { customer: "c-7" };
  const start = (by: object, more: object = {}) => codeOf(made.desk.start(by as never, "planner", { task: "resolve", context, ...more }));
  expect(await start(made.oncall)).toBe("done");
  expect(await start(session("oncall", newKey()))).toBe("credential");
  expect(await start(session("oncall", made.root))).toBe("credential");
  expect(await start({ principal: "oncall", sign: made.boss.sign })).toBe("credential");
  expect(await start({ principal: "oncall", sign: () => new Uint8Array(64) })).toBe("credential");
  expect(await start({ principal: "oncall", sign: () => Promise.reject(new Error("no")) })).toBe("credential");
  expect(await start({ principal: "oncall" })).toBe("credential");
  expect(await start(made.boss)).toBe("chain");
  expect(await start({ principal: "planner", sign: made.oncall.sign })).toBe("chain");
  expect(await start({ principal: "__proto__", sign: made.oncall.sign })).toBe("chain");
  expect(await start(made.oncall, { task: "refund" })).toBe("chain");
  expect((await made.entries()).filter((entry) => entry.kind === "denied" && entry.code === "credential").length).toBeGreaterThan(0);
  for (const wrong of [{}, { customer: 1 }, { customer: "c", halted: false }, { customer: "c", x: 1 }])
    expect(await start(made.oncall, { context: wrong })).toBe("context");
});

test("a hop that the policy does not have from here is on no handle; a hop makes an instance of its own", async () => {
  const made = await bench();
  const planner = await made.start();
  expect(Object.keys(planner.delegate as object)).toEqual(["refunder", "teller", "reader"]);
  const one = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  const two = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  expect(one.id).not.toBe(two.id);
  expect(Object.keys(one.delegate as object)).toEqual([]);
  expect(Object.keys(one).filter((key) => ["orders", "mail", "web"].includes(key))).toEqual(["orders"]);
  const hops = (await made.entries()).filter(({ kind }) => kind === "hop");
  expect(hops).toHaveLength(3);
  expect(hops[1]).toMatchObject({ instance: one.id, parent: planner.id, params: { cap: { value: 40 } } });
});

test("the hop's parameters bound what it does; its requirements are asked when it is made", async () => {
  const made = await bench();
  const planner = await made.start();
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  expect(await codeOf(action(refunder, "orders.refund")(refund(41)))).toBe("scope");
  expect(await codeOf(action(refunder, "orders.refund")(refund(1, "o-2")))).toBe("scope");
  expect(await codeOf(action(refunder, "orders.refund")(refund(40)))).toBe("done");
  expect(await codeOf(action(refunder, "orders.refund")(refund(1)))).toBe("budget");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 51 }))).toBe("require");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1" }))).toBe("parameter");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1, more: 1 }))).toBe("parameter");
  expect(
    await codeOf(
      hop(
        planner,
        "refunder",
      )({
        order_id: "o-1",
        get cap() {
          return 1;
        },
      }),
    ),
  ).toBe("parameter");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: -5 }))).toBe("budget");
  expect(await codeOf(hop(planner, "refunder")(["o-1"]))).toBe("parameter");
});

test("a child's spending counts at its delegator, and siblings can't exceed it together", async () => {
  const made = await bench();
  const planner = await made.start();
  for (let i = 0; i < 9; i++) expect(await codeOf(action(planner, "orders.refund")(refund(50)))).toBe("done");
  const one = await hop(planner, "refunder")({ order_id: "o-1", cap: 50 });
  const two = await hop(planner, "refunder")({ order_id: "o-2", cap: 50 });
  expect(await codeOf(action(one, "orders.refund")(refund(30)))).toBe("done");
  expect(await codeOf(action(two, "orders.refund")(refund(30, "o-2")))).toBe("budget");
  expect(await codeOf(action(two, "orders.refund")(refund(20, "o-2")))).toBe("done");
});

test("a hundred racers on a budget of two: two win", async () => {
  const made = await bench();
  const planner = await made.start();
  const teller = await hop(planner, "teller")({ topic: "x" });
  const codes = await Promise.all(Array.from({ length: 90 }, () => codeOf(action(teller, "mail.send")({ to: "a", body: "b" }))));
  expect(codes.filter((code) => code === "done")).toHaveLength(2);
  expect(made.calls).toHaveLength(2);
});

test("fanout is counted at the delegator, and depth runs out", async () => {
  const made = await bench();
  const planner = await made.start();
  for (let i = 0; i < 3; i++) expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }))).toBe("done");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }))).toBe("fanout");
  const reader = await hop(planner, "reader")();
  const second = await hop(reader, "secondhand")();
  expect(Object.keys(second.delegate as object)).toEqual([]);
});

test("silence, a no, and an approver that throws are refusals; nothing is made", async () => {
  for (const says of ["no", "nothing"] as const) {
    const made = await bench({ says });
    const planner = await made.start();
    expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }))).toBe("approval");
    expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("approval");
    expect((await made.entries()).filter(({ kind }) => kind === "hop")).toHaveLength(1);
    expect((await made.entries()).filter(({ kind }) => kind === "refused")).toHaveLength(says === "no" ? 2 : 0);
  }
  const made = await bench({
    approver: {
      ask: () => {
        throw new Error("down");
      },
    },
  });
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("approval");
  expect(made.calls).toEqual([]);
});

test("who has to approve is asked once each, sees every value, and is named in the ledger", async () => {
  const made = await bench();
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.purge")({ order: "o-9" }))).toBe("done");
  expect(made.asked.map(({ by }) => by).sort()).toEqual(["boss", "oncall"]);
  expect(made.asked[0]?.text).toContain('order = "o-9"');
  const entries = await made.entries();
  expect(entries.filter(({ kind }) => kind === "asked")).toHaveLength(2);
  expect(entries.filter(({ kind }) => kind === "approved")).toHaveLength(2);
  expect(entries.find(({ kind }) => kind === "call")).toMatchObject({ approvals: expect.arrayContaining(["oncall", "boss"]) });
});

test("an approval is consumed once, and one that came too late is none", async () => {
  let late = false;
  const made = await bench({
    approver: {
      ask: async (question) => {
        if (late) made.clock.pass(16 * 60_000);
        return answer(question, "yes", question.by === "boss" ? made.boss : made.oncall);
      },
    },
  });
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("done");
  late = true;
  expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("approval");
  expect(made.calls).toHaveLength(1);
});

test("the life of a hop begins when it is approved and ends no later than its delegator's", async () => {
  const made = await bench({
    approver: {
      ask: async (question) => {
        made.clock.pass(4 * 60_000);
        return answer(question, "yes", made.oncall);
      },
    },
  });
  const planner = await made.start();
  made.clock.pass(54 * 60_000);
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 1 });
  expect(refunder.expires.getTime()).toBe(planner.expires.getTime());
  made.clock.pass(60_000);
  expect(await codeOf(action(refunder, "orders.refund")(refund(1)))).toBe("done");
  made.clock.pass(60_001);
  expect(await codeOf(action(refunder, "orders.refund")(refund(0)))).toBe("expired");
  expect(await codeOf(action(planner, "orders.refund")(refund(1)))).toBe("expired");
  expect(refunder.signal.aborted && planner.signal.aborted).toBe(true);
});

test("what an instance has read goes with what it says: the label it may hand over, and the untrusted bit", async () => {
  const made = await bench();
  const planner = await made.start();
  expect([planner.label, planner.untrusted]).toEqual([["public"], false]);
  const clean = await hop(planner, "teller")({ topic: "x" });
  expect([clean.label, clean.untrusted]).toEqual([["public"], false]);
  await action(planner, "web.fetch")({ url: "u" });
  const told = await hop(planner, "teller")({ topic: "what I read" });
  expect([told.label, told.untrusted]).toEqual([["public"], true]);
  await action(planner, "orders.lookup")({ customer: "c-7", limit: 1 });
  expect(planner.label).toEqual(["confidential"]);
  // A topic chosen by an agent that has read something confidential must not go below it.
  expect(await codeOf(hop(planner, "teller")({ topic: "the customer's address" }))).toBe("data");
  // The approver sees both parameters; nothing is chosen for the reader, and with a message all goes along.
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 1 });
  expect([refunder.label, refunder.untrusted]).toEqual([["public"], true]);
  expect((await hop(planner, "reader")()).label).toEqual(["public"]);
  const reader = await hop(planner, "reader")({}, { message: { look: "here" } });
  expect([reader.label, reader.untrusted, reader.message]).toEqual([["confidential"], true, { look: "here" }]);
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }, { message: "psst" }))).toBe("data");
});

test("a reply carries what the recipient held to its delegator, and ends the recipient", async () => {
  const made = await bench();
  const planner = await made.start();
  const reader = await hop(planner, "reader")();
  await action(reader, "web.fetch")({ url: "u" });
  const value = { found: [1] };
  const got = await reader.reply(value);
  expect(got).toEqual(value);
  expect(got).not.toBe(value);
  expect(planner.untrusted).toBe(true);
  expect(await codeOf(reader.reply(1))).toBe("revoked");
  expect(await codeOf(action(reader, "web.fetch")({ url: "u" }))).toBe("revoked");
  expect((await made.entries()).find(({ kind }) => kind === "reply")).toMatchObject({ instance: reader.id, untrusted: true });
});

test("one sibling reads, the parent relays, another would send: refused at the hop", async () => {
  const made = await bench();
  const planner = await made.start();
  const reader = await hop(planner, "reader")();
  await action(planner, "orders.lookup")({ customer: "c-7", limit: 5 });
  await reader.reply("done");
  expect(await codeOf(hop(planner, "teller")({ topic: "send this" }))).toBe("data");
  expect(made.calls.map(({ tool }) => tool)).toEqual(["orders.lookup"]);
});

test("what the delegator reads while someone thinks about the approval counts", async () => {
  let reads: (() => Promise<unknown>) | undefined;
  const made = await bench({
    approver: {
      ask: async (question) => {
        await reads?.();
        return answer(question, "yes", made.oncall);
      },
    },
  });
  const planner = await made.start();
  reads = () => action(planner, "orders.lookup")({ customer: "c-7", limit: 1 });
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }, { message: "psst" }))).toBe("data");
});
