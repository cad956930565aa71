/** Writers really killed, at random, some hundreds of times: what was acknowledged is there, nothing by halves, nothing twice. */
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyLines } from "../../stdlib/runtime/ledger/verify.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { postgresStore } from "../../stdlib/runtime/store/postgres.js";
import { type Cluster, startCluster } from "./cluster.js";
import { temporaryFolders } from "./folders.js";
import { expectWhole, writerProgram } from "./killed.js";

const write = writerProgram();
const newFolder = temporaryFolders();
const moments = fc.sample(fc.integer({ min: 0, max: 60 }), 300);

test("a writer to a file, killed 300 times; each time the next goes on with the same file", async () => {
  const folder = newFolder();
  const [sent, done] = [new Set<number>(), new Set<number>()];
  let [torn, next] = [0, 0];
  for (const [round, after] of moments.entries()) {
    const written = await write({ to: { folder }, from: next, atOnce: 1 + (round % 8) }, after);
    expect(written.errors).toBe("");
    expect(written.killed).toBe(true);
    if (written.torn > 0) torn++;
    for (const i of written.sent) sent.add(i);
    for (const i of written.done) done.add(i);
    next = Math.max(next, ...written.sent.map((i) => i + 1));
    if (round % 20 !== 19) continue;
    const store = fileStore(folder);
    if ((await store.open()).torn !== undefined) torn++;
    await expectWhole(store, sent, done);
    expect((await verifyLines(store.log(0n))).whole).toBe(true);
    await store.close();
  }
  console.log(`${moments.length} kills, ${sent.size} batches sent, ${done.size} acknowledged, ${torn} torn lines`);
  expect(done.size).toBeGreaterThan(moments.length);
});

describe("PostgreSQL", () => {
  let cluster: Cluster;
  let pool: pg.Pool;
  beforeAll(async () => {
    cluster = await startCluster();
    pool = new pg.Pool({ ...cluster.config, max: 20 });
    pool.on("error", () => {});
  });
  afterAll(async () => {
    await pool?.end();
    cluster?.stop();
  });

  test("a writer, killed 200 times; the server crashes now and then", async () => {
    const schema = "killed";
    const [sent, done] = [new Set<number>(), new Set<number>()];
    let next = 0;
    for (const [round, after] of moments.slice(0, 200).entries()) {
      const written = await write({ to: { pg: cluster.config, schema }, from: next, atOnce: 1 + (round % 6) }, after);
      expect(written.killed).toBe(true);
      for (const i of written.sent) sent.add(i);
      for (const i of written.done) done.add(i);
      next = Math.max(next, ...written.sent.map((i) => i + 1));
      if (round % 25 === 24) {
        cluster.crash();
        cluster.restart();
      }
      if (round % 20 !== 19) continue;
      // A transaction of a writer that is gone may yet come to its end.
      await new Promise((wait) => setTimeout(wait, 200));
      const store = postgresStore(pool, { schema });
      await expectWhole(store, sent, done);
      expect((await verifyLines(store.log(0n))).whole).toBe(true);
    }
    console.log(`200 kills, ${sent.size} batches sent, ${done.size} acknowledged`);
    expect(done.size).toBeGreaterThan(200);
  });

  test("ten thousand racers for a budget of one", async () => {
    const stores = [1, 2, 3, 4].map(() => postgresStore(pool, { schema: "race" }));
    const answers = await Promise.all(
      Array.from({ length: 10_000 }, async (_, i) =>
        stores[i % 4]?.commit({ id: `r${i}`, add: [{ key: "s", by: 1n, max: 1n }], log: [{ chain: "c", entry: i }] }),
      ),
    );
    expect(answers.filter((answer) => answer?.ok === true)).toHaveLength(1);
    expect((await stores[0]?.read(["s"]))?.cells).toEqual([{ kind: "sum", sum: 1n }]);
  });
});
