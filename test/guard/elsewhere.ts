/**
 * A child in a process of its own, over the same PostgreSQL: it brings its key, works until it is refused, and says how often it was
 * not. `over-postgres.long.test.ts` bundles and starts it; they talk in lines of JSON.
 */
import { createInterface } from "node:readline";
import pg from "pg";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { enrol, enrolledKeys } from "../../stdlib/runtime/holder.js";
import { newKey, type PublicKey, rootKey } from "../../stdlib/runtime/keys.js";
import { postgresStore } from "../../stdlib/runtime/store/postgres.js";
import { action, codeOf, type Handle, plan } from "./desk.js";

/** What it is told first. */
export interface Told {
  readonly config: pg.PoolConfig;
  readonly schema: string;
  readonly root: PublicKey;
  /** The text of the key that was enrolled for the reader. */
  readonly enrolled: string;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function hear<T>(): Promise<T> {
  const { value } = await lines.next();
  return JSON.parse(String(value)) as T;
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const told = await hear<Told>();
const { config, schema, root } = told;
const enrolled = rootKey(told.enrolled);
const pool = new pg.Pool(config);
const none = () => null;
const desk = await openDesk(plan, "enforce", {
  root,
  store: postgresStore(pool, { schema }),
  identities: enrolledKeys({ reader: [enrolled.public] }),
  live: () => ({ halted: false }),
  tools: { orders: { lookup: none, refund: none, purge: none }, mail: { send: none }, web: { fetch: none } },
  secrets: { mail_token: { expires: true, revokes: true, mint: async ({ expires }) => ({ value: "token", expires, revoke: () => undefined }) } },
});
const key = newKey();
say(await enrol({ agent: "reader", policy: plan.digest, key, by: enrolled }));
const reader = (await desk.adopt(await hear(), key)) as Handle;
const fetch = () => codeOf(action(reader, "web.fetch")({ url: "u" }));
let done = 0;
let code = "done";
while (code === "done") {
  code = await fetch();
  if (code === "done") done++;
}
say({ done, code });
await hear();
say(await fetch());
await pool.end();
process.exit();
