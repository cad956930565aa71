import { describe, expect, test } from "vitest";
import type { Atom } from "../../compiler/scope/formula.js";
import { formulaOf, newGrounding } from "../../compiler/scope/ground.js";
import { find } from "../../compiler/scope/narrower.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import {
  and,
  approved,
  argument,
  between,
  bool,
  compare,
  has,
  holds,
  hour,
  inNetwork,
  int,
  ip,
  is,
  isKind,
  it,
  like,
  list,
  literal,
  nullable,
  number,
  oneOf,
  param,
  path,
  record,
  refined,
  signature,
  string,
  under,
  union,
} from "./build.js";

// The same thing said twice is one atom, and what is always so is none: the search chooses between as little as can be.

const of = signature({
  s: string,
  t: string,
  n: number,
  m: number,
  i: int,
  a: ip,
  p: path,
  q: path,
  b: bool,
  "o?": string,
  "x?": nullable(int),
  l: list(string),
});
const [s, t, n, m, a, p, q, b, o, i] = ["s", "t", "n", "m", "a", "p", "q", "b", "o", "i"].map((name) => argument(name)) as unknown as readonly [
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
  Arg,
];
type Arg = ReturnType<typeof argument>;

test.each<[number, string, readonly Constraint[]]>([
  [1, "a set of texts, in any order", [oneOf("String", s, "a", "b"), oneOf("String", s, "b", "a"), oneOf("String", s, "b", "a", "b")]],
  [0, "no text", [oneOf("String", s)]],
  [1, "a set of numbers, in any order", [oneOf("Number", n, 9, 10), oneOf("Number", n, 10, 9)]],
  [0, "no number", [oneOf("Number", n), oneOf("Number", n, "x")]],
  [1, "a text and a set of one", [is("String", s, "==", "a"), is("String", s, "!=", "a"), oneOf("String", s, "a")]],
  [0, "a bound beyond all values", [is("Int", i, "<=", -1e300), is("Int", i, ">=", 1e300)]],
  [1, "a range", [between("Number", n, 1, 3)]],
  [0, "an empty range", [between("Number", n, 3, 1)]],
  [1, "a range of one and a number", [between("Number", n, 3, 3), is("Number", n, "==", 3), oneOf("Number", n, 3)]],
  [1, "at most and more", [is("Number", n, "<=", 5), is("Number", n, ">", 5)]],
  [1, "less and at least", [is("Number", n, "<", 5), is("Number", n, ">=", 5)]],
  [1, "the same from the other side", [is("Number", n, "<", 5), compare("Number", literal(5), ">", n)]],
  [1, "a network", [inNetwork(a, "10.0.0.0/8"), inNetwork(a, "10.1.2.3/8")]],
  [0, "no network", [inNetwork(a, "x")]],
  [2, "two hours", [oneOf("Int", hour, 1, 2), is("Int", hour, "==", 2)]],
  [2, "a span of hours by its ends", [between("Int", hour, 1, 2), is("Int", hour, ">=", 1), is("Int", hour, "<", 3)]],
  [0, "no hour", [oneOf("Int", hour, 24), is("Int", hour, "<", 0)]],
  [0, "every hour", [between("Int", hour, 0, 23), is("Int", hour, "<", 24)]],
  [1, "a folder", [under(p, literal("/a")), { kind: "under", negated: true, term: p, base: literal("/a") }]],
  [1, "a pattern", [like(s, "a*"), like(s, "a*")]],
  [1, "a truth", [holds(b), is("Bool", b, "==", true), is("Bool", b, "!=", true)]],
  [1, "two texts", [compare("String", s, "==", t), compare("String", t, "!=", s)]],
  [1, "two numbers that are equal", [compare("Number", n, "==", m), compare("Number", m, "==", n)]],
  [1, "two numbers in order", [compare("Number", n, "<", m), compare("Number", m, ">", n)]],
  [1, "two numbers in no strict order", [compare("Number", n, "<=", m), compare("Number", m, ">=", n)]],
  [1, "two paths", [under(p, q)]],
  [0, "one with itself", [compare("String", s, "==", s), compare("Number", n, "<", n), under(p, p), compare("Int", hour, "<=", hour)]],
  [1, "an approval", [approved("a"), approved("a")]],
  [1, "presence", [has(o), has(o)]],
  [0, "presence of what is always there, or never", [has(s), has(argument("z")), has(param("z"))]],
  [0, "the kind of what has but one", [isKind(s, "String"), isKind(s, "Number")]],
  [3, "the kind of what has two, and its presence", [isKind(argument("x"), "null"), isKind(argument("x"), "Number")]],
])("%i: %s", (count, _, constraints) => {
  const grounding = newGrounding(of);
  formulaOf(grounding, and(...constraints));
  expect(grounding.vocabulary.atoms).toHaveLength(count);
});

/** Variable 0 is the first place that is met, variable 1 the second. */
test.each<[string, Constraint, Atom]>([
  ["a number", is("Number", n, "==", 3), { kind: "number", variable: 0, test: { kind: "intervals", of: [[3, 3]] } }],
  ["a range", between("Number", n, 1, 3), { kind: "number", variable: 0, test: { kind: "intervals", of: [[1, 3]] } }],
  [
    "some numbers",
    oneOf("Number", n, 3, 1),
    {
      kind: "number",
      variable: 0,
      test: {
        kind: "intervals",
        of: [
          [1, 1],
          [3, 3],
        ],
      },
    },
  ],
  ["a network", inNetwork(a, "0.0.0.8/31"), { kind: "number", variable: 0, test: { kind: "intervals", of: [[8n, 9n]] } }],
  ["a folder that is written out", under(p, literal("/a")), { kind: "text", variable: 0, test: { kind: "under", base: "/a" } }],
  ["a folder that is not", under(p, q), { kind: "text-relation", relation: "under", left: 0, right: 1 }],
  ["two texts", compare("String", s, "==", t), { kind: "text-relation", relation: "equal", left: 0, right: 1 }],
  ["two numbers", compare("Number", n, "<", m), { kind: "number-relation", relation: "less", left: 0, right: 1 }],
])("%s is an atom that says just this", (_, constraint, atom) => {
  const grounding = newGrounding(of);
  formulaOf(grounding, constraint);
  expect(grounding.vocabulary.atoms).toEqual([atom]);
});

test("an Int is held against a place that may be no Int only where the question says that it is given up", () => {
  expect(find(of, compare("Int", i, "==", n)).kind).toBe("too-complex");
  expect(find(of, is("Int", i, "<", 2.5)).kind).toBe("found");
});

describe("what is made before anything is asked of it", () => {
  const small = refined(int, between("Int", it, 1, 3));
  test.each<[number, string, ReturnType<typeof signature>]>([
    [0, "plain arguments", of],
    [1, "an argument with a refinement", signature({ v: small })],
    [0, "one that may be absent", signature({ "v?": small })],
    [1, "a field with a refinement", signature({ v: record({ f: small, g: int }) })],
    [0, "a field that may be absent", signature({ v: record({ "f?": small, g: int }) })],
    [0, "a list", signature({ v: list(small) })],
    [1, "one of two", signature({ v: union(small, string) })],
    [1, "a parameter", signature({}, { v: small, w: int })],
    [0, "a fact", signature({}, {}, { v: small })],
  ])("%i: %s", (count, _, signed) => expect(newGrounding(signed).vocabulary.ordinals).toHaveLength(count));
});
