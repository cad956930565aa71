/**
 * The store that is a file: what is written there *is* the state, replayed at opening. Batches that are sent while the disk is
 * busy are written as one line, and none is answered before that line is durable.
 */
import { randomUUID } from "node:crypto";
import { type Prepared, prepare } from "./batch.js";
import { type Clock, storeClock } from "./clock.js";
import { codeOf, type Disk, type DiskFile, nodeDisk } from "./disk.js";
import { engine, type LoadedEngine, type Taken } from "./engine.js";
import { batchText, frameLine, headerLine, readFrame, recordLine } from "./frame.js";
import { shownCell } from "./judge.js";
import { linesOf } from "./lines.js";
import { type Lock, lockFolder } from "./lock.js";
import { replay } from "./replay.js";
import { type Batch, type Committed, isStoreProblem, type Opened, type Store, type StoreProblem, storeProblem } from "./store.js";

export interface FileStoreOptions {
  readonly disk?: Disk;
  readonly clock?: Clock;
  /** The file may get so long, in bytes; beyond it only what is `urgent` is written. No bound by default. */
  readonly most?: number;
  /** So many bytes of the disk are held free for what is `urgent`. */
  readonly reserve?: number;
}

/** The file in the folder that `fileStore` is given. */
export const ledgerName = "ledger.jsonl";
const reserveName = "reserve";

/** A line holds at most so many batches, and no further one when it has so many UTF-16 units. */
const group = { batches: 1_000, units: 4_000_000 } as const;

interface Waiting {
  readonly prepared: Prepared;
  readonly answer: (committed: Committed) => void;
  readonly refuse: (problem: unknown) => void;
}

interface Open {
  readonly file: DiskFile;
  readonly lock: Lock;
  readonly state: LoadedEngine;
  readonly opened: Opened;
  hash: string;
  size: number;
}

/** Keeps its file in a folder, which it makes; one process at a time can have it open. */
export function fileStore(folder: string, options: FileStoreOptions = {}): Store {
  const disk = options.disk ?? nodeDisk;
  const clock = options.clock ?? storeClock();
  const path = `${folder}/${ledgerName}`;
  let opening: Promise<Open> | undefined;
  /** Why nothing more can be written. */
  let dead: StoreProblem | undefined;
  let waiting: Waiting[] = [];
  /** Whether batches are being written, and when they are; that never rejects. */
  let busy = false;
  let written: Promise<void> = Promise.resolve();
  /** `read` and its kin wait for these, so that they tell nothing that might yet be lost. */
  const settled = async (): Promise<Open> => {
    const now = await ready();
    while (busy) await written;
    if (dead !== undefined) throw dead;
    return now;
  };
  const ready = (): Promise<Open> => {
    if (dead !== undefined) return Promise.reject(dead);
    opening ??= openFolder(folder, path, disk, clock, options.reserve ?? 1 << 20).catch((problem: unknown) => {
      // Another time it may be free.
      opening = undefined;
      throw problem;
    });
    return opening;
  };

  /** Writes what is waiting, until nothing is. A batch that comes after the last look finds nobody busy, and begins anew. */
  const work = async (open: Open): Promise<void> => {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, group.batches);
      waiting = waiting.slice(group.batches);
      try {
        const left = dead === undefined ? await writeGroup(taken, open) : [];
        waiting = [...left, ...waiting];
      } catch (problem) {
        // Our own mistake: what was being done is not known.
        die("failed", `writing ${path} failed`, problem);
      }
      if (dead !== undefined) for (const { refuse } of taken) refuse(dead);
    }
    busy = false;
  };

  /** Writes some batches as one line and answers them. Those that did not fit are left. */
  const writeGroup = async (batches: readonly Waiting[], open: Open, released = false): Promise<readonly Waiting[]> => {
    const now = clock.now();
    const texts: string[] = [];
    const done: { readonly each: Waiting; readonly taken: Taken }[] = [];
    const answers: (() => void)[] = [];
    let [units, count] = [0, 0];
    for (const each of batches) {
      if (units > group.units) break;
      count++;
      try {
        const known = open.state.known(each.prepared);
        const planned = known === undefined ? open.state.plan(each.prepared, now) : undefined;
        if (known !== undefined) answers.push(() => each.answer(known));
        else if (planned?.kind === "refused") answers.push(() => each.answer(planned.answer));
        else if (planned !== undefined) {
          const taken = planned.take();
          const text = batchText(each.prepared, planned.records, taken.answer.seq);
          texts.push(text);
          units += text.length;
          done.push({ each, taken });
          answers.push(() => each.answer(taken.answer));
        }
      } catch (problem) {
        answers.push(() => each.refuse(problem));
      }
    }
    const undo = (): void => {
      for (const { taken } of done.toReversed()) taken.undo();
    };
    const outcome =
      texts.length === 0
        ? "written"
        : await append(
            texts,
            now,
            open,
            done.every(({ each }) => each.prepared.batch.urgent === true),
          );
    switch (outcome) {
      case "written":
        for (const answer of answers) answer();
        return batches.slice(count);
      case "full":
      case "over": {
        undo();
        const urgent = batches.filter(({ prepared }) => prepared.batch.urgent === true);
        for (const each of released ? batches : batches.filter((other) => !urgent.includes(other))) answerFull(each, open);
        if (released || urgent.length === 0) return [];
        if (outcome === "full") await releaseReserve();
        return writeGroup(urgent, open, outcome === "full");
      }
      case "dead":
        return [];
    }
  };

  /** What was done before is answered so, room or not. */
  const answerFull = ({ prepared, answer, refuse }: Waiting, open: Open): void => {
    try {
      const known = open.state.known(prepared);
      if (known === undefined) refuse(storeProblem("full", `there is no room left for ${path}`));
      else answer(known);
    } catch (problem) {
      refuse(problem);
    }
  };

  /** Appends one line. `full` (the disk is) and `over` (what it may take is): the file is as it was. `dead`: nobody knows what it is now. */
  const append = async (texts: readonly string[], now: number, open: Open, urgent: boolean): Promise<"written" | "full" | "over" | "dead"> => {
    const { line, hash } = frameLine(now, texts, open.hash);
    const bytes = new TextEncoder().encode(`${line}\n`);
    if (!open.lock.held()) return die("locked", `${folder} was taken over by another process`, undefined);
    if (!urgent && options.most !== undefined && open.size + bytes.length > options.most) return "over";
    try {
      await open.file.write(bytes, open.size);
    } catch (problem) {
      if (!["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(problem) ?? "")) return die("failed", `writing ${path} failed`, problem);
      try {
        await open.file.truncate(open.size);
        return "full";
      } catch (second) {
        return die("failed", `${path} is full and could not be cut back`, second);
      }
    }
    try {
      await open.file.sync();
    } catch (problem) {
      // The system may have thrown away what it could not write, and would call the next try a success.
      return die("failed", `${path} could not be made durable`, problem);
    }
    open.hash = hash;
    open.size += bytes.length;
    return "written";
  };

  const die = (code: "failed" | "locked", message: string, cause: unknown): "dead" => {
    dead = storeProblem(code, message, cause);
    return "dead";
  };

  const releaseReserve = async (): Promise<void> => {
    try {
      await disk.remove(`${folder}/${reserveName}`);
    } catch {
      // Then there is no more room than before, which the next write tells.
    }
  };

  return {
    durable: true,
    async open() {
      return (await ready()).opened;
    },
    async commit(batch: Batch) {
      const prepared = prepare(batch);
      const open = await ready();
      if (dead !== undefined) throw dead;
      return new Promise<Committed>((answer, refuse) => {
        waiting.push({ prepared, answer, refuse });
        if (busy) return;
        busy = true;
        written = work(open);
      });
    },
    async read(keys) {
      const { state } = await settled();
      const now = clock.now();
      return { cells: keys.map((key) => shownCell(state.cell(key), now)), now };
    },
    async *log(from) {
      const { file, size } = await settled();
      let first = true;
      for await (const { bytes } of linesOf(file, size)) {
        // The first line names the file.
        const frame = first ? undefined : readFrame(new TextDecoder().decode(bytes));
        if (!first && frame === undefined) throw storeProblem("corrupt", `${path} was changed behind the store's back`);
        first = false;
        for (const batch of frame?.batches ?? []) {
          if (batch.seq < from) continue;
          const numbered = batch.log.map((record, i) => ({ record, seq: batch.seq - BigInt(batch.log.length - 1 - i) }));
          for (const { record, seq } of numbered) if (seq >= from) yield new TextEncoder().encode(recordLine(record));
        }
      }
    },
    async heads(from) {
      return (await settled()).state.heads(from);
    },
    async close() {
      const open = await (opening ?? Promise.resolve(undefined)).catch(() => undefined);
      while (busy) await written;
      const wasClosed = dead?.code === "closed";
      dead = storeProblem("closed", `${path} is closed`);
      if (open === undefined || wasClosed) return;
      await open.file.close();
      await open.lock.release();
    },
  };
}

async function openFolder(folder: string, path: string, disk: Disk, clock: Clock, reserve: number): Promise<Open> {
  let lock: Lock | undefined;
  let file: DiskFile | undefined;
  try {
    await disk.makeFolder(folder);
    lock = await lockFolder(folder, disk);
    if (!disk.exists(path)) {
      await disk.writeWhole(`${path}.new`, new TextEncoder().encode(`${headerLine(randomUUID())}\n`));
      await disk.rename(`${path}.new`, path);
    }
    await disk.syncFolder(folder);
    file = await disk.open(path);
    const state = engine();
    const { hash, size, at, torn } = await replay(file, path, state);
    if (torn !== undefined) {
      await file.truncate(size);
      await file.sync();
    }
    clock.atLeast(at);
    await keepReserve(`${folder}/${reserveName}`, disk, reserve);
    const opened: Opened = torn === undefined ? { seq: state.seq() } : { seq: state.seq(), torn };
    return { file, lock, state, opened, hash, size };
  } catch (problem) {
    await file?.close().catch(() => {});
    await lock?.release().catch(() => {});
    throw isStoreProblem(problem) ? problem : storeProblem("unavailable", `${folder} could not be opened`, problem);
  }
}

/** Holds some of the disk for what is urgent. Where there is no room for it, what is there already goes first. */
async function keepReserve(path: string, disk: Disk, bytes: number): Promise<void> {
  if (bytes === 0 || disk.exists(path)) return;
  try {
    await disk.writeWhole(path, new Uint8Array(bytes).fill(0x2e));
  } catch {
    await disk.remove(path).catch(() => {});
  }
}
