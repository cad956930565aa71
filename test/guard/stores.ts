/**
 * Over which store the guard's tests run: memory, unless the file that runs them says another. A store here shows the time that the
 * test's clock shows.
 */
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import type { Store } from "../../stdlib/runtime/store/store.js";

export type StoreMaker = (now: () => number) => Store | Promise<Store>;

let make: StoreMaker = (now) => memoryStore({ clock: { now, atLeast: () => undefined } });

/** From now on, in this file of tests. */
export function runOver(maker: StoreMaker): void {
  make = maker;
}

export async function newStore(now: () => number): Promise<Store> {
  return make(now);
}
