/** What a file store's file says was done, line by line; and what a crash left half written at its end. */
import type { DiskFile } from "./disk.js";
import type { LoadedEngine } from "./engine.js";
import { type FrameBatch, readFrame, readHeader } from "./frame.js";
import { addTo, putIn, type Stored } from "./judge.js";
import { type Line, linesOf } from "./lines.js";
import { readRecord } from "./record.js";
import { type Head, type Key, storeProblem } from "./store.js";

export interface Replayed {
  /** The hash that the next line follows, and where it begins. */
  readonly hash: string;
  readonly size: number;
  /** The time of the last line. */
  readonly at: number;
  readonly torn?: { readonly offset: number; readonly bytes: number };
}

/** What was taken was within its bounds when it was taken. */
const unbounded = 1n << 4096n;

/** Takes over what the file says. Throws a `StoreProblem` (`corrupt`) where it is not as it was written, a torn end aside. */
export async function replay(file: DiskFile, path: string, state: LoadedEngine): Promise<Replayed> {
  const length = await file.size();
  let [hash, size, at, number] = ["", 0, 0, 0];
  for await (const line of linesOf(file, length)) {
    number++;
    const text = textOf(line);
    const corrupt = (what: string): Error => storeProblem("corrupt", `${path}, line ${number}: ${what}`);
    if (number === 1) {
      // The first line is never torn: the file gets its name when it is there.
      const header = text === undefined || !line.ended ? undefined : readHeader(text);
      if (header === undefined) throw corrupt("it is no ledger of this version");
      hash = header;
    } else {
      const frame = text === undefined || !line.ended ? undefined : readFrame(text);
      if (frame === undefined) {
        if (isTorn(line, length)) return { hash, size, at, torn: { offset: line.offset, bytes: length - line.offset } };
        throw corrupt("it is not what was written");
      }
      if (frame.prev !== hash) throw corrupt("it does not follow the line before it");
      for (const batch of frame.batches) load(batch, frame.at, state, corrupt);
      hash = frame.hash;
      at = frame.at;
    }
    size = line.offset + line.bytes.length + 1;
  }
  if (number === 0) throw storeProblem("corrupt", `${path} is empty`);
  return { hash, size, at };
}

/**
 * A write that a crash cut short ends before its newline, or leaves blocks of zeros. A whole last line without any that is not what
 * its hash says was changed by someone: it may have been acknowledged, and is not cut off.
 */
function isTorn(line: Line, length: number): boolean {
  return !line.ended || (line.offset + line.bytes.length + 1 === length && line.bytes.includes(0));
}

function textOf(line: Line): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line.bytes);
  } catch {
    return undefined;
  }
}

function load(batch: FrameBatch, now: number, state: LoadedEngine, corrupt: (what: string) => Error): void {
  const cells = new Map<Key, Stored>();
  for (const put of batch.put) {
    const after = putIn(state.cell(put.key), put);
    if (after === undefined) throw corrupt(`\`${put.key}\` has ended`);
    cells.set(put.key, after);
  }
  for (const addition of batch.add) {
    const after = addTo(cells.get(addition.key) ?? state.cell(addition.key), { ...addition, max: unbounded }, now);
    if (after === undefined) throw corrupt(`the sum \`${addition.key}\` falls below zero`);
    cells.set(addition.key, after);
  }
  const heads = batch.log.map(({ hash, of }): Head => {
    const record = readRecord(of);
    if (record === undefined) throw corrupt("an entry is no record");
    return { chain: record.chain, n: record.n, hash, seq: BigInt(record.seq) };
  });
  state.load({ id: batch.id, digest: batch.digest, seq: batch.seq, now }, cells, heads);
}
