import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { postgresStore } from "../../stdlib/runtime/store/postgres.js";
import { type Cluster, startCluster } from "./cluster.js";
import { storeSuite } from "./suite.js";

let cluster: Cluster;
const pools: pg.Pool[] = [];
let schemas = 0;

beforeAll(async () => {
  cluster = await startCluster();
});

afterAll(async () => {
  for (const pool of pools.splice(0)) await pool.end();
  cluster?.stop();
});

function newPool(max = 8): pg.Pool {
  const pool = new pg.Pool({ ...cluster.config, max });
  // Of a connection that breaks while nobody uses it.
  pool.on("error", () => {});
  pools.push(pool);
  return pool;
}

storeSuite(
  "postgres",
  async () => {
    const schema = `s${++schemas}`;
    const pool = newPool();
    return { store: postgresStore(pool, { schema }), again: async () => postgresStore(newPool(), { schema }) };
  },
  500,
);
