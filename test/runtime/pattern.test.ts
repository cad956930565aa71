import fc from "fast-check";
import { expect, test } from "vitest";
import { matches, type Pattern } from "../../stdlib/runtime/pattern.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

/** A pattern, and the same as a regular expression of JavaScript. */
interface Twin {
  readonly pattern: Pattern;
  readonly source: string;
}

const points = ["a", "b", "/", "é", "\u{1F600}", "\u{10FFFF}", "\0"];
const escaped = (point: number): string => `\\u{${point.toString(16)}}`;

const { twin } = fc.letrec<{ twin: Twin; leaf: Twin }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...points).map((each): Twin => {
      const point = each.codePointAt(0) ?? 0;
      return { pattern: { kind: "characters", ranges: [[point, point]] }, source: escaped(point) };
    }),
    fc.array(fc.tuple(fc.constantFrom(...points), fc.constantFrom(...points)), { maxLength: 3 }).map((pairs): Twin => {
      const ranges = pairs
        .map(([one, other]) => [one.codePointAt(0) ?? 0, other.codePointAt(0) ?? 0].sort((a, b) => a - b))
        .map(([low = 0, high = 0]) => [low, high] as const);
      return { pattern: { kind: "characters", ranges }, source: `[${ranges.map(([low, high]) => `${escaped(low)}-${escaped(high)}`).join("")}]` };
    }),
  ),
  twin: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    tie("leaf"),
    fc
      .array(tie("twin"), { maxLength: 3 })
      .map((of): Twin => ({ pattern: { kind: "sequence", of: of.map(({ pattern }) => pattern) }, source: of.map(({ source }) => source).join("") })),
    fc.array(tie("twin"), { maxLength: 3 }).map(
      (of): Twin => ({
        pattern: { kind: "choice", of: of.map(({ pattern }) => pattern) },
        source: of.length === 0 ? "[]" : `(?:${of.map(({ source }) => source).join("|")})`,
      }),
    ),
    fc.tuple(tie("twin"), fc.nat({ max: 2 }), fc.option(fc.nat({ max: 2 }))).map(
      ([of, min, more]): Twin => ({
        pattern: { kind: "repeat", of: of.pattern, min, max: more === null ? null : min + more },
        source: `(?:${of.source}){${min},${more === null ? "" : min + more}}`,
      }),
    ),
  ),
}));

test("a pattern matches what the regular expression does", () => {
  fc.assert(
    fc.property(
      twin,
      fc.array(fc.string({ unit: fc.constantFrom(...points), maxLength: 6 }), { minLength: 8, maxLength: 8 }),
      ({ pattern, source }, texts) => {
        const regex = new RegExp(`^(?:${source})$`, "u");
        for (const text of texts) expect(matches(pattern, text), `/${source}/ on ${JSON.stringify(text)}`).toBe(regex.test(text));
      },
    ),
    { numRuns },
  );
});

const a: Pattern = { kind: "characters", ranges: [[97, 97]] };

test("the whole of a text is matched, by code points", () => {
  expect([matches(a, "a"), matches(a, "aa"), matches(a, ""), matches(a, "ba")]).toEqual([true, false, false, false]);
  const any: Pattern = { kind: "characters", ranges: [[0, 0x10ffff]] };
  expect([matches(any, "\u{1F600}"), matches({ kind: "sequence", of: [any, any] }, "\u{1F600}")]).toEqual([true, false]);
});

test("what has no characters or no alternatives matches nothing, and an empty sequence the empty text", () => {
  expect([
    matches({ kind: "characters", ranges: [] }, "a"),
    matches({ kind: "choice", of: [] }, ""),
    matches({ kind: "sequence", of: [] }, ""),
    matches({ kind: "sequence", of: [] }, "a"),
  ]).toEqual([false, false, true, false]);
});

test("repeats are counted, and repeats of nothing end", () => {
  const repeat = (of: Pattern, min: number, max: number | null): Pattern => ({ kind: "repeat", of, min, max });
  const counts = (pattern: Pattern): readonly number[] => [0, 1, 2, 3, 4, 5].filter((count) => matches(pattern, "a".repeat(count)));
  expect(counts(repeat(a, 0, 0))).toEqual([0]);
  expect(counts(repeat(a, 1, 3))).toEqual([1, 2, 3]);
  expect(counts(repeat(a, 3, null))).toEqual([3, 4, 5]);
  expect(counts(repeat({ kind: "sequence", of: [a, a] }, 0, 2))).toEqual([0, 2, 4]);
  expect(counts(repeat(repeat(a, 0, null), 2, null))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(counts(repeat({ kind: "sequence", of: [] }, 0, null))).toEqual([0]);
});

test("time is linear in the text: what makes a backtracking matcher stall does not", () => {
  const nested: Pattern = { kind: "repeat", of: { kind: "repeat", of: a, min: 1, max: null }, min: 1, max: null };
  expect(matches({ kind: "sequence", of: [nested, { kind: "characters", ranges: [[98, 98]] }] }, "a".repeat(20_000))).toBe(false);
});
