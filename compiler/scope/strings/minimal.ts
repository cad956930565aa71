/** Minimal automata: merges the states of a complete deterministic automaton that accept the same words. */

import type { Alphabet } from "./alphabet.js";

/** A complete deterministic automaton that starts in state 0. */
export interface Table {
  readonly alphabet: Alphabet;
  /** The state after `state` and a character of `class`, at `state * alphabet.sizes.length + class`. */
  readonly next: Int32Array;
  /** 1 for the accepting states. */
  readonly accepting: Uint8Array;
}

/** The table with the fewest states for the same words, numbered in the order of a breadth-first walk; all states must be reachable. */
export function minimal(table: Table): Table {
  const block = coarsest(table);
  const width = table.alphabet.sizes.length;
  const numbers = new Map<number, number>([[block[0] ?? 0, 0]]);
  const members = [0];
  const next: number[] = [];
  for (let at = 0; at < members.length; at++) {
    for (let symbol = 0; symbol < width; symbol++) {
      const target = table.next[(members[at] ?? 0) * width + symbol] ?? 0;
      let number = numbers.get(block[target] ?? 0);
      if (number === undefined) {
        number = members.push(target) - 1;
        numbers.set(block[target] ?? 0, number);
      }
      next.push(number);
    }
  }
  const accepting = Uint8Array.from(members, (member) => table.accepting[member] ?? 0);
  return { alphabet: table.alphabet, next: Int32Array.from(next), accepting };
}

/**
 * The block of each state in the coarsest partition that tells accepting states apart and is stable under every class:
 * J. Hopcroft, An n log n algorithm for minimizing states in a finite automaton, 1971.
 */
function coarsest({ alphabet, next, accepting }: Table): Int32Array {
  const states = accepting.length;
  const width = alphabet.sizes.length;
  // The states before each state, class by class.
  const from = new Int32Array(states * width + 1);
  for (let i = 0; i < next.length; i++) {
    const slot = (next[i] ?? 0) * width + (i % width) + 1;
    from[slot] = (from[slot] ?? 0) + 1;
  }
  for (let i = 0; i < states * width; i++) from[i + 1] = (from[i + 1] ?? 0) + (from[i] ?? 0);
  const before = new Int32Array(states * width);
  const filled = from.slice();
  for (let i = 0; i < next.length; i++) {
    const slot = (next[i] ?? 0) * width + (i % width);
    const place = filled[slot] ?? 0;
    before[place] = Math.floor(i / width);
    filled[slot] = place + 1;
  }

  // The partition: the states in an order in which every block is a run.
  const order = new Int32Array(states);
  const placeOf = new Int32Array(states);
  const block = new Int32Array(states);
  const starts = [0];
  const ends = [states];
  const marked = [0];
  for (let state = 0; state < states; state++) order[state] = placeOf[state] = state;
  const swap = (state: number, place: number): void => {
    const own = placeOf[state] ?? 0;
    const other = order[place] ?? 0;
    order[own] = other;
    placeOf[other] = own;
    order[place] = state;
    placeOf[state] = place;
  };
  let touched: number[] = [];
  const mark = (state: number): void => {
    const of = block[state] ?? 0;
    const place = (starts[of] ?? 0) + (marked[of] ?? 0);
    if ((placeOf[state] ?? 0) < place) return;
    if (marked[of] === 0) touched.push(of);
    swap(state, place);
    marked[of] = (marked[of] ?? 0) + 1;
  };
  const pending: number[] = [];
  const waiting: boolean[] = [];
  /** Splits each touched block into its marked part and the rest; the smaller half is enough to split others by. */
  const split = (): void => {
    for (const of of touched) {
      const start = starts[of] ?? 0;
      const end = ends[of] ?? 0;
      const middle = start + (marked[of] ?? 0);
      marked[of] = 0;
      if (middle === end) continue;
      const smaller = middle - start <= end - middle ? [start, middle] : [middle, end];
      const fresh = starts.push(smaller[0] ?? 0) - 1;
      ends.push(smaller[1] ?? 0);
      marked.push(0);
      if (smaller[0] === start) starts[of] = middle;
      else ends[of] = middle;
      for (let place = smaller[0] ?? 0; place < (smaller[1] ?? 0); place++) block[order[place] ?? 0] = fresh;
      waiting[fresh] = true;
      pending.push(fresh);
    }
    touched = [];
  };
  for (let state = 0; state < states; state++) if (accepting[state] === 1) mark(state);
  split();
  for (let splitter = pending.pop(); splitter !== undefined; splitter = pending.pop()) {
    waiting[splitter] = false;
    const members = order.slice(starts[splitter], ends[splitter]);
    for (let symbol = 0; symbol < width; symbol++) {
      for (const member of members) {
        const slot = member * width + symbol;
        for (let i = from[slot] ?? 0; i < (from[slot + 1] ?? 0); i++) mark(before[i] ?? 0);
      }
      split();
    }
  }
  return block;
}
