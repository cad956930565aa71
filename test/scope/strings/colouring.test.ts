import fc from "fast-check";
import { expect, test } from "vitest";
import { colour } from "../../../compiler/scope/strings/colouring.js";
import { domainOf } from "../../../compiler/scope/strings/domain.js";
import { isLimit } from "../../../compiler/scope/strings/limits.js";
import type { Link } from "../../../compiler/scope/strings/link.js";

const differ = (left: number, right: number): Link => ({ kind: "different", left, right });

/** One word for each list, no two linked ones the same. */
function words(lists: readonly (readonly string[])[], links: readonly Link[]): readonly string[] | undefined {
  const found = colour(
    lists.map((values) => domainOf([{ test: { kind: "set", values }, holds: true }])),
    links,
    { spent: 0 },
  );
  if (isLimit(found)) throw new Error(found.what);
  return found;
}

test.each<[string, readonly (readonly string[])[], readonly Link[], readonly string[] | undefined]>([
  ["nothing to choose", [], [], []],
  [
    "a word that only the last could have as well is not the same as one that more could have",
    [
      ["a", "b"],
      ["a", "d"],
      ["a", "d"],
      ["a", "b", "e"],
    ],
    [differ(0, 1), differ(0, 2), differ(1, 2)],
    ["b", "a", "d", "a"],
  ],
  [
    "all words that others have are tried",
    Array.from({ length: 7 }, () => ["a", "b", "c"]),
    [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 0],
      [4, 0],
      [3, 4],
      [5, 1],
      [6, 1],
      [5, 6],
      [4, 5],
      [4, 6],
    ].map(([left = 0, right = 0]) => differ(left, right)),
    ["a", "b", "c", "c", "b", "a", "c"],
  ],
  ["a word that another has, where they are not linked", [["a"], ["b"], ["a"]], [differ(0, 1), differ(1, 2)], ["a", "b", "a"]],
  ["the one that can choose gives way", [["a", "b"], ["a"]], [differ(0, 1)], ["b", "a"]],
  [
    "the first words where there is a choice",
    [
      ["a", "b", "c"],
      ["a", "b", "c"],
    ],
    [differ(1, 0), differ(0, 1)],
    ["a", "b"],
  ],
  [
    "words that a third could have are not the same to it",
    [["a", "b"], ["a", "b", "c"], ["b", "c"], ["b"]],
    [differ(0, 1), differ(1, 2), differ(2, 3), differ(1, 3)],
    ["b", "a", "c", "b"],
  ],
  [
    "too few",
    [
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
    ],
    [differ(0, 1), differ(1, 2), differ(0, 2)],
    undefined,
  ],
])("%s", (_, lists, links, expected) => expect(words(lists, links)).toEqual(expected));

test("the answer is that of trying all", () => {
  const list = fc.uniqueArray(fc.constantFrom<string[]>("a", "b", "c", "d"), { minLength: 1, maxLength: 3 });
  const problem = fc.integer({ min: 2, max: 6 }).chain((count) =>
    fc.record({
      lists: fc.array(list, { minLength: count, maxLength: count }),
      pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { minLength: count, maxLength: 2 * count }),
    }),
  );
  fc.assert(
    fc.property(problem, ({ lists, pairs }) => {
      const links = pairs.filter(([left, right]) => left !== right).map(([left, right]) => differ(left, right));
      const suit = (chosen: readonly string[]): boolean =>
        links.every(({ left, right }) => chosen[left] === undefined || chosen[right] === undefined || chosen[left] !== chosen[right]);
      const search = (chosen: readonly string[]): boolean =>
        suit(chosen) && (chosen.length === lists.length || (lists[chosen.length] ?? []).some((each) => search([...chosen, each])));
      const found = words(lists, links);
      expect(found !== undefined).toBe(search([]));
      if (found === undefined) return;
      expect(found).toHaveLength(lists.length);
      expect(found.every((each, i) => lists[i]?.includes(each))).toBe(true);
      expect(suit(found)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
