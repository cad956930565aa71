/** Products: the words that some automata accept and others do not. */

import { type Alphabet, byReadability, character, joint } from "./alphabet.js";
import { type Automaton, finished } from "./automaton.js";
import { type Limit, limit, limits } from "./limits.js";
import { sequences } from "./sequences.js";

/** An automaton that must accept, or must not. */
export interface Part {
  readonly automaton: Automaton;
  readonly holds: boolean;
}

/** The shortest word that suits every part, the most readable of these; `undefined` where there is none. */
export function shortestWord(parts: readonly Part[]): string | undefined | Limit {
  const { alphabet, within } = joint(parts.map((part) => part.automaton.alphabet));
  const order = byReadability(alphabet);
  const walk = walker(parts, within);
  const vectors = sequences();
  const from = [-1];
  const by = [-1];
  const start = new Int32Array(parts.length);
  vectors.add(start);
  if (walk.accepts(start)) return "";
  const target = new Int32Array(parts.length);
  for (let at = 0; at < vectors.count(); at++) {
    for (const symbol of order) {
      walk.step(vectors.at(at), symbol, target);
      if (!walk.alive(target)) continue;
      const count = vectors.count();
      if (vectors.add(target) < count) continue;
      from.push(at);
      by.push(symbol);
      if (walk.accepts(target)) return spelt(alphabet, from, by, count);
      if (count >= limits.states || vectors.cells() > limits.cells) return limit("states of a product");
    }
  }
  return undefined;
}

/** The automaton of the words that suit every part. */
export function intersection(parts: readonly Part[]): Automaton | Limit {
  const { alphabet, within } = joint(parts.map((part) => part.automaton.alphabet));
  const walk = walker(parts, within);
  const width = alphabet.sizes.length;
  const vectors = sequences();
  // A vector without an end stands for all of them: nothing is accepted from there on.
  const dead = new Int32Array(parts.length).fill(-1);
  const target = new Int32Array(parts.length);
  vectors.add(walk.alive(target) ? target : dead);
  const next: number[] = [];
  for (let at = 0; at < vectors.count(); at++) {
    for (let symbol = 0; symbol < width; symbol++) {
      walk.step(vectors.at(at), symbol, target);
      next.push(vectors.add(walk.alive(target) ? target : dead));
    }
    if (vectors.count() > limits.states || vectors.cells() + next.length > limits.cells) return limit("states of a product");
  }
  const accepting = Uint8Array.from({ length: vectors.count() }, (_, at) => (walk.accepts(vectors.at(at)) ? 1 : 0));
  return finished({ alphabet, next: Int32Array.from(next), accepting });
}

/** How the vector of the parts' states moves; `within` leads from the joint classes to those of each part. */
function walker(parts: readonly Part[], within: readonly Int32Array[]) {
  const automata = parts.map(({ automaton, holds }, i) => ({
    next: automaton.next,
    width: automaton.alphabet.sizes.length,
    within: within[i] ?? new Int32Array(),
    accepting: automaton.accepting,
    wanted: holds ? 1 : 0,
    distance: holds ? automaton.toAccept : automaton.toReject,
  }));
  return {
    step(vector: Int32Array, symbol: number, target: Int32Array): void {
      for (let i = 0; i < automata.length; i++) {
        const part = automata[i];
        const state = vector[i] ?? -1;
        if (part !== undefined) target[i] = part.next[state * part.width + (part.within[symbol] ?? 0)] ?? -1;
      }
    },
    /** Whether each part by itself can still be suited. */
    alive(vector: Int32Array): boolean {
      for (let i = 0; i < automata.length; i++) if ((automata[i]?.distance[vector[i] ?? -1] ?? -1) < 0) return false;
      return true;
    },
    accepts(vector: Int32Array): boolean {
      for (let i = 0; i < automata.length; i++) if (automata[i]?.accepting[vector[i] ?? -1] !== automata[i]?.wanted) return false;
      return true;
    },
  };
}

function spelt(alphabet: Alphabet, from: readonly number[], by: readonly number[], last: number): string {
  const word: string[] = [];
  for (let at = last; at > 0; at = from[at] ?? 0) word.push(character(alphabet, by[at] ?? 0));
  return word.reverse().join("");
}
