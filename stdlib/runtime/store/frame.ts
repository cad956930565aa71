/**
 * A line of the file store's file: the batches that were written together, at one time. It carries its own hash and names that
 * of the line before it; the first line, which names the file, is the head that the second follows.
 */
import { canonical, sha256 } from "../canonical.js";
import type { Json } from "../value.js";
import type { Prepared } from "./batch.js";
import { framed, readFramed, type Sealed } from "./record.js";
import type { Addition, Put } from "./store.js";

export interface FrameBatch {
  readonly id: string;
  readonly digest: string;
  /** Of the last record that there was after it. */
  readonly seq: bigint;
  readonly put: readonly Put[];
  /** `max` is not kept: what was done was within it. */
  readonly add: readonly Omit<Addition, "max">[];
  readonly log: readonly FrameRecord[];
}

export interface FrameRecord {
  readonly hash: string;
  readonly of: Json;
}

export interface Frame {
  readonly at: number;
  readonly prev: string;
  readonly hash: string;
  readonly batches: readonly FrameBatch[];
}

const marker = '{"remit":"ledger","version":1,"id":';

export function headerLine(id: string): string {
  return `${marker}${JSON.stringify(id)}}`;
}

/** The hash that the first frame follows; `undefined` where this is no first line of such a file. */
export function readHeader(line: string): string | undefined {
  return line.startsWith(marker) && /^"[0-9a-f-]+"\}$/.test(line.slice(marker.length)) ? sha256(line) : undefined;
}

/** What one batch of a frame is written as. `seq`: of the last record that there is after it. */
export function batchText({ batch, digest }: Prepared, records: readonly Sealed[], seq: bigint): string {
  const put = (batch.put ?? []).map(({ key, value, until }): Json => (until === undefined ? [key, value] : [key, value, until]));
  const add = (batch.add ?? []).map(
    ({ key, by, per, at }): Json => [key, String(by), ...(per === undefined ? [] : at === undefined ? [per] : [per, at])],
  );
  const log = records.map(({ line }) => line).join(",");
  return `{"add":${canonical(add)},"digest":"${digest}","id":${canonical(batch.id)},"log":[${log}],"put":${canonical(put)},"seq":${seq}}`;
}

export function frameLine(at: number, batches: readonly string[], prev: string): { readonly line: string; readonly hash: string } {
  return framed(`{"at":${at},"batches":[${batches.join(",")}],"prev":"${prev}"}`);
}

/** A frame, if the line is one and is what its hash says. */
export function readFrame(line: string): Frame | undefined {
  const read = readFramed(line);
  if (read === undefined || !read.holds || !isRecord(read.of)) return undefined;
  const { at, prev, batches } = read.of;
  if (typeof at !== "number" || typeof prev !== "string" || !isList(batches)) return undefined;
  const found: FrameBatch[] = [];
  for (const each of batches) {
    const batch = readBatch(each);
    if (batch === undefined) return undefined;
    found.push(batch);
  }
  return { at, prev, hash: read.hash, batches: found };
}

function readBatch(value: Json): FrameBatch | undefined {
  if (!isRecord(value)) return undefined;
  const { id, digest, seq, put, add, log } = value;
  if (typeof id !== "string" || typeof digest !== "string" || typeof seq !== "number" || !Number.isSafeInteger(seq)) return undefined;
  if (!isList(put) || !isList(add) || !isList(log)) return undefined;
  const puts = put.map(readPut);
  const adds = add.map(readAddition);
  const records = log.map(readLogged);
  const whole = <T>(list: readonly (T | undefined)[]): readonly T[] | undefined =>
    list.some((each) => each === undefined) ? undefined : (list as T[]);
  const [allPuts, allAdds, allRecords] = [whole(puts), whole(adds), whole(records)];
  if (allPuts === undefined || allAdds === undefined || allRecords === undefined) return undefined;
  return { id, digest, seq: BigInt(seq), put: allPuts, add: allAdds, log: allRecords };
}

function readPut(value: Json): Put | undefined {
  if (!isList(value)) return undefined;
  const [key, text, until] = value;
  if (typeof key !== "string" || (typeof text !== "string" && text !== null)) return undefined;
  if (until === undefined) return { key, value: text };
  return typeof until === "number" ? { key, value: text, until } : undefined;
}

function readAddition(value: Json): Omit<Addition, "max"> | undefined {
  if (!isList(value)) return undefined;
  const [key, by, per, at] = value;
  if (typeof key !== "string" || typeof by !== "string" || !/^-?\d+$/.test(by)) return undefined;
  if ((per !== undefined && typeof per !== "number") || (at !== undefined && typeof at !== "number")) return undefined;
  return { key, by: BigInt(by), ...(per === undefined ? {} : { per }), ...(at === undefined ? {} : { at }) };
}

function readLogged(value: Json): FrameRecord | undefined {
  if (!isRecord(value)) return undefined;
  const { hash, of } = value;
  return typeof hash === "string" && of !== undefined ? { hash, of } : undefined;
}

/** A record of a frame as the line that it is outside of it. */
export function recordLine({ hash, of }: FrameRecord): string {
  return `{"hash":"${hash}","of":${canonical(of)}}`;
}

function isRecord(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
