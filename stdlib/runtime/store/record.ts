/**
 * A record of the ledger: an entry with its place in its hash chain, as a line of JSON that carries its own hash. Each record
 * names the hash of the one before it in its chain, so that none can be changed, left out, moved or put in unnoticed before
 * a hash that someone kept.
 */
import { canonical, sha256 } from "../canonical.js";
import type { Json } from "../value.js";
import type { Head } from "./store.js";

export interface LedgerRecord {
  /** The store's time, milliseconds since the epoch. */
  readonly at: number;
  readonly chain: string;
  readonly entry: Json;
  /** Counted from 0 in its chain. */
  readonly n: number;
  /** The hash of the record before it in its chain; of the first, `beginning`. */
  readonly prev: string;
  /** Counts up over all chains of a store, perhaps with gaps. */
  readonly seq: number;
}

export interface Sealed {
  readonly line: string;
  readonly head: Head;
}

/** What the first record of a chain, and the first line of a file, follow. */
export const beginning = "0".repeat(64);

/** The record that follows `before` in a chain. `text` is the entry's canonical text. */
export function seal(
  chain: string,
  text: string,
  before: { readonly n: number; readonly hash: string } | undefined,
  at: number,
  seq: bigint,
): Sealed {
  const n = before === undefined ? 0 : before.n + 1;
  const prev = before?.hash ?? beginning;
  const body = `{"at":${at},"chain":${canonical(chain)},"entry":${text},"n":${n},"prev":"${prev}","seq":${seq}}`;
  const { line, hash } = framed(body);
  return { line, head: { chain, n, hash, seq } };
}

/** A line that carries the hash of what stands in it. `body` is canonical JSON. */
export function framed(body: string): { readonly line: string; readonly hash: string } {
  const hash = sha256(body);
  return { line: `{"hash":"${hash}","of":${body}}`, hash };
}

/** What a line carries, and whether that is what its hash says; `undefined` where it is no such line at all. */
export function readFramed(line: string): { readonly of: Json; readonly hash: string; readonly holds: boolean } | undefined {
  const found = /^\{"hash":"([0-9a-f]{64})","of":(.*)\}$/su.exec(line);
  const [, hash = "", body = ""] = found ?? [];
  if (found === null) return undefined;
  try {
    return { of: JSON.parse(body) as Json, hash, holds: sha256(body) === hash };
  } catch {
    return undefined;
  }
}

/** A record as it was read from a line; `undefined` where it is none. */
export function readRecord(value: Json): LedgerRecord | undefined {
  const { at, chain, entry, n, prev, seq, ...others } =
    typeof value === "object" && value !== null ? (value as { readonly [name: string]: Json }) : {};
  if (!isCount(at) || !isCount(n) || !isCount(seq) || typeof chain !== "string" || typeof prev !== "string" || entry === undefined) return undefined;
  return Object.keys(others).length === 0 ? { at, chain, entry, n, prev, seq } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
