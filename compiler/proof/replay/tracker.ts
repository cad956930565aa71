/** What is known of one text, read code point by code point: each literal as the places where its pattern can be. */
import { matches, type Pattern, readerOf } from "../../../stdlib/runtime/pattern.js";
import { isPath, isUnder, isWellFormed } from "../../../stdlib/runtime/value.js";
import type { States } from "../evidence.js";
import type { TextTest } from "./formula.js";

export interface TextLiteral {
  readonly test: TextTest;
  readonly holds: boolean;
}

/** Whether a value suits a literal, by the reference meaning. */
export function suits({ test, holds }: TextLiteral, value: string): boolean {
  switch (test.kind) {
    case "set":
      return test.values.includes(value) === holds;
    case "pattern":
      return matches(test.pattern, value) === holds;
    case "under":
      return isUnder(value, test.base) === holds;
    case "path":
      return isPath(value) === holds;
  }
}

/** For each literal, where its pattern can be. */
export type Vector = readonly ReadonlySet<number>[];

/** What is known of a text, as it is read code point by code point. */
export interface Tracker {
  readonly start: Vector;
  next(vector: Vector, point: number): Vector;
  /** Whether a text that ends here suits the literals. */
  accepts(vector: Vector): boolean;
  /** Whether none that begins so can, because a pattern that must match has come to nothing. */
  isDead(vector: Vector): boolean;
}

export function trackerOf(literals: readonly TextLiteral[]): Tracker {
  const readers = literals.map(({ test, holds }) => ({ reader: readerOf(patternOf(test)), holds }));
  return {
    start: readers.map(({ reader }) => reader.start),
    next: (vector, point) => readers.map(({ reader }, i) => reader.next(vector[i] ?? new Set(), point)),
    accepts: (vector) => readers.every(({ reader, holds }, i) => reader.accepts(vector[i] ?? new Set()) === holds),
    isDead: (vector) => readers.some(({ holds }, i) => holds && vector[i]?.size === 0),
  };
}

/** The vectors of the states, the first one for the empty text; `undefined` where a state follows none before it. */
export function follow(tracker: Tracker, states: States): readonly Vector[] | undefined {
  const vectors: Vector[] = [tracker.start];
  for (const [from, point] of states) {
    const before = vectors[from];
    if (before === undefined || !Number.isInteger(point) || point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    vectors.push(tracker.next(before, point));
  }
  return vectors;
}

export function keyOf(vector: Vector): string {
  return vector.map((places) => [...places].sort((a, b) => a - b).join()).join(";");
}

const patterns = new WeakMap<TextTest, Pattern>();

/** The pattern that matches just the well-formed texts which pass the test. */
function patternOf(test: TextTest): Pattern {
  let pattern = patterns.get(test);
  if (pattern === undefined) {
    pattern = patternAnew(test);
    patterns.set(test, pattern);
  }
  return pattern;
}

const sequence = (...of: readonly Pattern[]): Pattern => ({ kind: "sequence", of });
const choice = (...of: readonly Pattern[]): Pattern => ({ kind: "choice", of });
const times = (of: Pattern, min: number): Pattern => ({ kind: "repeat", of, min, max: null });
const exactly = (text: string): Pattern =>
  sequence(...Array.from(text, (each): Pattern => ({ kind: "characters", ranges: [[each.codePointAt(0) ?? 0, each.codePointAt(0) ?? 0]] })));
const anything: Pattern = times(
  {
    kind: "characters",
    ranges: [
      [0, 0xd7ff],
      [0xe000, 0x10ffff],
    ],
  },
  0,
);

function patternAnew(test: TextTest): Pattern {
  switch (test.kind) {
    case "pattern":
      return test.pattern;
    case "set":
      return choice(...test.values.filter(isWellFormed).map(exactly));
    case "under": {
      const { base } = test;
      if (!isWellFormed(base)) return choice();
      return choice(exactly(base), sequence(exactly(base === "/" ? base : `${base}/`), anything));
    }
    case "path": {
      // All but NUL, `/` and the backslash; then the same without the dot.
      const ranges = [
        [0x01, 0x2e],
        [0x30, 0x5b],
        [0x5d, 0xd7ff],
        [0xe000, 0x10ffff],
      ] as const;
      const inner: Pattern = { kind: "characters", ranges };
      const noDot: Pattern = { kind: "characters", ranges: [[0x01, 0x2d], ...ranges.slice(1)] };
      const [dot, slash] = [exactly("."), exactly("/")];
      const segment = choice(sequence(noDot, times(inner, 0)), sequence(dot, noDot, times(inner, 0)), sequence(dot, dot, times(inner, 1)));
      return choice(slash, sequence(choice(slash, sequence()), segment, times(sequence(slash, segment), 0)));
    }
  }
}

/** A code point for each class of those that the literals tell apart. */
export function representatives(...of: readonly (readonly TextLiteral[])[]): readonly number[] {
  const starts = new Set([0, 0xe000]);
  const visit = (pattern: Pattern): void => {
    switch (pattern.kind) {
      case "characters":
        for (const [low, high] of pattern.ranges) starts.add(low).add(high + 1);
        break;
      case "sequence":
      case "choice":
        for (const each of pattern.of) visit(each);
        break;
      case "repeat":
        visit(pattern.of);
        break;
    }
  };
  for (const literals of of) for (const { test } of literals) visit(patternOf(test));
  return [...starts].filter((point) => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)).sort((a, b) => a - b);
}
