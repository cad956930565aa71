/** The guard's tests once more, each over tables of its own in a PostgreSQL whose clock is the test's; and several processes over one. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { type Desk, openDesk } from "../../stdlib/runtime/desk.js";
import { enrolledKeys } from "../../stdlib/runtime/holder.js";
import { newKey, newKeyText, rootKey } from "../../stdlib/runtime/keys.js";
import { type PostgresPool, postgresStore } from "../../stdlib/runtime/store/postgres.js";
import { startCluster } from "../store/cluster.js";
import { action, codeOf, type Handle, hop, plan } from "./desk.js";
import type { Told } from "./elsewhere.js";
import { runOver } from "./stores.js";

const cluster = await startCluster();
const pool = new pg.Pool({ ...cluster.config, max: 10, options: "-c search_path=test_clock,pg_catalog" });
// Of a connection that breaks while nobody uses it.
pool.on("error", () => undefined);
// What is found before the server's own function is this one.
await pool.query(`
  CREATE SCHEMA test_clock;
  CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT to_timestamp(current_setting('test.now')::numeric / 1000) $$`);
afterAll(async () => {
  await pool.end();
  cluster.stop();
});

let stores = 0;

runOver((now) => {
  const turned: PostgresPool = {
    async connect() {
      const client = await pool.connect();
      await client.query("SELECT set_config('test.now', $1, false)", [String(now())]);
      return client;
    },
  };
  return postgresStore(turned, { schema: `guard_${stores++}` });
});

await import("./all.js");

test("three children in processes of their own, and a budget above them: together they get what it has, and end with their delegator", async () => {
  const own = new pg.Pool(cluster.config);
  own.on("error", () => undefined);
  const [root, enrolled, oncall] = [rootKey(newKeyText()), newKeyText(), newKey()];
  const schema = "several";
  const none = () => null;
  const desk = (await openDesk(plan, "enforce", {
    root,
    store: postgresStore(own, { schema }),
    principals: { oncall: oncall.public },
    identities: enrolledKeys({ reader: [rootKey(enrolled).public] }),
    live: () => ({ halted: false }),
    tools: { orders: { lookup: none, refund: none, purge: none }, mail: { send: none }, web: { fetch: none } },
    secrets: { mail_token: { expires: true, revokes: true, mint: async ({ expires }) => ({ value: "token", expires, revoke: () => undefined }) } },
  })) as unknown as Desk<Handle>;
  const planner = await desk.start(session("oncall", oncall), "planner", { task: "resolve", context: { customer: "c-7" } });
  for (let i = 0; i < 80; i++) await action(planner, "web.fetch")({ url: "u" });
  const folder = mkdtempSync(join(tmpdir(), "remit-elsewhere-"));
  const program = join(folder, "elsewhere.mjs");
  buildSync({ entryPoints: ["test/guard/elsewhere.ts"], outfile: program, bundle: true, format: "esm", platform: "node", banner: { js: requiring } });
  const children = [1, 2, 3].map(() => talkTo(program));
  for (const child of children) child.say({ config: cluster.config, schema, root: root.public, enrolled } satisfies Told);
  for (const child of children) child.say(await hop(planner, "reader").to(String(await child.hear())));
  const said = (await Promise.all(children.map((child) => child.hear()))) as { readonly done: number; readonly code: string }[];
  // Of 200 calls the planner had made 80.
  expect(said.reduce((sum, { done }) => sum + done, 0)).toBe(120);
  expect(said.map(({ code }) => code)).toEqual(["budget", "budget", "budget"]);
  expect(await codeOf(action(planner, "web.fetch")({ url: "u" }))).toBe("budget");
  await desk.revoke(planner);
  for (const child of children) child.say("again");
  expect(await Promise.all(children.map((child) => child.hear()))).toEqual(["revoked", "revoked", "revoked"]);
  await own.end();
  rmSync(folder, { recursive: true });
}, 120_000);

/** What of the packages in the bundle is not of this kind of module asks for it. */
const requiring = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

function talkTo(program: string): { say(what: unknown): void; hear(): Promise<unknown> } {
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    say: (what) => child.stdin.write(`${JSON.stringify(what)}\n`),
    hear: async () => JSON.parse(String((await lines.next()).value)),
  };
}
