/**
 * The store in PostgreSQL, for several processes. A batch is one transaction that first locks all it speaks of, in one order, and then
 * looks: so batches are done as if one after another, and those that share nothing don't wait for each other.
 */
import { createHash } from "node:crypto";
import { type Prepared, prepare } from "./batch.js";
import { judge, recordsOf, type Stored, shownCell } from "./judge.js";
import { readCell, writeCell } from "./postgres-cell.js";
import { createTables, tablesOf } from "./postgres-tables.js";
import { type Batch, type Committed, type Head, isStoreProblem, mainChain, type Opened, type Store, storeProblem } from "./store.js";

/** What is used of `pg`'s pool, which the application gives. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  /** `true`: the connection is not used again. */
  release(destroy?: boolean): void;
  on(event: "error", listener: () => void): unknown;
  off(event: "error", listener: () => void): unknown;
}

export interface PostgresStoreOptions {
  /** Where its tables are; they are made where they are missing. */
  readonly schema?: string;
  /** How long a batch waits for others, in milliseconds. */
  readonly patience?: number;
}

/** The pool stays the application's: closing the store leaves it open. Give it a `query_timeout`, so that a dead network is noticed. */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Store {
  const schema = options.schema ?? "remit";
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema)) throw storeProblem("misuse", `\`${schema}\` is no name for a schema`);
  const tables = tablesOf(schema);
  const patience = Math.max(1, Math.floor(options.patience ?? 10_000));
  let opening: Promise<Opened> | undefined;
  let closed = false;
  /** Chains that have begun, which they don't undo. */
  const begun = new Set<string>();
  let latest = 0;
  /** The server's clock, as far as it does not go back. */
  const timeOf = (said: unknown): number => {
    latest = Math.max(latest, Math.floor(Number(said)));
    return latest;
  };

  const ready = (): Promise<Opened> => {
    if (closed) return Promise.reject(storeProblem("closed", "the store is closed"));
    opening ??= withClient((client) => createTables(client, tables, schema)).catch((problem: unknown) => {
      opening = undefined;
      throw problem;
    });
    return opening;
  };

  /** One transaction. Where anything goes wrong, the connection is not used again, which also ends the transaction. */
  const withClient = async <T>(work: (client: PostgresClient) => Promise<T>): Promise<T> => {
    const { client, give } = await takeClient(pool);
    let whole = false;
    try {
      const value = await work(client);
      whole = true;
      return value;
    } catch (problem) {
      throw told(problem);
    } finally {
      give(whole);
    }
  };

  const tryBatch = async (client: PostgresClient, prepared: Prepared): Promise<Committed> => {
    const { batch, entries, digest } = prepared;
    const chains = [...new Set(entries.map(({ chain }) => chain))];
    const unknown = chains.filter((chain) => !begun.has(chain));
    if (unknown.length > 0)
      for (const { chain } of (await client.query(`SELECT chain FROM ${tables.heads} WHERE chain = ANY($1)`, [unknown])).rows)
        begun.add(String(chain));
    const mayBegin = chains.some((chain) => !begun.has(chain));
    const followed = mayBegin ? [...new Set([...chains, mainChain])] : chains;

    await client.query(
      `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = ${patience}; SET LOCAL statement_timeout = ${patience * 2}`,
    );
    const changed = [...(batch.put ?? []).map(({ key }) => key), ...(batch.add ?? []).map(({ key }) => key)];
    // Who looks at a cell only keeps away who would change it.
    const looked = [...(batch.live ?? []), ...(batch.absent ?? [])];
    const locks = locksFor(
      schema,
      [`id ${batch.id}`, ...changed.map((key) => `key ${key}`), ...followed.map((chain) => `chain ${chain}`)],
      looked.map((key) => `key ${key}`),
    );
    await client.query(tables.lock, [locks.map(({ number }) => String(number)), locks.map(({ shared }) => shared)]);
    // A statement of its own: what the one before sees is older than its locks.
    const keys = [...new Set([...looked, ...changed])];
    const [row = {}] = (await client.query(tables.look, [keys, followed, batch.id, entries.length * 2])).rows;

    const before = row.batch as { readonly digest: string; readonly seq: string; readonly at: string } | null | undefined;
    if (before !== null && before !== undefined) {
      await client.query("ROLLBACK");
      if (before.digest !== digest) throw storeProblem("conflict", `another batch has the id \`${batch.id}\``);
      return { ok: true, seq: BigInt(before.seq), now: Number(before.at) };
    }
    const now = timeOf(row.now);
    const cells = cellsOf(row.cells);
    const heads = new Map(headsOf(row.heads).map((head) => [head.chain, head]));
    const view = { cell: (key: string) => cells.get(key), head: (chain: string) => heads.get(chain) };
    const judged = judge(prepared, view, now);
    if (judged.kind === "refused") {
      await client.query("ROLLBACK");
      return judged.answer;
    }
    const numbers = ((row.numbers ?? []) as readonly string[]).map(BigInt);
    let used = 0;
    const records = recordsOf(prepared, view, now, () => {
      const number = numbers[used++];
      if (number === undefined) throw storeProblem("failed", "more records than numbers");
      return number;
    });
    const seq = records.at(-1)?.head.seq ?? BigInt(String(row.last ?? 0));
    const after = [...new Map(records.map(({ head }) => [head.chain, head])).values()];
    await client.query(tables.write, [
      [...judged.cells.keys()],
      [...judged.cells.values()].map(writeCell),
      after.map(({ chain }) => chain),
      after.map(({ n }) => n),
      after.map(({ hash }) => hash),
      after.map((head) => String(head.seq)),
      records.map(({ head }) => String(head.seq)),
      records.map(({ line }) => line),
      batch.id,
      digest,
      String(seq),
      now,
    ]);
    await client.query("COMMIT");
    for (const chain of chains) begun.add(chain);
    return { ok: true, seq, now };
  };

  return {
    durable: true,
    open: ready,
    async commit(batch: Batch) {
      const prepared = prepare(batch);
      await ready();
      for (let tries = 1; ; tries++) {
        try {
          return await withClient((client) => tryBatch(client, prepared));
        } catch (problem) {
          // A deadlock, or another who made the same row: certainly undone, and gone when it is tried again.
          const again = problem instanceof Error && ["40001", "40P01", "23505"].includes(codeOf(problem.cause) ?? "");
          if (!again || tries >= 5) throw problem;
        }
      }
    },
    async read(keys) {
      await ready();
      return withClient(async (client) => {
        const [row = {}] = (await client.query(tables.look, [[...keys], [], "", 0])).rows;
        const [cells, now] = [cellsOf(row.cells), timeOf(row.now)];
        return { cells: keys.map((key) => shownCell(cells.get(key), now)), now };
      });
    },
    async *log(from) {
      await ready();
      // One snapshot: between two pages a batch with a smaller number may be done.
      const { client, give } = await takeClient(pool);
      let whole = false;
      try {
        await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        for (let next = from; ; ) {
          const { rows } = await client.query(
            `SELECT seq::text AS number, line FROM ${tables.records} WHERE seq >= $1::bigint ORDER BY seq LIMIT 1000`,
            [String(next)],
          );
          for (const { line } of rows) yield new TextEncoder().encode(String(line));
          const last = rows.at(-1);
          if (last === undefined) break;
          next = BigInt(String(last.number)) + 1n;
        }
        await client.query("COMMIT");
        whole = true;
      } catch (problem) {
        throw told(problem);
      } finally {
        give(whole);
      }
    },
    async heads(from) {
      await ready();
      return withClient(async (client) => {
        const { rows } = await client.query(
          `SELECT chain, n, hash, seq::text AS seq FROM ${tables.heads} AS heads WHERE seq >= $1::bigint ORDER BY heads.seq`,
          [String(from)],
        );
        return headsOf(rows);
      });
    },
    async close() {
      closed = true;
    },
  };
}

/** A connection of the pool. One that breaks says so to each statement; that it says so to all the world as well would end the process. */
async function takeClient(pool: PostgresPool): Promise<{ readonly client: PostgresClient; give(whole: boolean): void }> {
  try {
    const client = await pool.connect();
    const heard = (): void => {};
    client.on("error", heard);
    return {
      client,
      give: (whole) => {
        // One that is thrown away may break after that.
        if (whole) client.off("error", heard);
        client.release(!whole);
      },
    };
  } catch (problem) {
    throw storeProblem("unavailable", "PostgreSQL can't be reached", problem);
  }
}

/** What went wrong, in a store's words. */
function told(problem: unknown): unknown {
  if (isStoreProblem(problem)) return problem;
  if (codeOf(problem) === "53100") return storeProblem("full", "PostgreSQL has no room left", problem);
  return storeProblem("unavailable", "PostgreSQL failed", problem);
}

interface Locked {
  readonly number: bigint;
  readonly shared: boolean;
}

/** Advisory locks have numbers: two names may share one, so that it is these that are put in order, each once. */
function locksFor(schema: string, own: readonly string[], shared: readonly string[]): readonly Locked[] {
  const locks = new Map<bigint, boolean>();
  const numberOf = (name: string): bigint => createHash("sha256").update(`${schema} ${name}`).digest().readBigInt64BE();
  for (const name of shared) locks.set(numberOf(name), true);
  for (const name of own) locks.set(numberOf(name), false);
  return [...locks].map(([number, isShared]) => ({ number, shared: isShared })).sort((a, b) => (a.number < b.number ? -1 : 1));
}

function cellsOf(value: unknown): ReadonlyMap<string, Stored> {
  return new Map(Object.entries((value ?? {}) as Readonly<Record<string, string>>).map(([key, text]) => [key, readCell(key, text)]));
}

function headsOf(value: unknown): readonly Head[] {
  const rows = (value ?? []) as readonly { readonly chain: string; readonly n: number | string; readonly hash: string; readonly seq: string }[];
  return rows.map(({ chain, n, hash, seq }) => ({ chain, n: Number(n), hash, seq: BigInt(seq) }));
}

function codeOf(problem: unknown): string | undefined {
  return typeof problem === "object" && problem !== null && "code" in problem && typeof problem.code === "string" ? problem.code : undefined;
}
