import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { find } from "../../../compiler/scope/narrower.js";
import { limits } from "../../../compiler/scope/strings/limits.js";
import {
  confirm,
  solveTexts,
  type TextAnswer,
  type TextLiteral,
  type TextProblem,
  type TextRelation,
} from "../../../compiler/scope/strings/theory.js";
import { and, argument, bool, literal as constant, holds, under as isUnder, or, path as pathType, signature } from "../build.js";
import { choice, literal, range, repeat, sequence } from "./patterns.js";

// What a conflict of texts names, and how little it takes to see it.

const numRuns = Number(process.env.REMIT_RUNS ?? 500);

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const under = (base: string): TextLiteral => ({ test: { kind: "under", base }, holds: true });
const path: TextLiteral = { test: { kind: "path" }, holds: true };
const not = ({ test, holds }: TextLiteral): TextLiteral => ({ test, holds: !holds });
const equal = (left: number, right: number, holds = true): TextRelation => ({ kind: "equal", left, right, holds });
const below = (left: number, right: number, holds = true): TextRelation => ({ kind: "under", left, right, holds });

type Variables = readonly (readonly TextLiteral[])[];

/** The answer where all searches together may try only so much. */
function within(effort: number, variables: Variables, relations: readonly TextRelation[]): TextAnswer {
  const usual = limits.effort;
  Object.assign(limits, { effort });
  try {
    return solveTexts({ variables, relations });
  } finally {
    Object.assign(limits, { effort: usual });
  }
}

/** What is named, or the values, or the limit. */
function show(answer: TextAnswer): readonly string[] {
  if (answer.kind === "model") return answer.values;
  if (answer.kind === "limit") return [`limit: ${answer.what}`];
  return [...answer.literals.map(({ variable, index }) => `${variable}.${index}`), ...answer.relations.map((number) => `relation ${number}`)];
}

describe("without any search it is seen", () => {
  test.each<[string, Variables, readonly TextRelation[], readonly string[]]>([
    ["that one variable has no word", [[], [set("a"), path, not(path)]], [below(0, 1)], ["1.1", "1.2"]],
    ["that equals have no word", [[set("a", "b")], [set("c")]], [equal(0, 1)], ["0.0", "1.0", "relation 0"]],
    ["that equals differ", [[], [], []], [equal(0, 1), equal(2, 1), equal(0, 2, false)], ["relation 0", "relation 1", "relation 2"]],
    [
      "that what lies under one another is equal",
      [[], []],
      [below(0, 1), below(1, 0), equal(0, 1, false)],
      ["relation 0", "relation 1", "relation 2"],
    ],
    ["that it lies under itself", [[]], [below(0, 0, false)], ["relation 0"]],
    ["that under is transitive", [[], [], []], [below(0, 1), below(1, 2), below(0, 2, false)], ["relation 0", "relation 1", "relation 2"]],
    ["that equals lie under one another", [[], []], [equal(0, 1), below(1, 0, false)], ["relation 0", "relation 1"]],
    [
      "what is handed down from a folder above",
      [[not(under("/srv"))], [], [path, under("/srv/data")]],
      [below(0, 1), below(1, 2)],
      ["0.0", "2.1", "relation 0", "relation 1"],
    ],
    [
      "what is handed down from a folder that is written out",
      [[path, not(under("/srv"))], [set("/srv/data")]],
      [below(0, 1)],
      ["0.1", "1.0", "relation 0"],
    ],
    ["what is handed down to equals", [[], [set("/b")], [under("/a")]], [equal(0, 1), below(0, 2)], ["1.0", "2.0", "relation 0", "relation 1"]],
    [
      "that what is handed down contradicts itself",
      [[], [under("/a")], [set("/b")]],
      [below(0, 1), below(0, 2)],
      ["1.0", "2.0", "relation 0", "relation 1"],
    ],
    [
      "that it does from far above",
      [[under("/a")], [under("/b")], [path], [], []],
      [below(4, 2), below(4, 3), below(2, 1), equal(3, 0)],
      ["0.0", "1.0", "relation 0", "relation 1", "relation 2", "relation 3"],
    ],
  ])("%s", (_, variables, relations, expected) => {
    expect(show(within(0, variables, relations))).toEqual(expected);
    expect(show(solveTexts({ variables, relations }))).toEqual(expected);
  });

  test("but nothing that is not so", () => {
    for (const [variables, relations] of [
      [[[set("/b")], [set("/a", "/b")]], [below(0, 1)]],
      [[[set("/b")], [not(under("/b"))]], [below(0, 1)]],
      [[[set("/b")], [not(set("/b"))]], [below(0, 1)]],
      [
        [[path], [set("/a")], [under("/b")]],
        [below(0, 1), below(2, 0, false)],
      ],
      [
        [[], [under("/a")], [set("/a/b")]],
        [below(0, 1), below(0, 2)],
      ],
      [
        [[], [], []],
        [below(0, 1), below(1, 2), below(2, 0, false)],
      ],
      [
        [[], []],
        [below(0, 1), equal(0, 1, false)],
      ],
    ] as const)
      expect(solveTexts({ variables, relations }).kind).toBe("model");
  });

  test("what is handed down against itself is blamed with the ways that hand it down: without them there is a request", () => {
    const of = signature({ p: pathType, a: pathType, b: pathType, c: bool });
    const [p, a, b] = [argument("p"), argument("a"), argument("b")];
    const apart = and(isUnder(a, constant("/x")), isUnder(b, constant("/y")));
    const both = and(isUnder(p, a), isUnder(p, b));
    expect(find(of, and(apart, both)).kind).toBe("none");
    expect(find(of, and(or(both, holds(argument("c"))), apart)).kind).toBe("found");
  });
});

describe("a search", () => {
  // Three that differ and have two words between them, beside others that do as they like.
  const few = set("a", "b");
  const clique = [equal(0, 1, false), equal(1, 2, false), equal(0, 2, false)];
  const core = ["0.0", "1.0", "2.0", "relation 0", "relation 1", "relation 2"];

  test("that may try nothing is a limit", () => {
    expect(show(within(0, [[few], [few], [few]], clique))).toEqual(["limit: ways to tell variables apart"]);
    const folder: TextLiteral = {
      test: { kind: "pattern", pattern: sequence(literal("/"), repeat(choice(literal("a"), literal("/")), 1, 3)) },
      holds: true,
    };
    expect(show(within(0, [[folder], [folder]], [below(0, 1, false), below(1, 0, false)]))[0]).toMatch(/^limit: |^\//);
  });

  test("names nothing of what has no part in it, and tries nothing for it", () => {
    const least = Array.from({ length: 100 }, (_, effort) => effort).find(
      (effort) => show(within(effort, [[few], [few], [few]], clique)).join() === core.join(),
    );
    if (least === undefined) throw new Error("a core of three takes more than a hundred steps");
    const beside = Array.from({ length: 12 }, () => [set("c", "d", "e", "f")]);
    const differing = beside.slice(1).map((_, i) => equal(i + 3, i + 4, false));
    expect(show(within(least, [[few], [few], [few], ...beside], [...clique, ...differing]))).toEqual(core);
  });

  test("names no more than it must where much is bound to it", () => {
    const digits = (count: number): TextLiteral => ({ test: { kind: "pattern", pattern: repeat(range("0", "9"), count, count) }, holds: true });
    const tail = Array.from({ length: 12 }, (_, i) => [digits(1 + (i % 2))]);
    const chain = tail.map((_, i) => equal(i + 2, i + 3, false));
    expect(show(solveTexts({ variables: [[few], [few], [few], ...tail], relations: [...clique, ...chain] }))).toEqual(core);
  });
});

test("a core of folders under folders is in conflict, and nothing can be left out of it", () => {
  const base = fc.constantFrom("/", "/a", "/b", "/a/b", "a");
  const literals = fc.array(
    fc
      .tuple(base, fc.constantFrom(under, set), fc.integer({ min: 0, max: 3 }))
      .map(([of, make, turned]) => (turned === 0 ? not(make(of)) : make(of))),
    { maxLength: 1 },
  );
  const problems: fc.Arbitrary<TextProblem> = fc.integer({ min: 2, max: 6 }).chain((count) =>
    fc.record({
      variables: fc.array(literals, { minLength: count, maxLength: count }),
      relations: fc.array(
        fc
          .tuple(
            fc.nat(count - 1),
            fc.nat(count - 1),
            fc.constantFrom("under" as const, "under" as const, "equal" as const),
            fc.integer({ min: 0, max: 5 }),
          )
          .map(([left, right, kind, turned]): TextRelation => ({ kind, left, right, holds: turned > 0 })),
        { maxLength: 2 * count },
      ),
    }),
  );
  const only = ({ variables, relations }: TextProblem, core: Extract<TextAnswer, { readonly kind: "conflict" }>): TextProblem => ({
    variables: variables.map((own, variable) =>
      own.filter((_, index) => core.literals.some((each) => each.variable === variable && each.index === index)),
    ),
    relations: relations.filter((_, number) => core.relations.includes(number)),
  });
  fc.assert(
    fc.property(problems, (problem) => {
      const answer = solveTexts(problem);
      if (answer.kind !== "conflict") return;
      expect(solveTexts(only(problem, answer)).kind).toBe("conflict");
      for (const literal of answer.literals)
        expect(solveTexts(only(problem, { ...answer, literals: answer.literals.filter((each) => each !== literal) })).kind).toBe("model");
      for (const relation of answer.relations)
        expect(solveTexts(only(problem, { ...answer, relations: answer.relations.filter((each) => each !== relation) })).kind).toBe("model");
    }),
    { numRuns: 6 * numRuns },
  );
});

test("no values are given away that do not satisfy the problem by the reference meaning", () => {
  const problem: TextProblem = {
    variables: [[under("/a"), not(set("/a/b"))], [path], []],
    relations: [below(0, 1), equal(0, 1, false), equal(1, 2), below(2, 0, false)],
  };
  expect(refused(problem, ["/a/c", "/a", "/a"])).toBe("");
  expect(refused(problem, ["/b/c", "/b", "/b"])).toBe('text 0 got "/b/c", which does not suit it');
  expect(refused(problem, ["/a/b", "/a", "/a"])).toBe('text 0 got "/a/b", which does not suit it');
  expect(refused(problem, ["/a/c", "", ""])).toBe('text 1 got "", which does not suit it');
  expect(refused(problem, ["/a/c", "/b", "/b"])).toBe('["/a/c","/b"] are not related as they should be');
  expect(refused(problem, ["/a", "/a", "/a"])).toBe('["/a","/a"] are not related as they should be');
  expect(refused(problem, ["/a/c", "/a", "/"])).toBe('["/a","/"] are not related as they should be');
  expect(refused({ ...problem, relations: [below(2, 0, false)] }, ["/a", "/a", "/a/c"])).toBe('["/a/c","/a"] are not related as they should be');
});

function refused(problem: TextProblem, values: readonly string[]): string {
  try {
    confirm(problem, values);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "no error";
  }
}
