/**
 * Whether a batch can be done, and what it then changes: the one meaning of a batch, pure, which every store asks. What
 * differs between stores is where the cells come from and where the changes go.
 */

import { canonical } from "../canonical.js";
import type { Json } from "../value.js";
import type { Prepared } from "./batch.js";
import { type Sealed, seal } from "./record.js";
import { type Addition, type Cell, type Committed, type Key, mainChain, type Put, storeProblem } from "./store.js";

/** A cell as it is kept. Of a window the sums by bucket. A cell that holds nothing is `undefined`. */
export type Stored =
  | { readonly kind: "text"; readonly value: string; readonly until?: number }
  | { readonly kind: "ended" }
  | { readonly kind: "sum"; readonly sum: bigint }
  | { readonly kind: "window"; readonly per: number; readonly buckets: ReadonlyMap<number, bigint> };

/** What is there before a batch. */
export interface View {
  cell(key: Key): Stored | undefined;
  head(chain: string): { readonly n: number; readonly hash: string } | undefined;
}

export type Judged = { readonly kind: "refused"; readonly answer: Committed } | { readonly kind: "done"; readonly cells: ReadonlyMap<Key, Stored> };

/** The store's time is `now`. Throws a `StoreProblem` where a key is used for two kinds of things. */
export function judge({ batch }: Prepared, view: View, now: number): Judged {
  const refused = (failed: Key, check: "live" | "absent" | "put" | "add"): Judged => ({ kind: "refused", answer: { ok: false, failed, check, now } });
  for (const key of batch.live ?? []) if (!isLive(view.cell(key), now)) return refused(key, "live");
  for (const key of batch.absent ?? []) if (view.cell(key) !== undefined) return refused(key, "absent");
  const cells = new Map<Key, Stored>();
  for (const put of batch.put ?? []) {
    const after = putIn(view.cell(put.key), put);
    if (after === undefined) return refused(put.key, "put");
    cells.set(put.key, after);
  }
  for (const addition of batch.add ?? []) {
    const after = addTo(cells.get(addition.key) ?? view.cell(addition.key), addition, now);
    if (after === undefined) return refused(addition.key, "add");
    cells.set(addition.key, after);
  }
  return { kind: "done", cells };
}

/**
 * The records that a batch appends, of which the first gets the number `seq()`. A chain's first record is announced in the main
 * chain right after it.
 */
export function recordsOf({ entries }: Prepared, view: Pick<View, "head">, now: number, seq: () => bigint): readonly Sealed[] {
  const heads = new Map<string, { readonly n: number; readonly hash: string }>();
  const records: Sealed[] = [];
  const append = (chain: string, text: string): Sealed => {
    const record = seal(chain, text, heads.get(chain) ?? view.head(chain), now, seq());
    heads.set(chain, record.head);
    records.push(record);
    return record;
  };
  for (const { chain, text } of entries) {
    const { head } = append(chain, text);
    if (head.n === 0 && chain !== mainChain) append(mainChain, canonical({ kind: "chain", chain, hash: head.hash } satisfies Json));
  }
  return records;
}

/** What a cell holds, as `read` answers it. */
export function shownCell(cell: Stored | undefined, now: number): Cell {
  if (cell === undefined) return { kind: "none" };
  return cell.kind === "window" ? { kind: "sum", sum: sumOf(cell.buckets, cell.per, now) } : cell;
}

export function isLive(cell: Stored | undefined, now: number): boolean {
  return cell?.kind === "text" && (cell.until === undefined || now < cell.until);
}

/** The cell after a put; `undefined` where it has ended and would begin again. */
export function putIn(cell: Stored | undefined, { key, value, until }: Put): Stored | undefined {
  if (cell?.kind === "sum" || cell?.kind === "window") throw storeProblem("misuse", `\`${key}\` holds a sum`);
  if (value === null) return { kind: "ended" };
  if (cell?.kind === "ended") return undefined;
  return until === undefined ? { kind: "text", value } : { kind: "text", value, until };
}

/** The cell after an addition; `undefined` where it would leave its bounds. */
export function addTo(cell: Stored | undefined, { key, by, max, per, at }: Addition, now: number): Stored | undefined {
  if (cell?.kind === "text" || cell?.kind === "ended") throw storeProblem("misuse", `\`${key}\` holds no sum`);
  if (cell !== undefined && (cell.kind === "window" ? cell.per : undefined) !== per) throw storeProblem("misuse", `\`${key}\` has another window`);
  if (per === undefined) {
    const sum = (cell?.kind === "sum" ? cell.sum : 0n) + by;
    return sum < 0n || (by >= 0n && sum > max) ? undefined : { kind: "sum", sum };
  }
  const buckets = new Map([...(cell?.kind === "window" ? cell.buckets : [])].filter(([bucket]) => counts(bucket, per, now)));
  const bucket = Math.floor((by < 0n ? (at ?? now) : now) / widthOf(per));
  if (by < 0n && !counts(bucket, per, now)) return { kind: "window", per, buckets };
  const inBucket = (buckets.get(bucket) ?? 0n) + by;
  if (inBucket < 0n || (by >= 0n && sumOf(buckets, per, now) + by > max)) return undefined;
  if (inBucket === 0n) buckets.delete(bucket);
  else buckets.set(bucket, inBucket);
  return { kind: "window", per, buckets };
}

function sumOf(buckets: ReadonlyMap<number, bigint>, per: number, now: number): bigint {
  let sum = 0n;
  for (const [bucket, amount] of buckets) if (counts(bucket, per, now)) sum += amount;
  return sum;
}

/** A window is kept as some 256 buckets of this many milliseconds. */
function widthOf(per: number): number {
  return Math.max(1, Math.floor(per / 256));
}

/** A bucket counts until its last millisecond has left the window. */
function counts(bucket: number, per: number, now: number): boolean {
  return (bucket + 1) * widthOf(per) + per > now;
}
