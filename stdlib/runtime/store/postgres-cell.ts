/** A cell as a row of PostgreSQL holds it: a short JSON text. */
import { canonical } from "../canonical.js";
import type { Json } from "../value.js";
import type { Stored } from "./judge.js";
import { type Key, storeProblem } from "./store.js";

export function writeCell(cell: Stored): string {
  switch (cell.kind) {
    case "text":
      return canonical(cell.until === undefined ? [cell.value] : [cell.value, cell.until]);
    case "ended":
      return "null";
    case "sum":
      return canonical({ sum: String(cell.sum) });
    case "window":
      return canonical({ per: cell.per, buckets: [...cell.buckets].map(([bucket, amount]): Json => [bucket, String(amount)]) });
  }
}

/** Throws a `StoreProblem` (`corrupt`) where the text is none that `writeCell` made. */
export function readCell(key: Key, text: string): Stored {
  try {
    const cell = JSON.parse(text) as Json;
    if (cell === null) return { kind: "ended" };
    if (Array.isArray(cell)) {
      const [value, until] = cell as readonly Json[];
      if (typeof value === "string" && until === undefined) return { kind: "text", value };
      if (typeof value === "string" && typeof until === "number") return { kind: "text", value, until };
    } else if (typeof cell === "object") {
      const { sum, per, buckets } = cell as { readonly [name: string]: Json };
      if (typeof sum === "string") return { kind: "sum", sum: BigInt(sum) };
      if (typeof per === "number" && Array.isArray(buckets)) return { kind: "window", per, buckets: new Map(buckets.map(readBucket)) };
    }
  } catch (problem) {
    throw storeProblem("corrupt", `the cell \`${key}\` can't be read`, problem);
  }
  throw storeProblem("corrupt", `the cell \`${key}\` can't be read`);
}

function readBucket(value: Json): readonly [bucket: number, amount: bigint] {
  const [bucket, amount] = value as readonly Json[];
  if (typeof bucket !== "number" || typeof amount !== "string") throw new Error("no bucket");
  return [bucket, BigInt(amount)];
}
