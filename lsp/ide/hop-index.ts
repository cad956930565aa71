/**
 * The hops of a policy by whom they reach and by who makes them. Kept from one edit to the next, since hops that an edit leaves as
 * they were are the same objects: what is in the middle of the list, between those that are the same, is put in anew.
 */
import type { Model, OpenPolicy } from "../../compiler/index.js";

export interface HopIndex {
  /** By the name that a party was declared by. */
  into(name: string): ReadonlySet<Model.Hop>;
  from(name: string): ReadonlySet<Model.Hop>;
}

interface Kept {
  hops: readonly Model.Hop[];
  readonly into: Map<string, Set<Model.Hop>>;
  readonly from: Map<string, Set<Model.Hop>>;
}

const kept = new WeakMap<OpenPolicy, Kept>();
const none: ReadonlySet<Model.Hop> = new Set();

/** As the policy is now. */
export function hopIndex(policy: OpenPolicy): HopIndex {
  let known = kept.get(policy);
  if (known === undefined) {
    known = { hops: [], into: new Map(), from: new Map() };
    kept.set(policy, known);
  }
  const { into, from } = known;
  follow(known, policy.lowered.value.hops);
  return { into: (name) => into.get(name) ?? none, from: (name) => from.get(name) ?? none };
}

function follow(known: Kept, now: readonly Model.Hop[]): void {
  const { hops: before } = known;
  if (before === now) return;
  let head = 0;
  while (head < before.length && head < now.length && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < now.length - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  for (let at = head; at < before.length - tail; at++) {
    const hop = before[at];
    if (hop === undefined) continue;
    known.into.get(hop.to.name)?.delete(hop);
    known.from.get(hop.from.name)?.delete(hop);
  }
  for (let at = head; at < now.length - tail; at++) {
    const hop = now[at];
    if (hop === undefined) continue;
    put(known.into, hop.to.name, hop);
    put(known.from, hop.from.name, hop);
  }
  known.hops = now;
}

function put(index: Map<string, Set<Model.Hop>>, name: string, hop: Model.Hop): void {
  const hops = index.get(name);
  if (hops === undefined) index.set(name, new Set([hop]));
  else hops.add(hop);
}
