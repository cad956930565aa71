/** Sensitive values in the file that is state and ledger together: nowhere as they are, and good for whoever has the key. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKeyText, rootKey } from "../../stdlib/runtime/keys.js";
import { sealer } from "../../stdlib/runtime/sealing.js";
import { fileStore, ledgerName } from "../../stdlib/runtime/store/file.js";
import { action, bench, codeOf, type Handle, hop, plan } from "./desk.js";

const folder = mkdtempSync(join(tmpdir(), "remit-sealed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sensitive = ["orders.refund:order", "refunder:order_id", "context:customer"];

test("a value that is called sensitive is not in the file, in entries or in cells, and another process goes on with it all the same", async () => {
  const root = rootKey(newKeyText());
  const store = fileStore(join(folder, "one"));
  const made = await bench({ root, store, sensitive });
  const planner = await made.start("canary-customer");
  const asked = await hop(planner, "refunder").request({ order_id: "canary-order", cap: 40 });
  await action(planner, "orders.refund")({ order: "canary-order", amount: 1 });
  await action(planner, "orders.refund").request({ order: "canary-order", amount: 60 });
  // Whoever shares the store and the root key takes up what was asked.
  const options = { ...made, root, live: () => ({ halted: false }) };
  const again = (await openDesk(plan, "enforce", { ...options, sensitive })) as unknown as typeof made.desk;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const resumed = await again.resume(asked.id);
  if (resumed.kind !== "hop") throw new Error(resumed.kind);
  expect(await codeOf(action(resumed.handle as Handle, "orders.refund")({ order: "canary-order", amount: 40 }))).toBe("done");
  const file = readFileSync(join(folder, "one", ledgerName), "utf8");
  expect(file).toContain(planner.id);
  expect(file).not.toContain("canary");

  // Without the key nothing is taken up; with it, from wherever it comes, all is.
  const other = { ...options, root: root.public };
  expect(await codeOf(openDesk(plan, "enforce", { ...other, sensitive }))).toBe("desk");
  const blind = await openDesk(plan, "enforce", other);
  expect(await codeOf(blind.revoke(planner.id))).toBe("credential");
  expect(await codeOf((await openDesk(plan, "enforce", { ...other, sealedWith: new Uint8Array(32) })).revoke(planner.id))).toBe("credential");
  await store.close();
});

test("what is shared by processes without a root key is sealed with the key that they share", async () => {
  const sealedWith = new Uint8Array(32).fill(7);
  const store = fileStore(join(folder, "two"));
  const root = rootKey(newKeyText());
  const made = await bench({ root, store, sensitive, sealedWith });
  const planner = await made.start("canary-customer");
  const child = await openDesk(plan, "enforce", { ...made, root: root.public, live: () => ({ halted: false }), sensitive, sealedWith });
  expect(await codeOf(child.revoke(planner.id))).toBe("done");
  expect(readFileSync(join(folder, "two", ledgerName), "utf8")).not.toContain("canary");
  await store.close();
});

test("a sealed text is bound to its cell, and what was changed is nothing", () => {
  const secret = new Uint8Array(32).fill(1);
  const one = sealer(secret, true);
  const sealed = one.seal("a", "text");
  expect(sealed).not.toContain("text");
  expect(one.seal("a", "text")).not.toBe(sealed);
  expect(one.unseal("a", sealed)).toBe("text");
  expect(sealer(secret, false).unseal("a", sealed)).toBe("text");
  expect(one.unseal("b", sealed)).toBeUndefined();
  expect(sealer(new Uint8Array(32), true).unseal("a", sealed)).toBeUndefined();
  for (const wrong of [sealed.slice(0, -2), `${sealed.slice(0, 12)}${sealed[12] === "A" ? "B" : "A"}${sealed.slice(13)}`, "sealed:", "sealed:AAAA"])
    expect(one.unseal("a", wrong)).toBeUndefined();
  expect(one.unseal("a", "plain")).toBe("plain");
  expect(sealer(undefined, false).seal("a", "plain")).toBe("plain");
  expect(sealer(undefined, false).unseal("a", sealed)).toBeUndefined();
});
