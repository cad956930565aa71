import { describe, expect, test } from "vitest";
import { fromPattern, fromWords } from "../../../compiler/scope/strings/automaton.js";
import { colour } from "../../../compiler/scope/strings/colouring.js";
import { type Domain, domainOf } from "../../../compiler/scope/strings/domain.js";
import { isLimit, limits } from "../../../compiler/scope/strings/limits.js";
import type { Link } from "../../../compiler/scope/strings/link.js";
import type { TextLiteral } from "../../../compiler/scope/strings/literal.js";
import { satisfy } from "../../../compiler/scope/strings/network.js";
import { spread } from "../../../compiler/scope/strings/prefixes.js";
import { intersection, type Part, shortestWord } from "../../../compiler/scope/strings/product.js";
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { any, choice, literal, range, repeat, sequence, star } from "./patterns.js";

// Each limit, made small: it is met where it should be, and just above it there is an answer.

type Limits = { -readonly [name in keyof typeof limits]: number };
const changeable = limits as Limits;
const usual = { ...limits };

function under<T>(changed: Partial<Limits>, ask: () => T): T {
  Object.assign(changeable, usual, changed);
  try {
    return ask();
  } finally {
    Object.assign(changeable, usual);
  }
}

/** The least value of a limit under which there is an answer, and what the limit says just below. */
function threshold(name: keyof Limits, most: number, ask: () => unknown): readonly [number, string] {
  let [low, high] = [-1, most];
  const limitAt = (value: number): string | undefined => {
    const answer = under({ [name]: value }, ask);
    return isLimit(answer) ? answer.what : undefined;
  };
  if (limitAt(most) !== undefined) throw new Error(`${name} is met at ${most}`);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (limitAt(middle) === undefined) high = middle;
    else low = middle;
  }
  return [high, low < 0 ? "" : (limitAt(low) ?? "")];
}

/** A domain of which nothing is remembered. */
function fresh(literals: readonly TextLiteral[]): Domain {
  const { remembered } = limits;
  changeable.remembered = -1;
  const domain = domainOf(literals);
  changeable.remembered = remembered;
  return domain;
}

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const [a, b] = [literal("a"), literal("b")];
const part = (pattern: Pattern, holds = true): Part => {
  const automaton = fromPattern(pattern);
  if (isLimit(automaton)) throw new Error(automaton.what);
  return { automaton, holds };
};
const ab = choice(a, b);
/** An `a` that stands so far from the end: as many states as there are words of that length. */
const far = (distance: number): Pattern => sequence(star(ab), a, repeat(ab, distance, distance));

describe("a pattern", () => {
  test.each<[keyof Limits, string, Pattern, number, string]>([
    ["positions", "a repetition", repeat(any, 0, 30), 61, "positions of a pattern"],
    ["positions", "two of them", sequence(repeat(a, 2, 5), repeat(choice(a, b), 1, null)), 30, "positions of a pattern"],
    ["nesting", "choices in choices", choice(choice(choice(a, sequence(b, b)))), 5, "positions of a pattern"],
    ["nesting", "repetitions in repetitions", repeat(repeat(repeat(a, 1, 2), 1, 2), 1, 2), 4, "positions of a pattern"],
    ["states", "a choice far from the end", far(4), 33, "states of an automaton"],
    ["states", "a run", repeat(ab, 17, 17), 19, "states of an automaton"],
    ["cells", "a choice far from the end", far(4), 357, "states of an automaton"],
    [
      "cells",
      "many classes",
      choice(...Array.from("acegikmoqsuwy", (each) => sequence(literal(each), range(each, "z")))),
      702,
      "character classes of a pattern",
    ],
    ["cells", "the same few characters again and again", choice(...Array.from({ length: 30 }, () => sequence(a, b))), 135, "states of an automaton"],
    ["steps", "a choice far from the end", far(4), 1194, "states of an automaton"],
  ])("%s: %s", (name, _, pattern, least, what) => {
    expect(threshold(name, 1_000_000, () => fromPattern(pattern))).toEqual([least, what]);
  });
});

describe("a product", () => {
  const parts = [part(far(2)), part(repeat(ab, 5, null)), part(sequence(star(ab), b, b), false)];
  const none = [part(repeat(a, 5, 5)), part(repeat(a, 6, 7))];
  test.each<[keyof Limits, string, () => unknown, number, string]>([
    ["states", "the shortest word", () => shortestWord(parts), 23, "states of a product"],
    ["cells", "the shortest word", () => shortestWord(parts), 69, "states of a product"],
    ["states", "no word", () => shortestWord(none), 6, "states of a product"],
    ["states", "all words", () => intersection(parts), 32, "states of a product"],
    ["cells", "all words", () => intersection(parts), 192, "states of a product"],
  ])("%s: %s", (name, _, ask, least, what) => {
    expect(threshold(name, 100_000, ask)).toEqual([least, what]);
  });
});

test("effort: many variables of few words", () => {
  const few = domainOf([{ test: { kind: "set", values: ["a", "b", "c"] }, holds: true }]);
  const links = [0, 1, 2, 3].flatMap((right) => Array.from({ length: right }, (_, left): Link => ({ kind: "different", left, right })));
  expect(threshold("effort", 10_000, () => colour([few, few, few, few], links, { spent: 0 }))).toEqual([12, "ways to tell variables apart"]);
  const [two, one] = [["a", "b"], ["a"]].map((values) => domainOf([set(...values)]));
  if (two === undefined || one === undefined) throw new Error("two domains");
  // The one with the fewest words chooses first.
  expect(threshold("effort", 10_000, () => colour([few, two, one], links.slice(0, 3), { spent: 0 }))).toEqual([9, "ways to tell variables apart"]);
  expect(threshold("effort", 10_000, () => colour([few, few, few], links.slice(0, 3), { spent: 0 }))).toEqual([9, "ways to tell variables apart"]);
});

const like = (pattern: Pattern): TextLiteral => ({ test: { kind: "pattern", pattern }, holds: true });
const link =
  (kind: Link["kind"]) =>
  (left: number, right: number): Link => ({ kind, left, right });
const [different, below, apart] = [link("different"), link("under"), link("apart")];

describe("a list", () => {
  const words = ["ab", "ac", "b", ""];
  test.each<[keyof Limits, string, () => unknown, number, string]>([
    ["states", "its words", () => fromWords(words), 6, "states of an automaton"],
    ["cells", "its words", () => fromWords(words), 24, "states of an automaton"],
    ["positions", "a pattern that they are tested by", () => fresh([set("a", "b"), like(repeat(ab, 3, 3))]).first(1), 19, "positions of a pattern"],
  ])("%s: %s", (name, _, ask, least, what) => expect(threshold(name, 100_000, ask)).toEqual([least, what]));

  test("is tested word by word where a pattern has no automaton", () => {
    const words = Array.from({ length: 20 }, (_, i) => `${i}a`);
    expect(under({ states: 5 }, () => fresh([set(...words, "bbbb", "abbbb"), like(far(4))]).first(99))).toEqual(["abbbb"]);
  });
});

test("a pattern that repeats what may be empty is given up as soon as its places are too many", () => {
  expect(under({ cells: 1000 }, () => fromPattern(repeat(repeat(a, 0, 1), 300, 300)))).toEqual({ kind: "limit", what: "states of an automaton" });
});

describe("words that share a prefix", () => {
  const folder = like(sequence(literal("/"), star(choice(ab, literal("/")))));
  const searches: Readonly<Record<string, () => unknown>> = {
    "a chain": () =>
      spread(
        [folder, folder, folder].map((each) => fresh([each])),
        [below(0, 1), below(1, 2), different(1, 2), apart(2, 0)],
        { spent: 0 },
      ),
    none: () =>
      spread(
        [set("aab", "aac"), set("aab"), set("aac")].map((each) => fresh([each])),
        [different(0, 1), different(0, 2), apart(1, 2)],
        { spent: 0 },
      ),
    "two parts": () =>
      spread(
        [set("ax", "ay"), set("ax", "ay"), like(sequence(literal("b"), star(any))), like(sequence(literal("b"), star(a)))].map((each) =>
          fresh([each]),
        ),
        [different(0, 1), apart(2, 3), different(0, 2)],
        { spent: 0 },
      ),
    "parts that are not in a row": () =>
      spread(
        [set("xa", "ya"), set("xb", "yb"), set("xa", "yc"), set("xb", "yb", "xc")].map((each) => fresh([each])),
        [different(0, 2), different(1, 3), apart(0, 3), apart(3, 2), apart(1, 0)],
        { spent: 0 },
      ),
    "beside variables that only differ": () =>
      satisfy(
        [set("a", "b"), set("/d", "/cc/x"), set("b", "c"), set("/b", "/cc"), set("a", "c")].map((each) => fresh([each])),
        [different(0, 2), below(1, 3), different(2, 4), different(4, 0)],
        { spent: 0 },
      ),
  };
  test.each<[keyof Limits, keyof typeof searches, number]>([
    ["effort", "a chain", 97],
    ["points", "a chain", 4],
    ["cells", "a chain", 26],
    ["effort", "none", 93],
    ["points", "none", 5],
    ["effort", "two parts", 62],
    ["points", "two parts", 3],
    ["effort", "parts that are not in a row", 354],
    ["points", "parts that are not in a row", 22],
    ["effort", "beside variables that only differ", 75],
  ])("%s: %s", (name, search, least) => {
    expect(threshold(name, 100_000, searches[search] ?? expect.fail)).toEqual([least, "points of a search over prefixes"]);
  });
});

describe("what is remembered", () => {
  const probe = (): unknown => domainOf([set("a probe")]);
  /** Whether what was asked first is still remembered after all of this, where so much may be. */
  const stays = (remembered: number, ask: () => void): boolean => {
    fresh([]);
    return under({ remembered }, () => {
      const before = probe();
      ask();
      return probe() === before;
    });
  };
  const times = (count: number, ask: (i: number) => unknown) => (): void => {
    for (let i = 0; i < count; i++) ask(i);
  };

  test("may be forgotten at any time", () => {
    const words = (): unknown => ["x", "y", "z"].map((each) => domainOf([like(sequence(star(ab), literal(each)))]).first(3));
    expect(under({ remembered: 0 }, words)).toEqual(words());
  });
  test("is little for a few questions, and too much after many", () => {
    const asked = (count: number) => times(count, (i) => domainOf([set(`w${i}`)]));
    expect(stays(20_000, asked(10))).toBe(true);
    expect(stays(20_000, asked(100))).toBe(false);
  });
  test("is more with long lists", () => {
    const long = set(...Array.from({ length: 1000 }, (_, i) => `w${i}`));
    const asked = (count: number) => times(count, (i) => domainOf([long, { test: { kind: "under", base: `b${i}` }, holds: false }]).first(1));
    expect(stays(20_000, asked(2))).toBe(true);
    expect(stays(20_000, asked(20))).toBe(false);
  });
  test("is more with large automata, however often they are asked for", () => {
    const large = like(repeat(ab, 2000, 2000));
    const small = (i: number): TextLiteral => ({ test: { kind: "set", values: [`b${i}`] }, holds: false });
    expect(stays(20_000, () => domainOf([large]).automaton())).toBe(false);
    expect(
      stays(
        100_000,
        times(20, (i) => domainOf([large, small(i)]).shortest()),
      ),
    ).toBe(true);
    expect(
      stays(
        100_000,
        times(20, (i) => domainOf([large, small(i)]).automaton()),
      ),
    ).toBe(false);
  });
  test("is more with many characters that are told apart", () => {
    const scattered = like({ kind: "characters", ranges: Array.from({ length: 5000 }, (_, i) => [2 * i, 2 * i]) });
    const asked = (count: number) => times(count, (i) => domainOf([scattered, { test: { kind: "under", base: `b${i}` }, holds: false }]).automaton());
    expect(stays(150_000, asked(1))).toBe(true);
    expect(stays(150_000, asked(10))).toBe(false);
  });
  test("a few words are tested without the automaton of a pattern, which would weigh more", () => {
    const large = like(repeat(ab, 0, 2000));
    const words = (count: number): string[] => Array.from({ length: count }, (_, i) => `b${"a".repeat(i)}`);
    expect(stays(15_000, () => domainOf([set(...words(5)), large]).first(1))).toBe(true);
    expect(stays(15_000, () => domainOf([set(...words(20)), large]).first(1))).toBe(false);
  });
});
