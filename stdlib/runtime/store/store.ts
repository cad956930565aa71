/**
 * What a guard keeps, and the promise that every store gives: a batch is done as a whole or not at all, as if batches were
 * done one after another, is durable when `commit` answers, and counts once however often it is sent.
 *
 * A key names a cell, which is one of four things: nothing yet; a text; something that has ended, for good; or a sum.
 */
import type { Json } from "../value.js";

export type Key = string;

export interface Batch {
  /** Names the batch. Sent again, it is answered as the first time and done no second time. */
  readonly id: string;
  /** Cells that have to hold a text whose time (`until`) has not come. */
  readonly live?: readonly Key[];
  /** Cells that have to hold nothing, and never did. */
  readonly absent?: readonly Key[];
  readonly add?: readonly Addition[];
  readonly put?: readonly Put[];
  /** Entries of the ledger, in this order. */
  readonly log?: readonly Logged[];
  /** A revocation, or an end: it may use the space that is kept free for such. */
  readonly urgent?: boolean;
}

/**
 * Adds to a sum, if it is then within 0 and `max`. Several additions to one key are made one after another.
 * `by` < 0 takes back what an earlier addition to this key took.
 */
export interface Addition {
  readonly key: Key;
  readonly by: bigint;
  readonly max: bigint;
  /**
   * The sum is that of any window of so many milliseconds, by the store's time: an addition counts for at least so long, and
   * for at most 1/256 longer. A key has one such length, or none, for good.
   */
  readonly per?: number;
  /** Where `by` < 0 and there is a window: when that addition was made (`now` of its answer). What has left the window is let be. */
  readonly at?: number;
}

/** `value: null` ends the cell, whatever it held. What has ended can't be put again; ending it again is no failure. */
export interface Put {
  readonly key: Key;
  readonly value: string | null;
  /** Milliseconds since the epoch, by the store's time: from then on the cell is not live. */
  readonly until?: number;
}

/** An entry, and which hash chain it is appended to: that of its start, or `mainChain`. */
export interface Logged {
  readonly chain: string;
  readonly entry: Json;
}

/** The chain in which each other chain is announced by the store itself, when its first entry is appended. */
export const mainChain = "main";

export type Committed =
  /** `seq`: of the last entry of the ledger that there was then. `now`: the store's time then, milliseconds since the epoch. */
  | { readonly ok: true; readonly seq: bigint; readonly now: number }
  /** The first condition that did not hold, in the order `live`, `absent`, `put`, `add`. Nothing was done, and nothing is remembered of it. */
  | { readonly ok: false; readonly failed: Key; readonly check: "live" | "absent" | "put" | "add"; readonly now: number };

export type Cell =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly value: string; readonly until?: number }
  | { readonly kind: "ended" }
  /** Of a window, what counts now. */
  | { readonly kind: "sum"; readonly sum: bigint };

/** How far a hash chain has got. */
export interface Head {
  readonly chain: string;
  /** The number of its last entry, counted from 0. */
  readonly n: number;
  readonly hash: string;
  readonly seq: bigint;
}

export interface Opened {
  /** Of the last entry; 0 where there is none. */
  readonly seq: bigint;
  /** What a crash left half written at the end, which no one was told was done; it was cut off. */
  readonly torn?: { readonly offset: number; readonly bytes: number };
}

export interface Store {
  /** Whether what is committed outlives the process. */
  readonly durable: boolean;
  /** Makes it ready. Without it, the first other question does so; asked again, it answers the same. */
  open(): Promise<Opened>;
  /** Rejects with a `StoreProblem`, or answers. */
  commit(batch: Batch): Promise<Committed>;
  /** What is there; cells in the order of the keys. It is durable. */
  read(keys: readonly Key[]): Promise<{ readonly cells: readonly Cell[]; readonly now: number }>;
  /** The records of the ledger whose `seq` is at least `from`, in order, each one line of JSON without its newline. */
  log(from: bigint): AsyncIterable<Uint8Array>;
  /** The heads of the chains whose last entry's `seq` is at least `from`, in the order of `seq`. */
  heads(from: bigint): Promise<readonly Head[]>;
  close(): Promise<void>;
}

/**
 * `unavailable`: it may be done or not, and can be sent again under its id. `failed`: so from now on: what was being written
 * may be done or not, and opening the store anew tells. `locked`: another process writes there. `corrupt`: what is there is not what was written.
 * `full`: nothing was done, for want of space. `too-large`, `conflict` (another batch had this id) and `misuse`: the caller's mistake; nothing was done.
 * `closed`: it was closed before.
 */
export type StoreCode = "unavailable" | "failed" | "locked" | "corrupt" | "full" | "too-large" | "conflict" | "misuse" | "closed";

export type StoreProblem = Error & { readonly code: StoreCode };

export function storeProblem(code: StoreCode, message: string, cause?: unknown): StoreProblem {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code, name: "StoreProblem" });
}

export function isStoreProblem(value: unknown): value is StoreProblem {
  return value instanceof Error && value.name === "StoreProblem";
}

/** An entry's canonical text has at most so many UTF-16 units, a batch so many entries, and a key or an id so many units. */
export const limits = { entry: 65_536, entries: 256, name: 512, value: 65_536, keys: 4_096 } as const;
