import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberTest } from "../../compiler/proof/replay/formula.js";
import { scales } from "../../compiler/proof/replay/scales.js";
import type { Atom, Formula, Literal } from "../../compiler/scope/formula.js";
import { newOrdinal, newText, numberAtom, numberRelation, textAtom, textRelation } from "../../compiler/scope/formula.js";
import { newGrounding } from "../../compiler/scope/ground.js";
import { addClause, newSearch, type Search, type Verdict } from "../../compiler/scope/search.js";
import type { TextTest } from "../../compiler/scope/strings/theory.js";
import type { Grounding } from "../../compiler/scope/terms.js";
import { groundTheory } from "../../compiler/scope/theory.js";
import { isPath, isUnder } from "../../stdlib/runtime/value.js";
import { signature } from "./build.js";
import { any, repeat } from "./strings/patterns.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 250);

// The theory is asked directly. How quick the search is hangs on what it answers: a conflict is seen as soon as it is there, and
// the clause that it teaches is true, broken, and has no literal too many.

const nothing = (): Grounding => newGrounding(signature({}));

/** A search in which just these literals are assigned. */
function assigning(...literals: readonly Literal[]): Search {
  const search = newSearch();
  for (const literal of literals) addClause(search, [literal]);
  return search;
}

const literalOf = (formula: Formula): Literal => {
  if (typeof formula !== "number") throw new Error("no literal");
  return formula;
};
const set = (...values: string[]): TextTest => ({ kind: "set", values });
const within = (low: number, high: number): NumberTest => ({ kind: "intervals", of: [[low, high]] });
/** More than any automaton holds. */
const exploding: TextTest = { kind: "pattern", pattern: repeat(repeat(any, 0, 1000), 0, 1000) };
const consistent: Verdict = { kind: "consistent" };
/** The clauses taught, each in order. */
const taught = (verdict: Verdict): unknown =>
  verdict.kind === "lemmas" ? verdict.clauses.map((clause) => [...clause].sort((one, two) => Math.abs(one) - Math.abs(two))) : verdict;

/** The early verdict when all of this is assigned, and these are the literals that are new. */
function early(grounding: Grounding, literals: readonly Literal[], newly: readonly Literal[] = literals): unknown {
  return taught(groundTheory(grounding).partial(assigning(...literals), newly));
}

describe("the early check", () => {
  test("finds what cannot be true of one text, and blames nothing else", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const [path, other] = [newText(vocabulary, [{ kind: "path" }]), newText(vocabulary, [])];
    const elsewhere = textAtom(vocabulary, other, set("x"));
    const inA = textAtom(vocabulary, path, { kind: "under", base: "/a" });
    const isB = textAtom(vocabulary, path, set("/b", "/b/c"));
    const notC = textAtom(vocabulary, path, set("/c"));
    const isNone = textAtom(vocabulary, path, set("//"));
    expect(early(grounding, [elsewhere, -notC, inA, isB])).toEqual([[-inA, -isB]]);
    expect(early(grounding, [elsewhere, -notC, inA, -isB])).toEqual(consistent);
    expect(early(grounding, [-elsewhere, -inA, notC, isB])).toEqual([[-isB, -notC]]);
    expect(early(grounding, [isNone])).toEqual([[-isNone]]);
    expect(early(grounding, [isB])).toEqual(consistent);
  });

  test("finds what cannot be true of one number, and blames nothing else", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    newText(vocabulary, [set("a")]);
    const [other, number] = [newOrdinal(vocabulary, scales.Int), newOrdinal(vocabulary, scales.Int, [within(0, 9)])];
    const elsewhere = numberAtom(vocabulary, other, within(3, 3));
    const [low, high, three, beyond] = [within(0, 4), within(6, 9), within(3, 3), within(10, 20)].map((each) =>
      numberAtom(vocabulary, number, each),
    ) as [Literal, Literal, Literal, Literal];
    expect(early(grounding, [elsewhere, -three, low, high])).toEqual([[-low, -high]]);
    expect(early(grounding, [elsewhere, -three, -low, -high])).toEqual(consistent);
    expect(early(grounding, [elsewhere, three, -low])).toEqual([[low, -three]]);
    expect(early(grounding, [beyond])).toEqual([[-beyond]]);
    expect(early(grounding, [low, -three])).toEqual(consistent);
  });

  test("looks at the variables of the literals that are new, and at all that is said of them", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const said = (variable: number): readonly Literal[] => ["a", "b", "c"].map((each) => textAtom(vocabulary, variable, set(each)));
    const [[one = 0, two = 0, three = 0], [four = 0, five = 0]] = [said(newText(vocabulary, [])), said(newText(vocabulary, []))];
    const counted = [1, 2].map((each) => numberAtom(vocabulary, 0, within(each, each)));
    newOrdinal(vocabulary, scales.Int);
    const all = [one, two, four, five, ...counted];
    expect(early(grounding, all, [])).toEqual(consistent);
    expect(early(grounding, all, [two])).toEqual([[-one, -two]]);
    expect(early(grounding, all, [four])).toEqual([[-four, -five]]);
    expect(early(grounding, all, counted.slice(1))).toEqual([counted.map((each) => -each)]);
    expect(early(grounding, all, [one, two, five])).toEqual([
      [-one, -two],
      [-four, -five],
    ]);
    expect(early(grounding, [...all, three], [one, two, three])).toHaveLength(1);
    expect(early(grounding, all)).toHaveLength(3);
    expect(early(grounding, [-one, two, ...counted], [-one])).toEqual(consistent);
    expect(early(grounding, [one, two, counted[0] ?? 0], counted.slice(0, 1))).toEqual(consistent);
  });

  test("leaves what relates variables, and what no theory knows, for later", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const [s, t] = [newText(vocabulary, [set("a")]), newText(vocabulary, [set("b")])];
    const [n, m] = [newOrdinal(vocabulary, scales.Int, [within(1, 1)]), newOrdinal(vocabulary, scales.Int, [within(2, 2)])];
    const same = [textRelation(vocabulary, "equal", s, t), numberRelation(vocabulary, "equal", n, m)].map(literalOf);
    expect(early(grounding, same)).toEqual(consistent);
    expect(early(grounding, [99])).toEqual(consistent);
    expect(taught(groundTheory(grounding).complete(assigning(...same)))).toEqual(same.map((each) => [-each]));
  });

  test("keeps up with atoms that come later, and with what is taken back", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const [s, n] = [newText(vocabulary, []), newOrdinal(vocabulary, scales.Int)];
    const theory = groundTheory(grounding);
    const ask = (...literals: readonly Literal[]): unknown => taught(theory.partial(assigning(...literals), literals));
    const [a, one] = [textAtom(vocabulary, s, set("a")), numberAtom(vocabulary, n, within(1, 1))];
    expect(ask(a, one)).toEqual(consistent);
    const [b, two] = [textAtom(vocabulary, s, set("b")), numberAtom(vocabulary, n, within(2, 2))];
    expect(ask(a, b)).toEqual([[-a, -b]]);
    expect(ask(one, two)).toEqual([[-one, -two]]);
    expect(ask(a, -b)).toEqual(consistent);
    expect(ask(a, b, one, two)).toEqual([
      [-a, -b],
      [-one, -two],
    ]);
    expect(ask(-one, two)).toEqual(consistent);
  });

  test("does not work out again what it knows", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const n = newOrdinal(vocabulary, scales.Int);
    let read = 0;
    const counted: NumberTest = Object.defineProperty({ kind: "intervals" as const, of: [[1, 2]] as const }, "of", {
      get: () => {
        read++;
        return [[1, 2]];
      },
    });
    const literals = [numberAtom(vocabulary, n, counted), numberAtom(vocabulary, n, within(3, 3))];
    const theory = groundTheory(grounding);
    const ask = (): unknown => taught(theory.partial(assigning(...literals), literals));
    const first = ask();
    const before = read;
    expect(ask()).toEqual(first);
    expect(read).toBe(before);
  });

  test("says where a text is too complex", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const atom = textAtom(vocabulary, newText(vocabulary, []), exploding);
    expect(early(grounding, [atom])).toEqual({ kind: "limit", what: "positions of a pattern" });
  });
});

describe("the complete check", () => {
  test("teaches of texts and of numbers at once, and gives values where both have some", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const texts = [0, 1].map(() => newText(vocabulary, [set("a", "b")]));
    const numbers = [0, 1].map(() => newOrdinal(vocabulary, scales.Int, [within(1, 2)]));
    const [isA, isB] = [textAtom(vocabulary, 0, set("a")), textAtom(vocabulary, 1, set("b"))];
    const [isOne, isTwo] = [numberAtom(vocabulary, 0, within(1, 1)), numberAtom(vocabulary, 1, within(2, 2))];
    const [same = 0, equal = 0] = [textRelation(vocabulary, "equal", 0, 1), numberRelation(vocabulary, "equal", 0, 1)].map(literalOf);
    expect([texts, numbers]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const theory = groundTheory(grounding);
    const ask = (...literals: readonly Literal[]): unknown => taught(theory.complete(assigning(...literals)));
    expect(theory.values()).toEqual({ texts: [], ordinals: [] });
    expect(ask(isA, isB, isOne, isTwo, same, equal)).toEqual([
      [-isA, -isB, -same],
      [-isOne, -isTwo, -equal],
    ]);
    expect(ask(isA, isB, isOne, isTwo, same)).toEqual([[-isA, -isB, -same]]);
    expect(ask(isA, isB, isOne, isTwo, equal)).toEqual([[-isOne, -isTwo, -equal]]);
    expect(theory.values()).toEqual({ texts: [], ordinals: [] });
    expect(ask(isA, isB, isOne, isTwo)).toEqual(consistent);
    expect(theory.values()).toEqual({ texts: ["a", "b"], ordinals: [1, 2] });
    expect(ask(isA, same, isTwo, -equal)).toEqual(consistent);
    expect(theory.values()).toEqual({ texts: ["a", "a"], ordinals: [1, 2] });
    expect(ask(-isA, isOne, equal)).toEqual(consistent);
    expect(theory.values()).toEqual({ texts: ["b", "a"], ordinals: [1, 1] });
  });

  test("says where texts or numbers are too complex", () => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const atom = textAtom(vocabulary, newText(vocabulary, []), exploding);
    const few = Array.from({ length: 8 }, () => newOrdinal(vocabulary, scales.Int, [within(1, 7)]));
    const apart = few.flatMap((one) => few.slice(0, one).map((other) => -literalOf(numberRelation(vocabulary, "equal", one, other))));
    const theory = groundTheory(grounding);
    expect(theory.complete(assigning(atom))).toEqual({ kind: "limit", what: "positions of a pattern" });
    expect(theory.complete(assigning(...apart))).toEqual({ kind: "limit", what: "4096 splits of != between numbers" });
    expect(theory.complete(assigning())).toEqual(consistent);
  });
});

// The reference: every value of few is tried for each variable.

const words = ["", "a", "b", "/", "/a", "/a/b", "a/b"];
const numbers = [0, 1, 2, 3, 4];

function holdsOf(atom: Atom, texts: readonly string[], ordinals: readonly number[]): boolean {
  switch (atom.kind) {
    case "flag":
      throw new Error("no flag is made here");
    case "text": {
      const value = texts[atom.variable] ?? "";
      switch (atom.test.kind) {
        case "set":
          return atom.test.values.includes(value);
        case "under":
          return isUnder(value, atom.test.base);
        case "path":
          return isPath(value);
        case "pattern":
          throw new Error("no pattern is made here");
      }
      break;
    }
    case "number": {
      const value = ordinals[atom.variable] ?? 0;
      if (atom.test.kind === "hours") throw new Error("no hours are made here");
      return atom.test.of.some(([low, high]) => low <= value && value <= high);
    }
    case "text-relation": {
      const [one = "", two = ""] = [texts[atom.left], texts[atom.right]];
      return atom.relation === "equal" ? one === two : isUnder(one, two);
    }
    case "number-relation": {
      const [one = 0, two = 0] = [ordinals[atom.left], ordinals[atom.right]];
      return atom.relation === "equal" ? one === two : atom.relation === "less" ? one < two : one <= two;
    }
  }
}

const variables = 3;
const tuples = <T>(values: readonly T[], length: number): T[][] =>
  length === 0 ? [[]] : tuples(values, length - 1).flatMap((each) => values.map((value) => [...each, value]));
const everyText = tuples(words, variables);
const everyNumber = tuples(numbers, variables);

/** Whether some values make all of the literals true. Texts and numbers have nothing to do with one another. */
function canHold({ vocabulary }: Grounding, literals: readonly Literal[]): boolean {
  const about = (literal: Literal): Atom => vocabulary.atoms[Math.abs(literal) - 1] ?? { kind: "flag", name: "none" };
  const isOfTexts = (literal: Literal): boolean => about(literal).kind.startsWith("text");
  const texts = literals.filter(isOfTexts);
  const ordinals = literals.filter((literal) => !isOfTexts(literal));
  return (
    everyText.some((values) => texts.every((literal) => holdsOf(about(literal), values, []) === literal > 0)) &&
    everyNumber.some((values) => ordinals.every((literal) => holdsOf(about(literal), [], values) === literal > 0))
  );
}

const variable = fc.nat(variables - 1);
const atoms: fc.Arbitrary<(grounding: Grounding) => Formula> = fc.oneof(
  fc.tuple(variable, fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 4 })).map(
    ([at, values]) =>
      ({ vocabulary }: Grounding): Formula =>
        textAtom(vocabulary, at, set(...values.sort())),
  ),
  fc.tuple(variable, fc.constantFrom("/", "/a", "a")).map(
    ([at, base]) =>
      ({ vocabulary }: Grounding): Formula =>
        textAtom(vocabulary, at, { kind: "under", base }),
  ),
  fc.tuple(variable, fc.nat(4), fc.nat(3)).map(
    ([at, low, more]) =>
      ({ vocabulary }: Grounding): Formula =>
        numberAtom(vocabulary, at, within(low, low + more)),
  ),
  fc.tuple(fc.constantFrom("equal" as const, "under" as const), variable, variable).map(
    ([relation, left, right]) =>
      ({ vocabulary }: Grounding): Formula =>
        textRelation(vocabulary, relation, left, right),
  ),
  fc.tuple(fc.constantFrom("equal" as const, "less" as const, "least" as const), variable, variable).map(
    ([relation, left, right]) =>
      ({ vocabulary }: Grounding): Formula =>
        numberRelation(vocabulary, relation, left, right),
  ),
);

/** A vocabulary, and literals about it. Each variable has few values: always, or because the first literals say so. */
const assignments = (always: boolean): fc.Arbitrary<{ readonly grounding: Grounding; readonly literals: readonly Literal[] }> =>
  fc.array(fc.tuple(atoms, fc.boolean()), { minLength: 1, maxLength: 12 }).map((made) => {
    const grounding = nothing();
    const { vocabulary } = grounding;
    const literals = new Map<number, Literal>();
    for (let i = 0; i < variables; i++) {
      newText(vocabulary, always ? [set(...words)] : []);
      newOrdinal(vocabulary, scales.Int, always ? [within(0, 4)] : []);
      if (!always) for (const atom of [textAtom(vocabulary, i, set(...words)), numberAtom(vocabulary, i, within(0, 4))]) literals.set(atom, atom);
    }
    for (const [make, holds] of made) {
      const formula = make(grounding);
      if (typeof formula === "number" && !literals.has(formula)) literals.set(formula, holds ? formula : -formula);
    }
    return { grounding, literals: [...literals.values()] };
  });

/** Broken by what is assigned, true, and with no literal too many. */
function expectLesson(assigned: readonly Literal[], clause: readonly Literal[], canHold: (literals: readonly Literal[]) => boolean): void {
  const core = clause.map((literal) => -literal);
  expect(core.filter((literal) => !assigned.includes(literal))).toEqual([]);
  expect(canHold(core)).toBe(false);
  for (const literal of core) expect(canHold(core.filter((each) => each !== literal))).toBe(true);
}

describe("laws", () => {
  test("the early check teaches one lesson for each variable of which too much is said, and no more", () => {
    fc.assert(
      fc.property(assignments(true), ({ grounding, literals }) => {
        const verdict = groundTheory(grounding).partial(assigning(...literals), literals);
        if (verdict.kind === "limit") expect.fail(verdict.what);
        const clauses = verdict.kind === "lemmas" ? verdict.clauses : [];
        const about = (literal: Literal): string => {
          const atom = grounding.vocabulary.atoms[Math.abs(literal) - 1];
          return atom?.kind === "text" || atom?.kind === "number" ? `${atom.kind} ${atom.variable}` : "";
        };
        const impossible = [...new Set(literals.map(about))].filter(
          (each) =>
            each !== "" &&
            !canHold(
              grounding,
              literals.filter((literal) => about(literal) === each),
            ),
        );
        expect(clauses.map(([first = 0]) => about(first))).toEqual(impossible);
        expect(verdict.kind).toBe(impossible.length > 0 ? "lemmas" : "consistent");
        for (const clause of clauses) expectLesson(literals, clause, (some) => canHold(grounding, some));
      }),
      { numRuns: 4 * numRuns },
    );
  });

  test("the complete check finds values where there are some, and teaches what is wrong where there are none", () => {
    fc.assert(
      fc.property(assignments(false), ({ grounding, literals }) => {
        const ask = (assigned: readonly Literal[]): readonly (readonly Literal[])[] => {
          const theory = groundTheory(grounding);
          const verdict = theory.complete(assigning(...assigned));
          if (verdict.kind === "limit") expect.fail(verdict.what);
          if (verdict.kind === "lemmas") return verdict.clauses;
          const { texts, ordinals } = theory.values();
          for (const literal of assigned) {
            const atom = grounding.vocabulary.atoms[Math.abs(literal) - 1];
            expect(atom !== undefined && holdsOf(atom, texts, ordinals.map(Number)) === literal > 0).toBe(true);
          }
          return [];
        };
        const lessons = ask(literals);
        expect(lessons.length === 0).toBe(canHold(grounding, literals));
        for (const clause of lessons) {
          expect(
            canHold(
              grounding,
              clause.map((literal) => -literal),
            ),
          ).toBe(false);
          expectLesson(literals, clause, (some) => ask(some).length === 0);
        }
      }),
      { numRuns: 4 * numRuns },
    );
  });
});
