/** Refusals that no entry says yet are written when the guard is closed, and when the process comes to its end without that. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { ledgerName } from "../../stdlib/runtime/store/file.js";
import { action, bench, codeOf } from "./desk.js";

const wrong = { customer: "c-8", limit: 1 };

test("what is left is written when the guard is closed, each kind with how often it was", async () => {
  const made = await bench();
  const planner = await made.start();
  for (let i = 0; i < 14; i++) expect(await codeOf(action(planner, "orders.lookup")(wrong))).toBe("scope");
  for (let i = 0; i < 3; i++) expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 201 }))).toBe("scope");
  expect(await codeOf(made.desk.start(made.oncall, "nobody", {}))).toBe("chain");
  expect(await codeOf(made.desk.start(made.oncall, "nobody", {}))).toBe("chain");
  const denied = async () => (await made.entries()).flatMap((each) => (each.kind === "denied" ? [[each.action, each.code, each.times]] : []));
  expect(await denied()).toEqual([
    ["orders.lookup", "scope", 1],
    ["orders.lookup", "scope", 9],
    ["orders.refund", "scope", 1],
    [undefined, "chain", 1],
  ]);
  await made.desk.close();
  expect((await denied()).slice(4)).toEqual([
    ["orders.lookup", "scope", 4],
    ["orders.refund", "scope", 2],
    [undefined, "chain", 1],
  ]);
  await made.desk.close();
  expect(await denied()).toHaveLength(7);
});

test("a process that just ends has written them", () => {
  const folder = mkdtempSync(join(tmpdir(), "remit-coalesced-"));
  const program = `
    import { bench, action, codeOf } from "./test/guard/desk.ts";
    import { fileStore } from "./stdlib/runtime/store/file.ts";
    const made = await bench({ store: fileStore(${JSON.stringify(folder)}) });
    const planner = await made.start();
    for (let i = 0; i < 7; i++) await codeOf(action(planner, "orders.lookup")(${JSON.stringify(wrong)}));
  `;
  const path = join(folder, "program.mjs");
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  buildSync({ stdin: { contents: program, resolveDir: "." }, bundle: true, outfile: path, format: "esm", platform: "node", banner });
  execFileSync(process.execPath, [path], { timeout: 50_000 });
  expect([...readFileSync(join(folder, ledgerName), "utf8").matchAll(/"times":(\d+)/g)].map(([, times]) => Number(times))).toEqual([1, 6]);
  rmSync(folder, { recursive: true });
});
