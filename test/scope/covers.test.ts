import { describe, expect, test } from "vitest";
import { covers, residue } from "../../compiler/scope/covers.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
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
  like,
  literal,
  matching,
  member,
  no,
  not,
  now,
  oneOf,
  or,
  param,
  some,
  under,
  yes,
} from "./build.js";

/** The fast path sees it at once (`holds`, `fails`), or leaves it to the search (`open`): it is fast only where it sees. */
type Row = readonly [given: Constraint, wanted: Constraint, seen: "holds" | "fails" | "open"];

const a = argument("a");
const b = argument("b");
const text = (op: "==" | "!=", value: string): Constraint => is("String", a, op, value);
const amount = (op: "==" | "!=" | "<" | "<=" | ">" | ">=", value: number): Constraint => is("Number", a, op, value);
const count = (op: "==" | "!=" | "<" | "<=" | ">" | ">=", value: number): Constraint => is("Int", a, op, value);
const negated = (constraint: Constraint): Constraint => ({ ...constraint, negated: true }) as Constraint;

function verdict(given: Constraint, wanted: Constraint): string {
  const { kind } = residue([given], wanted);
  return kind === "true" ? "holds" : kind === "false" ? "fails" : "open";
}

/** As many comparisons, each handing a bound to the one before it. */
const chain = (length: number): readonly Constraint[] =>
  Array.from({ length }, (_, i) => compare("Number", i === 0 ? a : param(`x${i - 1}`), "<=", param(`x${i}`)));

const groups: Readonly<Record<string, readonly Row[]>> = {
  "what is always so, and never": [
    [yes, yes, "holds"],
    [yes, no, "fails"],
    [no, text("==", "x"), "holds"],
    [text("==", "x"), text("==", "x"), "holds"],
    [yes, text("==", "x"), "open"],
    [text("==", "x"), is("String", b, "==", "x"), "open"],
  ],
  texts: [
    [text("==", "x"), oneOf("String", a, "x", "y"), "holds"],
    [text("==", "x"), oneOf("String", a, "y", "z"), "fails"],
    [oneOf("String", a, "x", "y"), text("==", "x"), "open"],
    [oneOf("String", a, "x", "y"), text("!=", "z"), "holds"],
    [oneOf("String", a, "x", "y"), text("!=", "x"), "open"],
    [text("!=", "x"), text("==", "x"), "fails"],
    [negated(oneOf("String", a, "x", "y")), text("!=", "x"), "holds"],
    [text("==", "abc"), like(a, "a*"), "holds"],
    [text("==", "abc"), negated(like(a, "a*")), "fails"],
    [like(a, "a*c"), like(a, "a*"), "holds"],
    [like(a, "a*"), like(a, "a*c"), "open"],
    [like(a, "a*"), matching(a, "a.*", "String"), "open"],
    [matching(a, "[a-c]{2}"), like(a, "??"), "holds"],
    [negated(like(a, "a*")), text("!=", "ab"), "holds"],
    [is("Path", a, "==", "/srv/x"), under(a, literal("/srv")), "holds"],
    [under(a, literal("/srv/app")), under(a, literal("/srv")), "holds"],
    [under(a, literal("/srv")), under(a, literal("/srv/app")), "open"],
    [under(a, literal("/srv")), negated(under(a, literal("/var"))), "holds"],
    [under(a, literal("/srv")), under(a, literal("/var")), "fails"],
    [like(a, "/srv*/**", "Path"), under(a, literal("/srv")), "open"],
    // A test of another sort says nothing, not even where all texts pass.
    [is("Path", a, "==", "/srv"), like(a, "*"), "open"],
    [is("Url", a, "==", "https://x/"), is("Url", a, "!=", "https://y/"), "open"],
    [is("Url", a, "==", "https://x/"), is("Url", a, "==", "https://x/"), "holds"],
    [is("Path", a, "==", "/srv"), text("==", "/srv"), "open"],
  ],
  numbers: [
    [amount("<=", 5), amount("<=", 5.5), "holds"],
    [amount("<=", 5), amount("<", 5), "open"],
    [amount("<", 5), amount("<=", 5), "holds"],
    [amount("<=", 5), amount(">", 5), "fails"],
    [amount("<=", 5), amount(">=", 5), "open"],
    [amount("<", 5), amount(">=", 5), "fails"],
    [amount(">=", 5), amount(">", 4), "holds"],
    [amount(">", 5), amount(">=", 5), "holds"],
    [amount(">", 5), amount("!=", 5), "holds"],
    [amount("==", 5), between("Number", a, 1, 5), "holds"],
    [amount("==", 5.5), between("Number", a, 1, 5), "fails"],
    [between("Number", a, 1, 5), amount(">=", 1), "holds"],
    [between("Number", a, 1, 5), amount(">=", 2), "open"],
    [negated(between("Number", a, 1, 5)), amount("!=", 3), "holds"],
    [oneOf("Number", a, 1, 2), amount("<=", 2), "holds"],
    [oneOf("Number", a, 1, 2), negated(oneOf("Number", a, 3)), "holds"],
    [count("<", 5), count("<=", 4.5), "holds"],
    [count("<=", 4), count("<", 5), "holds"],
    [count(">", 1), count(">", 0), "holds"],
    [count("!=", 1), count("==", 1), "fails"],
    [oneOf("Number", a, 9, 1), amount("<=", 9), "holds"],
    [oneOf("Number", a, 9, 1), amount("!=", 9), "open"],
    [amount("==", 1), oneOf("Number", a, 9, 1), "holds"],
    [amount("==", 9), oneOf("Number", a, 9, 1), "holds"],
    [amount("==", 5), negated(oneOf("Number", a, 9, 1)), "holds"],
    [text("==", "x"), amount("<=", Number.MAX_VALUE), "open"],
    [is("Date", a, "<=", "2026-01-01"), amount("<=", 1e9), "open"],
    [and(count("<=", 4), amount(">=", 0)), count("<=", 5), "holds"],
    // An Int is a Number; a Number that lies right need not be an Int.
    [count("<=", 4), amount("<=", 5), "holds"],
    [amount("<=", 4), count("<=", 5), "open"],
    [compare("Number", literal(5), ">=", a), amount("<=", 6), "holds"],
    [compare("Number", literal(5), "<=", a), amount(">=", 5), "holds"],
    [compare("Number", literal(5), "<", a), amount(">", 5), "holds"],
    [compare("Number", literal(5), ">", a), amount("<", 5), "holds"],
    [compare("Number", literal(5), "==", a), amount("==", 5), "holds"],
    [compare("Number", literal(5), "!=", a), amount("!=", 5), "holds"],
  ],
  "dates, times and addresses": [
    [is("Date", a, "<=", "2026-01-01"), is("Date", a, "<", "2026-01-02"), "holds"],
    [is("Date", a, "<=", "2026-01-01"), is("Date", a, "<", "2026-01-01"), "open"],
    [is("Date", a, "<", "2026-01-01"), is("Date", a, "<=", "2026-02-01"), "holds"],
    [is("Time", a, ">", "2026-01-01T00:00Z"), is("Time", a, ">=", "2026-01-01T01:00+01:00"), "holds"],
    [inNetwork(a, "10.1.0.0/16"), inNetwork(a, "10.0.0.0/8"), "holds"],
    [inNetwork(a, "10.0.0.0/8"), inNetwork(a, "10.1.0.0/16"), "open"],
    [inNetwork(a, "10.0.0.0/8"), inNetwork(a, "11.0.0.0/8"), "fails"],
    [inNetwork(a, "10.0.0.0/8"), negated(inNetwork(a, "11.0.0.0/8")), "holds"],
    [is("Ip", a, "==", "10.0.0.1"), inNetwork(a, "10.0.0.0/8"), "holds"],
    [compare("Time", now, "<", literal("2026-01-01T00:00Z")), compare("Time", now, "<", literal("2026-02-01T00:00Z")), "holds"],
    [compare("Int", hour, "<", literal(9)), compare("Int", hour, "<=", literal(10)), "holds"],
    // The hour and the time are two things, and a constant is none.
    [compare("Int", hour, "<", literal(9)), compare("Time", now, "<", literal("2026-02-01T00:00Z")), "open"],
    [compare("Int", literal(3), "<=", literal(5)), compare("Int", hour, "<=", literal(10)), "open"],
    [compare("Int", hour, "<=", literal(10)), compare("Int", literal(30), "<=", literal(20)), "open"],
  ],
  "truth, presence and what is only the same": [
    [holds(a), holds(a), "holds"],
    [holds(a), is("Bool", a, "==", true), "holds"],
    [is("Bool", a, "==", false), holds(a), "fails"],
    [has(a), has(a), "holds"],
    [text("==", "x"), has(a), "open"],
    [approved("boss"), approved("boss"), "holds"],
    [approved("boss"), approved("clerk"), "open"],
    [and(approved("boss"), approved("clerk")), approved("boss"), "holds"],
    [and(approved("boss"), approved("clerk")), approved("clerk"), "holds"],
    [and(approved("boss"), has(a)), approved("clerk"), "open"],
    [member("String", a, param("people")), member("String", a, param("people")), "holds"],
    [member("String", a, param("people")), member("String", a, fact("people")), "open"],
    [not(text("==", "x")), not(text("==", "x")), "holds"],
    [not(text("==", "x")), text("==", "x"), "open"],
    [text("==", "x"), not(text("==", "y")), "holds"],
    [text("==", "x"), not(text("==", "x")), "fails"],
  ],
  "all and some": [
    [all([a], is("String", element, "==", "x")), all([a], like(element, "x*")), "holds"],
    [all([a], like(element, "x*")), all([a], is("String", element, "==", "x")), "open"],
    [some([a], is("String", element, "==", "x")), some([a], like(element, "x*")), "holds"],
    [all([a], is("String", element, "==", "x")), some([a], like(element, "x*")), "open"],
    [some([a], is("String", element, "==", "x")), all([a], like(element, "x*")), "open"],
    [all([a, b], is("String", element, "==", "x")), all([a], like(element, "x*")), "open"],
    [all([a], is("String", element, "==", "x")), all([[a, "?"]], like(element, "x*")), "open"],
  ],
  "and, or and alternatives": [
    [and(amount("<=", 5), is("String", b, "==", "x")), and(is("String", b, "!=", "y"), amount("<=", 9)), "holds"],
    [and(amount("<=", 5), is("String", b, "==", "x")), and(is("String", b, "!=", "y"), amount("<=", 3)), "open"],
    [amount("<=", 5), and(amount("<=", 9), amount(">", 7)), "fails"],
    [amount("<=", 5), or(amount(">", 7), amount("<=", 9)), "holds"],
    [amount("<=", 5), or(amount(">", 7), amount(">", 8)), "fails"],
    [amount("<=", 5), or(amount("<=", 3), amount(">", 3)), "holds"],
    [between("Int", a, 0, 9), or(between("Int", a, 0, 4), between("Int", a, 5, 9)), "holds"],
    [between("Int", a, 0, 9), or(between("Int", a, 0, 4), between("Int", a, 6, 9)), "open"],
    [between("Number", a, 0, 9), or(between("Number", a, 0, 4), between("Number", a, 5, 9)), "open"],
    [and(between("Number", a, 0, 9), count(">=", 0)), or(between("Number", a, 0, 4), between("Number", a, 5, 9)), "holds"],
    [text("!=", "x"), or(text("==", "y"), text("!=", "y")), "holds"],
    [and(text("!=", "x"), amount("<=", 5)), or(text("==", "y"), amount("<=", 3), amount(">", 3)), "open"],
    [and(text("!=", "x"), is("String", b, "!=", "x")), or(text("==", "y"), is("String", b, "!=", "y")), "open"],
    [yes, or(text("==", "y"), text("!=", "y")), "open"],
    [or(amount("<=", 5), amount("==", 7)), amount("<=", 9), "holds"],
    [or(amount("<=", 5), amount("==", 11)), amount("<=", 9), "open"],
    [or(amount("<=", 5), amount("==", 7)), or(amount("<=", 6), amount("==", 7)), "holds"],
    [
      and(or(amount("<=", 5), amount("<=", 6)), or(is("String", b, "==", "x"), is("String", b, "==", "y"))),
      and(amount("<=", 6), is("String", b, "!=", "z")),
      "holds",
    ],
    [and(or(amount("<=", 5), approved("boss")), is("String", b, "==", "x")), or(amount("<=", 5), approved("boss")), "holds"],
    [or(no, amount("<=", 5)), amount("<=", 9), "holds"],
    [and(amount(">=", 3), or(amount("<=", 5), amount("<=", 6))), between("Number", a, 3, 6), "holds"],
    [and(amount(">=", 2), or(amount("<=", 5), amount("<=", 6))), between("Number", a, 3, 6), "open"],
    [and(yes, amount("<=", 5)), and(yes, amount("<=", 9)), "holds"],
  ],
  "what two places say of each other": [
    [and(compare("Number", a, "<=", param("cap")), is("Number", param("cap"), "<=", 50)), amount("<=", 50), "holds"],
    [and(compare("Number", a, "<", param("cap")), is("Number", param("cap"), "<=", 50)), amount("<=", 50), "holds"],
    [and(compare("Number", param("cap"), ">=", a), is("Number", param("cap"), "<=", 50)), amount("<=", 50), "holds"],
    [and(compare("Number", param("cap"), ">", a), is("Number", param("cap"), "<=", 50)), amount("<=", 50), "holds"],
    [and(compare("Number", a, "<=", param("cap")), is("Number", param("cap"), "<=", 51)), amount("<=", 50), "open"],
    [and(compare("Number", a, ">=", param("floor")), is("Number", param("floor"), ">=", 5)), amount(">=", 5), "holds"],
    [and(compare("Number", a, ">=", param("floor")), is("Number", param("floor"), ">=", 5)), amount("<", 5), "fails"],
    [
      and(compare("Number", a, "<=", param("x")), compare("Number", param("x"), "<=", param("y")), is("Number", param("y"), "<=", 5)),
      amount("<=", 5),
      "holds",
    ],
    [and(compare("String", a, "==", param("who")), is("String", param("who"), "==", "x")), text("==", "x"), "holds"],
    [and(compare("String", param("who"), "==", a), oneOf("String", param("who"), "x", "y")), text("!=", "z"), "holds"],
    [and(compare("String", a, "!=", param("who")), is("String", param("who"), "==", "x")), text("!=", "x"), "open"],
    [and(under(a, param("dir")), under(param("dir"), literal("/srv/app"))), under(a, literal("/srv")), "holds"],
    [and(under(a, param("dir")), under(param("dir"), literal("/srv"))), under(a, literal("/srv/app")), "open"],
    [and(negated(under(a, param("dir"))), under(param("dir"), literal("/srv"))), under(a, literal("/srv")), "open"],
    [and(under(a, param("dir")), negated(under(param("dir"), literal("/srv")))), negated(under(a, literal("/srv"))), "open"],
    [and(under(a, param("dir")), is("Path", param("dir"), "==", "/srv")), is("Path", a, "==", "/srv"), "open"],
    [and(compare("Number", a, "<=", param("cap")), is("Date", param("cap"), "<=", "2026-01-01")), amount("<=", 1e9), "open"],
    [and(compare("Ip", a, "==", param("from")), inNetwork(param("from"), "10.0.0.0/8")), inNetwork(a, "10.0.0.0/8"), "holds"],
    [compare("Number", a, "<=", param("cap")), compare("Number", a, "<=", param("cap")), "holds"],
    [compare("Number", a, "<=", param("cap")), compare("Number", a, "<=", param("top")), "open"],
    [and(...chain(4), is("Number", param("x3"), "<=", 5)), amount("<=", 5), "holds"],
    [and(...chain(5), is("Number", param("x4"), "<=", 5)), amount("<=", 5), "open"],
    [and(...[...chain(5)].reverse(), is("Number", param("x4"), "<=", 5)), amount("<=", 5), "holds"],
    [and(compare("String", a, "==", param("who")), is("Path", param("who"), "==", "x")), text("==", "x"), "open"],
    [and(compare("Int", a, "<=", param("cap")), is("Int", param("cap"), "<=", 5)), count("<=", 5), "holds"],
    [and(compare("Int", a, "<", param("cap")), is("Int", param("cap"), "<=", 5)), count("<=", 6), "holds"],
    [and(compare("Number", a, "==", param("cap")), is("Number", param("cap"), "!=", 5)), amount("!=", 5), "holds"],
    [and(compare("Number", a, "<=", param("cap")), is("Number", param("cap"), "!=", 5)), amount("!=", 5), "open"],
    [and(compare("Number", a, ">=", param("cap")), oneOf("Number", param("cap"), 4, 7)), amount(">=", 4), "holds"],
    [and(compare("Number", a, ">=", param("cap")), oneOf("Number", param("cap"), 4, 7)), amount(">=", 5), "open"],
    [and(compare("Number", a, "<=", param("cap")), oneOf("Number", param("cap"), 4, 7)), amount("<=", 7), "holds"],
    [and(compare("Number", a, "<=", param("cap")), oneOf("Number", param("cap"), 4, 7)), amount("<=", 6), "open"],
    [and(compare("Date", a, "<=", param("day")), is("Date", param("day"), "<=", "2026-01-01")), is("Date", a, "<", "2026-01-02"), "holds"],
    [and(compare("String", a, "==", param("x")), like(param("x"), "a*"), like(a, "*b")), and(like(a, "a*"), like(a, "*b")), "holds"],
    [and(compare("String", a, "==", param("x")), like(param("x"), "a*"), like(param("x"), "*b")), and(like(a, "a*"), like(a, "*b")), "holds"],
    [
      and(compare("Ip", a, "==", param("x")), inNetwork(param("x"), "10.0.0.0/8"), negated(inNetwork(param("x"), "10.1.0.0/16"))),
      and(inNetwork(a, "10.0.0.0/8"), is("Ip", a, "!=", "10.1.0.1")),
      "holds",
    ],
    [and(compare("Number", literal(1), "<=", literal(5)), amount("<=", 9)), amount("<=", 5), "open"],
    [and(under(literal("/a/b"), param("x")), under(literal("/c"), param("x"))), under(param("x"), literal("/")), "open"],
    [and(under(param("dir"), a), under(param("dir"), literal("/srv"))), under(a, literal("/srv")), "open"],
    [
      and(compare("Time", now, "<", param("end")), is("Time", param("end"), "<=", "2026-01-01T00:00Z")),
      compare("Time", now, "<", literal("2026-01-01T00:00Z")),
      "open",
    ],
    [
      and(compare("Time", now, "<", param("end")), is("Time", param("end"), "<=", "2026-01-01T00:00Z")),
      compare("Time", now, "<=", literal("2026-01-01T00:00Z")),
      "holds",
    ],
  ],
};

describe("the fast path sees", () => {
  for (const [name, rows] of Object.entries(groups)) {
    test.each(rows.map((row, i) => [i, ...row] as const))(`${name}: %i`, (_, given, wanted, seen) => {
      expect(verdict(given, wanted), JSON.stringify({ given, wanted })).toBe(seen);
      expect(covers([given], wanted)).toBe(seen === "holds");
    });
  }
});

test("what is left is only what is open", () => {
  const given = and(amount("<=", 5), is("String", b, "==", "x"));
  expect(residue([given], and(amount("<=", 9), holds(fact("open"))))).toEqual(holds(fact("open")));
  expect(residue([given], or(amount(">", 9), holds(fact("open"))))).toEqual(holds(fact("open")));
  expect(residue([given], and(holds(fact("open")), amount("<=", 9), amount("<=", 3)))).toEqual(and(holds(fact("open")), amount("<=", 3)));
  expect(residue([given], not(and(amount("<=", 9), holds(fact("open")))))).toEqual(not(holds(fact("open"))));
  expect(residue([], and())).toEqual(yes);
  expect(residue([], or())).toEqual(no);
});

test("alternatives are told apart two deep, and no deeper", () => {
  const choice = (name: string): Constraint => or(is("String", param(name), "==", "x"), is("String", param(name), "==", "y"));
  const wanted = (name: string): Constraint => is("String", param(name), "!=", "z");
  expect(covers([choice("p"), choice("q")], and(wanted("p"), wanted("q")))).toBe(true);
  expect(covers([choice("p"), choice("q"), choice("r")], and(wanted("p"), wanted("q"), wanted("r")))).toBe(false);
});
