import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scales } from "../../compiler/proof/replay/scales.js";
import {
  all,
  any,
  FALSE,
  type Formula,
  flag,
  freshFlag,
  implies,
  newOrdinal,
  newText,
  newVocabulary,
  not,
  numberAtom,
  numberRelation,
  TRUE,
  textAtom,
  textRelation,
} from "../../compiler/scope/formula.js";
import { literal, star } from "./strings/patterns.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

describe("joining", () => {
  test.each<[string, Formula, Formula]>([
    ["all of none", all([]), TRUE],
    ["any of none", any([]), FALSE],
    ["one alone is itself", all([3]), 3],
    ["one alone is itself, of any", any([-3]), -3],
    ["all of two", all([1, 2]), { kind: "and", of: [1, 2] }],
    ["any of two", any([1, 2]), { kind: "or", of: [1, 2] }],
    ["a thing said twice", all([1, 2, 1]), { kind: "and", of: [1, 2] }],
    ["all, inside all", all([1, all([2, 3])]), { kind: "and", of: [1, 2, 3] }],
    ["any, inside any", any([any([1, 2]), 3]), { kind: "or", of: [1, 2, 3] }],
    ["any, inside all", all([1, any([2, 3])]), { kind: "and", of: [1, { kind: "or", of: [2, 3] }] }],
    ["what is false makes all of it false", all([1, FALSE, 2]), FALSE],
    ["what is true makes any of it true", any([1, TRUE, 2]), TRUE],
    ["what is true adds nothing to all", all([1, TRUE]), 1],
    ["what is false adds nothing to any", any([FALSE, 1]), 1],
    ["one and its opposite", all([1, 2, -1]), FALSE],
    ["one or its opposite", any([1, 2, -1]), TRUE],
    ["one and its opposite, inside", all([1, all([2, -1])]), FALSE],
    ["one or its opposite, inside", any([-1, any([2, 1])]), TRUE],
    ["one and its opposite, after what is inside", all([all([2, -1]), 1]), FALSE],
    ["not, of a literal", not(3), -3],
    ["not, of all", not(all([1, any([-2, 3])])), { kind: "or", of: [-1, { kind: "and", of: [2, -3] }] }],
    ["not, of what is true", not(TRUE), FALSE],
    ["not, of what is false", not(FALSE), TRUE],
    ["if", implies(1, 2), { kind: "or", of: [-1, 2] }],
    ["if what is true", implies(TRUE, 2), 2],
    ["if what is false", implies(FALSE, 2), TRUE],
    ["if itself", implies(1, 1), TRUE],
  ])("%s", (_, formula, expected) => expect(formula).toEqual(expected));

  test("means what it says", () => {
    const value = (formula: Formula, bits: number): boolean =>
      typeof formula === "number"
        ? (((bits >> Math.abs(formula)) & 1) === 1) === formula > 0
        : formula.kind === "and"
          ? formula.of.every((each) => value(each, bits))
          : formula.of.some((each) => value(each, bits));
    const formulas = fc.letrec<{ formula: Formula }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Formula>(1, 2, 3, -1, -2, -3, TRUE, FALSE),
        fc.array(tie("formula"), { maxLength: 3 }).map((of) => (of.length % 2 === 0 ? all(of) : any(of))),
        fc.array(tie("formula"), { maxLength: 3 }).map((of) => (of.length % 2 === 0 ? any(of) : all(of))),
      ),
    })).formula;
    fc.assert(
      fc.property(fc.array(formulas, { maxLength: 4 }), fc.nat(15), (of, bits) => {
        const values = of.map((each) => value(each, bits));
        expect(value(all(of), bits)).toBe(!values.includes(false));
        expect(value(any(of), bits)).toBe(values.includes(true));
        for (const [i, each] of of.entries()) {
          expect(value(not(each), bits)).toBe(values[i] === false);
          expect(value(implies(each, of[0] ?? TRUE), bits)).toBe(values[i] === false || values[0] === true);
        }
      }),
      { numRuns },
    );
  });
});

describe("the vocabulary", () => {
  test("numbers each atom once, from 1, and no two alike", () => {
    const vocabulary = newVocabulary();
    const [x, y] = [newText(vocabulary, []), newText(vocabulary, [{ kind: "path" }])];
    const [n, m] = [newOrdinal(vocabulary, scales.Int), newOrdinal(vocabulary, scales.Int, [{ kind: "intervals", of: [[0, 1]] }])];
    expect([x, y, n, m]).toEqual([0, 1, 0, 1]);
    const pattern = star(literal("a"));
    const atoms = (): readonly Formula[] => [
      flag(vocabulary, "a"),
      flag(vocabulary, "b"),
      textAtom(vocabulary, x, { kind: "set", values: ["a", "b"] }),
      textAtom(vocabulary, x, { kind: "set", values: ["a,b"] }),
      textAtom(vocabulary, y, { kind: "set", values: ["a", "b"] }),
      textAtom(vocabulary, x, { kind: "pattern", pattern }),
      textAtom(vocabulary, x, { kind: "pattern", pattern: literal("a") }),
      textAtom(vocabulary, x, { kind: "under", base: "/a" }),
      textAtom(vocabulary, x, { kind: "under", base: "/b" }),
      textAtom(vocabulary, x, { kind: "path" }),
      textRelation(vocabulary, "equal", x, y),
      textRelation(vocabulary, "under", x, y),
      textRelation(vocabulary, "under", y, x),
      numberAtom(vocabulary, n, { kind: "intervals", of: [[0, 1]] }),
      numberAtom(vocabulary, n, {
        kind: "intervals",
        of: [
          [0, 0],
          [1, 1],
        ],
      }),
      numberAtom(vocabulary, m, { kind: "intervals", of: [[0, 1]] }),
      numberAtom(vocabulary, n, { kind: "hours", of: [0, 1] }),
      numberAtom(vocabulary, n, { kind: "hours", of: [0, 11] }),
      numberAtom(vocabulary, n, { kind: "hours", of: [0, 1, 1] }),
      numberRelation(vocabulary, "least", n, m),
      numberRelation(vocabulary, "least", m, n),
      numberRelation(vocabulary, "less", n, m),
      numberRelation(vocabulary, "equal", n, m),
    ];
    const numbers = atoms();
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    expect(atoms()).toEqual(numbers);
    expect(textRelation(vocabulary, "equal", y, x)).toBe(textRelation(vocabulary, "equal", x, y));
    expect(numberRelation(vocabulary, "equal", m, n)).toBe(numberRelation(vocabulary, "equal", n, m));
    expect(textAtom(vocabulary, x, { kind: "pattern", pattern: star(literal("a")) })).toBe(textAtom(vocabulary, x, { kind: "pattern", pattern }));
    expect(freshFlag(vocabulary, "a")).not.toBe(freshFlag(vocabulary, "a"));
    expect(vocabulary.atoms[0]).toEqual({ kind: "flag", name: "a" });
    expect(vocabulary.atoms[10]).toEqual({ kind: "text-relation", relation: "equal", left: 0, right: 1 });
    expect(vocabulary.atoms[12]).toEqual({ kind: "text-relation", relation: "under", left: 1, right: 0 });
    expect(vocabulary.atoms[22]).toEqual({ kind: "number-relation", relation: "equal", left: 0, right: 1 });
    expect(vocabulary.atoms[21]).toEqual({ kind: "number-relation", relation: "less", left: 0, right: 1 });
  });

  test("a variable is related to itself in one way only", () => {
    const vocabulary = newVocabulary();
    expect(textRelation(vocabulary, "equal", 2, 2)).toEqual(TRUE);
    expect(textRelation(vocabulary, "under", 2, 2)).toEqual(TRUE);
    expect(numberRelation(vocabulary, "equal", 2, 2)).toEqual(TRUE);
    expect(numberRelation(vocabulary, "least", 2, 2)).toEqual(TRUE);
    expect(numberRelation(vocabulary, "less", 2, 2)).toEqual(FALSE);
    expect(vocabulary.atoms).toEqual([]);
  });
});
