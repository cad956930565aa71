import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresPool, postgresStore } from "../../stdlib/runtime/store/postgres.js";
import type { Batch, Store } from "../../stdlib/runtime/store/store.js";
import { batchOf } from "./batches.js";
import { type Cluster, startCluster } from "./cluster.js";
import { expectWhole, writerProgram } from "./killed.js";

let cluster: Cluster;
const pools: pg.Pool[] = [];
const write = writerProgram();
let schemas = 0;

beforeAll(async () => {
  cluster = await startCluster();
});

afterAll(async () => {
  for (const pool of pools.splice(0)) await pool.end();
  cluster?.stop();
});

function newPool(max = 4): pg.Pool {
  const pool = new pg.Pool({ ...cluster.config, max });
  // Of a connection that breaks while nobody uses it.
  pool.on("error", () => {});
  pools.push(pool);
  return pool;
}

/** A pool whose statements go wrong: what `around` throws is what the connection says. */
function faultyPool(
  pool: pg.Pool,
  around: (text: string, send: () => ReturnType<Awaited<ReturnType<PostgresPool["connect"]>>["query"]>) => ReturnType<typeof send>,
): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        query: (text, values) => around(text, () => client.query(text, values)),
        release: (destroy) => client.release(destroy),
        on: (event, heard) => client.on(event, heard),
        off: (event, heard) => client.off(event, heard),
      };
    },
  };
}

test("a writer to PostgreSQL that is killed before, during and after each of its statements leaves a whole store", async () => {
  const pool = newPool();
  let kills = 0;
  for (const when of ["before", "during", "after"] as const) {
    for (let step = 0; ; step++) {
      const schema = `k${++schemas}`;
      // The tables are there, so that the steps are those of the batches.
      const store = postgresStore(pool, { schema });
      await store.open();
      const written = await write({ to: { pg: cluster.config, schema }, from: 0, count: 2, atOnce: 1, kill: { step, when } });
      expect(written.errors).toBe("");
      if (!written.killed) {
        expect(written.done).toEqual([0, 1]);
        break;
      }
      kills++;
      const sent = new Set(written.sent);
      // A transaction of the process that was killed may still be there; who is next waits for it.
      for (const i of sent) expect(await store.commit(batchOf(i))).toMatchObject({ ok: true });
      await expectWhole(store, sent, sent);
    }
  }
  expect(kills).toBeGreaterThan(30);
}, 180_000);

test("a killed writer's acknowledged batches are there before anything is sent again", async () => {
  const schema = `k${++schemas}`;
  const written = await write({ to: { pg: cluster.config, schema }, from: 0, atOnce: 4 }, 150);
  expect(written.killed).toBe(true);
  expect(written.done.length).toBeGreaterThan(0);
  await expectWhole(postgresStore(newPool(), { schema }), new Set(written.sent), new Set(written.done));
});

test("a commit whose answer is lost is sent again and counts once", async () => {
  const schema = `k${++schemas}`;
  const pool = newPool();
  let lost = 0;
  const losing = postgresStore(
    faultyPool(pool, async (text, send) => {
      const answer = await send();
      if (text === "COMMIT" && lost++ === 0) throw new Error("Connection terminated unexpectedly");
      return answer;
    }),
    { schema },
  );
  await postgresStore(pool, { schema }).open();
  await expect(losing.commit(batchOf(1))).rejects.toMatchObject({ code: "unavailable" });
  expect(await losing.commit(batchOf(1))).toMatchObject({ ok: true });
  await expectWhole(losing, new Set([1]), new Set([1]));
});

test("a commit that was not sent leaves nothing, and the connection that failed is not used again", async () => {
  const schema = `k${++schemas}`;
  const pool = newPool(1);
  await postgresStore(pool, { schema }).open();
  let broken = true;
  const store = postgresStore(
    faultyPool(pool, async (text, send) => {
      if (text === "COMMIT" && broken) throw new Error("Connection terminated unexpectedly");
      return send();
    }),
    { schema },
  );
  await expect(store.commit(batchOf(1))).rejects.toMatchObject({ code: "unavailable" });
  expect((await store.read(["k1", "sum"])).cells).toEqual([{ kind: "none" }, { kind: "none" }]);
  broken = false;
  expect(await store.commit(batchOf(1))).toMatchObject({ ok: true });
});

test("a deadlock or a clash is tried again by itself; other failures are told", async () => {
  const schema = `k${++schemas}`;
  const pool = newPool();
  await postgresStore(pool, { schema }).open();
  let failures = 0;
  const failing = (code: string, times: number): Store => {
    failures = times;
    return postgresStore(
      faultyPool(pool, async (text, send) => {
        if (text.startsWith("WITH") && failures-- > 0) throw Object.assign(new Error("no"), { code });
        return send();
      }),
      { schema },
    );
  };
  expect(await failing("40P01", 2).commit(batchOf(1))).toMatchObject({ ok: true });
  await expect(failing("40P01", 99).commit(batchOf(2))).rejects.toMatchObject({ code: "unavailable" });
  await expect(failing("53100", 1).commit(batchOf(3))).rejects.toMatchObject({ code: "full" });
  await expect(failing("XX000", 1).commit(batchOf(4))).rejects.toMatchObject({ code: "unavailable" });
  await expectWhole(postgresStore(pool, { schema }), new Set([1, 2, 3, 4]), new Set([1]));
});

test("many processes on one budget spend it once", async () => {
  const schema = `k${++schemas}`;
  const stores = Array.from({ length: 6 }, () => postgresStore(newPool(4), { schema }));
  const race = (store: Store, i: number): ReturnType<Store["commit"]> => {
    const batch: Batch = {
      id: `r${i}`,
      live: ["hop"],
      add: [
        { key: "s", by: 1n, max: 7n },
        { key: "w", by: 1n, max: 9n, per: 3_600_000 },
      ],
      log: [{ chain: `c${i % 3}`, entry: i }],
    };
    return store.commit(batch);
  };
  await stores[0]?.commit({ id: "hop", put: [{ key: "hop", value: "" }] });
  const answers = await Promise.all(stores.flatMap((store, at) => Array.from({ length: 40 }, (_, i) => race(store, at * 40 + i))));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(7);
  expect((await stores[1]?.read(["s", "w"]))?.cells).toEqual([
    { kind: "sum", sum: 7n },
    { kind: "sum", sum: 7n },
  ]);
});

test("batches whose keys are in opposite orders do not wait for each other for ever", async () => {
  const schema = `k${++schemas}`;
  const stores = Array.from({ length: 4 }, () => postgresStore(newPool(4), { schema }));
  const keys = Array.from({ length: 12 }, (_, i) => `k${i}`);
  const answers = await Promise.all(
    stores.flatMap((store, at) =>
      Array.from({ length: 30 }, (_, i) => {
        const order = (at + i) % 2 === 0 ? keys : keys.toReversed();
        return store.commit({
          id: `d${at}/${i}`,
          add: order.map((key) => ({ key, by: 1n, max: 1_000n })),
          log: [
            { chain: "a", entry: i },
            { chain: "b", entry: i },
          ].slice(i % 2),
        });
      }),
    ),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect((await stores[0]?.read(keys))?.cells).toEqual(keys.map(() => ({ kind: "sum", sum: 120n })));
});

test("a server that crashes and comes back has all that was acknowledged", async () => {
  const schema = `k${++schemas}`;
  const store = postgresStore(newPool(), { schema });
  await store.open();
  const [sent, done] = [new Set<number>(), new Set<number>()];
  let going = true;
  const failures: unknown[] = [];
  const work = async (from: number): Promise<void> => {
    for (let i = from; going && i < from + 10_000; i++) {
      sent.add(i);
      const answer = await store.commit(batchOf(i)).catch((problem: unknown) => failures.push(problem));
      if (typeof answer === "object" && answer.ok) done.add(i);
      else await new Promise((wait) => setTimeout(wait, 20));
    }
  };
  const workers = [0, 10_000, 20_000].map(work);
  while (done.size < 20) await new Promise((wait) => setTimeout(wait, 5));
  cluster.crash();
  await new Promise((wait) => setTimeout(wait, 200));
  cluster.restart();
  const before = done.size;
  while (done.size < before + 5) await new Promise((wait) => setTimeout(wait, 5));
  going = false;
  await Promise.all(workers);
  expect(failures.length).toBeGreaterThan(0);
  for (const problem of failures) expect(problem).toMatchObject({ code: "unavailable" });
  await expectWhole(store, sent, done);
}, 120_000);

test("a server that does not keep what it says is refused; so is a schema that is no name", async () => {
  const pool = newPool();
  const lying = faultyPool(pool, async (text, send) => (text.includes("'fsync'") ? { rows: [{ fsync: "off" }] } : send()));
  await expect(postgresStore(lying, { schema: "lying" }).open()).rejects.toMatchObject({ code: "misuse" });
  expect(() => postgresStore(pool, { schema: "a; DROP TABLE b" })).toThrow("no name");
});

test("a server that is not there is unavailable", async () => {
  const pool = new pg.Pool({ host: "127.0.0.1", port: 1, connectionTimeoutMillis: 1_000 });
  await expect(postgresStore(pool).commit(batchOf(1))).rejects.toMatchObject({ code: "unavailable" });
  await expect(postgresStore(pool).read(["k"])).rejects.toMatchObject({ code: "unavailable" });
  await pool.end();
});
