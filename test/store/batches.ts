/** The batches that writers who may be killed send: each can be told apart, and half of one would be seen. */
import type { Batch } from "../../stdlib/runtime/store/store.js";

export function batchOf(i: number): Batch {
  return {
    id: `b${i}`,
    absent: [`k${i}`],
    put: [{ key: `k${i}`, value: `v${i}` }, ...(i % 3 === 0 ? [{ key: `hop${i}`, value: null }] : [])],
    add: [
      { key: "sum", by: 1n, max: 1_000_000n },
      { key: "window", by: 1n, max: 1_000_000n, per: 86_400_000 },
    ],
    log: [
      { chain: `c${i % 4}`, entry: { i, part: 1 } },
      { chain: "other", entry: { i, part: 2 } },
    ],
  };
}
