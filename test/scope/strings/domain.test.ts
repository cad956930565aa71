import { describe, expect, test } from "vitest";
import { type Domain, domainOf, narrowed } from "../../../compiler/scope/strings/domain.js";
import type { TextLiteral } from "../../../compiler/scope/strings/literal.js";
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { any, choice, literal, range, repeat, sequence, star, textGlob } from "./patterns.js";

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const like = (pattern: Pattern): TextLiteral => ({ test: { kind: "pattern", pattern }, holds: true });
const under = (base: string): TextLiteral => ({ test: { kind: "under", base }, holds: true });
const path: TextLiteral = { test: { kind: "path" }, holds: true };
const not = ({ test, holds }: TextLiteral): TextLiteral => ({ test, holds: !holds });
const first = (count: number, ...literals: readonly TextLiteral[]) => domainOf(literals).first(count);
/** More than any table holds. */
const huge = like(repeat(repeat(any, 0, 1000), 0, 1000));

describe("the words of a list", () => {
  test("come short ones first, and those of one length in order", () => {
    expect(first(9, set("bb", "c", "ab", "", "a", "b", "c"))).toEqual(["", "a", "b", "c", "ab", "bb"]);
    expect(first(2, set("bb", "c", "a"))).toEqual(["a", "c"]);
    expect(domainOf([set("bb", "c", "a")]).shortest()).toBe("a");
  });
  test("are those that all of the literals leave", () => {
    expect(first(9, set("a", "b", "c"), set("b", "c", "d", "e"), not(set("c")))).toEqual(["b"]);
    expect(first(9, set("a", "\ud800", "b"))).toEqual(["a", "b"]);
    expect(first(9, set("/b", "/b/c", "/bc", "b"), under("/b"))).toEqual(["/b", "/b/c"]);
    expect(first(9, set("/b", "/b/", "b//c"), path)).toEqual(["/b"]);
    expect(first(9, set("ab", "b"), not(like(textGlob("a*"))))).toEqual(["b"]);
    expect(first(9, set())).toEqual([]);
    expect(domainOf([set("a"), set("b")]).shortest()).toBeUndefined();
  });
  test("are known to be none before a pattern is looked at that is too large", () => {
    expect(first(1, set("a"), set("b"), huge)).toEqual([]);
    expect(first(1, huge, set("\ud800"))).toEqual([]);
    expect(domainOf([set("a"), huge]).shortest()).toEqual({ kind: "limit", what: "positions of a pattern" });
    expect(domainOf([set("a"), huge]).automaton()).toEqual({ kind: "limit", what: "positions of a pattern" });
  });
  test("are tested one like the other, be they few or many", () => {
    const words = Array.from({ length: 30 }, (_, i) => `${i % 2 === 0 ? "a" : "b"}${i}`);
    for (const count of [1, 7, 8, 9, 10, 30]) {
      const some = words.slice(0, count);
      expect(first(99, set(...some), like(textGlob("a*")))).toEqual(some.filter((word) => word.startsWith("a")));
      expect(first(99, set(...some), not(like(textGlob("a*"))))).toEqual(some.filter((word) => word.startsWith("b")));
    }
  });
});

describe("the words of a pattern", () => {
  test("come short ones first, the readable ones of these first", () => {
    expect(first(4, like(star(any)))).toEqual(["", "a", "b", "c"]);
    expect(first(4, like(star(range("x", "y"))))).toEqual(["", "x", "y", "xx"]);
    expect(first(2, like(choice(literal("accc"), literal("b"))))).toEqual(["b", "accc"]);
    expect(first(3, like(sequence(star(literal("a")), literal("b"))))).toEqual(["b", "ab", "aab"]);
  });
  test("are as many as are asked for, or all there are", () => {
    const few = like(repeat(choice(literal("a"), literal("b")), 0, 2));
    expect(first(0, few)).toEqual([]);
    expect(first(1, few)).toEqual([""]);
    expect(first(6, few)).toHaveLength(6);
    expect(first(100, few)).toEqual(["", "a", "b", "aa", "ab", "ba", "bb"]);
    expect(first(3, not(few))).toHaveLength(3);
  });
  test("are none where nothing is left", () => {
    const nothing = domainOf([like(literal("a")), like(literal("b"))]);
    expect(nothing.first(1)).toEqual([]);
    expect(nothing.first(3)).toEqual([]);
    expect(nothing.shortest()).toBeUndefined();
  });
});

describe("what is asked again", () => {
  const same = (one: readonly TextLiteral[], other: readonly TextLiteral[]): boolean => domainOf(one) === domainOf(other);
  test("is remembered, in whatever order and by whichever equal literals", () => {
    expect(same([], [])).toBe(true);
    expect(same([path], [path])).toBe(true);
    expect(same([path, under("/b")], [under("/b"), path])).toBe(true);
    expect(same([path, path], [path])).toBe(true);
    expect(same([set("a", "b")], [set("a", "b")])).toBe(true);
    expect(same([like(textGlob("a*"))], [like(textGlob("a*"))])).toBe(true);
    expect(narrowed(domainOf([path]), [under("/b")])).toBe(domainOf([under("/b"), path]));
    expect(narrowed(domainOf([path]), [])).toBe(domainOf([path]));
  });
  test("is told from what only looks like it", () => {
    const different: readonly (readonly TextLiteral[])[] = [
      [],
      [path],
      [not(path)],
      [path, not(path)],
      [under("p")],
      [set("p")],
      [set("p", "q")],
      [set('p","q')],
      [not(set("p"))],
      [under('["p"]')],
      [under("")],
      [like(literal("p"))],
    ];
    const found = new Set<Domain>(different.map(domainOf));
    expect(found.size).toBe(different.length);
  });
  test("is not remembered by a pattern too deep to be written down, which is like no other", () => {
    const deep = (inner: Pattern): Pattern => Array.from({ length: 1000 }).reduce((each: Pattern): Pattern => choice(each), inner);
    const [one, other] = [deep(literal("a")), deep(literal("b"))];
    expect(same([like(one)], [like(other)])).toBe(false);
    expect(same([like(one)], [like(one)])).toBe(true);
  });
});
