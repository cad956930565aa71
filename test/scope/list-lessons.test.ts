import { describe, expect, test } from "vitest";
import type { NumberTest } from "../../compiler/proof/replay/formula.js";
import { scales } from "../../compiler/proof/replay/scales.js";
import { type List, longestList, memberFlag, newCell, newElement, type ScalarShape, sizeOf } from "../../compiler/scope/cells.js";
import {
  type Formula,
  type Literal,
  newOrdinal,
  newText,
  numberAtom,
  numberRelation,
  TRUE,
  textAtom,
  textRelation,
} from "../../compiler/scope/formula.js";
import { newGrounding } from "../../compiler/scope/ground.js";
import { addClause, newSearch, run, type Search } from "../../compiler/scope/search.js";
import { groundTheory } from "../../compiler/scope/theory.js";
import { isUrl } from "../../compiler/scope/urls.js";
import type { Type } from "../../stdlib/runtime/constraint.js";
import { bool, int, list, nothing, nullable, record, signature, string, union, url } from "./build.js";

// What membership and length teach, of lists whose members are made by hand.

const within = (low: number, high: number): NumberTest => ({ kind: "intervals", of: [[low, high]] });
const literalOf = (formula: Formula): Literal => {
  if (typeof formula !== "number") throw new Error("no literal");
  return formula;
};

/** A question of which all is made by hand. */
function newQuestion() {
  const grounding = newGrounding(signature({}));
  const { vocabulary } = grounding;
  const theory = groundTheory(grounding);
  const searching = (formulas: readonly Formula[]): Search => {
    const search = newSearch();
    for (const formula of formulas) for (const each of literalsOf(formula)) addClause(search, [each]);
    return search;
  };
  return {
    vocabulary,
    list(element: Type): List {
      const variant = newCell(grounding, `list ${grounding.lists.length}`, list(element), TRUE).variants[0];
      if (variant?.kind !== "list") throw new Error("no list");
      return variant.list;
    },
    text: (value: string): ScalarShape => ({ kind: "text", sort: "String", variable: newText(vocabulary, [{ kind: "set", values: [value] }]) }),
    bool: (value: boolean): ScalarShape => ({ kind: "text", sort: "Bool", variable: newText(vocabulary, [{ kind: "set", values: [`${value}`] }]) }),
    day: (value: number): ScalarShape => ({ kind: "ordinal", scale: "Date", variable: newOrdinal(vocabulary, scales.Date, [within(value, value)]) }),
    number: (value: number): ScalarShape => ({ kind: "ordinal", scale: "Int", variable: newOrdinal(vocabulary, scales.Int, [within(value, value)]) }),
    /** A URL, and what says which. */
    url(value: string): { readonly shape: ScalarShape; readonly is: Formula } {
      const shape = newCell(grounding, `url ${vocabulary.texts.length}`, url, TRUE).variants[0];
      if (shape?.kind !== "url") throw new Error("no URL");
      return { shape, is: isUrl(vocabulary, shape, value) };
    },
    member: (of: List, scalar: ScalarShape): Literal => memberFlag(grounding, of, scalar),
    /** An element of its own: that it is in the list, and that it is each of its variants. */
    element(of: List): { readonly flag: Literal; readonly chosen: readonly Literal[]; readonly text: number } {
      const { flag, cell } = newElement(grounding, of);
      const text = cell.variants.find((variant) => variant.kind === "text")?.variable ?? -1;
      return { flag, chosen: cell.variants.flatMap(({ chosen }) => (typeof chosen === "number" ? [chosen] : [])), text };
    },
    /** That the list is of this length. */
    length: (of: List, length: number): Literal => numberAtom(vocabulary, sizeOf(grounding, of), within(length, length)),
    /** That it is no longer: the atom that a lesson names. */
    atMost: (of: List, length: number): Literal => numberAtom(vocabulary, of.size ?? -1, within(0, length)),
    /** The clauses taught when this is assigned, each in order; or what else is said. */
    taught(...assigned: readonly Formula[]): unknown {
      const verdict = theory.complete(searching(assigned));
      return verdict.kind === "lemmas" ? verdict.clauses.map((clause) => [...clause].sort(byAtom)) : verdict;
    },
    /** Whether it can be, when all that the theory teaches is taken. */
    isPossible: (...assigned: readonly Formula[]): boolean => run(searching(assigned), theory).kind === "satisfied",
  };
}

function literalsOf(formula: Formula): readonly Literal[] {
  if (typeof formula === "number") return [formula];
  if (formula.kind === "or") throw new Error("what is assigned is certain");
  return formula.of.flatMap(literalsOf);
}

const byAtom = (one: Literal, other: Literal): number => Math.abs(one) - Math.abs(other);
const consistent = { kind: "consistent" };

describe("what equals a member is one", () => {
  test("of texts", () => {
    const ask = newQuestion();
    const l = ask.list(string);
    const [a, same, b] = ["a", "a", "b"].map((each) => ask.member(l, ask.text(each))) as [Literal, Literal, Literal];
    const equal = literalOf(textRelation(ask.vocabulary, "equal", 0, 1));
    expect(ask.taught(a, -same)).toEqual([[-a, same, -equal]]);
    expect(ask.taught(same, -a)).toEqual([[a, -same, -equal]]);
    for (const assigned of [[a], [-same], [a, -b], [-a, -same], [a, same, b], []]) expect(ask.taught(...assigned)).toEqual(consistent);
    expect(ask.isPossible(a, -same)).toBe(false);
  });

  test("of numbers", () => {
    const ask = newQuestion();
    const l = ask.list(int);
    const [one, same, two] = [1, 1, 2].map((each) => ask.member(l, ask.number(each))) as [Literal, Literal, Literal];
    const equal = literalOf(numberRelation(ask.vocabulary, "equal", 0, 1));
    expect(ask.taught(one, -same)).toEqual([[-one, same, -equal]]);
    for (const assigned of [[one], [-same], [one, -two]]) expect(ask.taught(...assigned)).toEqual(consistent);
  });

  test("but not what only looks alike: a text and a Bool, a day and an Int", () => {
    const ask = newQuestion();
    const [texts, days] = [ask.list(union(string, bool)), ask.list(union({ kind: "scalar", sort: "Date" }, int))];
    const [text, truth, day, one] = [
      ask.member(texts, ask.text("true")),
      ask.member(texts, ask.bool(true)),
      ask.member(days, ask.day(1)),
      ask.member(days, ask.number(1)),
    ];
    for (const assigned of [
      [text, -truth],
      [truth, -text],
      [day, -one],
      [one, -day],
    ])
      expect(ask.taught(...assigned)).toEqual(consistent);
  });

  test("of URLs, which are the same in all their parts or not at all", () => {
    const ask = newQuestion();
    const l = ask.list(url);
    const urls = ["x://a/", "x://a/", "x://a:0/", "x://a:1/", "y://a/", "x://b/", "x://a/c", "x://a/?q"].map(ask.url);
    const flags = urls.map(({ shape }) => ask.member(l, shape));
    const are = urls.map(({ is }) => is);
    const [one = 0, ...others] = flags;
    expect(others.map((other) => ask.isPossible(...are, one, -other))).toEqual([false, true, true, true, true, true, true]);
    expect(ask.isPossible(...are, flags[2] ?? 0, -(flags[3] ?? 0))).toBe(true);
    expect(ask.isPossible(...are, flags[3] ?? 0, -one)).toBe(true);
  });

  test("and what is of another kind is never equal, whatever the numbers of its variables", () => {
    const ask = newQuestion();
    const l = ask.list(union(string, int, url));
    const { shape, is } = ask.url("x://a/");
    const flags = [ask.text("x"), ask.number(0), shape].map((each) => ask.member(l, each));
    for (const inside of flags) for (const outside of flags) if (inside !== outside) expect(ask.taught(is, inside, -outside)).toEqual(consistent);
    const [text, number] = [newQuestion(), newQuestion()].map((other) => {
      const mixed = other.list(union(string, int));
      const made = [other.text("a"), other.number(1)].map((each) => other.member(mixed, each));
      return other.taught(made[0] ?? 0, -(made[1] ?? 0));
    });
    expect([text, number]).toEqual([consistent, consistent]);
  });

  test("as what the two are now", () => {
    const ask = newQuestion();
    const l = ask.list(nullable(string));
    const a = ask.member(l, ask.text("a"));
    const { flag, chosen, text } = ask.element(l);
    const [isText = 0, isNull = 0] = chosen;
    const isA = textAtom(ask.vocabulary, text, { kind: "set", values: ["a"] });
    const equal = literalOf(textRelation(ask.vocabulary, "equal", 0, text));
    expect(ask.taught(a, -flag, isText, isA)).toEqual([[-a, flag, -isText, -equal].sort(byAtom)]);
    expect(ask.taught(-a, flag, isText, isA)).toEqual([[a, -flag, -isText, -equal].sort(byAtom)]);
    expect(ask.taught(a, -flag, isNull, isA)).toEqual(consistent);
    expect(ask.taught(-a, flag, isNull, isA)).toEqual(consistent);
    expect(ask.taught(-a, flag, -isText, isA)).toEqual(consistent);
  });
});

describe("a list has no more different members than its length", () => {
  test("and the first that are too many are named", () => {
    const ask = newQuestion();
    const l = ask.list(string);
    const [a, b, c, same] = ["a", "b", "c", "a"].map((each) => ask.member(l, ask.text(each))) as [Literal, Literal, Literal, Literal];
    expect(ask.taught(a, b, c)).toEqual(consistent);
    const [none, one, two] = [0, 1, 2].map((each) => ask.length(l, each)) as [Literal, Literal, Literal];
    const equal = (left: number, right: number): Literal => literalOf(textRelation(ask.vocabulary, "equal", left, right));
    expect(ask.taught(one, a, b, c)).toEqual([[-a, -b, -ask.atMost(l, 1), equal(0, 1)].sort(byAtom)]);
    expect(ask.taught(two, a, b, c)).toEqual([[-a, -b, -c, -ask.atMost(l, 2), equal(0, 1), equal(0, 2), equal(1, 2)].sort(byAtom)]);
    expect(ask.taught(none, b)).toEqual([[-b, -ask.atMost(l, 0)].sort(byAtom)]);
    expect(ask.vocabulary.atoms[ask.atMost(l, 1) - 1]).toEqual({ kind: "number", variable: l.size, test: within(0, 1) });
    for (const assigned of [[two, a, b], [two, a, b, same], [one, a], [one, a, -b, -c], [one, a, same], [none, -a], [none], [one]])
      expect(ask.taught(...assigned)).toEqual(consistent);
    expect(ask.isPossible(one, a, b)).toBe(false);
    expect(ask.isPossible(two, a, b)).toBe(true);
  });

  test("each of several lists", () => {
    const ask = newQuestion();
    const lists = [ask.list(string), ask.list(int)];
    const [text, number] = [ask.text("a"), ask.number(1)];
    const flags = lists.map((each, i) => ask.member(each, i === 0 ? text : number));
    const [first = 0, second = 0] = lists.map((each) => ask.length(each, 0));
    expect(ask.taught(...flags, first, second)).toHaveLength(2);
    expect(ask.taught(...flags, -first, second)).toHaveLength(1);
  });

  test("elements that are scalars may be one; those that may be more are counted one by one", () => {
    const ofElements = (type: Type): readonly unknown[] => {
      const ask = newQuestion();
      const l = ask.list(type);
      const one = ask.length(l, 1);
      const elements = [ask.element(l), ask.element(l)];
      const flags = elements.map(({ flag }) => flag);
      const lesson = [...flags.map((each) => -each), -ask.atMost(l, 1)].sort(byAtom);
      return [ask.taught(one, ...flags, ...elements.flatMap(({ chosen }) => chosen.slice(0, 1))), [lesson]];
    };
    expect(ofElements(string)[0]).toEqual(consistent);
    for (const type of [nullable(string), record({ f: string })]) {
      const [taught, lesson] = ofElements(type);
      expect(taught).toEqual(lesson);
    }
  });

  test("two that are nothing alike, or nothing that is known, are two", () => {
    const made = (type: Type, elementFirst: boolean) => {
      const ask = newQuestion();
      const l = ask.list(type);
      const first = elementFirst ? ask.element(l) : undefined;
      const a = ask.member(l, ask.text("a"));
      const element = first ?? ask.element(l);
      const one = ask.length(l, 1);
      const isA = textAtom(ask.vocabulary, element.text, { kind: "set", values: ["a"] });
      return { ask, a, one, isA, ...element, tooLong: [-a, -element.flag, -ask.atMost(l, 1)] };
    };
    for (const elementFirst of [false, true]) {
      // The text of the element is made first where the element is.
      const { ask, a, one, flag, chosen, isA, tooLong, text } = made(nullable(string), elementFirst);
      const [isText = 0, isNull = 0] = chosen;
      const equal = literalOf(textRelation(ask.vocabulary, "equal", elementFirst ? 1 : 0, text));
      expect(ask.taught(one, a, flag, isText, isA)).toEqual(consistent);
      expect(ask.taught(one, a, flag, isText, -isA)).toEqual([[...tooLong, -isText, equal].sort(byAtom)]);
      expect(ask.taught(one, a, flag, isNull)).toEqual([[...tooLong, -isNull].sort(byAtom)]);
      expect(ask.taught(one, a, flag)).toEqual([[...tooLong, isText, isNull].sort(byAtom)]);
      // What stands first among the variants is open here, and is not what the element is.
      const other = made(union(nothing, string), elementFirst);
      const [, isLater = 0] = other.chosen;
      const same = literalOf(textRelation(other.ask.vocabulary, "equal", elementFirst ? 1 : 0, other.text));
      expect(other.ask.taught(other.one, other.a, other.flag, isLater, other.isA)).toEqual(consistent);
      expect(other.ask.taught(other.one, other.a, other.flag, isLater, -other.isA)).toEqual([[...other.tooLong, -isLater, same].sort(byAtom)]);
    }
  });

  test("and those of different kinds are never one", () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      const ask = newQuestion();
      const l = ask.list(union(string, int, bool));
      const shapes = [ask.text("true"), ask.number(0), ask.bool(true)];
      const flags = order.flatMap((at) => {
        const each = shapes[at];
        return each === undefined ? [] : [ask.member(l, each)];
      });
      const two = ask.length(l, 2);
      expect(ask.taught(two, ...flags)).toEqual([[...flags.map((each) => -each), -ask.atMost(l, 2)].sort(byAtom)]);
      expect(ask.isPossible(two, ...flags)).toBe(false);
    }
  });

  test("URLs may be one", () => {
    const ask = newQuestion();
    const l = ask.list(url);
    const [one, same, other] = ["x://a/", "x://a/", "x://a:0/"].map(ask.url).map(({ shape, is }) => [ask.member(l, shape), is] as const) as [
      readonly [Literal, Formula],
      readonly [Literal, Formula],
      readonly [Literal, Formula],
    ];
    const length = ask.length(l, 1);
    expect(ask.isPossible(length, ...one, ...same)).toBe(true);
    expect(ask.isPossible(length, ...one, ...other)).toBe(false);
  });
});

test("a list that has members is not longer than a witness can be", () => {
  const ask = newQuestion();
  const l = ask.list(string);
  const a = ask.member(l, ask.text("a"));
  const [most, more] = [ask.length(l, longestList), ask.length(l, longestList + 1)];
  expect(ask.taught(most, a)).toEqual(consistent);
  expect(ask.taught(more, a)).toEqual({ kind: "limit", what: `a list of more than ${longestList} elements` });
  expect(ask.taught(more, -a)).toEqual(consistent);
});
