/** Giving back memory at a moment when much of it has just become free. */
import { memoryUsage } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes. Below this the collector is left alone. */
const large = 400_000_000;

/**
 * Collects now where the heap is large. The trees of a policy of 100,000 hops are most of its memory, and left to itself
 * the collector lets as much again pile up behind them before it looks.
 */
export function collectWhereLarge(from: number = large): void {
  if (memoryUsage().heapUsed < from) return;
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}
