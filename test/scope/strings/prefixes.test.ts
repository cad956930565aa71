import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Domain, domainOf } from "../../../compiler/scope/strings/domain.js";
import { isLimit } from "../../../compiler/scope/strings/limits.js";
import type { Link } from "../../../compiler/scope/strings/link.js";
import { spread } from "../../../compiler/scope/strings/prefixes.js";
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { isUnder } from "../../../stdlib/runtime/value.js";
import { any, choice, literal, range, repeat, sequence, star } from "./patterns.js";

const oneOf = (...words: string[]): Domain => domainOf([{ test: { kind: "set", values: words }, holds: true }]);
const like = (pattern: Pattern): Domain => domainOf([{ test: { kind: "pattern", pattern }, holds: true }]);
const link =
  (kind: Link["kind"]) =>
  (left: number, right: number): Link => ({ kind, left, right });
const [different, under, apart] = [link("different"), link("under"), link("apart")];

const holds = ({ kind, left, right }: Link, words: readonly string[]): boolean => {
  const [one = "", other = ""] = [words[left], words[right]];
  return kind === "different" ? one !== other : isUnder(one, other) === (kind === "under");
};

function words(domains: readonly Domain[], links: readonly Link[]): readonly string[] | undefined {
  const found = spread(domains, links, { spent: 0 });
  if (isLimit(found)) throw new Error(found.what);
  return found;
}

const a = literal("a");

describe("words that differ, or lie under one another or not", () => {
  test.each<[string, readonly Domain[], readonly Link[], readonly string[] | undefined]>([
    ["what differs may lie under the other", [oneOf("a"), oneOf("a/b")], [different(0, 1)], ["a", "a/b"]],
    ["what lies under the other may be it", [oneOf("a"), oneOf("a")], [under(0, 1)], ["a", "a"]],
    ["what is apart may lie above", [oneOf("a"), oneOf("a/b")], [apart(0, 1)], ["a", "a/b"]],
    ["what is apart is not below", [oneOf("a/b"), oneOf("a")], [apart(0, 1)], undefined],
    ["what only begins with it is apart", [oneOf("ab"), oneOf("a")], [apart(0, 1)], ["ab", "a"]],
    ["what only begins with it is not under it", [oneOf("ab"), oneOf("a")], [under(0, 1)], undefined],
    ["all that begins with / is under it", [oneOf("/a/b"), oneOf("/")], [under(0, 1)], ["/a/b", "/"]],
    ["all that begins with / is not apart from it", [oneOf("/a/b"), oneOf("/")], [apart(0, 1)], undefined],
    ["a later / is no root", [oneOf("a/b"), oneOf("a/")], [under(0, 1)], undefined],
    ["a later / is no root, and is apart", [oneOf("a/b"), oneOf("a/")], [apart(0, 1)], ["a/b", "a/"]],
    ["any character may be the / that is needed", [like(sequence(a, any, literal("b"))), oneOf("a")], [under(0, 1)], ["a/b", "a"]],
    ["any character need not be the /", [like(sequence(a, any, literal("b"))), oneOf("a")], [apart(0, 1)], ["aab", "a"]],
    [
      "back to the start, first",
      [like(sequence(star(a), literal("b"))), oneOf("ab"), oneOf("b")],
      [different(0, 1), different(0, 2)],
      ["aab", "ab", "b"],
    ],
    [
      "back to the start, second",
      [oneOf("ab"), like(sequence(star(a), literal("b"))), oneOf("b")],
      [different(0, 1), different(1, 2)],
      ["ab", "aab", "b"],
    ],
    [
      "two characters that lead to one state are two ways to go on",
      [like(sequence(literal("ab"), choice(a, literal("b")))), like(sequence(literal("ab"), choice(a, literal("b"))))],
      [different(0, 1)],
      ["aba", "abb"],
    ],
    [
      "but not three",
      Array.from({ length: 3 }, () => like(sequence(literal("ab"), choice(a, literal("b"))))),
      [different(0, 1), different(1, 2), different(0, 2)],
      undefined,
    ],
    [
      "as many ways as there are characters",
      Array.from({ length: 3 }, () => like(range("x", "z"))),
      [different(0, 1), different(1, 2), different(0, 2)],
      ["x", "y", "z"],
    ],
    [
      "all parts of a move need words",
      [oneOf("ax", "ay"), oneOf("ax", "ay"), oneOf("bz"), oneOf("bz")],
      [different(0, 1), different(2, 3), apart(0, 2)],
      undefined,
    ],
    [
      "all parts of a move have words",
      [oneOf("ax", "ay"), oneOf("ax", "ay"), oneOf("bz"), oneOf("bz", "by")],
      [different(0, 1), different(2, 3), apart(0, 2)],
      ["ax", "ay", "bz", "by"],
    ],
    ["what is bound only by way of a third", [oneOf("a", "b"), oneOf("a"), oneOf("b", "a")], [different(0, 1), different(1, 2)], ["b", "a", "b"]],
    ["round and round is no word", [like(sequence(star(a))), like(sequence(star(a), literal("b")))], [under(0, 1)], undefined],
    ["none where one has none", [oneOf(), oneOf("a")], [different(0, 1)], undefined],
  ])("%s", (_, domains, links, expected) => {
    const found = words(domains, links);
    expect(found).toEqual(expected);
    for (const each of links) expect(found === undefined || holds(each, found)).toBe(true);
  });

  test("what is below several folders makes them lie in a row, however they are given", () => {
    const folder = like(sequence(literal("/"), repeat(sequence(choice(a, literal("b")), literal("/")), 0, 2), a));
    const below = (...folders: readonly Domain[]) => [oneOf("/b/a/a/a"), ...folders];
    const differing = [different(1, 2), different(1, 3), different(2, 3)];
    expect(words(below(folder, folder), [under(0, 1), under(0, 2), different(1, 2), apart(1, 2)])).toEqual(["/b/a/a/a", "/b/a", "/b/a/a"]);
    expect(words(below(folder, folder), [under(0, 1), under(0, 2), apart(1, 2), apart(2, 1)])).toBeUndefined();
    expect(words(below(folder, folder, folder), [under(0, 1), under(0, 2), under(0, 3), ...differing])).toBeUndefined();
  });

  test("the answer is that of trying all words", () => {
    const word = fc.array(fc.constantFrom("a", "b", "/", "/a"), { maxLength: 3 }).map((parts) => parts.join(""));
    const list = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
    const problem = fc.integer({ min: 2, max: 4 }).chain((count) =>
      fc.record({
        lists: fc.array(list, { minLength: count, maxLength: count }),
        links: fc.array(fc.tuple(fc.constantFrom(different, under, apart), fc.nat(count - 1), fc.nat(count - 1)), {
          minLength: 1,
          maxLength: 2 * count,
        }),
        kinds: fc.array(fc.constantFrom(different, under, apart), { minLength: count, maxLength: count }),
      }),
    );
    fc.assert(
      fc.property(problem, ({ lists, links: more, kinds }) => {
        // Each is joined to the one before it.
        const links = [
          ...kinds.slice(1).map((kind, i) => kind(i + 1, i)),
          ...more.filter(([, left, right]) => left !== right).map(([kind, left, right]) => kind(left, right)),
        ];
        const search = (chosen: readonly string[]): boolean =>
          chosen.length === lists.length
            ? links.every((each) => holds(each, chosen))
            : (lists[chosen.length] ?? []).some((each) => search([...chosen, each]));
        const found = words(
          lists.map((each) => oneOf(...each)),
          links,
        );
        expect(found !== undefined).toBe(search([]));
        if (found === undefined) return;
        expect(found.every((each, i) => lists[i]?.includes(each))).toBe(true);
        expect(links.every((each) => holds(each, found))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
