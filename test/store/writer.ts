/**
 * A program that writes to a store until it is killed: at a step that it is told, or from outside. It says on standard output what
 * it is about to send and what was acknowledged, each at once, so that whoever reads knows what may be lost and what may not.
 *
 * Arguments: a JSON object, see `Orders`.
 */
import { writeSync } from "node:fs";
import pg from "pg";
import { type Disk, nodeDisk } from "../../stdlib/runtime/store/disk.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { type PostgresPool, postgresStore } from "../../stdlib/runtime/store/postgres.js";
import type { Store } from "../../stdlib/runtime/store/store.js";
import { batchOf } from "./batches.js";

export interface Orders {
  readonly to: { readonly folder: string } | { readonly pg: object; readonly schema: string };
  /** The first batch's number; the others follow. */
  readonly from: number;
  /** How many batches; without it, until it is killed. */
  readonly count?: number;
  /** How many are sent at once. */
  readonly atOnce: number;
  /** Kills itself at this step, counted from 0: before it is done, while it is done, or after it. */
  readonly kill?: { readonly step: number; readonly when: "before" | "during" | "after" };
}

const say = (text: string): void => {
  writeSync(1, `${text}\n`);
};

const dies = (): never => {
  process.kill(process.pid, "SIGKILL");
  // The signal is on its way; nothing more is done.
  for (;;);
};

const { to, from, count, atOnce, kill } = JSON.parse(process.argv[2] ?? "{}") as Orders;
let steps = 0;

async function stepping<T>(work: () => Promise<T>, half: () => Promise<void>): Promise<T> {
  const step = steps++;
  if (step !== kill?.step) return work();
  if (kill.when === "before") dies();
  if (kill.when === "during") {
    await half();
    dies();
  }
  await work();
  return dies();
}

function steppingDisk(): Disk {
  const whole = <T>(work: () => Promise<T>): Promise<T> => stepping(work, async () => {});
  return {
    makeFolder: (path) => whole(() => nodeDisk.makeFolder(path)),
    list: nodeDisk.list,
    readText: nodeDisk.readText,
    writeWhole: (path, bytes) =>
      stepping(
        () => nodeDisk.writeWhole(path, bytes),
        () => nodeDisk.writeWhole(path, bytes.subarray(0, bytes.length / 2)),
      ),
    link: (a, b) => whole(() => nodeDisk.link(a, b)),
    rename: (a, b) => whole(() => nodeDisk.rename(a, b)),
    remove: (path) => whole(() => nodeDisk.remove(path)),
    syncFolder: (path) => whole(() => nodeDisk.syncFolder(path)),
    exists: nodeDisk.exists,
    open: async (path) => {
      const file = await nodeDisk.open(path);
      return {
        ...file,
        write: (bytes, at) =>
          stepping(
            () => file.write(bytes, at),
            () => file.write(bytes.subarray(0, bytes.length / 2), at),
          ),
        sync: () => whole(file.sync),
        truncate: (size) => whole(() => file.truncate(size)),
        close: () => whole(file.close),
      };
    },
  };
}

/** Each statement is a step; killed during one, it has been sent and nobody waits for its answer. */
function steppingPool(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        query: (text, values) =>
          stepping(
            () => client.query(text, values),
            async () => {
              client.query(text, values).catch(() => {});
              await new Promise((done) => setTimeout(done, 3));
            },
          ),
        release: (destroy) => client.release(destroy),
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
      };
    },
  };
}

async function main(): Promise<void> {
  let store: Store;
  if ("folder" in to) store = fileStore(to.folder, { disk: steppingDisk(), reserve: 100 });
  else store = postgresStore(steppingPool(new pg.Pool({ ...to.pg, max: atOnce })), { schema: to.schema });
  const { torn } = await store.open();
  say(`open ${torn === undefined ? 0 : torn.bytes}`);
  let next = from;
  const send = async (): Promise<void> => {
    while (count === undefined || next < from + count) {
      const i = next++;
      say(`send ${i}`);
      const answer = await store.commit(batchOf(i));
      say(`${answer.ok ? "done" : "refused"} ${i}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  await store.close();
  say(`steps ${steps}`);
  process.exit(0);
}

await main();
