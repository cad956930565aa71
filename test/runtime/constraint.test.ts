import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  admits,
  type Comparison,
  type Constraint,
  compare as compareKeys,
  effects,
  type Request,
  type Term,
} from "../../stdlib/runtime/constraint.js";
import type { Json, JsonKind } from "../../stdlib/runtime/value.js";
import { drawConstraint, drawRequest, drawSignature } from "../scope/arbitrary.js";
import {
  all,
  and,
  approved,
  argument,
  between,
  compare,
  element,
  fact,
  has,
  holds,
  hour,
  inNetwork,
  is,
  isKind,
  it as itself,
  like,
  literal,
  member,
  no,
  not,
  now,
  oneOf,
  only,
  or,
  param,
  partOf,
  place,
  size,
  some,
  under,
  yes,
} from "../scope/build.js";
import { drawFrom, seeds } from "../scope/draw.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

const nowhere: Request = {
  action: "t.a",
  effect: "write",
  args: {},
  params: {},
  received: {},
  context: {},
  now: Date.UTC(2026, 0, 1, 13, 30),
  approvals: [],
};
const x = argument("x");

/** Whether the constraint holds where the argument `x` is this, or is absent. */
function of(constraint: Constraint, value: Json | undefined): boolean {
  return admits(constraint, { ...nowhere, args: value === undefined ? {} : { x: value } });
}

/** The atom with the other sign. */
function negated(atom: Constraint): Constraint {
  if (!("negated" in atom)) throw new Error(`${atom.kind} has no negated form`);
  return { ...atom, negated: true };
}

describe("every atom about one value", () => {
  interface Row {
    readonly atom: Constraint;
    readonly passes: readonly Json[];
    /** Of the sort, but not passing: there the negated atom holds. */
    readonly fails: readonly Json[];
    /** Of another sort: there neither holds. */
    readonly strangers: readonly Json[];
  }
  const noStrings: readonly Json[] = [null, 1, true, [], {}, ["a"], "\ud800"];
  const noNumbers: readonly Json[] = [null, "1", true, [], {}, [1], Number.NaN, Number.POSITIVE_INFINITY];
  const rows: Readonly<Record<string, Row>> = {
    "one of some strings": { atom: oneOf("String", x, "a", "b"), passes: ["a", "b"], fails: ["", "c", "ab"], strangers: noStrings },
    "one of some numbers": { atom: oneOf("Number", x, 0, 1.5), passes: [0, -0, 1.5], fails: [1, 2], strangers: noNumbers },
    "one of some integers": { atom: oneOf("Int", x, 1, 2.5), passes: [1], fails: [2], strangers: [...noNumbers, 2.5, 2 ** 53] },
    "one of some paths": { atom: oneOf("Path", x, "/a"), passes: ["/a"], fails: ["a"], strangers: [...noStrings, "/a/", ""] },
    "one of no values": { atom: oneOf("String", x), passes: [], fails: ["a"], strangers: noStrings },
    "a Bool among Bools": { atom: oneOf("Bool", x, true), passes: [true], fails: [false], strangers: [null, "true", 1] },
    "a range of numbers": { atom: between("Number", x, 1, 2), passes: [1, 1.5, 2], fails: [0.999, 2.001], strangers: noNumbers },
    "a range of integers": { atom: between("Int", x, 0.5, 2.5), passes: [1, 2], fails: [0, 3], strangers: [...noNumbers, 1.5] },
    "a range of dates": {
      atom: between("Date", x, "2026-01-01", "2026-01-31"),
      passes: ["2026-01-01", "2026-01-31"],
      fails: ["2025-12-31", "2026-02-01"],
      strangers: [...noStrings, "2026-01-32", ""],
    },
    "a range of times": {
      atom: between("Time", x, "2026-01-01T00:00Z", "2026-01-01T01:00Z"),
      passes: ["2026-01-01T01:00+01:00", "2026-01-01T00:30:00Z"],
      fails: ["2026-01-01T00:00+01:00"],
      strangers: [...noStrings, "2026-01-01"],
    },
    "a network": {
      atom: inNetwork(x, "10.0.0.0/8"),
      passes: ["10.0.0.0", "10.255.255.255"],
      fails: ["11.0.0.0", "::", "::ffff:10.0.0.1"],
      strangers: [...noStrings, "10.0.0"],
    },
    "a pattern over strings": { atom: like(x, "a*"), passes: ["a", "a/b"], fails: ["", "ba"], strangers: noStrings },
    "a pattern over paths": {
      atom: like(x, "/a/*", "Path"),
      passes: ["/a/b"],
      fails: ["/a", "/a/b/c"],
      strangers: [...noStrings, "/a/", "/a//b", ""],
    },
    "under a path": { atom: under(x, literal("/a")), passes: ["/a", "/a/b"], fails: ["/ab", "/", "a"], strangers: [...noStrings, "/a/", "/a/.."] },
    "a member of a list": { atom: member("String", x, fact("l")), passes: [], fails: [], strangers: [...noStrings, "a"] },
  };

  test.each(Object.entries(rows))("%s", (_, { atom, passes, fails, strangers }) => {
    for (const value of passes) expect([value, of(atom, value), of(negated(atom), value)]).toEqual([value, true, false]);
    for (const value of fails) expect([value, of(atom, value), of(negated(atom), value)]).toEqual([value, false, true]);
    for (const value of [undefined, ...strangers]) expect([value, of(atom, value), of(negated(atom), value)]).toEqual([value, false, false]);
    for (const value of [undefined, ...strangers]) expect([value, of(not(atom), value)]).toEqual([value, true]);
  });

  test("constants that are none make an atom false", () => {
    const wrong = [between("Date", x, "2026-01-01", "x"), between("Date", x, "x", "2026-01-01"), inNetwork(x, "10.0.0.0"), under(x, literal("a/"))];
    for (const atom of wrong)
      for (const value of ["2026-01-01", "10.0.0.1", "a"]) expect([of(atom, value), of(negated(atom), value)]).toEqual([false, false]);
  });
});

describe("comparisons", () => {
  const ops: readonly Comparison[] = ["==", "!=", "<", "<=", ">", ">="];
  const table = (left: Json | undefined, right: Json, sort: "Int" | "Number" | "Date" | "Time"): string =>
    ops.filter((op) => of(is(sort, x, op, right), left)).join(" ");

  test.each([
    [1, 2, "!= < <="],
    [2, 2, "== <= >="],
    [3, 2, "!= > >="],
    [-0, 0, "== <= >="],
  ])("%d against %d: %s", (left, right, holding) => {
    expect([table(left, right, "Int"), table(left, right, "Number")]).toEqual([holding, holding]);
  });

  test("an Int is compared with any number, and is none itself where it has a fraction", () => {
    expect([table(2, 2.5, "Int"), table(3, 2.5, "Int"), table(2.5, 2.5, "Int"), table(2 ** 53, 0, "Int")]).toEqual(["!= < <=", "!= > >=", "", ""]);
  });

  test("dates and times are ordered by what they name", () => {
    expect(table("2026-01-02", "2026-01-10", "Date")).toBe("!= < <=");
    expect(table("2026-01-01T01:00+01:00", "2026-01-01T00:00Z", "Time")).toBe("== <= >=");
    expect(table("2026-01-01", "2026-01-01T00:00Z", "Time")).toBe("");
  });

  test("no comparison holds of what is absent or of another kind, on either side", () => {
    for (const op of ops) {
      for (const value of [undefined, null, "1", true, [], {}]) {
        expect(of(is("Number", x, op, 1), value)).toBe(false);
        expect(of(compare("Number", literal(1), op, x), value)).toBe(false);
        expect(of(compare("Number", x, op, x), value)).toBe(false);
      }
    }
  });

  test("scalars that are not ordered are equal or not", () => {
    expect([of(is("Bool", x, "==", true), true), of(is("Bool", x, "!=", true), true), of(is("Bool", x, "!=", true), false)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([of(is("Url", x, "==", "https://a"), "HTTPS://A:443/"), of(is("Url", x, "!=", "https://a"), "http://a/")]).toEqual([true, true]);
    expect([of(is("Ip", x, "==", "::1"), "0::1"), of(is("Path", x, "==", "/a"), "/a/")]).toEqual([true, false]);
  });

  test("each comparison has its opposite", () => {
    const opposite: Readonly<Record<Comparison, Comparison>> = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" };
    const keys = fc.oneof(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), fc.tuple(fc.bigInt(), fc.bigInt()));
    fc.assert(
      fc.property(fc.constantFrom(...ops), keys, (op, [left, right]) => {
        expect(compareKeys(op, left, right)).toBe(!compareKeys(opposite[op], left, right));
      }),
      { numRuns },
    );
  });
});

describe("places", () => {
  const request: Request = {
    ...nowhere,
    args: { x: { f: { g: "deep" } }, u: "https://acme.dev:8443/a/b", l: ["a"] },
    params: { x: "param" },
    received: { x: "received" },
    context: { x: "fact" },
  };
  const reads = (term: Term, value: string): boolean => admits(is("String", term, "==", value), request);

  test("each root is its own", () => {
    expect([reads(param("x"), "param"), reads(place("received", "x"), "received"), reads(fact("x"), "fact"), reads(argument("x"), "param")]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test("fields lead into records, and to nothing elsewhere", () => {
    expect(
      [
        reads(argument("x", "f", "g"), "deep"),
        has(argument("x", "f", "g")),
        has(argument("x", "f", "h")),
        has(argument("l", "0")),
        has(argument("u", "length")),
      ].map((each) => (typeof each === "boolean" ? each : admits(each, request))),
    ).toEqual([true, true, false, false, false]);
  });

  test("what a prototype has is not there", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect([admits(has(argument(name)), request), admits(has(argument("x", name)), request), admits(has(argument("l", name)), request)]).toEqual([
        false,
        false,
        false,
      ]);
    }
    expect(admits(has(argument("__proto__")), { ...request, args: JSON.parse('{"__proto__": 1}') })).toBe(true);
  });

  test("the parts of a URL", () => {
    const u = argument("u");
    expect([
      reads(partOf(u, "scheme"), "https"),
      reads(partOf(u, "host"), "acme.dev"),
      reads(partOf(u, "path"), "/a/b"),
      admits(is("Int", partOf(u, "port"), "==", 8443), request),
    ]).toEqual([true, true, true, true]);
    for (const value of [undefined, null, "no url", 1, {}]) expect(of(has(partOf(x, "host")), value)).toBe(false);
    expect([of(has(partOf(x, "port")), "mailto:a"), of(has(partOf(x, "port")), "https://a")]).toEqual([false, true]);
  });

  test("the time and the hour", () => {
    expect(admits(and(is("Int", hour, "==", 13), is("Time", now, "==", "2026-01-01T13:30Z"), has(now), has(hour)), nowhere)).toBe(true);
    expect(admits(is("Int", hour, "==", 23), { ...nowhere, now: -1 })).toBe(true);
  });

  test("outside of a quantifier or a refinement there is no element and no value of its own", () => {
    expect([of(has(element), 1), of(has(itself), 1)]).toEqual([false, false]);
  });
});

describe("kinds and presence", () => {
  const values: readonly (readonly [JsonKind, Json])[] = [
    ["null", null],
    ["String", ""],
    ["Number", 0],
    ["Bool", false],
    ["List", []],
    ["Record", {}],
  ];

  test.each(values)("a value of the kind %s", (kind, value) => {
    for (const [other] of values) expect(of(isKind(x, other), value)).toBe(other === kind);
    expect([of(has(x), value), of(has(x), undefined), of(isKind(x, kind), undefined)]).toEqual([true, false, false]);
  });

  test("only true holds", () => {
    expect([true, false, "true", 1, null, undefined, []].map((value) => of(holds(x), value))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("lists", () => {
  const a = is("String", element, "==", "a");
  const noLists: readonly (Json | undefined)[] = [undefined, null, "a", 1, { 0: "a", length: 1 }];

  test("all and some", () => {
    const rows = [[], ["a"], ["a", "b"], ["b"], [null]].map((value) => [of(all([x], a), value), of(some([x], a), value)]);
    expect(rows).toEqual([
      [true, false],
      [true, true],
      [false, true],
      [false, false],
      [false, false],
    ]);
  });

  test("neither holds where there is no list, whatever is asked of its elements", () => {
    for (const value of noLists)
      for (const where of [yes, no]) expect([of(all([x], where), value), of(some([x], where), value)]).toEqual([false, false]);
  });

  test("a list that may be skipped is, where it is absent or null, and only there", () => {
    const y = argument("y");
    const over = (kind: "all" | "some", args: Readonly<Record<string, Json>>) =>
      admits((kind === "all" ? all : some)([x, [y, "?"]], a), { ...nowhere, args });
    expect([
      over("all", { x: ["a"] }),
      over("all", { x: ["a"], y: null }),
      over("all", { x: ["a"], y: ["b"] }),
      over("all", { x: ["a"], y: "a" }),
      over("all", { y: ["a"] }),
    ]).toEqual([true, true, false, false, false]);
    expect([over("some", { x: ["b"], y: ["a"] }), over("some", { x: ["a"], y: 1 }), over("some", { x: [] }), over("some", { x: ["a"] })]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test("the elements of records, and members of another list", () => {
    const friends = all([x], member("String", place("element", "", "id"), fact("friends")));
    const ask = (value: Json): boolean => admits(friends, { ...nowhere, args: { x: value }, context: { friends: ["a", "b"] } });
    expect([ask([]), ask([{ id: "a" }]), ask([{ id: "c" }]), ask([{}]), ask(["a"])]).toEqual([true, true, false, false, false]);
  });

  test("membership is of keys, and asks for a list and a value of the sort", () => {
    const times = member("Time", literal("2026-01-01T00:00Z"), x);
    expect([of(times, ["2026-01-01T01:00+01:00"]), of(times, [1, null]), of(negated(times), [1, null]), of(negated(times), [])]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    for (const value of noLists) expect([of(times, value), of(negated(times), value)]).toEqual([false, false]);
    const wrong = member("Time", literal("never"), x);
    expect([of(wrong, []), of(negated(wrong), [])]).toEqual([false, false]);
  });

  test("the size of a list, and of nothing else", () => {
    expect([0, 1, 2, 3].map((length) => [of(size(x, "<=", 2), Array(length).fill(null)), of(size(x, "==", 2), Array(length).fill(null))])).toEqual([
      [true, false],
      [true, false],
      [true, true],
      [false, false],
    ]);
    for (const value of noLists) for (const op of ["==", "!=", "<", ">="] as const) expect(of(size(x, op, 0), value)).toBe(false);
  });
});

describe("the rest of a request", () => {
  test("approvals name who gave them", () => {
    expect([
      admits(approved("a"), { ...nowhere, approvals: ["b", "a"] }),
      admits(approved("a"), { ...nowhere, approvals: ["b"] }),
      admits(approved("a"), nowhere),
    ]).toEqual([true, false, false]);
  });

  test("effects are ordered", () => {
    const table = (op: Comparison, effect: (typeof effects)[number]) =>
      effects.map((own) => admits({ kind: "effect", op, effect }, { ...nowhere, effect: own }));
    expect([
      table(">=", "write"),
      table("==", "write"),
      table("<", "write"),
      table("<=", "destructive"),
      table("!=", "read"),
      table(">", "write"),
    ]).toEqual([
      [false, true, true],
      [false, true, false],
      [true, false, false],
      [true, true, true],
      [false, true, true],
      [false, false, true],
    ]);
  });

  test("`only` looks at arguments alone", () => {
    const ask = (args: Readonly<Record<string, Json>>): boolean => admits(only("x", "y"), { ...nowhere, args, context: { z: 1 } });
    expect([ask({}), ask({ x: 1 }), ask({ x: null, y: 1 }), ask({ z: 1 }), ask({ x: 1, z: null })]).toEqual([true, true, true, false, false]);
  });

  test("and, or, not, true and false", () => {
    expect(
      [and(), or(), yes, no, not(yes), not(no), and(yes, no), or(yes, no), and(yes, yes), or(no, no)].map((each) => admits(each, nowhere)),
    ).toEqual([true, false, true, false, false, true, false, true, true, false]);
  });
});

describe("laws", () => {
  test("any constraint gives an answer on any request, and its negation the other", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const signature = drawSignature(draw);
        const [one, other] = [drawConstraint(draw, signature), drawConstraint(draw, signature)];
        // A request of another signature is one of wrong kinds.
        for (const request of [drawRequest(draw, signature), { ...drawRequest(draw, drawSignature(draw)), context: {} }]) {
          expect(admits(not(one), request)).toBe(!admits(one, request));
          expect(admits(and(one, other), request)).toBe(admits(one, request) && admits(other, request));
          expect(admits(or(one, other), request)).toBe(admits(one, request) || admits(other, request));
        }
      }),
      { numRuns },
    );
  });
});
