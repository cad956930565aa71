/** How values stand in the ledger: as they are where a clause reads them, else as keyed digests that tell nobody what they were. */
import { createHmac } from "node:crypto";
import { canonical } from "./canonical.js";
import type { KeptValues } from "./entry.js";
import type { ActionPlan, HopPlan, Values } from "./plan.js";
import type { Running } from "./running.js";
import type { Json } from "./value.js";

/** A digest that only the holder of the secret can compute, so that a short value can't be guessed from it. */
export function keyedDigest(secret: Uint8Array): (value: Json) => string {
  return (value) => `hmac-sha256:${createHmac("sha256", secret).update(canonical(value)).digest("hex")}`;
}

/** A value above this many UTF-16 units of canonical text is kept as its digest: an entry has an end. */
const longest = 4_096;
/** All values of one entry together. */
const longestTogether = 16_384;

type Keeper = Pick<Running, "digest" | "sensitive">;

export function keptArgs(running: Keeper, id: string, action: ActionPlan | undefined, args: Values): KeptValues {
  return kept(running, args, (name) => action?.read.includes(name) === true && !running.sensitive.has(`${id}:${name}`));
}

export function keptParams(running: Keeper, hop: HopPlan, params: Values): KeptValues {
  return kept(running, params, (name) => !running.sensitive.has(`${hop.member}:${name}`));
}

export function keptFacts(running: Keeper, facts: Values): KeptValues {
  return kept(running, facts, (name) => !running.sensitive.has(`context:${name}`));
}

/** The beginning of a text from outside, well-formed wherever it is cut, so that it can always be written down. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** Names come from callers too where a request is refused, so that they are bounded in number and length. */
function kept(running: Keeper, values: Values, isPlain: (name: string) => boolean): KeptValues {
  const entries = Object.entries(values);
  const found: [string, KeptValues[string]][] = [];
  let units = 0;
  for (const [name, value] of entries.slice(0, 64)) {
    const known = cut(name, 128);
    const text = isPlain(name) ? canonical(value) : undefined;
    if (text !== undefined && text.length <= longest && units + text.length <= longestTogether) {
      units += text.length;
      found.push([known, { value }]);
    } else found.push([known, { digest: running.digest(value) }]);
  }
  return Object.fromEntries(found);
}
