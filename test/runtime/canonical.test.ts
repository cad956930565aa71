/** The one text of a JSON value (RFC 8785), held against the engine's own writer. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical } from "../../stdlib/runtime/canonical.js";
import type { Json } from "../../stdlib/runtime/value.js";

/** The rule in the fewest words: members in the order of their names' UTF-16 units, all else as `JSON.stringify` has it. */
function plainly(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(plainly).join(",")}]`;
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, each]) => `${JSON.stringify(name)}:${plainly(each)}`)
    .join(",")}}`;
}

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom('"', "\\", "\u0000", "\u001f", "\u007f", " ", "[", "]", "é", "\u2028", "😀") }),
);

test("any value has one text, whatever the order of its members, and it is read as that value", () => {
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("json")),
      fc.dictionary(texts, tie("json")),
    ) as fc.Arbitrary<Json>,
  }));
  fc.assert(
    fc.property(json, (value) => {
      const text = canonical(value);
      expect(text).toBe(plainly(value));
      expect(canonical(JSON.parse(text))).toBe(text);
      const turned =
        typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value;
      expect(canonical(turned as Json)).toBe(text);
    }),
  );
});

test("the example of RFC 8785, and what has no text", () => {
  const value = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  expect(canonical(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  expect(canonical({ "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 })).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  );
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { "\udc00": 1 }, ["a", "\ud800b"], undefined, [undefined], () => 1, 1n])
    expect(() => canonical(wrong as unknown as Json)).toThrow("no canonical text");
});
