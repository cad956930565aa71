import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alphabetOf, byReadability, characters, classAt, joint } from "../../../compiler/scope/strings/alphabet.js";
import { type Automaton, accepts, fromBase, fromPattern, fromWords, pathAutomaton, shortestFrom } from "../../../compiler/scope/strings/automaton.js";
import { domainOf } from "../../../compiler/scope/strings/domain.js";
import { isLimit, type Limit } from "../../../compiler/scope/strings/limits.js";
import { intersection, shortestWord } from "../../../compiler/scope/strings/product.js";
import { sequences } from "../../../compiler/scope/strings/sequences.js";
import { matches, type Pattern } from "../../../stdlib/runtime/pattern.js";
import { isPath, isUnder } from "../../../stdlib/runtime/value.js";
import { any, anyBut, choice, literal, repeat, sequence, star } from "./patterns.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 2000);
const timeout = 20_000 + 20 * numRuns;

const unit = fc.constantFrom("a", "b", "c", "/", ".", "é", "\u{1f600}", "\u{10ffff}", "\0", "\\", "\ud7ff", "\ue000");
const text = fc.string({ unit, maxLength: 6 });
const point = fc.oneof(
  unit.map((each) => each.codePointAt(0) ?? 0),
  fc.nat(0x10ffff),
  fc.constantFrom(0xd7ff, 0xd800, 0xdfff, 0xe000),
);
const ranges = fc.array(
  fc.tuple(point, point).map(([one, two]) => [Math.min(one, two), Math.max(one, two)] as const),
  { maxLength: 4 },
);
const pattern = fc.letrec<{ pattern: Pattern }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    text.map(literal),
    ranges.map((each): Pattern => ({ kind: "characters", ranges: each })),
    fc.constantFrom(any, anyBut("/")),
    fc.array(tie("pattern"), { maxLength: 3 }).map((of) => sequence(...of)),
    fc.array(tie("pattern"), { maxLength: 3 }).map((of) => choice(...of)),
    fc.tuple(tie("pattern"), fc.nat(3), fc.option(fc.nat(2))).map(([of, min, more]) => repeat(of, min, more === null ? null : min + more)),
  ),
})).pattern;

function built(automaton: Automaton | Limit): Automaton {
  if (isLimit(automaton)) throw new Error(automaton.what);
  return automaton;
}

/** Whether two states can be told apart by some word, found by looking at all pairs: quadratic, and another way than the one tested. */
function distinguishable({ alphabet, next, accepting }: Automaton): boolean {
  const width = alphabet.sizes.length;
  const states = accepting.length;
  const apart = Array.from({ length: states * states }, (_, i) => accepting[i % states] !== accepting[Math.floor(i / states)]);
  for (let changed = true; changed; ) {
    changed = false;
    for (let one = 0; one < states; one++) {
      for (let two = 0; two < states; two++) {
        if (apart[one * states + two]) continue;
        for (let symbol = 0; symbol < width; symbol++) {
          if (!apart[(next[one * width + symbol] ?? 0) * states + (next[two * width + symbol] ?? 0)]) continue;
          apart[one * states + two] = true;
          changed = true;
        }
      }
    }
  }
  return apart.every((each, i) => each || i % states === Math.floor(i / states));
}

describe("automata", () => {
  test(
    "a pattern's accepts what it matches, has no state too many, and knows its shortest word",
    () => {
      fc.assert(
        fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (each, words) => {
          const automaton = built(fromPattern(each));
          for (const word of words) expect(accepts(automaton, word)).toBe(matches(each, word));
          expect(distinguishable(automaton)).toBe(true);
          if (automaton.toAccept[0] === -1) return;
          const shortest = shortestFrom(automaton, 0);
          expect(matches(each, shortest)).toBe(true);
          expect([...shortest].length).toBe(automaton.toAccept[0]);
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    "those of words, bases and paths accept what they should",
    () => {
      const path = built(pathAutomaton());
      fc.assert(
        fc.property(fc.array(text, { maxLength: 6 }), text, fc.oneof(text, fc.constantFrom("/", "", "a", "/a")), (words, word, base) => {
          expect(accepts(path, word)).toBe(isPath(word));
          const listed = built(fromWords(words));
          for (const each of [...words, word]) expect(accepts(listed, each)).toBe(words.includes(each));
          const below = built(fromBase(base));
          for (const each of [word, `${base}${word}`, `${base}/${word}`]) expect(accepts(below, each)).toBe(isUnder(each, base));
        }),
        { numRuns },
      );
      expect(["/", "a", "/a/b", "...", ".a", "a..", "..a/b", "\x01"].every((each) => accepts(path, each))).toBe(true);
      expect(["", "//", "a/", ".", "..", "a/./b", "/..", "a\\b", "a\0"].some((each) => accepts(path, each))).toBe(false);
    },
    timeout,
  );

  test("any run of characters is one of whole characters", () => {
    const all = built(fromPattern(star(any)));
    expect(["", "a", "\u{1f600}", "\ud800", "a\udc00"].map((each) => accepts(all, each))).toEqual([true, true, true, false, false]);
  });

  test("a list accepts its own words and no others, however long it is", () => {
    const words = Array.from({ length: 300 }, (_, i) => (i * 7919).toString(36));
    const listed = built(fromWords(words));
    for (const word of words) for (const each of [word, `${word}0`, word.slice(1)]) expect(accepts(listed, each)).toBe(words.includes(each));
    expect(distinguishable(built(fromWords(words.slice(0, 20))))).toBe(true);
  });

  test("lists with lone surrogates keep their other words", () => {
    const automaton = built(fromWords(["\ud800", "a", "\udc00b"]));
    expect(["\ud800", "a", "\udc00b", "b", ""].map((each) => accepts(automaton, each))).toEqual([false, true, false, false, false]);
    expect(built(fromWords([])).accepting).toEqual(Uint8Array.from([0]));
    expect(shortestFrom(built(fromWords([""])), 0)).toBe("");
  });

  test(
    "products accept what every part is suited by, and find the shortest word of it",
    () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(pattern, fc.boolean()), { maxLength: 3 }), fc.array(text, { minLength: 4, maxLength: 4 }), (given, words) => {
          const parts = given.map(([each, holds]) => ({ automaton: built(fromPattern(each)), holds }));
          const suited = (word: string): boolean => given.every(([each, holds]) => matches(each, word) === holds);
          const whole = intersection(parts);
          const shortest = shortestWord(parts);
          if (isLimit(whole) || isLimit(shortest)) return;
          for (const word of words) expect(accepts(whole, word)).toBe(suited(word));
          expect(distinguishable(whole)).toBe(true);
          expect(shortest === undefined ? -1 : [...shortest].length).toBe(whole.toAccept[0]);
          if (shortest !== undefined) expect(suited(shortest)).toBe(true);
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

describe("domains", () => {
  test(
    "the first words are different words of it, the short ones first, and all of a finite one",
    () => {
      fc.assert(
        fc.property(pattern, fc.uniqueArray(text, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (each, listed, count) => {
          const test = { kind: "pattern", pattern: each } as const;
          const some = domainOf([{ test, holds: true }]).first(count);
          if (isLimit(some)) throw new Error(some.what);
          expect(new Set(some).size).toBe(some.length);
          expect(some.every((word) => matches(each, word))).toBe(true);
          const finite = sequence(choice(...listed.map(literal)));
          const all = domainOf([{ test: { kind: "pattern", pattern: finite }, holds: true }]).first(count);
          if (isLimit(all)) throw new Error(all.what);
          expect(all.length).toBe(Math.min(count, listed.length));
          expect(all.every((word) => listed.includes(word))).toBe(true);
          const kept = domainOf([
            { test: { kind: "set", values: listed }, holds: true },
            { test, holds: false },
          ]).first(count);
          const expected = listed.filter((word) => !matches(each, word));
          expect(isLimit(kept) ? [] : kept.filter((word) => !expected.includes(word))).toEqual([]);
          expect(isLimit(kept) ? 0 : kept.length).toBe(Math.min(count, expected.length));
        }),
        { numRuns },
      );
    },
    timeout,
  );
  test("words behind a loop are reached however few are asked for", () => {
    const test = { kind: "pattern", pattern: sequence(star(literal("a")), literal("b")) } as const;
    expect(domainOf([{ test, holds: true }]).first(1)).toEqual(["b"]);
    expect(domainOf([{ test, holds: true }]).first(3)).toHaveLength(3);
  });
});

describe("alphabets", () => {
  test(
    "each set is a union of classes, and no two classes could be one",
    () => {
      fc.assert(
        fc.property(
          fc.array(ranges, { maxLength: 4 }),
          fc.array(ranges, { maxLength: 3 }),
          fc.array(point, { minLength: 8, maxLength: 8 }),
          (sets, more, points) => {
            const one = alphabetOf(sets);
            const two = alphabetOf(more);
            const { alphabet, within } = joint([one, two]);
            const signature = (at: number): string => [...sets, ...more].map((set) => set.some(([low, high]) => low <= at && at <= high)).join();
            for (const at of points) {
              if (at >= 0xd800 && at <= 0xdfff) {
                expect(classAt(alphabet, at)).toBe(-1);
                continue;
              }
              expect(within[0]?.[classAt(alphabet, at)]).toBe(classAt(one, at));
              expect(within[1]?.[classAt(alphabet, at)]).toBe(classAt(two, at));
              for (const other of points.filter((each) => each < 0xd800 || each > 0xdfff)) {
                expect(classAt(alphabet, at) === classAt(alphabet, other)).toBe(signature(at) === signature(other));
              }
            }
            expect(alphabet.sizes.reduce((sum, size) => sum + size, 0)).toBe(0x110000 - 0x800);
            expect([...byReadability(alphabet)].sort((left, right) => left - right)).toEqual(alphabet.sizes.map((_, of) => of));
          },
        ),
        { numRuns },
      );
    },
    timeout,
  );
  test("characters are given the readable ones first, each once, and no more than there are", () => {
    const alphabet = alphabetOf([[[0x58, 0x63]], [[0, 5]]]);
    const of = (point: number): ReadonlySet<number> => new Set([classAt(alphabet, point)]);
    expect(characters(alphabet, of(0x61), 100).join("")).toBe("abcXYZ_^`[]\\");
    expect(characters(alphabet, of(0x61), 2)).toEqual(["a", "b"]);
    expect(characters(alphabet, of(0), 100)).toEqual(["\0", "\x01", "\x02", "\x03", "\x04", "\x05"]);
    const most = characters(alphabet, of(0x7a), 300);
    expect(new Set(most).size).toBe(300);
    expect(most.slice(0, 3)).toEqual(["d", "e", "f"]);
    expect(byReadability(alphabet)[0]).toBe(classAt(alphabet, 0x61));
  });
});

describe("sequences", () => {
  test("are found again among thousands", () => {
    const numbers = sequences();
    const nth = (i: number): number[] => [i, ...Array.from({ length: i % 4 }, (_, at) => i * at)];
    for (const count of [3000, 3000]) for (let i = 0; i < count; i++) expect(numbers.add(nth(i))).toBe(i);
    for (let i = 0; i < 3000; i++) expect([...numbers.at(i)]).toEqual(nth(i));
    expect(numbers.count()).toBe(3000);
    expect(numbers.cells()).toBe(7500);
  });
  test("equal ones have equal numbers, counted from 0", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 4 }), { maxLength: 200 }), (lists) => {
        const numbers = sequences();
        const seen: string[] = [];
        for (const list of lists) {
          if (!seen.includes(list.join())) seen.push(list.join());
          expect(numbers.add(list)).toBe(seen.indexOf(list.join()));
        }
        expect(numbers.count()).toBe(seen.length);
        expect(numbers.cells()).toBe(seen.reduce((sum, each) => sum + (each === "" ? 0 : each.split(",").length), 0));
        for (const [number, each] of seen.entries()) expect([...numbers.at(number)].join()).toBe(each);
      }),
      { numRuns: Math.min(numRuns, 500) },
    );
  });
});
