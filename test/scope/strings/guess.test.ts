import { expect, test } from "vitest";
import { domainOf } from "../../../compiler/scope/strings/domain.js";
import { guess } from "../../../compiler/scope/strings/guess.js";
import type { Link } from "../../../compiler/scope/strings/link.js";
import type { TextLiteral } from "../../../compiler/scope/strings/literal.js";
import { any, pathGlob, repeat } from "./patterns.js";

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const path: TextLiteral = { test: { kind: "path" }, holds: true };
const glob = (source: string): TextLiteral => ({ test: { kind: "pattern", pattern: pathGlob(source) }, holds: true });
/** More than any table holds. */
const huge: TextLiteral = { test: { kind: "pattern", pattern: repeat(repeat(any, 0, 1000), 0, 1000) }, holds: true };
const link =
  (kind: Link["kind"]) =>
  (left: number, right: number): Link => ({ kind, left, right });
const [different, under, apart] = [link("different"), link("under"), link("apart")];

test.each<[string, readonly (readonly TextLiteral[])[], readonly Link[], readonly string[] | undefined]>([
  ["nothing to find", [], [], []],
  ["each its shortest", [[path], [set("bb", "c")]], [], ["a", "c"]],
  ["the base first, then what is below", [[path], [set("/srv/b", "/srv/data")]], [under(0, 1)], ["/srv/b", "/srv/b"]],
  [
    "the base first, though it comes last",
    [[glob("/srv/*/x")], [path], [set("/srv/b")]],
    [under(0, 1), under(1, 2)],
    ["/srv/b/x", "/srv/b", "/srv/b"],
  ],
  ["what is below first, where the base's shortest fails", [[set("/b/c")], [path]], [under(0, 1)], ["/b/c", "/"]],
  ["a base that is no root", [[set("b/c/d")], [path]], [under(0, 1)], ["b/c/d", "b"]],
  ["a base further down", [[set("/b/c/d")], [glob("/*/*")]], [under(0, 1)], ["/b/c/d", "/b/c"]],
  ["the text as its own base", [[set("/b/c")], [glob("/*/c")]], [under(0, 1)], ["/b/c", "/b/c"]],
  ["no base but /", [[set("/b/c")], [set("/", "")]], [under(0, 1)], ["/b/c", ""]],
  ["different from what was chosen", [[path], [path], [path]], [different(0, 1), different(1, 2)], ["a", "b", "a"]],
  ["different, though under what was chosen", [[set("a")], [set("a/b")]], [different(1, 0)], ["a", "a/b"]],
  ["a base is never empty where the text is not absolute", [[set("b/c")], [set("", "b")]], [under(0, 1)], ["b/c", "b"]],
  [
    "the base first, though it comes between",
    [[set("/x", "/b/cc")], [set("/b")], [set("/y", "/b/d1")]],
    [under(0, 1), under(2, 1)],
    ["/b/cc", "/b", "/b/d1"],
  ],
  ["apart from what was chosen", [[path], [set("a", "a/b", "b")]], [apart(1, 0)], ["a", "b"]],
  ["apart from what lies below", [[set("b/c")], [set("b", "c/d")]], [apart(0, 1)], ["b/c", "c/d"]],
  ["links of others are not its own", [[set("b")], [set("b")], [set("b", "c")]], [different(0, 2)], ["b", "b", "c"]],
  [
    "fails where the shortest words do not fit",
    [[set("a", "b")], [set("a")], [set("b", "cc/d", "a/b")]],
    [different(0, 1), under(2, 1), under(2, 0)],
    undefined,
  ],
  ["fails though there are words, further down", [[set("/d", "/cc/x")], [set("/b", "/cc")]], [under(0, 1)], undefined],
  ["none where there are none", [[set("b")], [set("b")]], [different(0, 1)], undefined],
  ["none where that is not known", [[huge], [set("b")]], [different(0, 1)], undefined],
])("%s", (_, variables, links, expected) =>
  expect(
    guess(
      variables.map((literals) => domainOf(literals)),
      links,
    ),
  ).toEqual(expected),
);
