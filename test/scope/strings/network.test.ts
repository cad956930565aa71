import { describe, expect, test } from "vitest";
import { domainOf } from "../../../compiler/scope/strings/domain.js";
import type { Link } from "../../../compiler/scope/strings/link.js";
import type { TextLiteral } from "../../../compiler/scope/strings/literal.js";
import { components, type Outcome, satisfy } from "../../../compiler/scope/strings/network.js";
import { solveTexts, type TextRelation } from "../../../compiler/scope/strings/theory.js";
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { isUnder } from "../../../stdlib/runtime/value.js";
import { any, literal, pathGlob, repeat, sequence, star } from "./patterns.js";

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const like = (pattern: Pattern): TextLiteral => ({ test: { kind: "pattern", pattern }, holds: true });
const path: TextLiteral = { test: { kind: "path" }, holds: true };
/** More than any table holds: the answer is a limit. */
const huge = like(repeat(repeat(any, 0, 1000), 0, 1000));

const link =
  (kind: Link["kind"]) =>
  (left: number, right: number): Link => ({ kind, left, right });
const [different, under, apart] = [link("different"), link("under"), link("apart")];
const words = (variables: readonly (readonly TextLiteral[])[], links: readonly Link[]): Outcome =>
  satisfy(
    variables.map((literals) => domainOf(literals)),
    links,
    { spent: 0 },
  );

describe("words for variables that are bound to one another", () => {
  test.each<[string, readonly (readonly TextLiteral[])[], readonly Link[], readonly string[]]>([
    ["none", [], [], []],
    ["alone", [[set("b")]], [], ["b"]],
    ["two that differ", [[set("b")], [set("b", "c")]], [different(0, 1)], ["b", "c"]],
    ["two that differ, the other way", [[set("b", "c")], [set("b")]], [different(0, 1)], ["c", "b"]],
    ["a path of three", [[set("b", "c")], [set("b", "c")], [set("b", "c")]], [different(0, 1), different(1, 2)], ["b", "c", "b"]],
    ["a triangle", [[set("b", "c")], [set("c", "d")], [set("b", "d")]], [different(0, 1), different(1, 2), different(0, 2)], ["b", "c", "d"]],
    ["two pairs", [[set("b")], [set("b", "c")], [set("b")], [set("b", "c")]], [different(2, 3), different(0, 1)], ["b", "c", "b", "c"]],
    ["under", [[set("/b/c")], [set("/x", "/b")]], [under(0, 1)], ["/b/c", "/b"]],
    ["apart", [[set("/b/c")], [set("/b", "/x")]], [apart(0, 1)], ["/b/c", "/x"]],
    [
      "under, and different from a third",
      [[set("/b/c", "/b/d")], [set("/b")], [set("/b/c")]],
      [under(0, 1), different(0, 2)],
      ["/b/d", "/b", "/b/c"],
    ],
    ["under, and one more that is dropped", [[set("/b/c")], [set("/b")], [set("/b", "/c")]], [under(0, 1), different(2, 1)], ["/b/c", "/b", "/c"]],
    ["one of many words that lies under another", [[path], [path, set("b", "c", "d")], [path]], [under(0, 1), different(2, 0)], ["b", "b", "a"]],
    [
      "those that differ from one that lies under another",
      [[path], [path], [path], [path]],
      [different(2, 0), under(0, 1), different(3, 2)],
      ["a", "a", "b", "a"],
    ],
    ["one under two", [[path, like(pathGlob("/*/x"))], [set("/b", "/c")], [set("/c", "/d")]], [under(0, 1), under(0, 2)], ["/c/x", "/c", "/c"]],
  ])("%s", (_, variables, links, expected) => {
    const found = words(variables, links);
    expect(found).toEqual({ kind: "words", words: expected });
    if (found.kind !== "words") return;
    for (const { kind, left, right } of links) {
      const [one = "", other = ""] = [found.words[left], found.words[right]];
      expect(kind === "different" ? one !== other : isUnder(one, other) === (kind === "under")).toBe(true);
    }
  });

  test.each<[string, readonly (readonly TextLiteral[])[], readonly Link[], readonly number[]]>([
    ["two of one word", [[set("b")], [set("b")]], [different(0, 1)], [0, 1]],
    ["two in a row of four", [[set("c")], [set("b")], [], [set("b")]], [different(1, 3), different(0, 2)], [1, 3]],
    ["not under", [[set("/b/c")], [set("/x")]], [under(0, 1)], [0, 1]],
    ["not apart", [[set("/b/c")], [set("/b")]], [apart(0, 1)], [0, 1]],
    ["one of three", [[set("/b/c")], [set("/b")], [set("/b/c")]], [under(0, 1), different(0, 2)], [0, 1, 2]],
    ["none, though another is too much", [[set("b")], [set("b")], [huge], [huge]], [different(0, 1), under(2, 3)], [0, 1]],
    ["none, though another is too much, and first", [[huge], [huge], [set("b")], [set("b")]], [under(0, 1), different(2, 3)], [2, 3]],
  ])("there are none: %s", (_, variables, links, members) => expect(words(variables, links)).toEqual({ kind: "none", members }));

  test.each<[string, readonly (readonly TextLiteral[])[], readonly Link[]]>([
    ["alone", [[huge]], []],
    ["different", [[huge], [set("b")]], [different(0, 1)]],
    ["under", [[huge], [set("/b")]], [under(0, 1)]],
    ["beside others", [[set("b")], [huge], [set("c")]], []],
  ])("a limit: %s", (_, variables, links) => expect(words(variables, links).kind).toBe("limit"));
});

test("where one after the other can wait for the rest, nothing is searched", () => {
  const effort = { spent: 0 };
  const few = domainOf([set("a", "b")]);
  // The middle one of a row can wait only once its neighbours do.
  expect(satisfy([few, few, few, few], [different(0, 1), different(0, 2), different(2, 3)], effort)).toEqual({
    kind: "words",
    words: ["b", "a", "a", "b"],
  });
  expect(effort.spent).toBe(0);
});

test.each<[readonly number[], readonly Link[], readonly (readonly number[])[]]>([
  [[], [], []],
  [[0, 1, 2], [], [[0], [1], [2]]],
  [[0, 1, 2], [different(0, 2)], [[0, 2], [1]]],
  [[0, 1, 2], [different(2, 0)], [[0, 2], [1]]],
  [
    [0, 1, 2, 3],
    [different(0, 1), under(1, 2)],
    [[0, 1, 2], [3]],
  ],
  [
    [0, 1, 2, 3],
    [different(2, 1), apart(3, 2)],
    [[0], [1, 2, 3]],
  ],
  [
    [0, 2],
    [different(0, 1), different(1, 2)],
    [[0], [2]],
  ],
])("%j with %j in groups that no link joins", (members, links, groups) => expect(components(members, links)).toEqual(groups));

describe("a problem that has a part too large", () => {
  const solve = (variables: readonly (readonly TextLiteral[])[], relations: readonly TextRelation[]): string => {
    const answer = solveTexts({ variables, relations });
    if (answer.kind === "conflict") return [...answer.literals.map(({ variable, index }) => `${variable}.${index}`), ...answer.relations].join(" ");
    return answer.kind === "limit" ? "limit" : answer.values.join(" ");
  };
  const equal = (left: number, right: number, holds = true): TextRelation => ({ kind: "equal", left, right, holds });
  const below = (left: number, right: number, holds = true): TextRelation => ({ kind: "under", left, right, holds });
  test.each<[string, readonly (readonly TextLiteral[])[], readonly TextRelation[], string]>([
    ["alone", [[huge]], [], "limit"],
    ["beside another", [[huge], [set("b")]], [], "limit"],
    ["equal to another", [[huge], []], [equal(0, 1)], "limit"],
    ["different from another", [[huge], [set("b")]], [equal(0, 1, false)], "limit"],
    ["under another", [[huge], [path]], [below(0, 1)], "limit"],
    ["made small by a set", [[huge, set("b")], []], [equal(0, 1)], "limit"],
    ["beside a conflict", [[huge], [set("b")], [set("c")]], [equal(1, 2)], "1.0 2.0 0"],
    ["beside a conflict of relations", [[huge], [], []], [equal(1, 2), equal(2, 1, false)], "0 1"],
    ["beside words that can't differ", [[huge], [set("b")], [set("b")]], [equal(1, 2, false)], "limit"],
    ["a chain of equals", [[set("b")], [], [], [set("c")]], [equal(1, 0), equal(1, 2), equal(3, 2)], "0.0 3.0 0 1 2"],
    ["what is handed down", [[{ ...path, holds: true }, set("/x")], [], [set("/b")]], [below(0, 1), below(1, 2)], "0.1 2.0 0 1"],
    ["what is handed down by a base", [[set("/x")], [{ test: { kind: "under", base: "/b" }, holds: true }]], [below(0, 1)], "0.0 1.0 0"],
    ["what a folder is not under says nothing", [[set("/x/y")], [{ test: { kind: "under", base: "/b" }, holds: false }]], [below(0, 1)], "/x/y "],
    ["mutual", [[set("/b/c")], [set("/b")]], [below(0, 1), below(1, 0)], "0.0 1.0 1"],
    ["a long pattern", [[like(sequence(star(any), literal("zz")))], [set("azz", "b")]], [equal(0, 1)], "azz azz"],
  ])("%s", (_, variables, relations, expected) => expect(solve(variables, relations)).toBe(expected));
});
