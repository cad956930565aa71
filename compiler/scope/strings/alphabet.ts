/**
 * Alphabets: the code points without the surrogates, cut into classes that an automaton does not tell apart,
 * and which characters of a class a person reads most easily.
 */

export type Ranges = readonly (readonly [low: number, high: number])[];

export const lastCharacter = 0x10ffff;
const surrogates = [0xd800, 0xdfff] as const;

export interface Alphabet {
  /** Where each interval starts, ascending from 0; it ends before the next one does. */
  readonly starts: Int32Array;
  /** The class of each interval, −1 for the surrogates. */
  readonly classes: Int32Array;
  /** How many characters each class has: never 0. */
  readonly sizes: readonly number[];
}

/** The coarsest alphabet in which each of the sets is a union of classes. */
export function alphabetOf(sets: readonly Ranges[]): Alphabet {
  const cuts = [0, surrogates[0], surrogates[1] + 1];
  for (const set of sets) for (const [low, high] of set) if (low <= high) cuts.push(low, high + 1);
  const starts = ascending(cuts);
  const labels = new Int32Array(starts.length);
  let fresh = 1;
  for (const set of sets) {
    const renamed = new Map<number, number>();
    const seen = new Set<number>();
    for (const [low, high] of set) {
      for (let i = intervalAt(starts, low); i < starts.length && (starts[i] ?? 0) <= high; i++) {
        if (seen.has(i)) continue;
        seen.add(i);
        const label = labels[i] ?? 0;
        let next = renamed.get(label);
        if (next === undefined) {
          next = fresh++;
          renamed.set(label, next);
        }
        labels[i] = next;
      }
    }
  }
  return numbered(starts, labels).alphabet;
}

/** The alphabet that refines all of the given ones, and for each of these the class that a class of the joint one lies in. */
export function joint(alphabets: readonly Alphabet[]): { readonly alphabet: Alphabet; readonly within: readonly Int32Array[] } {
  const [only] = alphabets;
  if (only !== undefined && alphabets.length === 1) return { alphabet: only, within: [Int32Array.from(only.sizes, (_, i) => i)] };
  const cuts = [0, surrogates[0], surrogates[1] + 1];
  for (const each of alphabets) for (const start of each.starts) cuts.push(start);
  const starts = ascending(cuts);
  const labels = new Int32Array(starts.length);
  const spread = alphabets.map((each) => {
    const classes = new Int32Array(starts.length);
    const pairs = new Map<number, number>();
    let interval = 0;
    for (let i = 0; i < starts.length; i++) {
      while (interval + 1 < each.starts.length && (each.starts[interval + 1] ?? 0) <= (starts[i] ?? 0)) interval++;
      const own = each.classes[interval] ?? -1;
      classes[i] = own;
      const pair = (labels[i] ?? 0) * (each.sizes.length + 1) + own + 1;
      let label = pairs.get(pair);
      if (label === undefined) {
        label = pairs.size;
        pairs.set(pair, label);
      }
      labels[i] = label;
    }
    return classes;
  });
  const { alphabet, firsts } = numbered(starts, labels);
  return { alphabet, within: spread.map((classes) => Int32Array.from(firsts, (interval) => classes[interval] ?? -1)) };
}

/** The class of a code point, −1 for a surrogate. */
export function classAt(alphabet: Alphabet, point: number): number {
  return alphabet.classes[intervalAt(alphabet.starts, point)] ?? -1;
}

/** 1 for each class that lies in the set, which must be a union of classes. */
export function membership(alphabet: Alphabet, set: Ranges): Uint8Array {
  const member = new Uint8Array(alphabet.sizes.length);
  for (const [low, high] of set) {
    for (let i = intervalAt(alphabet.starts, low); i < alphabet.starts.length && (alphabet.starts[i] ?? 0) <= high; i++) {
      const of = alphabet.classes[i] ?? -1;
      if (of >= 0) member[of] = 1;
    }
  }
  return member;
}

/** The classes, those with the most readable characters first. */
export function byReadability(alphabet: Alphabet): readonly number[] {
  let order = orders.get(alphabet);
  if (order === undefined) {
    // The best rank of each class: that of its most readable character, or else the place of its first interval behind all of these.
    const ranks = new Float64Array(alphabet.sizes.length).fill(Number.POSITIVE_INFINITY);
    const lower = (of: number, rank: number): void => {
      if (of >= 0 && rank < (ranks[of] ?? 0)) ranks[of] = rank;
    };
    alphabet.starts.forEach((start, i) => {
      const of = alphabet.classes[i] ?? -1;
      const end = Math.min(alphabet.starts[i + 1] ?? ranked.length, ranked.length);
      for (let point = start; point < end; point++) lower(of, ranked[point] ?? ranked.length);
      lower(of, ranked.length + i);
    });
    order = Array.from(ranks, (_, of) => of).sort((one, two) => (ranks[one] ?? 0) - (ranks[two] ?? 0));
    orders.set(alphabet, order);
  }
  return order;
}

/** The most readable characters of some classes, as many as are asked for or as there are. */
export function characters(alphabet: Alphabet, classes: ReadonlySet<number>, count: number): string[] {
  const found: number[] = [];
  for (const point of readable) if (found.length < count && classes.has(classAt(alphabet, point))) found.push(point);
  for (const [from, to] of unreadable) {
    for (let i = intervalAt(alphabet.starts, from); i < alphabet.starts.length && (alphabet.starts[i] ?? 0) <= to; i++) {
      if (!classes.has(alphabet.classes[i] ?? -1)) continue;
      const end = Math.min(to, (alphabet.starts[i + 1] ?? lastCharacter + 1) - 1);
      for (let point = Math.max(from, alphabet.starts[i] ?? 0); point <= end && found.length < count; point++) found.push(point);
    }
  }
  return found.map((point) => String.fromCodePoint(point));
}

/** The most readable character of a class. */
export function character(alphabet: Alphabet, of: number): string {
  return characters(alphabet, new Set([of]), 1)[0] ?? "";
}

const orders = new WeakMap<Alphabet, readonly number[]>();

/** Printable ASCII, what people write most first; then the other printable characters, and last the controls. */
const readable = [..."abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@,;+=~#%&*!?$|^'\"`()[]{}<>\\ "].map(
  (each) => each.codePointAt(0) ?? 0,
);
/** The place of each ASCII character among the readable ones. */
const ranked = Array.from({ length: 0x80 }, (_, point) => (readable.includes(point) ? readable.indexOf(point) : 0x80));
const unreadable = [
  [0xa1, lastCharacter],
  [0x7f, 0xa0],
  [0, 0x1f],
] as const;

function ascending(cuts: number[]): Int32Array {
  const sorted = Int32Array.from(cuts).sort();
  let length = 0;
  for (const cut of sorted) if (cut <= lastCharacter && (length === 0 || sorted[length - 1] !== cut)) sorted[length++] = cut;
  return sorted.slice(0, length);
}

function intervalAt(starts: Int32Array, point: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Classes counted up from 0 in the order of their first interval; `firsts` are these intervals. */
function numbered(starts: Int32Array, labels: Int32Array): { readonly alphabet: Alphabet; readonly firsts: readonly number[] } {
  const numbers = new Map<number, number>();
  const sizes: number[] = [];
  const firsts: number[] = [];
  const classes = new Int32Array(starts.length).fill(-1);
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? 0;
    if (start >= surrogates[0] && start <= surrogates[1]) continue;
    const label = labels[i] ?? 0;
    let number = numbers.get(label);
    if (number === undefined) {
      number = sizes.push(0) - 1;
      numbers.set(label, number);
      firsts.push(i);
    }
    classes[i] = number;
    sizes[number] = (sizes[number] ?? 0) + (starts[i + 1] ?? lastCharacter + 1) - start;
  }
  return { alphabet: { starts, classes, sizes }, firsts };
}
