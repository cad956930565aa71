/**
 * The hops of a policy that is edited: which are of one key, which leave or reach a party, and what parameters there are above.
 * A hop is lowered again where its parties are others, where it is no longer the first of its key or has become so, and where
 * a parameter that it receives has another type, or may have: without one type for all that have its name, chains decide.
 */
import type { Type } from "../../stdlib/runtime/constraint.js";
import { isErroneous, keyOf } from "../types/type.js";
import type { Desk, KeptHop } from "./kept.js";
import { type HopHead, type HopWork, hopKey, lowerHead, lowerHop, reportDuplicate } from "./lower-hops.js";
import type { Hop, Party } from "./model.js";
import { type ReceivedTypes, receivedTypes } from "./received.js";

export interface KeptHops {
  /** The hops that leave or reach a party. */
  of(party: Party): Iterable<KeptHop>;
  /** Those that may come to something else when names change. */
  readonly unsettled: ReadonlySet<KeptHop>;
  /** Those that came to nothing: some name of theirs is unknown, say. */
  readonly lost: ReadonlySet<KeptHop>;
  /** Takes hops out, lowers others, and those that depend on either. Gives the hops that there were, and those that are instead. */
  update(gone: Iterable<KeptHop>, again: Iterable<KeptHop>): HopsUpdated;
}

export interface HopsUpdated {
  readonly before: readonly Hop[];
  readonly after: readonly Hop[];
  /** Those that were lowered, with what they were before. */
  readonly moved: readonly { readonly kept: KeptHop; readonly was: Hop | undefined }[];
}

/** `all`: the hops in order, as they are now. `precedes`: where one is declared before another. */
export function keepHops(desk: Desk, work: HopWork, all: () => Iterable<KeptHop>, compare: (a: KeptHop, b: KeptHop) => number): KeptHops {
  const byParty = new Map<Party, Set<KeptHop>>();
  const byKey = new Map<string, KeptHop | readonly KeptHop[]>();
  const types = new Map<string, Map<string, { readonly type: Type; count: number }>>();
  const receivers = new Map<string, Set<KeptHop>>();
  const unsettled = new Set<KeptHop>();
  const lost = new Set<KeptHop>();

  const ofKey = (key: string): readonly KeptHop[] => {
    const found = byKey.get(key);
    return found === undefined ? [] : "kind" in found ? [found] : found;
  };
  const setKey = (key: string, hops: readonly KeptHop[]): void => {
    const [first, second] = hops;
    if (first === undefined) byKey.delete(key);
    else byKey.set(key, second === undefined ? first : hops);
  };

  const link = (kept: KeptHop, head: HopHead): void => {
    const key = hopKey(head);
    setKey(key, [...ofKey(key), kept]);
    setOf(byParty, head.from).add(kept);
    setOf(byParty, head.to).add(kept);
    for (const [name, type] of head.types) {
      const known = types.get(name) ?? new Map<string, { readonly type: Type; count: number }>();
      types.set(name, known);
      const its = known.get(keyOf(type));
      if (its === undefined) known.set(keyOf(type), { type, count: 1 });
      else its.count++;
    }
  };
  const unlink = (kept: KeptHop): void => {
    lost.delete(kept);
    unsettled.delete(kept);
    const { head } = kept;
    if (head === undefined) return;
    const key = hopKey(head);
    setKey(
      key,
      ofKey(key).filter((each) => each !== kept),
    );
    for (const party of [head.from, head.to]) {
      const its = byParty.get(party);
      its?.delete(kept);
      if (its?.size === 0) byParty.delete(party);
    }
    for (const [name, type] of head.types) {
      const known = types.get(name);
      const its = known?.get(keyOf(type));
      if (its !== undefined && --its.count === 0) known?.delete(keyOf(type));
    }
  };
  const ignore = (kept: KeptHop): void => {
    for (const name of kept.receives) receivers.get(name)?.delete(kept);
    kept.receives = none;
  };

  /** The one type of all parameters of a name, where they have one: the types that are told apart here are told apart by `received.ts` too. */
  const oneType = (name: string): { readonly key: string; readonly type: Type } | undefined => {
    const known = types.get(name);
    if (known?.size !== 1) return undefined;
    for (const [key, { type }] of known) return { key, type };
    return undefined;
  };

  /** Asks all hops where the parameters of a name have several types, or there is none of the name. */
  let everyHop: ReceivedTypes | undefined;
  let asked = new Set<string>();
  const received: ReceivedTypes = {
    typeOf(head, name, report) {
      asked.add(name.text);
      const one = head.from.kind === "principal" ? undefined : oneType(name.text);
      if (one !== undefined) return isErroneous(one.type) ? undefined : one.type;
      everyHop ??= receivedTypes(
        work.shop,
        [...all()].flatMap((kept) => kept.head ?? []),
      );
      return everyHop.typeOf(head, name, report);
    },
  };

  const update: KeptHops["update"] = (gone, again) => {
    const before: Hop[] = [];
    const after: Hop[] = [];
    const moved: { kept: KeptHop; was: Hop | undefined }[] = [];
    const known = new Map([...receivers.keys()].map((name) => [name, oneType(name)?.key]));
    const keys = new Set<string>();
    const touch = (kept: KeptHop): void => {
      if (kept.head !== undefined) keys.add(hopKey(kept.head));
    };
    everyHop = undefined;
    for (const kept of gone) {
      touch(kept);
      unlink(kept);
      ignore(kept);
      desk.forget(kept);
      if (kept.hop !== undefined) before.push(kept.hop);
      kept.head = undefined;
      kept.hop = undefined;
    }
    const chosen = new Set(again);
    for (const kept of chosen) {
      touch(kept);
      unlink(kept);
    }
    for (const kept of chosen) {
      kept.head = lowerHeadOf(kept);
      if (kept.head === undefined) continue;
      link(kept, kept.head);
      touch(kept);
    }
    const dependent = new Set<KeptHop>();
    for (const key of keys) {
      const [first, ...others] = inOrder(ofKey(key));
      if (first === undefined) continue;
      if (others.length > 0) setKey(key, [first, ...others]);
      for (const kept of [first, ...others]) {
        const duplicateOf = kept === first ? undefined : first;
        if (kept.duplicateOf !== duplicateOf) dependent.add(kept);
        kept.duplicateOf = duplicateOf;
      }
    }
    if (chosen.size > 0 || before.length > 0) {
      for (const [name, users] of receivers) {
        const now = oneType(name)?.key;
        if (now === undefined || now !== known.get(name)) for (const kept of users) dependent.add(kept);
      }
    }
    for (const kept of dependent) {
      if (chosen.has(kept)) continue;
      chosen.add(kept);
      // Its head is what it was, and stays the object that others know; what is said of it is said again.
      lowerHeadOf(kept);
    }
    for (const kept of chosen) {
      ignore(kept);
      moved.push({ kept, was: kept.hop });
      if (kept.hop !== undefined) before.push(kept.hop);
      asked = new Set();
      desk.more(kept, () => {
        kept.hop = kept.head === undefined ? undefined : lowerOne(kept, kept.head);
        return { failed: kept.hop === undefined || kept.hop.erroneous };
      });
      if (asked.size > 0) kept.receives = asked;
      for (const name of kept.receives) setOf(receivers, name).add(kept);
      if (kept.unsettled) unsettled.add(kept);
      else unsettled.delete(kept);
      if (kept.hop === undefined) lost.add(kept);
      else after.push(kept.hop);
    }
    return { before, after, moved };
  };

  const inOrder = (hops: readonly KeptHop[]): readonly KeptHop[] => (hops.length < 2 ? hops : [...hops].sort(compare));

  const lowerHeadOf = (kept: KeptHop): HopHead | undefined => {
    let head: HopHead | undefined;
    desk.note(kept, () => {
      head = lowerHead(work, kept.declaration, kept.module);
      return { failed: head === undefined };
    });
    return head;
  };

  const lowerOne = (kept: KeptHop, head: HopHead): Hop => {
    const first = kept.duplicateOf;
    if (first === undefined) return lowerHop(work, head, kept.declaration, kept.hop?.index ?? 0, received);
    reportDuplicate(work.shop, head, kept.declaration, work.shop.place(first.module, { span: first.declaration.head }));
    return lowerHop(work, { ...head, erroneous: true }, kept.declaration, kept.hop?.index ?? 0, received);
  };

  return { of: (party) => byParty.get(party) ?? [], unsettled, lost, update };
}

const none: ReadonlySet<string> = new Set();

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Set<V>();
  map.set(key, made);
  return made;
}
