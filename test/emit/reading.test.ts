/** The functions of the door answer as the reference does, where they go about it another way. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conforms, type Type } from "../../stdlib/runtime/constraint.js";
import * as reading from "../../stdlib/runtime/reading.js";
import { isUnder, type Json, readKey, type Sort } from "../../stdlib/runtime/value.js";

const pieces = fc
  .array(fc.constantFrom("/", "/", ".", "..", "a", "b", "\\", "\0", "é", "\ud800", "\udc00", "😀", " "), { maxLength: 8 })
  .map((all) => all.join(""));
const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Path: pieces,
  Date: fc.oneof(fc.constantFrom("2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-1", ""), fc.string()),
  Time: fc.oneof(fc.constantFrom("2024-02-29T00:00Z", "2024-02-29T23:59:59.999+02:00", "2024-02-29T24:00Z", "2024-02-29"), fc.string()),
  Ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("::", "::1", "1.2.3", "01.2.3.4", "::ffff:1.2.3.4"), fc.string()),
  Url: fc.oneof(fc.webUrl(), fc.constantFrom("https://é/", "HTTPS://A.b:443/../c", "https://u:p@h/", "x", "http://[::1]/"), fc.string()),
};

describe("what is of a sort", () => {
  test.each([
    ["Path", reading.isPath],
    ["Date", reading.isDate],
    ["Time", reading.isTime],
    ["Ip", reading.isIp],
    ["Url", reading.isUrl],
  ] as const)("%s", (sort, is) => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(texts[sort] ?? fc.string(), (text) => {
        const known = readKey(sort, text) !== undefined;
        seen[known ? "yes" : "no"]++;
        expect(is(text)).toBe(known);
        // Once more: what was read last is remembered.
        expect(is(text)).toBe(known);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(20);
  });

  test("values that are no text are of none of them", () => {
    for (const value of [undefined, null, true, 0, 1.5, [], ["a"], {}, { a: 1 }])
      for (const is of [reading.isPath, reading.isDate, reading.isTime, reading.isIp, reading.isUrl, reading.isText]) expect(is(value)).toBe(false);
  });
});

test("keys that are equal are equal, and only those", () => {
  const keyed: readonly (readonly [Sort, (value: Json) => Json | undefined, fc.Arbitrary<string>])[] = [
    ["Date", reading.date, texts.Date ?? fc.string()],
    ["Time", reading.time, texts.Time ?? fc.string()],
    ["Ip", reading.ip, texts.Ip ?? fc.string()],
    ["Url", reading.href, texts.Url ?? fc.string()],
  ];
  for (const [sort, key, text] of keyed)
    fc.assert(
      fc.property(text, text, (one, two) => {
        const [left, right] = [readKey(sort, one), readKey(sort, two)];
        const same = left !== undefined && left === right;
        expect(reading.is(key(one), key(two))).toBe(same);
        expect(reading.differs(key(one), key(two))).toBe(left !== undefined && right !== undefined && left !== right);
      }),
      { numRuns: 500 },
    );
});

test("a path is under another as the reference says", () => {
  const path = fc.constantFrom("/", "/a", "/a/b", "/ab", "a", "a/b", "/a/b/c", "/a/bc");
  fc.assert(
    fc.property(path, path, (one, two) => {
      expect(reading.under(one, two)).toBe(isUnder(one, two));
      expect(reading.notUnder(one, two)).toBe(!isUnder(one, two));
    }),
  );
  expect(reading.under(undefined, "/")).toBe(false);
  expect(reading.notUnder("/", undefined)).toBe(false);
});

test("any JSON, however deep", () => {
  const any: Type = { kind: "any" };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(reading.isJson(value as Json)).toBe(conforms(any, value as Json));
    }),
  );
  let deep: Json = "x";
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(reading.isJson(deep)).toBe(true);
  expect(reading.isJson({ a: ["\ud800"] })).toBe(false);
  expect(reading.isJson({ "\ud800": 1 })).toBe(false);
  expect(reading.isJson([Number.NaN])).toBe(false);
  expect(reading.isJson(undefined)).toBe(false);
});

test("the hour is that of the clock, before 1970 too", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (now) => {
      expect(reading.hour(now)).toBe(new Date(now).getUTCHours());
    }),
  );
});

test("names that every object has are read as own properties alone", () => {
  expect(reading.own({}, "constructor")).toBe(undefined);
  expect(reading.own(JSON.parse('{"__proto__":1}'), "__proto__")).toBe(1);
  expect(reading.at({}, "toString")).toBe(undefined);
  expect(reading.at([1], "length")).toBe(undefined);
  expect(reading.undeclared(JSON.parse('{"a":1,"__proto__":1}'), new Set(["a"]))).toBe("__proto__");
});
