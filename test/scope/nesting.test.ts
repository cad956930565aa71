import { describe, expect, test } from "vitest";
import { deepestNesting, isTooDeep } from "../../compiler/scope/nesting.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { all, and, argument, element, holds, like, not, or, some, yes } from "./build.js";
import { any, choice, repeat, sequence } from "./strings/patterns.js";

const [l, s] = [argument("l"), argument("s")];

function nested<T>(levels: number, innermost: T, around: (inner: T) => T): T {
  let all = innermost;
  for (let i = 0; i < levels; i++) all = around(all);
  return all;
}

describe("what nests as deep as may be, and one level deeper", () => {
  const leaf = holds(argument("b"));
  test.each<[string, (inner: Constraint) => Constraint]>([
    ["and", (inner) => and(yes, inner)],
    ["or", (inner) => or(yes, inner)],
    ["not", not],
    ["all", (inner) => all([l], inner)],
    ["some", (inner) => some([l], inner)],
  ])("%s", (_, around) => {
    expect(isTooDeep(nested(deepestNesting - 1, leaf, around))).toBe(false);
    expect(isTooDeep(nested(deepestNesting, leaf, around))).toBe(true);
    expect(isTooDeep(and(leaf, nested(deepestNesting + 9, leaf, around), leaf))).toBe(true);
  });

  const matching = (pattern: Pattern): Constraint => ({ kind: "pattern", negated: false, sort: "String", term: s, pattern, source: "" });
  test.each<[string, (inner: Pattern) => Pattern]>([
    ["sequence", (inner) => sequence(any, inner)],
    ["choice", (inner) => choice(any, inner)],
    ["repeat", (inner) => repeat(inner, 0, null)],
  ])("a pattern's %s", (_, around) => {
    expect(isTooDeep(matching(nested(deepestNesting - 1, any, around)))).toBe(false);
    expect(isTooDeep(matching(nested(deepestNesting, any, around)))).toBe(true);
    expect(isTooDeep(all([l], and(yes, not(matching(nested(deepestNesting + 9, any, around))))))).toBe(true);
  });

  test("a pattern counts from its own outside", () => {
    const deep = matching(nested(deepestNesting - 1, any, (inner) => sequence(inner)));
    expect(isTooDeep(nested(deepestNesting - 1, deep, not))).toBe(false);
  });

  test("what is found to be too deep is so when it is asked again", () => {
    const deep = nested(deepestNesting, like(element, "a*"), not);
    expect([isTooDeep(deep), isTooDeep(deep), isTooDeep(and(deep))]).toEqual([true, true, true]);
  });
});
