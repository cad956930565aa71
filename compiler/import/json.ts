/** Looking into JSON that a stranger wrote: own properties only, nothing assumed. */
import type { Json } from "../../stdlib/runtime/value.js";

export type JsonRecord = { readonly [name: string]: Json };

/** A place in a catalogue may be as deep as this; the schemas of real servers nest to about ten levels. */
export const deepest = 200;

export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** An own property of a record, and `undefined` of anything else. */
export function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A record made of entries, in which `__proto__` is a name like any other. */
export function recordOf(entries: Iterable<readonly [string, Json]>): JsonRecord {
  return Object.fromEntries(entries);
}

/** Whether JSON nests no deeper than `deepest`. It keeps its own stack, so that no depth can exhaust the machine's. */
export function isShallow(value: Json): boolean {
  const pending: (readonly [value: Json, depth: number])[] = [[value, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [each, depth] = next;
    if (typeof each !== "object" || each === null) continue;
    if (depth >= deepest) return false;
    for (const inner of Object.values(each)) pending.push([inner, depth + 1]);
  }
  return true;
}

/**
 * The one text of a JSON value (RFC 8785): no white space, the properties sorted by UTF-16 units, numbers and strings as
 * ECMAScript writes them. For values that are not deep.
 */
export function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(",")}}`;
}
