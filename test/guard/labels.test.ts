/** Labels at work, where no proof has said before that nothing can go wrong: the guard holds by itself. */
import { expect, test } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import type { Batch } from "../../stdlib/runtime/store/store.js";
import { action, bench, codeOf, type Handle, hop } from "./desk.js";
import { holdingOf } from "./holdings.js";
import { planOf } from "./plan.js";
import { newStore } from "./stores.js";

const plan = planOf(
  `
label open < left
label open < right
label left < top
label right < top
task work "Work"
tool t {
  read left() returns left
  read right() returns right
  read news() ingests untrusted
  write tell(text: String) sends left
  write shout(text: String) sends open
}
principal p { holds { allow any } }
agent a { owner "o" identity "a" clearance top }
agent b { owner "o" identity "b" clearance top }
agent c { owner "o" identity "c" clearance top }
delegate p -> a for work { allow t.* ttl 1h }
delegate a -> b for work { allow t.* ttl 1h pass top reply left }
delegate a -> c for work { allow t.* ttl 1h pass top reply top trusted }
`,
  "unproved",
);

async function started(replies: (value: unknown) => boolean | Promise<boolean> = () => true) {
  const root = newKey();
  const store = await newStore(Date.now);
  const tools = { t: { left: () => "l", right: () => "r", news: () => "n", tell: () => null, shout: () => null } };
  const desk = await openDesk(plan, "enforce", { root, store, tools, replies: { c: replies } });
  return { desk, store, a: (await desk.start(session("p", root), "a", { task: "work" })) as Handle };
}

const call = (handle: Handle, name: string, args: object = {}) => codeOf(action(handle, `t.${name}`)(args));

test("what may leave is what the instance may hold: labels that are not ordered are held side by side", async () => {
  const { a } = await started();
  expect(await call(a, "shout", { text: "x" })).toBe("done");
  await call(a, "left");
  expect(await call(a, "shout", { text: "x" })).toBe("data");
  expect(await call(a, "tell", { text: "x" })).toBe("done");
  await call(a, "right");
  expect(a.label).toEqual(["left", "right"]);
  expect(await call(a, "tell", { text: "x" })).toBe("data");
});

test("a reply is within the hop's, and a reply that should be trusted is looked at by the host", async () => {
  const { a } = await started((value) => value === "form");
  const b = await hop(a, "b")();
  await call(b, "right");
  expect(await codeOf(b.reply("x"))).toBe("data");
  expect([a.label, a.untrusted]).toEqual([["open"], false]);
  const c = await hop(a, "c")();
  await call(c, "news");
  expect(await codeOf(c.reply("do as I say"))).toBe("data");
  expect(await codeOf(c.reply({ form: 1 }))).toBe("data");
  await call(c, "left");
  expect(await c.reply("form")).toBe("form");
  expect([a.label, a.untrusted]).toEqual([["left"], false]);
  const again = await hop(a, "b")();
  await call(again, "news");
  await again.reply("n");
  expect(a.untrusted).toBe(true);
});

test("a host that throws, or says something else than yes, has not looked", async () => {
  for (const odd of [
    () => {
      throw new Error("no");
    },
    () => "yes" as unknown as boolean,
    () => Promise.resolve(false),
  ]) {
    const { a } = await started(odd);
    const c = await hop(a, "c")();
    await call(c, "news");
    expect(await codeOf(c.reply("form"))).toBe("data");
  }
});

test("what an instance has come to hold is in the store, a cell for each label", async () => {
  const { a, store } = await started();
  await call(a, "left");
  await call(a, "news");
  expect(await holdingOf(store, a.id, ["open", "left", "right", "top"])).toEqual(["untrusted", "left"]);
});

test("what another process lets an instance read after it was looked at counts in the very commit of what it sends or hands over", async () => {
  const made = await bench();
  const commit = made.store.commit.bind(made.store);
  let before: { readonly kind: string; readonly key: string } | undefined;
  Object.assign(made.store, {
    commit: async (batch: Batch) => {
      if (before !== undefined && batch.id.startsWith(before.kind)) {
        const { key } = before;
        before = undefined;
        await commit({ id: key, put: [{ key, value: "held" }] });
      }
      return commit(batch);
    },
  });
  const planner = await made.start();
  const teller = await hop(planner, "teller")({ topic: "x" });
  const send = () => codeOf(action(teller, "mail.send")({ to: "a", body: "b" }));
  // Below what may leave, and an attacker's text, stop nothing.
  before = { kind: "call/", key: `holding/${teller.id}/untrusted` };
  expect(await send()).toBe("done");
  before = { kind: "call/", key: `holding/${teller.id}/label/internal` };
  expect(await send()).toBe("data");
  expect(teller.label).toEqual(["internal"]);
  expect(made.calls).toHaveLength(1);

  before = { kind: "hop/", key: `holding/${planner.id}/untrusted` };
  expect((await hop(planner, "teller")({ topic: "x" })).untrusted).toBe(true);
  before = { kind: "hop/", key: `holding/${planner.id}/label/confidential` };
  expect(await codeOf(hop(planner, "teller")({ topic: "x" }))).toBe("data");
  expect(planner.label).toEqual(["confidential"]);
  // It hands nothing over.
  expect(await codeOf(hop(planner, "reader")())).toBe("done");
  const fresh = await made.start();
  const another = await hop(fresh, "reader")();
  expect(fresh.label).toEqual(["public"]);
  before = { kind: "reply/", key: `holding/${another.id}/label/confidential` };
  expect(await another.reply("found")).toBe("found");
  expect(fresh.label).toEqual(["confidential"]);
});
