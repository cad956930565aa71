import { describe, expect, test } from "vitest";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { isPossible } from "../../compiler/scope/possible.js";
import type { Signature } from "../../compiler/scope/question.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import {
  and,
  approved,
  argument,
  between,
  bool,
  compare,
  date,
  enumOf,
  fact,
  has,
  holds,
  inNetwork,
  int,
  ip,
  is,
  it,
  like,
  list,
  literal,
  member,
  no,
  not,
  number,
  oneOf,
  only,
  or,
  param,
  partOf,
  path,
  record,
  refined,
  signature,
  size,
  string,
  under,
  union,
  url,
  yes,
} from "./build.js";

const plain: Signature = signature(
  {
    name: string,
    amount: number,
    count: int,
    file: path,
    state: enumOf("open", "closed"),
    on: date,
    from: ip,
    urgent: bool,
    site: url,
    box: record({ x: string }),
    "note?": string,
    "tags?": list(string),
  },
  { cap: number, who: string },
  { halted: bool, tier: enumOf("free", "gold") },
);

/** `seen`: that there is such a request is plain; `left`: there is one, but the search has to find it; `none`: there is none. */
type Row = readonly [constraint: Constraint, expected: "seen" | "left" | "none"];

const name = argument("name");
const amount = argument("amount");
const count = argument("count");
const file = argument("file");
const note = argument("note");

const rows: Readonly<Record<string, readonly Row[]>> = {
  "each place alone": [
    [yes, "seen"],
    [no, "none"],
    [is("String", name, "==", "x"), "seen"],
    [and(is("String", name, "==", "x"), is("String", name, "!=", "y")), "seen"],
    [and(is("String", name, "==", "x"), is("String", name, "!=", "x")), "none"],
    [and(like(name, "a*"), like(name, "*b")), "seen"],
    [and(like(name, "a*"), is("String", name, "==", "b")), "none"],
    [under(file, literal("/srv")), "seen"],
    [and(under(file, literal("/srv")), like(file, "/var/**", "Path")), "none"],
    [like(file, "*//*", "Path"), "none"],
    [is("String", argument("state"), "==", "open"), "seen"],
    [is("String", argument("state"), "!=", "open"), "seen"],
    [and(is("String", argument("state"), "!=", "open"), is("String", argument("state"), "!=", "closed")), "none"],
    [holds(argument("urgent")), "seen"],
    [and(holds(argument("urgent")), is("Bool", argument("urgent"), "==", false)), "none"],
    [holds(fact("halted")), "seen"],
    [and(is("Bool", argument("urgent"), "!=", true), is("Bool", argument("urgent"), "!=", false)), "none"],
    [is("String", fact("tier"), "==", "gold"), "seen"],
    [is("String", param("who"), "==", "x"), "seen"],
    [inNetwork(argument("from"), "10.0.0.0/8"), "seen"],
    [and(inNetwork(argument("from"), "10.0.0.0/8"), inNetwork(argument("from"), "11.0.0.0/8")), "none"],
    [is("Date", argument("on"), "<", "2026-01-01"), "seen"],
    [and(is("Date", argument("on"), ">", "2026-01-01"), is("Date", argument("on"), "<", "2026-01-02")), "none"],
  ],
  numbers: [
    [and(is("Number", amount, ">", 5), is("Number", amount, "<", 6)), "seen"],
    [and(is("Int", count, ">", 5), is("Int", count, "<", 6)), "none"],
    [and(is("Int", count, ">", 5), is("Int", count, "<", 7)), "seen"],
    [and(is("Number", amount, "<=", 5), is("Number", amount, ">", 5)), "none"],
    [between("Int", count, 1, 3), "seen"],
    [and(between("Int", count, 1, 3), not(oneOf("Int", count, 1, 2, 3))), "none"],
    [is("Int", count, "==", 2.5), "none"],
  ],
  "what is not": [
    [not(no), "seen"],
    [not(yes), "none"],
    [not(is("String", name, "==", "x")), "seen"],
    [and(is("String", name, "==", "x"), not(is("String", name, "==", "x"))), "none"],
    [not(and(is("String", name, "==", "x"), is("Number", amount, "<=", 5))), "seen"],
    [not(or(is("String", name, "==", "x"), is("Number", amount, "<=", 5))), "seen"],
    [and(is("Number", amount, "<=", 5), not(or(is("String", name, "==", "x"), is("Number", amount, "<=", 5)))), "none"],
    [not(holds(fact("halted"))), "seen"],
    [and(is("String", note, "==", "x"), not(is("String", note, "!=", "y"))), "none"],
    // Absent, the note passes; that is for the search to see.
    [and(not(is("String", note, "==", "x")), not(is("String", note, "!=", "x"))), "left"],
  ],
  "presence, approvals and effects": [
    [has(note), "seen"],
    [not(has(note)), "seen"],
    [and(has(note), not(has(note))), "none"],
    [and(not(has(note)), is("String", note, "==", "x")), "none"],
    [and(has(note), is("String", note, "==", "x")), "seen"],
    [has(name), "seen"],
    [not(has(name)), "none"],
    [has(fact("halted")), "left"],
    [has(argument("tags")), "seen"],
    [approved("boss"), "seen"],
    [not(approved("boss")), "seen"],
    [and(approved("boss"), not(approved("boss"))), "none"],
    [and(approved("boss"), not(approved("clerk"))), "seen"],
    [{ kind: "effect", op: "<=", effect: "write" }, "seen"],
    [{ kind: "effect", op: "==", effect: "read" }, "none"],
    [not({ kind: "effect", op: "==", effect: "read" }), "seen"],
  ],
  alternatives: [
    [or(no, is("String", name, "==", "x")), "seen"],
    [or(and(is("String", name, "==", "x"), is("String", name, "==", "y")), is("Number", amount, ">", 5)), "seen"],
    [or(and(is("String", name, "==", "x"), is("String", name, "==", "y")), no), "none"],
    [and(or(is("String", name, "==", "x"), is("String", name, "==", "y")), is("String", name, "!=", "x")), "seen"],
  ],
  "what is about two places, or about a part": [
    [compare("Number", amount, "<=", param("cap")), "left"],
    [is("String", partOf(argument("site"), "host"), "==", "a"), "left"],
    [is("String", argument("box", "x"), "==", "a"), "left"],
    [member("String", name, argument("tags")), "left"],
    [only("name", "amount", "count", "file", "state", "on", "from", "urgent", "site", "box"), "left"],
    [and(compare("Number", amount, "<", param("cap")), compare("Number", param("cap"), "<", amount)), "none"],
  ],
};

describe("a possible request is seen", () => {
  for (const [group, table] of Object.entries(rows)) {
    test.each(table.map((row, i) => [i, ...row] as const))(`${group}: %i`, (_, constraint, expected) => {
      expect(isPossible(plain, constraint), JSON.stringify(constraint)).toBe(expected === "seen");
      expect(find(plain, constraint).kind).toBe(expected === "none" ? "none" : "found");
    });
  }
});

test("nothing is seen where a required value has to meet a refinement", () => {
  const never = refined(int, and(is("Int", it, ">", 5), is("Int", it, "<", 3)));
  expect(isPossible(signature({ n: never, name: string }), yes)).toBe(false);
  expect(isPossible(signature({ r: record({ n: never }) }), yes)).toBe(false);
  expect(isPossible(signature({ r: record({ "n?": never }) }), yes)).toBe(true);
  expect(isPossible(signature({ r: record({ name: string, n: never }) }), yes)).toBe(false);
  expect(isPossible(signature({ u: union(never, string) }), yes)).toBe(true);
  expect(isPossible(signature({ "n?": never, name: string }), is("String", name, "==", "x"))).toBe(true);
  expect(isPossible(signature({ "n?": never }), has(argument("n")))).toBe(false);
  expect(isPossible(signature({ name: string }, { n: never }), yes)).toBe(false);
});

test("many alternatives are left to the search", () => {
  const never = and(is("String", name, "==", "x"), is("String", name, "==", "y"));
  const among = (n: number): Constraint => or(...Array.from({ length: n }, () => never), is("String", name, "==", "x"));
  expect(isPossible(plain, among(31))).toBe(true);
  expect(isPossible(plain, among(32))).toBe(false);
});

test("whether there is a request is answered as the search would, or by its limit", () => {
  expect(exists(plain, is("String", name, "==", "x"))).toBe("yes");
  expect(exists(plain, compare("Number", amount, "<=", param("cap")))).toBe("yes");
  expect(exists(plain, and(compare("Number", amount, "<", param("cap")), compare("Number", param("cap"), "<", amount)))).toBe("no");
  expect(exists(plain, no)).toBe("no");
  expect(exists(plain, size(argument("tags"), ">=", 5_000))).toEqual({ limit: "a list of more than 4096 elements" });
  let deep: Constraint = is("String", name, "==", "x");
  for (let i = 0; i < 1_000; i++) deep = not(deep);
  expect(exists(plain, deep)).toEqual({ limit: expect.stringContaining("inside one another") });
  expect(find(plain, deep).kind).toBe("too-complex");
  for (const part of ["facts", "child", "parent"] as const)
    expect(includes(plain, { facts: yes, child: yes, parent: yes, [part]: deep }).kind).toBe("too-complex");
});
