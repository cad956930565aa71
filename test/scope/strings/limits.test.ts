import { describe, expect, test } from "vitest";
import { fromPattern } from "../../../compiler/scope/strings/automaton.js";
import { colour } from "../../../compiler/scope/strings/colouring.js";
import { domainOf } from "../../../compiler/scope/strings/domain.js";
import { isLimit, limits } from "../../../compiler/scope/strings/limits.js";
import type { Link } from "../../../compiler/scope/strings/link.js";
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
  expect(threshold("effort", 10_000, () => colour([few, few, few], links.slice(0, 3), { spent: 0 }))).toEqual([9, "ways to tell variables apart"]);
});

test("what is remembered may be forgotten at any time", () => {
  const words = (): unknown =>
    ["x", "y", "z"].map((each) => domainOf([{ test: { kind: "pattern", pattern: sequence(star(ab), literal(each)) }, holds: true }]).first(3));
  expect(under({ remembered: 0 }, words)).toEqual(words());
});
