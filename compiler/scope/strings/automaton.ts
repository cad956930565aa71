/**
 * Automata: from patterns, words and bases of paths to minimal complete deterministic automata.
 *
 * Written out here and not taken from the library `refa` because of what both were measured to take (Node 20, the same run, processor
 * time; `refa` 0.12: NFA.fromRegex, DFA.fromFA, minimize): `refs/heads/*` 51 against 154 µs, `*a*b*` 17 against 128, `acme/…/x?.ts` 40
 * against 131, `[a-z]{2,40}-[0-9]{1,8}` 96 against 471, an e-mail address (130 states) 353 against 690; and an inclusion of built
 * automata, which is asked for far more often: 34 against 127, 29 against 57, 10 against 49. A table also counts its states and
 * transitions as it grows, so that the limits are met before the memory is taken.
 */

import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { isWellFormed } from "../../../stdlib/runtime/value.js";
import { alphabetOf, byReadability, character, classAt, lastCharacter, membership, type Ranges } from "./alphabet.js";
import { isLimit, type Limit, limit, limits } from "./limits.js";
import { minimal, type Table } from "./minimal.js";
import { grown, sequences } from "./sequences.js";

export interface Automaton extends Table {
  /** From each state the length of the shortest word that is accepted, and of the shortest one that is not; −1 where there is none. */
  readonly toAccept: Int32Array;
  readonly toReject: Int32Array;
}

export function fromPattern(pattern: Pattern): Automaton | Limit {
  if (sizeOf(pattern) > limits.positions) return limit("positions of a pattern");
  const table = determined(assemble(pattern));
  return isLimit(table) ? table : finished(table);
}

/** The automaton of the well-formed words among these: a tree, then made minimal. */
export function fromWords(words: readonly string[]): Automaton | Limit {
  const spelt = words.filter(isWellFormed).map((word) => Array.from(word, (each) => each.codePointAt(0) ?? 0));
  const alphabet = alphabetOf([...new Set(spelt.flat())].map((point) => [[point, point]]));
  const width = alphabet.sizes.length;
  const classes = new Map<number, number>();
  const dead = 1;
  let next: Int32Array = new Int32Array(width * 16).fill(dead);
  let count = 2;
  const ends: number[] = [];
  for (const word of spelt) {
    let state = 0;
    for (const point of word) {
      let symbol = classes.get(point);
      if (symbol === undefined) {
        symbol = classAt(alphabet, point);
        classes.set(point, symbol);
      }
      const slot = state * width + symbol;
      if (next[slot] === dead) {
        if (count >= limits.states || (count + 1) * width > limits.cells) return limit("states of an automaton");
        if ((count + 1) * width > next.length) {
          const used = next.length;
          next = grown(next, (count + 1) * width).fill(dead, used);
        }
        next[slot] = count++;
      }
      state = next[slot] ?? dead;
    }
    ends.push(state);
  }
  const accepting = new Uint8Array(count);
  for (const end of ends) accepting[end] = 1;
  return finished({ alphabet, next: next.slice(0, count * width), accepting });
}

/** The language of `isUnder(_, base)`. */
export function fromBase(base: string): Automaton | Limit {
  const below = literal("/");
  return fromPattern(base === "/" ? sequence(below, rest) : sequence(literal(base), { kind: "choice", of: [sequence(), sequence(below, rest)] }));
}

/** The language of `isPath`. */
export function pathAutomaton(): Automaton | Limit {
  const slash = literal("/");
  const dot = literal(".");
  const inner: Pattern = { kind: "characters", ranges: allBut("\0/\\") };
  const some: Pattern = { kind: "repeat", of: inner, min: 1, max: null };
  const any: Pattern = { kind: "repeat", of: inner, min: 0, max: null };
  const notDot: Pattern = { kind: "characters", ranges: allBut("\0/\\.") };
  const segment: Pattern = { kind: "choice", of: [sequence(notDot, any), sequence(dot, notDot, any), sequence(dot, dot, some)] };
  const relative = sequence(segment, { kind: "repeat", of: sequence(slash, segment), min: 0, max: null });
  return fromPattern({ kind: "choice", of: [slash, sequence({ kind: "repeat", of: slash, min: 0, max: 1 }, relative)] });
}

export function accepts({ alphabet, next, accepting }: Automaton, word: string): boolean {
  let state = 0;
  for (const each of word) {
    const symbol = classAt(alphabet, each.codePointAt(0) ?? 0);
    if (symbol < 0) return false;
    state = next[state * alphabet.sizes.length + symbol] ?? 0;
  }
  return accepting[state] === 1;
}

/** A table as an automaton: minimal, with what its searches need. All states must be reachable, but for a dead one. */
export function finished(table: Table): Automaton {
  const least = minimal(table);
  return { ...least, toAccept: distances(least, 1), toReject: distances(least, 0) };
}

/** The shortest word accepted from a state, the most readable of these; it must have one. */
export function shortestFrom(automaton: Automaton, state: number): string {
  const { alphabet, next, toAccept } = automaton;
  const word: string[] = [];
  for (let at = state, left = toAccept[at] ?? 0; left > 0; left--) {
    for (const symbol of byReadability(alphabet)) {
      const target = next[at * alphabet.sizes.length + symbol] ?? 0;
      if (toAccept[target] !== left - 1) continue;
      word.push(character(alphabet, symbol));
      at = target;
      break;
    }
  }
  return word.join("");
}

function distances({ alphabet, next, accepting }: Table, goal: 0 | 1): Int32Array {
  const states = accepting.length;
  const width = alphabet.sizes.length;
  const from = new Int32Array(states + 1);
  for (const target of next) from[target + 1] = (from[target + 1] ?? 0) + 1;
  for (let i = 0; i < states; i++) from[i + 1] = (from[i + 1] ?? 0) + (from[i] ?? 0);
  const before = new Int32Array(next.length);
  const filled = from.slice();
  for (let i = 0; i < next.length; i++) {
    const target = next[i] ?? 0;
    const place = filled[target] ?? 0;
    before[place] = Math.floor(i / width);
    filled[target] = place + 1;
  }
  const distance = new Int32Array(states).fill(-1);
  const queue: number[] = [];
  for (let state = 0; state < states; state++) {
    if (accepting[state] !== goal) continue;
    distance[state] = 0;
    queue.push(state);
  }
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] ?? 0;
    for (let i = from[state] ?? 0; i < (from[state + 1] ?? 0); i++) {
      const source = before[i] ?? 0;
      if (distance[source] !== -1) continue;
      distance[source] = (distance[state] ?? 0) + 1;
      queue.push(source);
    }
  }
  return distance;
}

// Patterns by hand

const rest: Pattern = { kind: "repeat", of: { kind: "characters", ranges: [[0, lastCharacter]] }, min: 0, max: null };

function sequence(...of: readonly Pattern[]): Pattern {
  return { kind: "sequence", of };
}

function literal(text: string): Pattern {
  const points = Array.from(text, (each) => each.codePointAt(0) ?? 0);
  return sequence(...points.map((point): Pattern => ({ kind: "characters", ranges: [[point, point]] })));
}

function allBut(excluded: string): Ranges {
  const points = Array.from(excluded, (each) => each.codePointAt(0) ?? 0).sort((left, right) => left - right);
  return [-1, ...points].map((point, i) => [point + 1, (points[i] ?? lastCharacter + 1) - 1] as const);
}

// From a pattern to a table

/** A nondeterministic machine: a place reads one of a set of characters, forks, or accepts. */
interface Machine {
  readonly sets: readonly Ranges[];
  /** The set that each place reads, or one of the two below. */
  readonly reads: readonly number[];
  readonly to: readonly (readonly number[])[];
  readonly start: number;
}
const forks = -1;
const ends = -2;

/** How many places the machine of a pattern has, at least; infinite where it is nested too deeply. */
export function sizeOf(pattern: Pattern, depth = 0): number {
  if (depth > limits.nesting) return Number.POSITIVE_INFINITY;
  switch (pattern.kind) {
    case "characters":
      return 1;
    case "sequence":
    case "choice":
      return pattern.of.reduce((sum, each) => sum + sizeOf(each, depth + 1), 1);
    case "repeat":
      return 1 + (sizeOf(pattern.of, depth + 1) + 1) * Math.max(pattern.max ?? pattern.min + 1, 1);
  }
}

function assemble(pattern: Pattern): Machine {
  const sets: Ranges[] = [];
  const numbers = new Map<string, number>();
  const reads: number[] = [];
  const to: number[][] = [];
  const add = (read: number, targets: number[]): number => {
    to.push(targets);
    return reads.push(read) - 1;
  };
  const numberOf = (ranges: Ranges): number => {
    const key = ranges.join();
    let number = numbers.get(key);
    if (number === undefined) {
      number = sets.push(ranges) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  /** Written from the end: each part is given the place that follows it. */
  const before = (part: Pattern, next: number): number => {
    switch (part.kind) {
      case "characters":
        return add(numberOf(part.ranges), [next]);
      case "sequence":
        return part.of.reduceRight((following, each) => before(each, following), next);
      case "choice":
        return add(
          forks,
          part.of.map((each) => before(each, next)),
        );
      case "repeat": {
        let following = next;
        if (part.max === null) {
          const targets = [next];
          following = add(forks, targets);
          targets.push(before(part.of, following));
        } else for (let i = part.min; i < part.max; i++) following = add(forks, [next, before(part.of, following)]);
        for (let i = 0; i < part.min; i++) following = before(part.of, following);
        return following;
      }
    }
  };
  const start = before(pattern, add(ends, []));
  return { sets, reads, to, start };
}

/** The subset construction: a state is the set of the places that may read next, with the accepting one. */
function determined(machine: Machine): Table | Limit {
  const cuts = machine.sets.reduce((sum, set) => sum + set.length, 1);
  if (cuts * machine.sets.length > limits.cells) return limit("character classes of a pattern");
  const alphabet = alphabetOf(machine.sets);
  const width = alphabet.sizes.length;
  const classes = machine.sets.map((set) => membership(alphabet, set));
  const closures: (Int32Array | undefined)[] = [];
  let closed = 0;
  const marks = new Int32Array(machine.reads.length);
  let round = 0;
  /** The places, in order, that can be reached from one without reading, and that read or accept. */
  const closure = (place: number): Int32Array => {
    const known = closures[place];
    if (known !== undefined) return known;
    round++;
    const found: number[] = [];
    const pending = [place];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (marks[at] === round) continue;
      marks[at] = round;
      closed++;
      if (machine.reads[at] !== forks) found.push(at);
      else for (const target of machine.to[at] ?? []) pending.push(target);
    }
    const sorted = Int32Array.from(found).sort();
    closures[place] = sorted;
    return sorted;
  };

  const states = sequences();
  states.add(closure(machine.start));
  const next: number[] = [];
  let steps = 0;
  for (let state = 0; state < states.count(); state++) {
    const places = states.at(state).slice();
    for (let symbol = 0; symbol < width; symbol++) {
      const parts: Int32Array[] = [];
      for (const place of places) {
        if (closed > limits.cells) return limit("states of an automaton");
        if (classes[machine.reads[place] ?? forks]?.[symbol] === 1) parts.push(closure(machine.to[place]?.[0] ?? 0));
      }
      const [first] = parts;
      steps += places.length;
      if (parts.length > 1) {
        round++;
        const union: number[] = [];
        for (const part of parts) {
          for (const place of part) {
            if (marks[place] === round) continue;
            marks[place] = round;
            union.push(place);
          }
          steps += part.length;
        }
        next.push(states.add(Int32Array.from(union).sort()));
      } else next.push(states.add(first ?? []));
    }
    if (states.count() > limits.states || steps > limits.steps) return limit("states of an automaton");
    if (states.cells() + closed + next.length > limits.cells) return limit("states of an automaton");
  }
  const accepting = new Uint8Array(states.count());
  for (let state = 0; state < accepting.length; state++) {
    accepting[state] = states.at(state).some((place) => machine.reads[place] === ends) ? 1 : 0;
  }
  return { alphabet, next: Int32Array.from(next), accepting };
}
