/** The guard over a real file store, closed and opened again: what was ended, used up and spent stays so. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answer, type Question, session } from "../../stdlib/runtime/approval.js";
import { type Desk, openDesk } from "../../stdlib/runtime/desk.js";
import { newKey, newKeyText, rootKey } from "../../stdlib/runtime/keys.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import type { Opened } from "../../stdlib/runtime/store/store.js";
import { action, codeOf, type Handle, hop, plan } from "./desk.js";

const folder = mkdtempSync(join(tmpdir(), "remit-restart-"));
afterAll(() => rmSync(folder, { recursive: true }));
const rootText = newKeyText();
const keys = { oncall: newKey(), boss: newKey() };
const oncall = session("oncall", keys.oncall);
const calls: string[] = [];

/** One life of the process. */
async function life<T>(work: (desk: Desk<Handle>) => Promise<T>, at = folder, onOpened: (found: Opened) => void = () => undefined): Promise<T> {
  const store = fileStore(at);
  const tool = (name: string) => () => {
    calls.push(name);
    return null;
  };
  const desk = (await openDesk(plan, "enforce", {
    root: rootKey(rootText),
    store,
    principals: { oncall: keys.oncall.public, boss: keys.boss.public },
    live: () => ({ halted: false }),
    onOpened,
    tools: {
      orders: { lookup: tool("lookup"), refund: tool("refund"), purge: tool("purge") },
      mail: { send: tool("send") },
      web: { fetch: tool("fetch") },
    },
    secrets: { mail_token: { expires: true, revokes: true, mint: async ({ expires }) => ({ value: "token", expires, revoke: () => undefined }) } },
  })) as unknown as Desk<Handle>;
  try {
    return await work(desk);
  } finally {
    await desk.close();
    await store.close();
  }
}

const refund = (amount: number) => ({ order: "o-1", amount });
const yes = async (desk: Desk<Handle>, id: string): Promise<void> => {
  const [asked] = (await desk.questions(id)) as readonly [Question];
  await desk.answer(id, await answer(asked, "yes", oncall));
};

test("an approval, a budget and a revocation outlive the process", async () => {
  const ids = await life(async (desk) => {
    const planner = await desk.start(oncall, "planner", { task: "resolve", context: { customer: "c-7" } });
    for (let i = 0; i < 8; i++) await action(planner, "orders.refund")(refund(50));
    const once = await action(planner, "orders.refund").request(refund(60));
    const child = await hop(planner, "refunder").request({ order_id: "o-1", cap: 40 });
    const late = await hop(planner, "refunder").request({ order_id: "o-1", cap: 30 });
    return { once: once.id, child: child.id, late: late.id, planner: planner.id };
  });
  await life(async (desk) => {
    await yes(desk, ids.once);
    expect(await desk.resume(ids.once)).toEqual({ kind: "call", value: null });
  });
  await life(async (desk) => {
    expect(await codeOf(desk.resume(ids.once))).toBe("approval");
    await yes(desk, ids.child);
    const resumed = await desk.resume(ids.child);
    if (resumed.kind !== "hop") throw new Error(resumed.kind);
    // Of the planner's 500, 460 are spent; of the child's 40, nothing.
    expect(await codeOf(action(resumed.handle, "orders.refund")(refund(40)))).toBe("done");
    expect(await codeOf(action(resumed.handle, "orders.refund")(refund(0.01)))).toBe("budget");
    await desk.revoke(ids.planner);
  });
  await life(async (desk) => {
    await yes(desk, ids.late);
    expect(await codeOf(desk.resume(ids.late))).toBe("revoked");
    expect(await codeOf(desk.revoke(ids.planner))).toBe("revoked");
  });
  expect(calls).toHaveLength(10);
});

test("what a crash left half written is told when the store is opened", async () => {
  const torn = mkdtempSync(join(tmpdir(), "remit-torn-"));
  const found: (Opened["torn"] | "whole")[] = [];
  const once = (): Promise<unknown> =>
    life(
      (desk) => desk.start(oncall, "planner", { task: "resolve", context: { customer: "c-7" } }),
      torn,
      (opened) => found.push(opened.torn ?? "whole"),
    );
  await once();
  const [file = ""] = readdirSync(torn).filter((name) => statSync(join(torn, name)).size > 100);
  const whole = statSync(join(torn, file)).size;
  appendFileSync(join(torn, file), '{"half":');
  await once();
  expect(found).toEqual(["whole", { offset: whole, bytes: 8 }]);
  rmSync(torn, { recursive: true });
});
