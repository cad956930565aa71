import { expect, test } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { enrol, enrolledKeys } from "../../stdlib/runtime/holder.js";
import { newKey, newKeyText, rootKey } from "../../stdlib/runtime/keys.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import type { Batch, Store } from "../../stdlib/runtime/store/store.js";
import { action, bench, codeOf, type Handle, hop, plan } from "./desk.js";
import { planOf } from "./plan.js";

const lookup = { customer: "c-7", limit: 1 };

test("a life ends by whichever clock comes first: one set back, one that stood still", async () => {
  const back = await bench();
  const one = await back.start();
  back.clock.mono += 3_600_001;
  back.clock.wall -= 86_400_000;
  expect(await codeOf(action(one, "orders.lookup")(lookup))).toBe("expired");
  const asleep = await bench();
  const two = await asleep.start();
  asleep.clock.wall += 3_600_001;
  expect(await codeOf(action(two, "orders.lookup")(lookup))).toBe("expired");
  const early = await bench();
  const three = await early.start();
  early.clock.pass(3_599_000);
  expect(await codeOf(action(three, "orders.lookup")(lookup))).toBe("done");
});

test("a machine whose clock is behind the store's takes the store's time", async () => {
  let store = Date.UTC(2026, 5, 1, 12);
  const made = await bench({ store: memoryStore({ clock: { now: () => store, atLeast: () => undefined } }) });
  const planner = await made.start();
  store += 3_600_001;
  expect(await codeOf(action(planner, "orders.lookup")(lookup))).toBe("expired");
  expect(made.calls).toEqual([]);
});

test("a parent that is disposed ends its child and aborts the call under way; the ledger says which", async () => {
  let seen: AbortSignal | undefined;
  const made = await bench({
    tools: {
      "orders.refund": (_args, call) => {
        seen = call.signal;
        return new Promise(() => undefined);
      },
    },
  });
  const planner = await made.start();
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  const doing = codeOf(action(refunder, "orders.refund")({ order: "o-1", amount: 1 }));
  while (seen === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  await (planner as unknown as AsyncDisposable)[Symbol.asyncDispose]();
  expect(await doing).toBe("unknown");
  expect(seen.aborted).toBe(true);
  expect(await codeOf(action(refunder, "orders.refund")({ order: "o-1", amount: 1 }))).toBe("revoked");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 40 }))).toBe("revoked");
  const entries = await made.entries();
  const call = entries.find(({ kind }) => kind === "call");
  expect(entries.find(({ kind }) => kind === "end")).toMatchObject({
    instance: planner.id,
    why: "disposed",
    underWay: [call?.kind === "call" ? call.call : ""],
  });
  expect(entries.find(({ kind }) => kind === "outcome")).toMatchObject({ outcome: "unknown" });
});

test("what another process revokes is refused at the next commit, and a budget lost to unknown stays lost", async () => {
  const made = await bench({ tools: { "orders.refund": () => new Promise(() => undefined) } });
  const planner = await made.start();
  for (let i = 0; i < 10; i++) expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 50 }, { timeout: 1 }))).toBe("unknown");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 1 }))).toBe("budget");
  const other = await openDesk(plan, "enforce", { ...made, root: made.root, live: () => ({ halted: false }) });
  await other.revoke(planner.id);
  // This process has not heard of it.
  expect(await codeOf(hop(planner, "reader")())).toBe("revoked");
  expect(await codeOf(action(planner, "orders.lookup")(lookup))).toBe("revoked");
  expect(await codeOf(other.revoke(planner.id))).toBe("revoked");
});

test("an approval that is asked for ends with whoever asked", async () => {
  const made = await bench({ approver: { ask: () => new Promise(() => undefined) } });
  const planner = await made.start();
  const doing = codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 40 }));
  setTimeout(() => planner.revoke(), 5);
  expect(await doing).toBe("approval");
});

test("what the store's own time denies after the commit is not done, and gives back what it took", async () => {
  const made = await bench();
  const planner = await made.start();
  const ask = made.store.commit.bind(made.store);
  let end: (() => void) | undefined;
  Object.assign(made.store, {
    commit: async (batch: Batch) => {
      const answer = await ask(batch);
      if (batch.id.startsWith("call/")) end?.();
      return answer;
    },
  });
  end = () => made.clock.pass(3_600_001);
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 50 }))).toBe("expired");
  expect(made.calls).toEqual([]);
  expect((await made.entries()).find(({ kind }) => kind === "outcome")).toMatchObject({ outcome: "not-performed" });
});

/** Lets something happen between the commit of a call, or a hop, and what follows it. */
function meanwhile(store: Store, kind: "call/" | "hop/", happen: () => void): void {
  const ask = store.commit.bind(store);
  Object.assign(store, {
    commit: async (batch: Batch) => {
      const answer = await ask(batch);
      if (!batch.id.startsWith(kind)) return answer;
      happen();
      return { ...answer, now: (await store.read([])).now };
    },
  });
}

test("an approval that runs out before the tool is called is none", async () => {
  const made = await bench();
  const planner = await made.start();
  meanwhile(made.store, "call/", () => made.clock.pass(15 * 60_000));
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 60 }))).toBe("approval");
  expect(made.calls).toEqual([]);
});

test("a clause about the time is asked again at the store's time", async () => {
  const text = `
    task work "Work"
    tool t { write act(n: Int) }
    principal p { holds { allow any } }
    agent a { owner "o" identity "a" }
    delegate p -> a for work { allow t.act where now < "2026-06-01T12:30:00Z" ttl 4h }
  `;
  const made = await bench();
  let calls = 0;
  const act = () => {
    calls++;
    return null;
  };
  const desk = await openDesk(planOf(text), "enforce", { root: made.root, store: made.store, clock: made.clock, tools: { t: { act } } });
  const handle = (await desk.start(session("p", made.root), "a", { task: "work" })) as Handle;
  expect(await codeOf(action(handle, "t.act")({ n: 1 }))).toBe("done");
  meanwhile(made.store, "call/", () => made.clock.pass(31 * 60_000));
  expect(await codeOf(action(handle, "t.act")({ n: 1 }))).toBe("scope");
  expect(calls).toBe(1);
});

test("a durable key needs a durable store; what is missing or odd does not open", async () => {
  const made = await bench();
  const open = (more: object) => codeOf(openDesk(plan, "enforce", { ...made, live: () => ({ halted: false }), ...more }));
  expect(await open({})).toBe("done");
  expect(await open({ root: rootKey(newKeyText()), store: memoryStore() })).toBe("desk");
  expect(await open({ root: { kty: "OKP" } })).toBe("desk");
  expect(await open({ live: undefined })).toBe("desk");
  expect(await open({ secrets: {} })).toBe("desk");
  expect(await open({ secrets: { mail_token: { ...made.secrets.mail_token, revokes: false } } })).toBe("desk");
  expect(await open({ tools: { orders: {} } })).toBe("desk");
  expect(await open({ tools: { ...(made.tools as object), extra: {} } })).toBe("desk");
  expect(await open({ principals: { nobody: newKey().public } })).toBe("desk");
  expect(() => rootKey(undefined)).toThrow("no root key");
  expect(() => rootKey("-----BEGIN CANARY-----")).toThrow(/^not a private/);
  const open2 = await openDesk(plan, "enforce", { ...made, root: made.root.public, live: () => ({ halted: false }) });
  expect(await codeOf(open2.start(made.oncall, "planner", { task: "resolve", context: { customer: "c" } }))).toBe("desk");
  const planner = await made.start();
  await made.desk.close();
  expect(await codeOf(action(planner, "orders.lookup")(lookup))).toBe("desk");
  expect(await codeOf(made.start())).toBe("desk");
});

test("a child elsewhere brings its own key, works within its hop, and ends with its delegator", async () => {
  const enrolled = newKey();
  const identities = enrolledKeys({ "spiffe://acme/reader": [enrolled.public] });
  const made = await bench({ identities });
  const planner = await made.start();
  // In the child's process: its key, and who it is.
  const key = newKey();
  const enrolment = await enrol({ agent: "reader", policy: plan.digest, key, by: enrolled, now: made.clock.now() });
  // In the delegator's: what the child needs, and no key.
  const credentials = await hop(planner, "reader").to(enrolment);
  expect(JSON.stringify(credentials)).not.toContain('"d"');
  const child = await openDesk(plan, "enforce", { ...made, root: made.root.public, identities, live: () => ({ halted: false }) });
  expect(await codeOf(child.adopt(credentials, newKey()))).toBe("credential");
  const reader = (await child.adopt(credentials, key)) as Handle;
  expect(await codeOf(action(reader, "web.fetch")({ url: "u" }))).toBe("done");
  const presented = await reader.present({ audience: "tools", action: "web.fetch", args: { url: "v" } });
  expect(await codeOf(made.desk.accept("tools", { ...presented, action: "web.fetch", args: { url: "v" } }))).toBe("done");
  // What it read there, its delegator's process learns when it matters.
  await reader.reply("found");
  await codeOf(hop(planner, "teller")({ topic: "x" }));
  expect(planner.untrusted).toBe(true);
  expect(await codeOf(child.adopt(credentials, key))).toBe("revoked");
  // Someone else's enrolment, and one for another agent.
  expect(
    await codeOf(hop(planner, "reader").to(await enrol({ agent: "reader", policy: plan.digest, key, by: newKey(), now: made.clock.now() }))),
  ).toBe("credential");
  expect(await codeOf(hop(planner, "teller").to(enrolment, { topic: "x" }))).toBe("credential");
});
