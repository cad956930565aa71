import { describe, expect, test } from "vitest";
import { find, includes } from "../../compiler/scope/narrower.js";
import type { Answer } from "../../compiler/scope/question.js";
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import {
  all,
  and,
  argument,
  between,
  bool,
  compare,
  element,
  holds,
  is,
  like,
  list,
  literal,
  matching,
  member,
  no,
  not,
  number,
  oneOf,
  or,
  path,
  record,
  signature,
  size,
  some,
  string,
  under,
  yes,
} from "./build.js";

// These tests say that there is an answer, and that it is right where it is no limit. Were a limit missing, they would not end.

/** Where every mutant pays for it, what takes long is left out, or is smaller. */
const quick = process.env.REMIT_QUICK !== undefined;
const slow = test.skipIf(quick);
const many = (count: number, fewer: number): number => (quick ? fewer : count);

const [s, n, p] = [argument("s"), argument("n"), argument("p")];

describe("unions of boxes", () => {
  const of = signature({ s: string, n: number, p: path });
  const box = (i: number): Constraint =>
    and(like(s, `team-${i}/*-${i}*`), between("Number", n, i * 10, i * 10 + 15), like(p, `/srv/${i}/**/{a,b}*`, "Path"));
  const smaller = (i: number): Constraint =>
    and(oneOf("String", s, `team-${i}/x-${i}`, `team-${i}/y-${i}`), between("Number", n, i * 10 + 1, i * 10 + 15), like(p, `/srv/${i}/x/a?`, "Path"));

  test.each([1, 4, many(16, 6), many(64, 8)])("%i boxes cover as many smaller ones, and the last one is missed when it is left out", (count) => {
    const indices = Array.from({ length: count }, (_, i) => i);
    const [parent, child] = [or(...indices.map(box)), or(...indices.map(smaller))];
    expect(includes(of, { facts: yes, child, parent })).toEqual({ kind: "none" });
    const answer = includes(of, { facts: yes, child, parent: or(...indices.slice(1).map(box)) });
    expect(answer.kind === "found" && String(answer.request.args.s)).toMatch(/^team-0\/[xy]-0$/);
  });

  test.each([1, 4, 16, 64])("a range is covered by %i ranges that touch", (count) => {
    const ranges = Array.from({ length: count }, (_, i) => between("Number", n, i, i + 1));
    expect(includes(of, { facts: yes, child: between("Number", n, 0, count), parent: or(...ranges) })).toEqual({ kind: "none" });
    expect(includes(of, { facts: yes, child: between("Number", n, 0, count), parent: or(...ranges.slice(0, -1)) }).kind).toBe("found");
  });
});

/** The answer is the one that is known, or that the question is too complex. */
function expectAnswer(answer: Answer, kind: "none" | "found"): void {
  expect(["too-complex", kind]).toContain(answer.kind);
}

describe("patterns that explode", () => {
  const of = signature({ s: string, t: string });

  slow("an automaton of more than any table holds", () => {
    const wide = (at: number): Constraint => matching(s, `(a|b)*a(a|b){${at}}`);
    for (const at of [4, 12, 40]) {
      expectAnswer(find(of, and(wide(at), not(wide(at + 1)))), "found");
      expectAnswer(find(of, and(wide(at), matching(s, "b*"))), "none");
    }
  });

  slow("an intersection of many globs", () => {
    const globs = Array.from("abcdefghijklmnop", (each) => like(s, `*${each}*`));
    expectAnswer(find(of, and(...globs)), "found");
    expectAnswer(find(of, and(...globs, matching(s, ".{0,15}"))), "none");
  });

  test("repeats inside repeats", () => {
    const character: Pattern = { kind: "characters", ranges: [[97, 98]] };
    let nested: Pattern = character;
    for (let i = 0; i < 12; i++) nested = { kind: "repeat", of: nested, min: 0, max: 9 };
    expectAnswer(find(of, { kind: "pattern", negated: false, sort: "String", term: s, pattern: nested, source: "nested" }), "found");
  });

  test("patterns nested deeper than any stack", () => {
    let deep: Pattern = { kind: "characters", ranges: [[97, 97]] };
    for (let i = 0; i < 100_000; i++) deep = { kind: "sequence", of: [deep] };
    expect(find(of, { kind: "pattern", negated: false, sort: "String", term: s, pattern: deep, source: "deep" }).kind).toBe("too-complex");
  });
});

describe("nesting", () => {
  const flags = signature({ b: bool, c: bool });
  const nest = (levels: number): Constraint => {
    let nested: Constraint = holds(argument("b"));
    for (let i = 0; i < levels; i++) nested = i % 2 === 0 ? or(nested, holds(argument("c"))) : and(nested, not(holds(argument("c"))));
    return nested;
  };

  test("what nests in bounds is decided", () => {
    expect(find(flags, nest(300)).kind).toBe("found");
    expect(includes(flags, { facts: yes, child: nest(300), parent: nest(301) }).kind).toBe("none");
  });

  test.each([1_000, many(50_000, 2_000)])("%i levels are too many, and said to be", (levels) => {
    expect(find(flags, nest(levels)).kind).toBe("too-complex");
    for (const inclusion of [
      { facts: nest(levels), child: yes, parent: no },
      { facts: yes, child: nest(levels), parent: no },
      { facts: yes, child: yes, parent: nest(levels) },
    ])
      expect(includes(flags, inclusion).kind).toBe("too-complex");
    let nots: Constraint = holds(argument("b"));
    for (let i = 0; i < levels; i++) nots = not(nots);
    expect(find(flags, nots).kind).toBe("too-complex");
  });

  test("a list in a list in a list", () => {
    let type: Type = string;
    for (let i = 0; i < 300; i++) type = i % 2 === 0 ? list(type) : record({ f: type });
    expect(find(signature({ deep: type }), size(argument("deep", "f"), ">=", 1)).kind).toBe("found");
  });
});

describe("many of one thing", () => {
  const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

  test("pigeons and holes", () => {
    const pigeons = many(7, 5);
    const of = signature(Object.fromEntries(range(pigeons).map((i) => [`p${i}`, number])));
    const inHoles = range(pigeons).map((i) => oneOf("Number", argument(`p${i}`), ...range(pigeons - 1)));
    const apart = range(pigeons).flatMap((i) => range(i).map((j) => compare("Number", argument(`p${i}`), "!=", argument(`p${j}`))));
    expectAnswer(find(of, and(...inHoles, ...apart)), "none");
    expectAnswer(find(of, and(...inHoles.slice(1), ...apart)), "found");
  });

  test("strings that must all differ", () => {
    const of = signature(Object.fromEntries(range(12).map((i) => [`p${i}`, string])));
    const apart = range(12).flatMap((i) => range(i).map((j) => compare("String", argument(`p${i}`), "!=", argument(`p${j}`))));
    expectAnswer(find(of, and(...apart)), "found");
    expectAnswer(find(of, and(...apart, ...range(12).map((i) => matching(argument(`p${i}`), "[a-k]")))), "none");
  });

  test("paths under one another, and not", () => {
    const of = signature(Object.fromEntries(range(6).map((i) => [`p${i}`, path])));
    const chain = range(5).map((i) => under(argument(`p${i}`), argument(`p${i + 1}`)));
    expectAnswer(find(of, and(...chain, not(under(argument("p0"), argument("p5"))))), "none");
    expectAnswer(find(of, and(...chain, ...range(5).map((i) => compare("Path", argument(`p${i}`), "!=", argument(`p${i + 1}`))))), "found");
  });

  test("quantifiers over lists that hold one another's elements", () => {
    const of = signature(Object.fromEntries(range(6).map((i) => [`l${i}`, list(string)])));
    const lists = range(6).map((i) => argument(`l${i}`));
    const cycle = lists.map((each, i) => all([each], member("String", element, lists[(i + 1) % 6] ?? each)));
    const needs = range(many(20, 8)).map((i) => member("String", literal(`x${i}`), lists[i % 6] ?? s));
    expectAnswer(find(of, and(...cycle, ...needs)), "found");
    expectAnswer(find(of, and(...cycle, ...needs, all([argument("l3")], not(is("String", element, "==", "x0"))))), "none");
    expectAnswer(find(of, and(...cycle, ...needs, size(argument("l0"), "<=", many(20, 8) - 1))), "none");
  });

  test("a list that must be long", () => {
    const of = signature({ l: list(string) });
    expectAnswer(find(of, size(argument("l"), ">=", many(1000, 200))), "found");
    expect(find(of, size(argument("l"), ">=", 1e9)).kind).toBe("too-complex");
    const digits = many(10, 5);
    const each = range(digits).map((i) => some([argument("l")], like(element, `*${i}*`)));
    expectAnswer(find(of, and(...each, size(argument("l"), "<=", 2))), "found");
    expectAnswer(find(of, and(...each, size(argument("l"), "<=", 1), all([argument("l")], matching(element, `.{0,${digits - 1}}`)))), "none");
  });

  test("a clause for every one of many combinations", () => {
    const bits = many(10, 6);
    const of = signature(Object.fromEntries(range(bits).map((i) => [`b${i}`, bool])));
    const bit = (i: number, on: boolean): Constraint => (on ? holds(argument(`b${i}`)) : not(holds(argument(`b${i}`))));
    const combinations = range(1 << bits).map((at) => and(...range(bits).map((i) => bit(i, ((at >> i) & 1) === 1))));
    expectAnswer(includes(of, { facts: yes, child: yes, parent: or(...combinations) }), "none");
    expectAnswer(includes(of, { facts: yes, child: yes, parent: or(...combinations.slice(1)) }), "found");
  });
});
