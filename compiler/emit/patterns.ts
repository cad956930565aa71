/** Patterns as what is cheapest to ask of a text: equal, among, begins, ends, or a table; nothing that goes back over it. */
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { fromPattern } from "../scope/strings/automaton.js";
import { isLimit } from "../scope/strings/limits.js";

export type TextTest =
  /** Any text. */
  | { readonly kind: "any" }
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** Between the two ends stands anything, or with `segment` anything without a slash. */
  | { readonly kind: "ends"; readonly prefix: string; readonly suffix: string; readonly segment: boolean }
  | { readonly kind: "automaton"; readonly table: AutomatonTable }
  /** Its automaton would be too large: the pattern itself. */
  | { readonly kind: "machine"; readonly pattern: Pattern };

export interface AutomatonTable {
  readonly starts: readonly number[];
  readonly classes: readonly number[];
  readonly width: number;
  readonly next: readonly number[];
  readonly accepting: readonly number[];
}

/** The most alternatives that are written out as texts. */
const mostTexts = 64;

/** The most transitions of an automaton that is worth its place in generated code. */
const mostTransitions = 20_000;

/** What the pattern asks of a text that is well-formed. */
export function textTest(pattern: Pattern): TextTest {
  const texts = textsOf(pattern);
  if (texts !== undefined) return { kind: "texts", texts };
  return endsOf(pattern) ?? tableOf(pattern);
}

/** The words of a pattern without repetition, as long as they are few. */
function textsOf(pattern: Pattern): readonly string[] | undefined {
  switch (pattern.kind) {
    case "characters": {
      const count = pattern.ranges.reduce((sum, [low, high]) => sum + Math.max(0, high - low + 1), 0);
      if (count > mostTexts) return undefined;
      return pattern.ranges.flatMap(([low, high]) => Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => String.fromCodePoint(low + i)));
    }
    case "sequence": {
      let words: readonly string[] = [""];
      for (const part of pattern.of) {
        const next = textsOf(part);
        if (next === undefined || words.length * next.length > mostTexts) return undefined;
        words = words.flatMap((word) => next.map((each) => word + each));
      }
      return words;
    }
    case "choice": {
      const words: string[] = [];
      for (const part of pattern.of) {
        const next = textsOf(part);
        if (next === undefined || words.length + next.length > mostTexts) return undefined;
        words.push(...next);
      }
      return [...new Set(words)];
    }
    case "repeat":
      return pattern.max === 0 ? [""] : pattern.min === 1 && pattern.max === 1 ? textsOf(pattern.of) : undefined;
  }
}

function endsOf(pattern: Pattern): TextTest | undefined {
  const parts = flat(pattern);
  const middle = parts.findIndex((part) => runOf(part) !== undefined);
  const run = middle < 0 ? undefined : runOf(parts[middle]);
  const prefix = literalOf(parts.slice(0, middle));
  const suffix = literalOf(parts.slice(middle + 1));
  if (run === undefined || prefix === undefined || suffix === undefined) return undefined;
  if (run === "any" && prefix === "" && suffix === "") return { kind: "any" };
  return { kind: "ends", prefix, suffix, segment: run === "segment" };
}

function flat(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === "sequence" ? pattern.of.flatMap(flat) : [pattern];
}

/** The one text of some parts. */
function literalOf(parts: readonly Pattern[]): string | undefined {
  const points: number[] = [];
  for (const part of parts) {
    const [range, ...more] = part.kind === "characters" ? part.ranges : [];
    if (range === undefined || more.length > 0 || range[0] !== range[1]) return undefined;
    points.push(range[0]);
  }
  return String.fromCodePoint(...points);
}

/** Whether a part is any run of characters, or of characters but slashes. */
function runOf(part: Pattern | undefined): "any" | "segment" | undefined {
  if (part?.kind !== "repeat" || part.min !== 0 || part.max !== null || part.of.kind !== "characters") return undefined;
  const { ranges } = part.of;
  const covers = (point: number): boolean => ranges.some(([low, high]) => low <= point && point <= high);
  // Ends and edges of what is left out; the ranges are few where the part is one of the two.
  if (ranges.length > 4) return undefined;
  const holes = holesOf(ranges);
  if (holes.length === 0) return "any";
  return holes.length === 1 && holes[0] === "47-47" && !covers(47) ? "segment" : undefined;
}

/** The intervals in no range, without the surrogates. */
function holesOf(ranges: readonly (readonly [number, number])[]): readonly string[] {
  const sorted = [...ranges, [0xd800, 0xdfff] as const].filter(([low, high]) => low <= high).sort(([a], [b]) => a - b);
  const holes: string[] = [];
  let next = 0;
  for (const [low, high] of sorted) {
    if (low > next) holes.push(`${next}-${low - 1}`);
    next = Math.max(next, high + 1);
  }
  if (next <= 0x10ffff) holes.push(`${next}-${0x10ffff}`);
  return holes;
}

function tableOf(pattern: Pattern): TextTest {
  const automaton = fromPattern(pattern);
  if (isLimit(automaton) || automaton.next.length > mostTransitions) return { kind: "machine", pattern };
  const { alphabet, next, accepting } = automaton;
  return {
    kind: "automaton",
    table: {
      starts: [...alphabet.starts],
      classes: [...alphabet.classes],
      width: alphabet.sizes.length,
      next: [...next],
      accepting: [...accepting].flatMap((is, state) => (is === 1 ? [state] : [])),
    },
  };
}
