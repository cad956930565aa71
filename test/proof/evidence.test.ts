/** One question for each kind of evidence: what is found for it, that it is accepted, and that no part of it can be spared or be another. */
import { describe, expect, test } from "vitest";
import type { Evidence } from "../../compiler/proof/evidence.js";
import { refuted } from "../../compiler/proof/refuted.js";
import type { Signature } from "../../compiler/scope/question.js";
import { refute } from "../../compiler/scope/refute.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import {
  all,
  and,
  argument,
  between,
  compare,
  element,
  enumOf,
  hour,
  int,
  is,
  like,
  list,
  literal,
  matching,
  member,
  not,
  now,
  number,
  oneOf,
  or,
  path,
  scalar,
  signature,
  size,
  some,
  string,
  under,
} from "../scope/build.js";

const [s, t, n, m] = [argument("s"), argument("t"), argument("n"), argument("m")];
const x = argument("x");
const [k, p, q, r, l] = [argument("k"), argument("p"), argument("q"), argument("r"), argument("l")];
const plain = signature({ s: string, t: string, n: int, m: int, k: int, x: number, p: path, q: path, r: path, l: list(string) });

function evidenceFor(impossible: Constraint, of: Signature = plain): Evidence {
  const refutation = refute({ signature: of, impossible });
  if (refutation.kind !== "refuted") throw new Error(`no evidence: ${refutation.kind}`);
  expect(refuted({ signature: of, impossible }, refutation.evidence)).toBeUndefined();
  return refutation.evidence;
}

/** The way in which each lemma is shown. */
function waysOf(evidence: Evidence): string[] {
  return (evidence.lemmas ?? []).map(({ by }) => Object.keys(by).join("+"));
}

/** The evidence without any one of what it lists. */
function withoutOne(evidence: Json): readonly Json[] {
  if (Array.isArray(evidence)) {
    return evidence.flatMap((each: Json, at) => [
      evidence.filter((_, i) => i !== at),
      ...withoutOne(each).map((less) => evidence.map((other: Json, i) => (i === at ? less : other))),
    ]);
  }
  if (typeof evidence !== "object" || evidence === null) return [];
  return Object.entries(evidence).flatMap(([name, value]) => withoutOne(value).map((less) => ({ ...evidence, [name]: less })));
}

describe("each kind of evidence", () => {
  test.each<[string, Constraint, readonly string[], Signature?]>([
    ["values that a set lists", and(oneOf("String", s, "a", "b"), not(like(s, "?"))), ["words"]],
    ["states of patterns", and(like(s, "a*c"), not(matching(s, "a[^]*"))), ["states"]],
    ["a cycle of orders", and(compare("Int", n, "<", m), compare("Int", m, "<=", k), compare("Int", k, "<=", n)), ["cycle"]],
    ["values that rise", and(is("Int", n, ">=", 5), compare("Int", n, "<", m), is("Int", m, "<=", 5)), ["raise"]],
    [
      "an Int and a Number that rise",
      and(is("Int", n, ">=", 3), compare("Number", n, "<", x), compare("Number", x, "<", m), is("Int", m, "<=", 3)),
      ["raise"],
    ],
    [
      "no Int between two neighbours",
      and(is("Int", n, ">=", 3), compare("Number", n, "<", m), compare("Number", m, "<", x), is("Number", x, "<=", 4)),
      ["raise"],
    ],
    ["a Number that is no Int", and(compare("Number", n, "==", x), between("Number", x, 2.25, 2.75)), ["raise"]],
    ["hours that are none", and(is("Int", hour, ">=", 20), is("Int", hour, "<", 3)), ["raise"]],
    [
      "values that differ",
      and(
        oneOf("Int", n, 1, 2),
        oneOf("Int", m, 1, 2),
        oneOf("Int", k, 1, 2),
        ...[
          [n, m],
          [m, k],
          [n, k],
        ].map(([a = n, b = n]) => compare("Int", a, "!=", b)),
      ),
      [],
    ],
    ["paths under one another", and(under(p, q), under(q, r), not(under(p, r))), ["states+points"]],
    ["paths above one path", and(under(p, q), under(p, r), not(under(q, r)), not(under(r, q))), ["states+points"]],
    [
      "texts of few letters",
      and(matching(s, "[ab]"), matching(t, "[ab]"), compare("String", s, "!=", t), is("String", s, "!=", "a"), is("String", t, "!=", "a")),
      ["states+points"],
    ],
    ["equal texts", and(compare("String", s, "==", t), like(s, "a*"), like(t, "b*")), ["states"]],
    ["an element that all bound", and(some([l], like(element, "a*")), all([l], like(element, "b*"))), ["states"]],
    ["members of a list that is too short", and(size(l, "<=", 1), member("String", literal("a"), l), member("String", literal("b"), l)), []],
  ])("%s", (_, impossible, ways, of = plain) => {
    const evidence = evidenceFor(impossible, of);
    expect(waysOf(evidence)).toEqual(expect.arrayContaining([...ways]));
    const spared = withoutOne(evidence as unknown as Json).filter((less) => refuted({ signature: of, impossible }, less) === undefined);
    // What is spared may be evidence as well, where it is not as short as can be; most of it is not.
    expect(spared.length).toBeLessThanOrEqual(withoutOne(evidence as unknown as Json).length / 4);
  });
});

describe("what is false is not accepted", () => {
  const possible = and(
    like(s, "a*"),
    compare("Int", n, "<=", m),
    compare("Int", m, "<=", n),
    under(p, q),
    or(is("Int", n, "<", 3), is("Int", m, ">", 3)),
  );
  const attempts: readonly (readonly [string, Evidence])[] = [
    ["nothing at all", {}],
    ["a step out of nowhere", { steps: [[-1], [1]] }],
    ["the empty clause as a step", { steps: [[]] }],
    ["a cycle that is not strict", { lemmas: [{ clause: [-2, -3], kind: "order", by: { cycle: [0, 1] } }] }],
    ["a rise that ends nowhere", { lemmas: [{ clause: [-2, -3], kind: "order", by: { raise: [0, 1, 0, 1] } }] }],
    ["states without the ones that follow", { lemmas: [{ clause: [-1], kind: "text", by: { states: [] } }] }],
    ["words that nobody listed", { lemmas: [{ clause: [-1], kind: "text", by: { words: true } }] }],
    ["no points", { lemmas: [{ clause: [-4], kind: "text", by: { states: [[], []], points: [] } }] }],
    [
      "points that begin in the middle",
      { lemmas: [{ clause: [-4], kind: "text", by: { states: [[[0, 47]], [[0, 47]]], points: [[1, 0, 1, 1, 1]] } }] },
    ],
    ["an empty lemma", { lemmas: [{ clause: [], kind: "order", by: { raise: [] } }] }],
    ["a lemma of texts about numbers", { lemmas: [{ clause: [-2], kind: "text", by: { words: true } }] }],
    ["a lemma about an atom that is not there", { lemmas: [{ clause: [-99], kind: "text", by: { words: true } }] }],
    ["a count of no list", { counts: [[0, 0]] }],
  ];
  test.each(attempts)("%s", (_, evidence) => {
    expect(refuted({ signature: plain, impossible: possible }, evidence)).toEqual(expect.any(String));
  });

  test("a member of a list that is counted twice", () => {
    const impossible = and(size(l, "<=", 1), member("String", s, l));
    expect(refuted({ signature: plain, impossible }, { counts: [[0, 1, 1]] })).toBe("count 0 is of no list");
    expect(refuted({ signature: plain, impossible }, { counts: [[0, 0, 1]] })).toBe("what is left open contradicts nothing");
  });
});

describe("questions that the checker does not vouch for", () => {
  test.each<[string, Constraint, Signature]>([
    ["another text read as a path", under(argument("a"), literal("/srv")), signature({ a: string })],
    ["an enum read as a date", is("Date", argument("a"), "<", "2026-01-01"), signature({ a: enumOf("x") })],
    ["two sorts compared", compare("Date", argument("a"), "<", argument("b")), signature({ a: scalar("Date"), b: scalar("Time") })],
    ["a value of type Any", like(argument("a"), "x*"), signature({ a: { kind: "any" } })],
    ["what was received", is("Int", { kind: "place", root: "received", name: "a", fields: [] }, "<", 1), signature({})],
    ["the time as a text", like(now, "x"), signature({})],
  ])("%s", (_, constraint, of) => {
    expect(refuted({ signature: of, impossible: and(constraint, not(constraint)) }, {})).toEqual(expect.any(String));
    expect(refute({ signature: of, impossible: constraint }).kind).toBe("too-complex");
  });
});
