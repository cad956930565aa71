import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { type Disk, nodeDisk } from "../../stdlib/runtime/store/disk.js";
import { fileStore, ledgerName } from "../../stdlib/runtime/store/file.js";
import { lockFolder } from "../../stdlib/runtime/store/lock.js";
import type { Batch, Store } from "../../stdlib/runtime/store/store.js";
import { diskError, faultyDisk } from "./faulty.js";
import { temporaryFolders } from "./folders.js";
import { memoryDisk } from "./memory-disk.js";
import { linesOf } from "./suite.js";

const newFolder = temporaryFolders();
const fileOf = (folder: string): string => `${folder}/${ledgerName}`;
const nth = (i: number): Batch => ({
  id: `b${i}`,
  absent: [`k${i}`],
  put: [{ key: `k${i}`, value: `v${i}` }],
  add: [{ key: "s", by: 1n, max: 1_000_000n }],
  log: [{ chain: "c", entry: { i } }],
});

async function closed<T>(store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test("no answer comes before the disk has said that it is durable", async () => {
  let open = (): void => {};
  let gate: Promise<void> | undefined;
  const store = fileStore(newFolder(), {
    disk: faultyDisk(async (step) => {
      if (step === "file.sync") await gate;
      return undefined;
    }),
  });
  await store.open();
  gate = new Promise((done) => {
    open = done;
  });
  const answered: string[] = [];
  const first = store.commit(nth(1)).then(() => answered.push("commit"));
  const second = store.commit(nth(1)).then(() => answered.push("the same again"));
  const third = store.read(["k1"]).then(({ cells }) => answered.push(`read ${cells[0]?.kind}`));
  await new Promise((done) => setTimeout(done, 50));
  expect(answered).toEqual([]);
  open();
  await Promise.all([first, second, third]);
  expect(answered.sort()).toEqual(["commit", "read text", "the same again"]);
  await store.close();
});

test("batches that wait for the disk are made durable together", async () => {
  let syncs = 0;
  const store = fileStore(newFolder(), {
    disk: faultyDisk((step) => {
      if (step === "file.sync") syncs++;
      return undefined;
    }),
  });
  await store.open();
  await Promise.all(Array.from({ length: 500 }, (_, i) => store.commit(nth(i))));
  expect(syncs).toBeLessThan(10);
  expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: 500n }]);
  await store.close();
});

test("a batch that comes just as the one before it is done is answered, whenever that is", async () => {
  const store = fileStore("f", { disk: memoryDisk(), reserve: 0 });
  await store.open();
  for (let turns = 0; turns < 120; turns++) {
    const first = store.commit(nth(turns * 2));
    // So many turns of the queue later, so that the second meets the first at every point.
    for (let turn = 0; turn < turns; turn++) await undefined;
    const second = store.commit(nth(turns * 2 + 1));
    const late = new Promise((answer) => setTimeout(answer, 2_000, "stuck").unref());
    expect(await Promise.race([Promise.all([first, second]), late]), `after ${turns} turns`).not.toBe("stuck");
  }
  await store.close();
});

test("what is not yet durable is not read", async () => {
  const disk = memoryDisk();
  let durable = new Set<string>();
  const batches = Array.from({ length: 200 }, (_, i) => nth(i));
  const watching: Disk = {
    ...disk,
    open: async (path) => {
      const file = await disk.open(path);
      return {
        ...file,
        sync: async () => {
          for (let i = 0; i < 5; i++) await undefined;
          const text = new TextDecoder().decode(disk.files.get(path));
          durable = new Set(batches.flatMap(({ id }) => (text.includes(`"id":"${id}"`) ? [id] : [])));
        },
      };
    },
  };
  const store = fileStore("f", { disk: watching, reserve: 0 });
  await store.open();
  const commits = batches.map(async (batch, i) => {
    for (let turn = 0; turn < i; turn++) await undefined;
    await store.commit(batch);
  });
  const reads = batches.map(async (_, i) => {
    for (let turn = 0; turn < i * 2; turn++) await undefined;
    const { cells } = await store.read(batches.map((__, k) => `k${k}`));
    expect(cells.flatMap(({ kind }, k) => (kind === "text" && !durable.has(`b${k}`) ? [k] : []))).toEqual([]);
  });
  await Promise.all([...commits, ...reads]);
  await store.close();
});

test.each(["EIO", "ENOSPC"])("a failed fsync (%s) is final: nothing is answered or written any more", async (code) => {
  const folder = newFolder();
  let broken = false;
  const steps: string[] = [];
  const store = fileStore(folder, {
    disk: faultyDisk((step) => {
      steps.push(step);
      if (step === "file.sync" && broken) throw diskError(code);
      return undefined;
    }),
  });
  await store.commit(nth(1));
  broken = true;
  await expect(Promise.all([store.commit(nth(2)), store.commit(nth(3))])).rejects.toMatchObject({ code: "failed" });
  broken = false;
  steps.length = 0;
  await expect(store.commit(nth(4))).rejects.toMatchObject({ code: "failed" });
  await expect(store.commit(nth(1))).rejects.toMatchObject({ code: "failed" });
  await expect(store.read(["k1"])).rejects.toMatchObject({ code: "failed" });
  await expect(store.heads(0n)).rejects.toMatchObject({ code: "failed" });
  expect(steps).toEqual([]);
  await store.close();
  // Opening tells what the disk has; sent again, the batch counts once.
  await closed(fileStore(folder), async (again) => {
    expect(await again.commit(nth(2))).toMatchObject({ ok: true });
    expect(await again.commit(nth(2))).toMatchObject({ ok: true });
    const [sum] = (await again.read(["s"])).cells;
    expect(sum?.kind === "sum" && sum.sum >= 2n && sum.sum <= 3n).toBe(true);
    expect((await linesOf(again)).filter(({ of }) => JSON.stringify(of.entry) === '{"i":2}')).toHaveLength(1);
  });
});

test("a write that fails for another reason than room is final too", async () => {
  let broken = false;
  const store = fileStore(newFolder(), {
    disk: faultyDisk((step) => {
      if (step === "file.write" && broken) throw diskError("EIO");
      return undefined;
    }),
  });
  await store.commit(nth(1));
  broken = true;
  await expect(store.commit(nth(2))).rejects.toMatchObject({ code: "failed" });
  broken = false;
  await expect(store.commit(nth(3))).rejects.toMatchObject({ code: "failed" });
  await store.close();
});

test("a full disk refuses what is not urgent and changes nothing; the reserve lets a revocation through", async () => {
  const folder = newFolder();
  let room = Number.POSITIVE_INFINITY;
  const disk = faultyDisk((step, path, bytes) => {
    if (step === "remove" && path.endsWith("/reserve")) room += 4_096;
    if (step !== "file.write" || bytes === undefined || bytes.length <= room) return undefined;
    return room;
  });
  const store = fileStore(folder, { disk, reserve: 4_096 });
  await store.commit({ id: "0", put: [{ key: "hop", value: "h" }] });
  expect(existsSync(`${folder}/reserve`)).toBe(true);
  room = 10;
  await expect(store.commit(nth(1))).rejects.toMatchObject({ code: "full" });
  expect(existsSync(`${folder}/reserve`)).toBe(true);
  expect((await store.read(["k1", "s"])).cells).toEqual([{ kind: "none" }, { kind: "none" }]);
  const revoke: Batch = { id: "r", put: [{ key: "hop", value: null }], log: [{ chain: "c", entry: "revoked" }], urgent: true };
  const [ordinary, known, revoked] = await Promise.allSettled([
    store.commit(nth(2)),
    store.commit({ id: "0", put: [{ key: "hop", value: "h" }] }),
    store.commit(revoke),
  ]);
  expect(ordinary).toMatchObject({ status: "rejected", reason: { code: "full" } });
  expect(known).toMatchObject({ status: "fulfilled", value: { ok: true } });
  expect(revoked).toMatchObject({ status: "fulfilled", value: { ok: true } });
  // There is room again.
  room = Number.POSITIVE_INFINITY;
  expect(await store.commit(nth(3))).toMatchObject({ ok: true });
  await store.close();
  await closed(fileStore(folder), async (again) => {
    expect(await again.open()).toMatchObject({ seq: (await again.heads(0n)).at(-1)?.seq });
    expect((await again.read(["hop", "k1", "k2", "k3", "s"])).cells.map(({ kind }) => kind)).toEqual(["ended", "none", "none", "text", "sum"]);
  });
});

test("what a full disk took of a line is cut off again, so that a shorter line can stand there", async () => {
  let room = Number.POSITIVE_INFINITY;
  const folder = newFolder();
  const store = fileStore(folder, {
    disk: faultyDisk((step, _path, bytes) => (step === "file.write" && (bytes?.length ?? 0) > room ? room : undefined)),
  });
  await store.commit(nth(1));
  room = 3_000;
  await expect(store.commit({ id: "long", put: [{ key: "long", value: "x".repeat(5_000) }] })).rejects.toMatchObject({ code: "full" });
  expect(await store.commit(nth(2))).toMatchObject({ ok: true });
  await store.close();
  await closed(fileStore(folder), async (again) => {
    expect(await again.open()).toEqual({ seq: 3n });
    expect((await again.read(["long", "s"])).cells).toEqual([{ kind: "none" }, { kind: "sum", sum: 2n }]);
  });
});

test("a file may get so long and no longer, but for what is urgent", async () => {
  const folder = newFolder();
  const store = fileStore(folder, { most: 2_000 });
  let i = 0;
  let problem: unknown;
  while (problem === undefined && i < 100) await store.commit(nth(i++)).catch((each: unknown) => (problem = each));
  expect(problem).toMatchObject({ code: "full" });
  expect(readFileSync(fileOf(folder)).length).toBeLessThanOrEqual(2_000);
  expect(i).toBeGreaterThan(2);
  expect(await store.commit({ id: "r", put: [{ key: "k0", value: null }], urgent: true })).toMatchObject({ ok: true });
  await expect(store.commit(nth(200))).rejects.toMatchObject({ code: "full" });
  expect((await store.read(["k0", "s"])).cells).toEqual([{ kind: "ended" }, { kind: "sum", sum: BigInt(i - 1) }]);
  await store.close();
});

/** A file with some entries, and where its lines end. */
async function written(count: number): Promise<{ readonly bytes: Uint8Array; readonly ends: readonly number[] }> {
  const disk = memoryDisk();
  await closed(fileStore("f", { disk, reserve: 0 }), async (store) => {
    for (let i = 0; i < count; i++) await store.commit(nth(i));
  });
  const bytes = disk.files.get(fileOf("f")) ?? new Uint8Array(0);
  return { bytes, ends: [...bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : [])) };
}

const opened = (bytes: Uint8Array): Store => fileStore("f", { reserve: 0, disk: memoryDisk({ [fileOf("f")]: bytes }) });

test("cut at every offset of the last entries, it opens with all that was whole, says what was torn, and goes on", async () => {
  const { bytes, ends } = await written(5);
  const from = ends.at(-3) ?? 0;
  expect(bytes.length - from).toBeGreaterThan(500);
  for (let cut = from; cut <= bytes.length; cut++) {
    const whole = ends.filter((end) => end <= cut).length - 1;
    const rest = cut - (ends[whole] ?? 0);
    const disk = memoryDisk({ [fileOf("f")]: bytes.subarray(0, cut) });
    await closed(fileStore("f", { disk, reserve: 0 }), async (store) => {
      const { torn } = await store.open();
      expect(torn).toEqual(rest === 0 ? undefined : { offset: ends[whole], bytes: rest });
      expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: BigInt(whole) }]);
      // The one that was cut off is sent again, the one before it too; both count once.
      expect(await store.commit(nth(whole))).toMatchObject({ ok: true });
      expect(await store.commit(nth(whole - 1))).toMatchObject({ ok: true });
      expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: BigInt(whole + 1) }]);
    });
    await closed(fileStore("f", { disk, reserve: 0 }), async (store) => {
      expect((await store.open()).torn).toBeUndefined();
      expect((await linesOf(store)).filter(({ of }) => of.chain === "c")).toHaveLength(whole + 1);
    });
  }
});

test("cut on a real disk, it is cut back there", async () => {
  const folder = newFolder();
  const { bytes, ends } = await written(3);
  const last = ends.at(-2) ?? 0;
  writeFileSync(fileOf(folder), bytes.subarray(0, last + 100));
  await closed(fileStore(folder), async (store) => expect((await store.open()).torn).toEqual({ offset: last, bytes: 100 }));
  expect(readFileSync(fileOf(folder)).equals(bytes.subarray(0, last))).toBe(true);
});

test("zeros where a crash left blocks unwritten are a torn line; so is half a line and zeros", async () => {
  const { bytes, ends } = await written(3);
  const last = ends.at(-2) ?? 0;
  for (const tail of [Buffer.alloc(100), Buffer.concat([bytes.subarray(last, last + 20), Buffer.alloc(40), Buffer.from("\n")])]) {
    await closed(opened(Buffer.concat([bytes.subarray(0, last), tail])), async (store) => {
      expect((await store.open()).torn).toEqual({ offset: last, bytes: tail.length });
      expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: 2n }]);
    });
  }
});

test("one changed byte anywhere, the last line included, and it does not open", async () => {
  const { bytes } = await written(2);
  // Without its newline the last line is one that a crash cut short.
  for (let at = 0; at < bytes.length - 1; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = bytes[at] === 0x61 ? 0x62 : 0x61;
    await closed(opened(changed), async (store) => {
      await expect(store.open()).rejects.toMatchObject({ code: "corrupt" });
      await expect(store.commit(nth(9))).rejects.toMatchObject({ code: "corrupt" });
    });
  }
});

test("lines that were left out, moved or put in twice, and it does not open", async () => {
  const { bytes } = await written(4);
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  const [header = "", a = "", b = "", c = "", d = ""] = lines;
  for (const changed of [
    [header, b, c, d],
    [header, a, c, d],
    [header, b, a, c, d],
    [header, a, b, b, c, d],
    [header, a, b, c, d, a],
    [a, b, c, d],
    [header, "", a],
    [],
  ]) {
    await closed(opened(Buffer.from(changed.map((line) => `${line}\n`).join(""))), async (store) => {
      await expect(store.open()).rejects.toMatchObject({ code: "corrupt" });
    });
  }
  await closed(opened(bytes), async (store) => expect((await store.open()).seq).toBe(5n));
});

test("a file that grew behind the store's back is noticed when it is opened anew", async () => {
  const { bytes } = await written(2);
  await closed(opened(Buffer.concat([bytes, Buffer.from('{"hash":"x"}\n')])), async (store) => {
    await expect(store.open()).rejects.toMatchObject({ code: "corrupt", message: expect.stringContaining("line 4") as unknown });
  });
});

test("a second writer is refused, in this process too, until the first is done", async () => {
  const folder = newFolder();
  const [first, second] = [fileStore(folder), fileStore(folder)];
  await first.open();
  await expect(second.open()).rejects.toMatchObject({ code: "locked" });
  await first.commit(nth(1));
  await first.close();
  expect(await second.commit(nth(2))).toMatchObject({ ok: true });
  await second.close();
});

test("of many who find the holder gone, one takes its place", async () => {
  const folder = newFolder();
  for (let round = 0; round < 20; round++) {
    rmSync(`${folder}/lock.${round}`, { force: true });
    // The number of a process that has ended, and one that is used again: it did not start then.
    const gone = round % 2 === 0 ? { pid: 2 ** 30, started: "x" } : { pid: process.pid, started: "another boot/1" };
    writeFileSync(`${folder}/lock.${1_000 * (round + 1)}`, JSON.stringify({ host: hostname(), ...gone }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, nodeDisk)));
    const won = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(won).toHaveLength(1);
    expect(tries.filter((each) => each.status === "rejected").map(({ reason }) => (reason as { code?: string }).code)).toEqual(
      Array(7).fill("locked"),
    );
    expect(won[0]?.held()).toBe(true);
    await won[0]?.release();
  }
});

test("who comes late, when the lock was taken over and the way was cleared meanwhile, does not get it", async () => {
  const folder = newFolder();
  const holder = (pid: number): string => JSON.stringify({ host: hostname(), pid, started: "" });
  writeFileSync(`${folder}/lock.5`, holder(2 ** 30));
  const disk = faultyDisk((step, path) => {
    if (step !== "link" || existsSync(`${folder}/lock.7`)) return undefined;
    expect(path).toBe(`${folder}/lock.6`);
    writeFileSync(`${folder}/lock.7`, holder(process.pid));
    rmSync(`${folder}/lock.5`);
    return undefined;
  });
  await expect(lockFolder(folder, disk)).rejects.toMatchObject({ code: "locked" });
  expect(readdirSync(folder)).toEqual(["lock.7"]);
});

test("a lock of another machine, or one that can't be read, is not taken over", async () => {
  for (const text of [JSON.stringify({ host: `not-${hostname()}`, pid: 2 ** 30, started: "" }), "", "?", "{}"]) {
    const folder = newFolder();
    writeFileSync(`${folder}/lock.7`, text);
    await expect(lockFolder(folder, nodeDisk)).rejects.toMatchObject({ code: "locked" });
  }
});

test("who has lost its lock writes nothing more", async () => {
  const folder = newFolder();
  const store = fileStore(folder);
  await store.commit(nth(1));
  const before = readFileSync(fileOf(folder));
  rmSync(`${folder}/lock.1`);
  await expect(store.commit(nth(2))).rejects.toMatchObject({ code: "locked" });
  await expect(store.commit(nth(3))).rejects.toMatchObject({ code: "locked" });
  expect(readFileSync(fileOf(folder))).toEqual(before);
  await store.close();
});
