/** Tests of a single value: what the fast paths find of them is what trying values finds. */
import { describe, expect, test } from "vitest";
import { follows, keyOf, placeOf, scaleOf, textVerdict, type UnaryTest, unaryTest } from "../../compiler/scope/unary.js";
import { admits, type Constraint, type Term } from "../../stdlib/runtime/constraint.js";
import type { Json, Sort } from "../../stdlib/runtime/value.js";
import {
  and,
  argument,
  between,
  compare,
  has,
  holds,
  inNetwork,
  is,
  like,
  literal,
  matching,
  member,
  not,
  now,
  oneOf,
  param,
  size,
  under,
} from "./build.js";

const x = argument("x");

interface Atoms {
  readonly sort: Sort;
  readonly values: readonly Json[];
  readonly atoms: readonly Constraint[];
}

/** Of each sort, values around all that its atoms tell apart. */
const sorts: readonly Atoms[] = [
  {
    sort: "String",
    values: ["", "a", "ab", "abc", "b", "ba", "c", "zz"],
    atoms: [is("String", x, "!=", "ab"), oneOf("String", x, "b", "a", "ab"), matching(x, "[ab]+"), oneOf("String", x)],
  },
  {
    sort: "Path",
    values: ["/", "/srv", "/srv/a", "/srv/a/b", "/srvx", "/tmp"],
    atoms: [
      under(x, literal("/srv")),
      under(x, literal("/srv/a")),
      is("Path", x, "==", "/srv/a"),
      oneOf("Path", x, "/tmp", "/srvx"),
      like(x, "/srv/*", "Path"),
    ],
  },
  { sort: "Bool", values: [true, false], atoms: [holds(x), is("Bool", x, "==", false), is("Bool", x, "!=", true)] },
  {
    sort: "Number",
    values: [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4],
    atoms: [is("Number", x, "<=", 2), is("Number", x, ">", 1), is("Number", x, ">=", 1), between("Number", x, 1, 2), oneOf("Number", x, 2, 0.5)],
  },
  {
    sort: "Int",
    values: [-1, 0, 1, 2, 3, 4],
    atoms: [is("Int", x, "<", 2), is("Int", x, ">", 1), oneOf("Int", x, 3, 2), between("Int", x, 0, 3), is("Int", x, "!=", 2)],
  },
  {
    sort: "Date",
    values: ["2026-01-01", "2026-01-02", "2026-01-03", "2027-01-01"],
    atoms: [is("Date", x, "<=", "2026-01-02"), is("Date", x, ">", "2026-01-02"), oneOf("Date", x, "2026-01-03", "2026-01-01")],
  },
  {
    sort: "Time",
    values: ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2026-01-01T12:00:00Z", "2026-01-02T00:00:00Z"],
    atoms: [is("Time", x, "<", "2026-01-01T12:00:00Z"), is("Time", x, ">=", "2026-01-01T00:00:01Z"), is("Time", x, "==", "2026-01-02T00:00:00Z")],
  },
  {
    sort: "Ip",
    values: ["10.0.0.0", "10.0.0.1", "10.0.255.255", "10.1.0.0", "192.168.0.1"],
    atoms: [inNetwork(x, "10.0.0.0/16"), inNetwork(x, "10.0.0.0/8"), is("Ip", x, "==", "10.0.0.1"), oneOf("Ip", x, "192.168.0.1", "10.1.0.0")],
  },
];

/** A test, and the values that pass it. */
interface Tried {
  readonly test: UnaryTest;
  readonly passes: (value: Json) => boolean;
}

const request = (value: Json) => ({
  action: "tool.action",
  effect: "read" as const,
  args: { x: value },
  params: {},
  received: {},
  context: {},
  now: 0,
  approvals: [],
});

function triedOf(atom: Constraint): readonly Tried[] {
  const made = unaryTest(atom);
  if (made === undefined) throw new Error("no test");
  const isInt = made.sort === "Int";
  const suits = (value: Json): boolean => !isInt || Number.isInteger(value);
  const other: UnaryTest =
    made.kind === "text"
      ? { ...made, literal: { test: made.literal.test, holds: !made.literal.holds } }
      : { ...made, literal: { test: made.literal.test, holds: !made.literal.holds } };
  return [
    { test: made, passes: (value) => suits(value) && admits(atom, request(value)) },
    { test: other, passes: (value) => suits(value) && admits(not(atom), request(value)) },
  ];
}

/** All lists of at most two. */
function pairs<T>(of: readonly T[]): readonly (readonly T[])[] {
  return [[], ...of.map((one) => [one]), ...of.flatMap((one, at) => of.slice(at + 1).map((two) => [one, two]))];
}

describe("what follows from tests that a value passes", () => {
  const bySort = new Map(sorts.map(({ sort, atoms }) => [sort, atoms.flatMap(triedOf)]));

  test.each(sorts.map(({ sort, values }): readonly [Sort, readonly Json[]] => [sort, values]))("is what all values show: %s", (sort, values) => {
    const tried = bySort.get(sort) ?? [];
    let [certain, never, open] = [0, 0, 0];
    for (const given of pairs(tried)) {
      for (const wanted of pairs(tried)) {
        const found = follows(
          given.map((each) => each.test),
          wanted.map((each) => each.test),
        );
        if (given.length === 0) {
          // Without a test that is given there need not be a value of the sort.
          expect(found).toBe(wanted.length === 0 ? false : undefined);
          continue;
        }
        const left = values.filter((value) => given.every((each) => each.passes(value)));
        const some = left.filter((value) => wanted.some((each) => each.passes(value)));
        if (found === true) expect(some).toEqual(left);
        if (found === false) expect(some).toEqual([]);
        if (found === undefined) {
          // Of other sorts there are values between those that are tried, and texts that are no Bool.
          if (sort === "Int") expect([some.length === left.length, some.length === 0]).toEqual([false, false]);
          open++;
        } else if (found) certain++;
        else never++;
      }
    }
    expect(Math.min(certain, never, open)).toBeGreaterThan(10);
  });

  test("is nothing of another sort, but for Int and Number", () => {
    for (const { sort } of sorts) {
      for (const { sort: other } of sorts) {
        if (scaleOf(sort) === scaleOf(other) && sort !== "Int" && other !== "Int") continue;
        if (sort === other || (sort === "Int" && other === "Number")) continue;
        const [given] = bySort.get(sort) ?? [];
        const [wanted] = bySort.get(other) ?? [];
        if (given === undefined || wanted === undefined) throw new Error("no tests");
        expect([sort, other, follows([given.test], [wanted.test])]).toEqual([sort, other, undefined]);
      }
    }
    const tests = (sort: Sort): readonly UnaryTest[] => (bySort.get(sort) ?? []).map((each) => each.test);
    // Text that is a String is not a Path, nor the other way round.
    for (const one of tests("String"))
      for (const two of tests("Path")) expect([follows([one], [two]), follows([two], [one])]).toEqual([undefined, undefined]);
    // And where both are wanted, neither covers the other's values.
    const [string = expect.fail("none"), path = expect.fail("none"), more = expect.fail("none")] = [
      tests("String")[0],
      tests("Path")[0],
      tests("Number")[0],
    ];
    for (const given of [string, path, more])
      expect(
        follows(
          [given],
          [string, path, more].filter((each) => each !== given),
        ),
      ).toBe(undefined);
  });

  test("of an Int: between two whole numbers there is nothing, and a Number need be none", () => {
    const [oneTest] = triedOf(between("Int", x, 1, 2));
    const [whole] = triedOf(oneOf("Int", x, 1, 2));
    const [below] = triedOf(is("Number", x, "<", 3));
    const [range] = triedOf(between("Number", x, 1, 2));
    if (oneTest === undefined || whole === undefined || below === undefined || range === undefined) throw new Error("no tests");
    expect(follows([oneTest.test], [whole.test])).toBe(true);
    expect(follows([oneTest.test], [below.test])).toBe(true);
    expect(follows([range.test], [whole.test])).toBe(undefined);
    expect(follows([range.test, oneTest.test], [whole.test])).toBe(true);
    // As Numbers, 1.5 is in the range and not among the two.
    const [two] = triedOf(oneOf("Number", x, 1, 2));
    if (two === undefined) throw new Error("no test");
    expect(follows([range.test], [two.test])).toBe(undefined);
    expect(follows([range.test, oneTest.test], [two.test])).toBe(true);
  });

  test("is nothing more for having been asked before, in another list", () => {
    const [a] = triedOf(is("String", x, "==", "a"));
    const [b] = triedOf(is("String", x, "==", "b"));
    const [srv] = triedOf(under(x, literal("/srv")));
    const [deep] = triedOf(under(x, literal("/srv/a")));
    if (a === undefined || b === undefined || srv === undefined || deep === undefined) throw new Error("no tests");
    const given = [a.test, deep.test];
    expect([follows(given, [srv.test]), follows(given, [b.test]), follows(given, [a.test]), follows(given, [srv.test])]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe("the test of an atom", () => {
  const none: readonly (readonly [string, Constraint])[] = [
    ["two places", compare("Number", x, "<", argument("y"))],
    ["two literals", compare("Number", literal(1), "<", literal(2))],
    ["a place under another", under(x, param("home"))],
    ["a base that is no path", under(x, literal(5))],
    ["a literal that is no number", is("Number", x, "<", "1")],
    ["a range that is empty", between("Number", x, 2, 1)],
    ["a range without a start", between("Date", x, "soon", "2026-01-01")],
    ["a range without an end", between("Date", x, "2026-01-01", "later")],
    ["what is no network", inNetwork(x, "10.0.0.0")],
    ["a URL", is("Url", x, "==", "https://example.com/")],
    ["a member of a list", member("String", x, argument("list"))],
    ["a size", size(x, "<", 3)],
    ["a presence", has(x)],
    ["two atoms", and(holds(x), holds(x))],
  ];
  test.each(none)("is none for %s", (_, atom) => {
    expect(unaryTest(atom)).toBe(undefined);
  });

  test("is the same with the literal on the left", () => {
    const ops = [
      ["<", ">"],
      ["<=", ">="],
      [">", "<"],
      [">=", "<="],
      ["==", "=="],
      ["!=", "!="],
    ] as const;
    for (const [op, mirror] of ops) expect(unaryTest(compare("Number", literal(1), op, x))).toEqual(unaryTest(is("Number", x, mirror, 1)));
  });

  test("has its values once and in order, whatever was written", () => {
    expect(unaryTest(oneOf("String", x, "b", "a"))).toEqual(unaryTest(oneOf("String", x, "a", "b")));
    expect(unaryTest(oneOf("Number", x, 3, 1, 3, 2))).toEqual(unaryTest(oneOf("Number", x, 1, 2, 3)));
    // A range of one value is one.
    expect(unaryTest(between("Number", x, 2, 2))).toEqual(unaryTest(oneOf("Number", x, 2)));
    // What is no value of the sort can't be met.
    expect(unaryTest(oneOf("Number", x, "2", 1))).toEqual(unaryTest(oneOf("Number", x, 1)));
  });
});

test("some text passes no test at all", () => {
  expect(textVerdict([])).toBe("model");
});

describe("the place of an atom", () => {
  const places: readonly (readonly [Constraint, Term | undefined])[] = [
    [is("Number", x, "<", 1), x],
    [compare("Number", literal(1), "<", x), x],
    [compare("Number", x, "<", argument("y")), undefined],
    [compare("Number", literal(1), "<", literal(2)), undefined],
    [compare("Time", now, "<", literal("2026-01-01T00:00:00Z")), now],
    [under(x, literal("/srv")), x],
    [under(literal("/srv"), literal("/srv")), undefined],
    [under(x, param("home")), undefined],
    [oneOf("Number", x, 1), x],
    [between("Number", x, 1, 2), x],
    [inNetwork(x, "10.0.0.0/8"), x],
    [like(x, "a*"), x],
    [holds(x), x],
    [has(x), undefined],
    [size(x, "<", 3), undefined],
  ];
  test.each(places)("is the only one that it speaks of: %#", (atom, place) => {
    expect(placeOf(atom)).toBe(place === undefined ? "" : keyOf(place));
    expect(placeOf(atom)).toBe(place === undefined ? "" : keyOf(place));
  });
});
