/** Where terms lead: as what sort a place is read, what may be a member of a list, and the hour. */
import { describe, expect, test } from "vitest";
import { find } from "../../compiler/scope/narrower.js";
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Json, Sort } from "../../stdlib/runtime/value.js";
import {
  and,
  argument,
  bool,
  compare,
  date,
  enumOf,
  hour,
  int,
  ip,
  is,
  it,
  like,
  list,
  literal,
  member,
  nothing,
  number,
  param,
  partOf,
  path,
  refined,
  signature,
  size,
  string,
  time,
  union,
  url,
} from "./build.js";

const x = argument("x");
const xs = argument("xs");

/** The answer's kind; of a limit, what it says. */
function answer(args: Readonly<Record<string, Type>>, constraint: Constraint, params: Readonly<Record<string, Type>> = {}): string {
  const found = find(signature(args, params), constraint);
  return found.kind === "too-complex" ? found.limit : found.kind;
}

describe("a place that is read as a value of a sort", () => {
  const types: readonly (readonly [Sort, Type, Json])[] = [
    ["String", string, "a"],
    ["Path", path, "/a"],
    ["Url", url, "https://example.com/"],
    ["Date", date, "2026-01-01"],
    ["Time", time, "2026-01-01T00:00:00Z"],
    ["Ip", ip, "10.0.0.1"],
    ["Number", number, 1],
    ["Int", int, 1],
    ["Bool", bool, true],
  ];
  const kindOf = (sort: Sort): string => (sort === "Bool" ? "Bool" : sort === "Int" || sort === "Number" ? "Number" : "String");
  const rows = types.flatMap(([of, type]) => types.map(([sort, , value]) => [of, sort, type, value] as const));
  test.each(rows)("is of the sort, is not of its kind, or is not decided: %s as %s", (of, sort, type, value) => {
    const isOfSort = of === sort || (of === "Path" && sort === "String") || (of === "Int" && sort === "Number");
    const expected = isOfSort
      ? "found"
      : kindOf(of) === kindOf(sort)
        ? `argument "x" is read as ${sort}, and may be another ${kindOf(sort)}`
        : "none";
    expect(answer({ x: type }, is(sort, x, "==", value))).toBe(expected);
  });

  test("is one of what it may be, where it may be several", () => {
    const mixed = union(string, int, nothing);
    expect(answer({ x: mixed }, is("String", x, "==", "a"))).toBe("found");
    expect(answer({ x: mixed }, is("Number", x, ">", 3))).toBe("found");
    expect(answer({ x: mixed }, and(is("String", x, "==", "a"), is("Number", x, ">", 3)))).toBe("none");
    expect(answer({ x: mixed }, is("Bool", x, "==", true))).toBe("none");
  });

  test("has the parts of a URL where it is one", () => {
    const host = partOf(x, "host");
    const port = partOf(x, "port");
    expect(answer({ x: url }, and(is("String", host, "==", "example.com"), is("Int", port, "==", 8080)))).toBe("found");
    expect(answer({ x: url }, and(is("Int", port, ">", 65_535)))).toBe("none");
    expect(answer({ x: string }, is("String", host, "==", "example.com"))).toBe("none");
  });
});

describe("a member of a list", () => {
  const cases: readonly (readonly [string, Type, Type, Sort, Json, "found" | "none"])[] = [
    ["one of an enum", enumOf("a", "b"), string, "String", "a", "found"],
    ["another text", enumOf("a", "b"), string, "String", "c", "none"],
    ["one of an enum, among others", union(enumOf("a", "b"), int), string, "String", "b", "found"],
    ["another text, among others", union(enumOf("a", "b"), int), string, "String", "c", "none"],
    ["a refined text, among others", union(refined(string, like(it, "a*")), int), string, "String", "ab", "found"],
    ["a text that is not refined so", union(refined(string, like(it, "a*")), int), string, "String", "b", "none"],
    ["a number among texts", union(string, int), int, "Int", 3, "found"],
    ["a number among refined ones", union(string, refined(int, is("Int", it, "<", 3))), int, "Int", 3, "none"],
    ["a number where there are none", union(enumOf("a"), nothing), int, "Int", 3, "none"],
    ["a truth among texts", union(enumOf("a"), bool), bool, "Bool", true, "found"],
    ["a truth where there is none", union(enumOf("true"), int), bool, "Bool", true, "none"],
    ["a path among paths", union(path, int), path, "Path", "/a", "found"],
    ["a date where there are times", union(time, int), date, "Date", "2026-01-01", "none"],
    ["a date among dates", union(date, int), date, "Date", "2026-01-01", "found"],
    ["a URL among URLs", union(url, int), url, "Url", "https://example.com/", "found"],
    ["a URL where there is none", union(int, bool), url, "Url", "https://example.com/", "none"],
  ];
  test.each(cases)("is one of what its elements may be: %s", (_, element, type, sort, value, expected) => {
    expect(answer({ x: type, xs: list(element) }, and(member(sort, x, xs), is(sort, x, "==", value)))).toBe(expected);
  });

  test("counts once, however often it is asked about", () => {
    const a = member("String", literal("a"), xs);
    const b = member("String", literal("b"), xs);
    const asked = (...of: readonly Constraint[]): string => answer({ xs: list(string), x: string }, and(...of));
    expect(asked(a, b, size(xs, "==", 1))).toBe("none");
    expect(asked(a, b, size(xs, "==", 2))).toBe("found");
    expect(asked(a, a, size(xs, "==", 1))).toBe("found");
    expect(asked(a, member("String", x, xs), is("String", x, "==", "a"), size(xs, "==", 1))).toBe("found");
    expect(asked(a, member("String", x, xs), is("String", x, "!=", "a"), size(xs, "==", 1))).toBe("none");
    expect(asked(size(xs, "==", 0), a)).toBe("none");
    expect(asked(a, size(xs, "==", 0))).toBe("none");
    expect(asked(size(xs, "<", 1))).toBe("found");
    expect(asked(size(xs, ">=", 3))).toBe("found");
  });

  test("of one sort is none of another, however it is written", () => {
    const numbers = answer({ xs: list(int) }, and(member("Int", literal(1), xs), member("Int", literal(2), xs), size(xs, "==", 1)));
    const urls = answer(
      { xs: list(url) },
      and(member("Url", literal("https://a.example/"), xs), member("Url", literal("https://b.example/"), xs), size(xs, "==", 1)),
    );
    expect([numbers, urls]).toEqual(["none", "none"]);
    const mixed = { xs: list(union(string, path, int)) };
    expect(answer(mixed, and(member("Int", literal(1), xs), member("String", literal("1"), xs), size(xs, "==", 1)))).toBe("none");
    expect(answer(mixed, and(member("Int", literal(1), xs), member("String", literal("1"), xs), size(xs, "==", 2)))).toBe("found");
    // What is no value of the sort is no member.
    expect(answer(mixed, member("Int", literal("1"), xs))).toBe("none");
  });
});

describe("the hour", () => {
  const k = param("k");
  const asked = (...of: readonly Constraint[]): string => answer({}, and(...of), { k: int, j: int });
  test("is a whole number from 0 to 23", () => {
    const same = compare("Int", hour, "==", k);
    expect(asked(same, is("Int", k, "==", 0))).toBe("found");
    expect(asked(same, is("Int", k, "==", 23))).toBe("found");
    expect(asked(same, is("Int", k, "==", 24))).toBe("none");
    expect(asked(same, is("Int", k, "<", 0))).toBe("none");
    expect(asked(compare("Int", hour, ">", k), is("Int", k, "==", 22))).toBe("found");
    expect(asked(compare("Int", hour, ">", k), is("Int", k, "==", 23))).toBe("none");
  });
  test("is that of the time, and the same wherever it is asked for", () => {
    const same = compare("Int", hour, "==", k);
    expect(asked(same, is("Int", hour, ">=", 9), is("Int", hour, "<", 10), is("Int", k, "!=", 9))).toBe("none");
    expect(asked(same, compare("Int", hour, "<", param("j")), compare("Int", k, ">=", param("j")))).toBe("none");
    expect(asked(same, compare("Int", hour, "<", param("j")), compare("Int", k, "<", param("j")))).toBe("found");
  });
});
