/** The tables of the PostgreSQL store, and the statements that a batch consists of. */
import type { PostgresClient } from "./postgres.js";
import { type Opened, storeProblem } from "./store.js";

export interface Tables {
  readonly heads: string;
  readonly records: string;
  readonly create: string;
  readonly lock: string;
  readonly look: string;
  readonly write: string;
}

/** `schema` is a plain name. */
export function tablesOf(schema: string): Tables {
  const [cells, heads, records, batches, numbers] = ["cells", "heads", "records", "batches", "numbers"].map((name) => `${schema}.${name}`);
  return {
    heads: heads ?? "",
    records: records ?? "",
    create: `
      CREATE SCHEMA IF NOT EXISTS ${schema};
      CREATE SEQUENCE IF NOT EXISTS ${numbers};
      CREATE TABLE IF NOT EXISTS ${cells} (key text COLLATE "C" PRIMARY KEY, cell text NOT NULL);
      CREATE TABLE IF NOT EXISTS ${heads} (chain text COLLATE "C" PRIMARY KEY, n bigint NOT NULL, hash text NOT NULL, seq bigint NOT NULL);
      CREATE INDEX IF NOT EXISTS heads_seq ON ${heads} (seq);
      CREATE TABLE IF NOT EXISTS ${records} (seq bigint PRIMARY KEY, line text NOT NULL);
      CREATE TABLE IF NOT EXISTS ${batches} (id text COLLATE "C" PRIMARY KEY, digest text NOT NULL, seq bigint NOT NULL, at bigint NOT NULL);`,
    /** $1 the locks' numbers, in order; $2 which of them are shared. */
    lock: `SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(number)::text ELSE pg_advisory_xact_lock(number)::text END
      FROM unnest($1::bigint[], $2::boolean[]) AS locks (number, shared)`,
    /** $1 keys, $2 chains, $3 the batch's id, $4 how many numbers it may need. Milliseconds are those of the wall clock, not of the transaction's start. */
    look: `SELECT
      (SELECT json_object_agg(key, cell) FROM ${cells} WHERE key = ANY($1::text[])) AS cells,
      (SELECT json_agg(json_build_object('chain', chain, 'n', n, 'hash', hash, 'seq', seq::text)) FROM ${heads} WHERE chain = ANY($2::text[])) AS heads,
      (SELECT json_build_object('digest', digest, 'seq', seq::text, 'at', at::text) FROM ${batches} WHERE id = $3) AS batch,
      (SELECT json_agg(nextval('${numbers}')::text) FROM generate_series(1, $4::int)) AS numbers,
      (SELECT last_value::text FROM ${numbers}) AS last,
      floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS now`,
    /** $1–2 cells, $3–6 heads, $7–8 records, $9–12 the batch. */
    write: `WITH
      cells AS (INSERT INTO ${cells} SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (key) DO UPDATE SET cell = excluded.cell),
      heads AS (INSERT INTO ${heads} SELECT * FROM unnest($3::text[], $4::bigint[], $5::text[], $6::bigint[])
        ON CONFLICT (chain) DO UPDATE SET n = excluded.n, hash = excluded.hash, seq = excluded.seq),
      records AS (INSERT INTO ${records} SELECT * FROM unnest($7::bigint[], $8::text[]))
      INSERT INTO ${batches} VALUES ($9, $10, $11::bigint, $12::bigint)`,
  };
}

/** Makes what is missing. Refuses a server that does not keep what it says it has kept. */
export async function createTables(client: PostgresClient, tables: Tables, schema: string): Promise<Opened> {
  const [settings = {}] = (await client.query("SELECT current_setting('fsync') AS fsync, current_setting('server_version_num') AS version")).rows;
  if (settings.fsync !== "on") throw storeProblem("misuse", "PostgreSQL's fsync is off: nothing is durable there");
  const [found = {}] = (await client.query("SELECT to_regclass($1) IS NOT NULL AS found", [`${schema}.batches`])).rows;
  if (found.found !== true) {
    // Two that make the same table at once stumble over each other.
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [`remit ${schema}`]);
    await client.query(tables.create);
    await client.query("COMMIT");
  }
  const [last = {}] = (await client.query(`SELECT coalesce(max(seq), 0)::text AS seq FROM ${tables.records}`)).rows;
  return { seq: BigInt(String(last.seq)) };
}
