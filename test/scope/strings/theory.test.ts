import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solveTexts, type TextLiteral, type TextProblem, type TextRelation } from "../../../compiler/scope/strings/theory.js";
import { matches, type Pattern } from "../../../stdlib/runtime/pattern.js";
import { isPath, isUnder } from "../../../stdlib/runtime/value.js";
import { any, anyBut, choice, literal, pathGlob, range, repeat, sequence, star, textGlob } from "./patterns.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 2000);
/** Where every mutant pays for it, what takes long is left out. */
const slow = test.skipIf(process.env.REMIT_QUICK !== undefined);
const timeout = 20_000 + 20 * numRuns;

// The reference: every assignment of words from a finite set is tried.

function suits({ test, holds }: TextLiteral, value: string): boolean {
  switch (test.kind) {
    case "set":
      return test.values.includes(value) === holds;
    case "pattern":
      return matches(test.pattern, value) === holds;
    case "under":
      return isUnder(value, test.base) === holds;
    case "path":
      return isPath(value) === holds;
  }
}

function related({ kind, left, right, holds }: TextRelation, values: readonly (string | undefined)[]): boolean {
  const [one, two] = [values[left], values[right]];
  if (one === undefined || two === undefined) return true;
  return (kind === "equal" ? one === two : isUnder(one, two)) === holds;
}

function bruteForce(problem: TextProblem, words: readonly string[]): boolean {
  const domains = problem.variables.map((literals) => words.filter((word) => literals.every((literal) => suits(literal, word))));
  const values: string[] = [];
  const extend = (): boolean => {
    if (!problem.relations.every((relation) => related(relation, values))) return false;
    if (values.length === domains.length) return true;
    return (domains[values.length] ?? []).some((word) => {
      values.push(word);
      const found = extend();
      values.pop();
      return found;
    });
  };
  return extend();
}

function satisfies(problem: TextProblem, values: readonly string[]): boolean {
  return (
    values.length === problem.variables.length &&
    problem.variables.every((literals, i) => literals.every((literal) => suits(literal, values[i] ?? ""))) &&
    problem.relations.every((relation) => related(relation, values))
  );
}

/** The part of a problem that a conflict names. */
function part(problem: TextProblem, core: { literals: readonly { variable: number; index: number }[]; relations: readonly number[] }): TextProblem {
  return {
    variables: problem.variables.map((literals, variable) =>
      literals.filter((_, index) => core.literals.some((each) => each.variable === variable && each.index === index)),
    ),
    relations: problem.relations.filter((_, number) => core.relations.includes(number)),
  };
}

// Problems

const letter = fc.constantFrom("a", "b", "/", ".");
const word = fc.string({ unit: letter, maxLength: 4 });
const pattern: fc.Arbitrary<Pattern> = fc.letrec<{ pattern: Pattern }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    letter.map(literal),
    fc.constantFrom(any, anyBut("/"), anyBut("a"), literal("")),
    word.map(literal),
    fc.array(tie("pattern"), { maxLength: 3 }).map((of) => sequence(...of)),
    fc.array(tie("pattern"), { maxLength: 3 }).map((of) => choice(...of)),
    fc.tuple(tie("pattern"), fc.nat(2), fc.option(fc.nat(2))).map(([of, min, more]) => repeat(of, min, more === null ? null : min + more)),
  ),
})).pattern;

const literalOf: fc.Arbitrary<TextLiteral> = fc.record({
  test: fc.oneof(
    fc.record({ kind: fc.constant("set" as const), values: fc.array(word, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant("pattern" as const), pattern }),
    fc.record({ kind: fc.constant("under" as const), base: fc.oneof(fc.constantFrom("/", "a", "/a"), word) }),
    fc.record({ kind: fc.constant("path" as const) }),
  ),
  holds: fc.boolean(),
});

function problems(most: number, literals: fc.Arbitrary<readonly TextLiteral[]>): fc.Arbitrary<TextProblem> {
  return fc.integer({ min: 1, max: most }).chain((count) =>
    fc.record({
      variables: fc.array(literals, { minLength: count, maxLength: count }),
      relations: fc.array(
        fc.record({
          kind: fc.constantFrom("equal" as const, "under" as const),
          left: fc.nat(count - 1),
          right: fc.nat(count - 1),
          holds: fc.boolean(),
        }),
        { maxLength: 2 * count },
      ),
    }),
  );
}

const words = (length: number): string[] =>
  length === 0
    ? [""]
    : words(length - 1).flatMap((each) => (each.length === length - 1 ? [each, ...["a", "b", "/", "."].map((next) => each + next)] : [each]));

describe("laws", () => {
  test(
    "over finite domains the answer is that of brute force",
    () => {
      const short = words(3);
      const finite = fc.tuple(fc.uniqueArray(fc.constantFrom(...short), { minLength: 1, maxLength: 5 }), fc.array(literalOf, { maxLength: 2 }));
      const literals = finite.map(([values, more]): readonly TextLiteral[] => [{ test: { kind: "set", values }, holds: true }, ...more]);
      fc.assert(
        fc.property(problems(4, literals), (problem) => {
          const answer = solveTexts(problem);
          expect(answer.kind).toBe(bruteForce(problem, short) ? "model" : "conflict");
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    "over words of bounded length the answer is that of brute force",
    () => {
      const short = words(3);
      const bounded: TextLiteral = { test: { kind: "pattern", pattern: repeat(choice(...["a", "b", "/", "."].map(literal)), 0, 3) }, holds: true };
      const literals = fc.array(literalOf, { maxLength: 2 }).map((more) => [bounded, ...more]);
      fc.assert(
        fc.property(problems(3, literals), (problem) => {
          const answer = solveTexts(problem);
          expect(answer.kind).toBe(bruteForce(problem, short) ? "model" : "conflict");
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    "a model satisfies, and a core is in conflict and nothing can be left out of it",
    () => {
      fc.assert(
        fc.property(problems(4, fc.array(literalOf, { maxLength: 3 })), (problem) => {
          const answer = solveTexts(problem);
          if (answer.kind === "model") {
            expect(satisfies(problem, answer.values)).toBe(true);
            return;
          }
          if (answer.kind === "limit") expect.fail(answer.what);
          const core = part(problem, answer);
          const bound = new Set([...answer.literals.map(({ variable }) => variable), ...core.relations.flatMap(({ left, right }) => [left, right])]);
          const fixed = core.variables.map((literals, variable) => (bound.has(variable) ? literals : [set("")]));
          expect(bruteForce({ ...core, variables: fixed }, words(bound.size < 2 ? 3 : bound.size < 4 ? 2 : 1))).toBe(false);
          expect(solveTexts(core).kind).toBe("conflict");
          for (const literal of answer.literals) {
            const literals = answer.literals.filter((each) => each !== literal);
            expect(solveTexts(part(problem, { ...answer, literals })).kind).toBe("model");
          }
          for (const relation of answer.relations) {
            const relations = answer.relations.filter((each) => each !== relation);
            expect(solveTexts(part(problem, { ...answer, relations })).kind).toBe("model");
          }
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    "what is said truly of some strings has a model",
    () => {
      const unit = fc.constantFrom("a", "b", "/", "/", ".", "\u{1f600}", "\uffff", "\\", "\0");
      const path = fc.array(fc.constantFrom("a", "b", "a.b", "\u{1f600}"), { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
      const text = fc.oneof(
        fc.string({ unit, maxLength: 8 }),
        path,
        path.map((each) => `/${each}`),
      );
      const tests = fc.array(
        literalOf.map(({ test }) => test),
        { maxLength: 4 },
      );
      const pairs = fc.array(fc.tuple(fc.constantFrom("equal" as const, "under" as const), fc.nat(4), fc.nat(4)), { maxLength: 8 });
      fc.assert(
        fc.property(fc.array(fc.tuple(text, tests), { minLength: 2, maxLength: 5 }), pairs, (said, links) => {
          const values = said.map(([value]) => value);
          const problem: TextProblem = {
            variables: said.map(([value, about]) => about.map((test) => ({ test, holds: suits({ test, holds: true }, value) }))),
            relations: links.map(([kind, one, two]): TextRelation => {
              const link = { kind, left: one % values.length, right: two % values.length };
              return { ...link, holds: related({ ...link, holds: true }, values) };
            }),
          };
          const answer = solveTexts(problem);
          expect(answer.kind).toBe("model");
          if (answer.kind === "model") expect(satisfies(problem, answer.values)).toBe(true);
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

// Examples

const set = (...values: string[]): TextLiteral => ({ test: { kind: "set", values }, holds: true });
const like = (pattern: Pattern): TextLiteral => ({ test: { kind: "pattern", pattern }, holds: true });
const under = (base: string): TextLiteral => ({ test: { kind: "under", base }, holds: true });
const path: TextLiteral = { test: { kind: "path" }, holds: true };
const not = ({ test, holds }: TextLiteral): TextLiteral => ({ test, holds: !holds });
const equal = (left: number, right: number, holds = true): TextRelation => ({ kind: "equal", left, right, holds });
const below = (left: number, right: number, holds = true): TextRelation => ({ kind: "under", left, right, holds });
const solve = (variables: readonly (readonly TextLiteral[])[], relations: readonly TextRelation[] = []) => solveTexts({ variables, relations });
/** The values of a model; of a conflict, what it names. */
const show = (variables: readonly (readonly TextLiteral[])[], relations: readonly TextRelation[] = []): readonly string[] => {
  const answer = solve(variables, relations);
  switch (answer.kind) {
    case "model":
      return answer.values;
    case "conflict":
      return [...answer.literals.map(({ variable, index }) => `${variable}.${index}`), ...answer.relations.map((number) => `relation ${number}`)];
    case "limit":
      return [`limit: ${answer.what}`];
  }
};

describe("one variable", () => {
  test("a set of strings is inside a glob", () => {
    expect(show([[set("refs/heads/a", "refs/heads/b"), not(like(textGlob("refs/heads/*")))]])).toEqual(["0.0", "0.1"]);
    expect(show([[set("refs/heads/a", "refs/tags/b"), not(like(textGlob("refs/heads/*")))]])).toEqual(["refs/tags/b"]);
  });
  test("a glob with stars in the middle is inside another", () => {
    expect(show([[like(textGlob("*a*xb*c")), not(like(textGlob("*a*b*")))]])).toEqual(["0.0", "0.1"]);
    expect(show([[like(textGlob("*a*b*")), not(like(textGlob("*a*xb*c")))]])).toEqual(["ab"]);
  });
  test("a literal is inside a regular expression", () => {
    const tag = sequence(literal("v"), repeat(range("0", "9"), 1, null), repeat(sequence(literal("."), repeat(range("0", "9"), 1, null)), 2, 2));
    expect(show([[set("v1.20.3"), not(like(tag))]])).toEqual(["0.0", "0.1"]);
  });
  test("a clause is covered by two others together", () => {
    const [low, high, all] = [range("a", "m"), range("n", "z"), range("a", "z")].map((each) => like(repeat(each, 1, 1)));
    if (low === undefined || high === undefined || all === undefined) throw new Error("three patterns");
    expect(show([[all, not(low), not(high)]])).toEqual(["0.0", "0.1", "0.2"]);
    expect(show([[all, not(low)]])).toEqual(["n"]);
  });
  test("a glob with a star before the slash is not under the folder", () => {
    expect(show([[path, like(pathGlob("/srv*/**")), not(under("/srv"))]])).toEqual(["/srva/a"]);
    expect(show([[path, like(pathGlob("/srv/**")), not(under("/srv"))]])).toEqual(["0.1", "0.2"]);
  });
  test("everything absolute is under the root, and nothing else", () => {
    expect(show([[path, under("/")]])).toEqual(["/"]);
    expect(show([[path, like(pathGlob("/**")), not(under("/"))]])).toEqual(["0.1", "0.2"]);
    expect(show([[path, under("a"), under("/")]])).toEqual(["0.1", "0.2"]);
  });
  test("only what plays a part is named", () => {
    expect(show([[path, not(set("a")), under("/a"), not(under("/c")), not(under("/a")), like(textGlob("*"))]])).toEqual(["0.2", "0.4"]);
  });
  test("the word is short, and readable where there is a choice", () => {
    expect(show([[]])).toEqual([""]);
    expect(show([[path]])).toEqual(["a"]);
    expect(show([[path, not(set("a", "b")), not(under("c"))]])).toEqual(["d"]);
    expect(show([[like(repeat(any, 3, 3)), not(like(textGlob("a*"))), not(like(textGlob("*b")))]])).toEqual(["baa"]);
    expect(show([[like(sequence(star(literal("a")), literal("b"))), not(set("b"))]])).toEqual(["ab"]);
    expect(
      show([
        [
          like({
            kind: "characters",
            ranges: [
              [0, 0x60],
              [0x7b, 0x10ffff],
            ],
          }),
        ],
      ]),
    ).toEqual(["0"]);
    expect(
      show([
        [
          like({
            kind: "characters",
            ranges: [
              [0, 0x1f],
              [0xe9, 0x10ffff],
            ],
          }),
        ],
      ]),
    ).toEqual(["é"]);
  });
  test("characters beyond the basic plane are one character, and surrogates none", () => {
    expect(show([[set("\u{1f600}"), not(like(any))]])).toEqual(["0.0", "0.1"]);
    expect(show([[like(repeat(range("\u{1f600}", "\u{1f600}"), 2, 2))]])).toEqual(["\u{1f600}\u{1f600}"]);
    expect(show([[like({ kind: "characters", ranges: [[0xd800, 0xdfff]] })]])).toEqual(["0.0"]);
    expect(show([[set("\ud800")]])).toEqual(["0.0"]);
    expect(show([[under("\ud800")]])).toEqual(["0.0"]);
    expect(show([[like({ kind: "characters", ranges: [[0xd7ff, 0xe000]] }), not(set("\ud7ff", "\ud800"))]])).toEqual(["\ue000"]);
  });
});

describe("several variables", () => {
  test("equalities carry literals along a shortest chain", () => {
    const [heads, all] = [like(textGlob("refs/heads/*")), not(like(textGlob("refs/*")))];
    expect(show([[heads], [], [], [all]], [equal(0, 1), equal(1, 2), equal(2, 3)])).toEqual(["0.0", "3.0", "relation 0", "relation 1", "relation 2"]);
    expect(show([[heads], [], [], [all]], [equal(0, 1), equal(1, 2), equal(2, 3), equal(3, 0)])).toEqual(["0.0", "3.0", "relation 3"]);
    expect(show([[], [], []], [equal(0, 1), equal(2, 1), equal(0, 2, false)])).toEqual(["relation 0", "relation 1", "relation 2"]);
    expect(show([[set("a", "b")], [set("b", "c")]], [equal(0, 1)])).toEqual(["b", "b"]);
  });
  test("more variables than words cannot all differ", () => {
    const few = set("a", "b");
    expect(show([[few], [few], [few]], [equal(0, 1, false), equal(1, 2, false), equal(0, 2, false)])).toEqual([
      "0.0",
      "1.0",
      "2.0",
      "relation 0",
      "relation 1",
      "relation 2",
    ]);
    expect(show([[few], [few], [set("a", "c")]], [equal(0, 1, false), equal(1, 2, false), equal(0, 2, false)])).toEqual(["a", "b", "c"]);
    expect(show([[], [], []], [equal(0, 1, false), equal(1, 2, false), equal(0, 2, false)])).toEqual(["b", "a", ""]);
  });
  test("many variables over the same few words are told apart or not without trying every order", () => {
    const words = Array.from({ length: 30 }, (_, i) => `w${i}`);
    const clique = (count: number): TextRelation[] =>
      Array.from({ length: count }, (_, i) => Array.from({ length: i }, (_, j) => equal(j, i, false))).flat();
    expect(
      solve(
        Array.from({ length: 30 }, () => [set(...words)]),
        clique(30),
      ).kind,
    ).toBe("model");
    expect(
      solve(
        Array.from({ length: 12 }, () => [set(...words.slice(0, 11))]),
        clique(12),
      ).kind,
    ).toBe("conflict");
  });
  test("under is transitive, and mutual only between equals", () => {
    expect(show([[path], [path], [path]], [below(0, 1), below(1, 2), below(0, 2, false)])).toEqual(["relation 0", "relation 1", "relation 2"]);
    expect(show([[path], [path]], [below(0, 1), below(1, 0), equal(0, 1, false)])).toEqual(["relation 0", "relation 1", "relation 2"]);
    expect(show([[path], [path]], [below(0, 1), below(1, 0, false)])).toEqual(["a/a", "a"]);
    expect(show([[path]], [below(0, 0, false)])).toEqual(["relation 0"]);
  });
  test("what a folder is under, all below it is", () => {
    expect(show([[path, not(under("/srv"))], [path], [path, under("/srv/data")]], [below(0, 1), below(1, 2)])).toEqual([
      "0.1",
      "2.1",
      "relation 0",
      "relation 1",
    ]);
    expect(show([[path, not(under("/srv"))], [set("/srv/data")]], [below(0, 1)])).toEqual(["0.1", "1.0", "relation 0"]);
    expect(
      show(
        [
          [path, not(under("/srv"))],
          [path, not(under("/srv"))],
        ],
        [below(0, 1)],
      ),
    ).toEqual(["a", "a"]);
  });
  test("two folders above one path lie one under the other", () => {
    expect(show([[path], [path], [path]], [below(0, 1), below(0, 2), below(1, 2, false), below(2, 1, false)])).toEqual([
      "relation 0",
      "relation 1",
      "relation 2",
      "relation 3",
    ]);
  });
  test("everything absolute is under the root, whichever variable is the root", () => {
    expect(show([[path, under("/")], [set("/")]], [below(0, 1, false)])).toEqual(["0.1", "1.0", "relation 0"]);
    expect(show([[path, not(under("/"))], [set("/")]], [below(0, 1, false)])).toEqual(["a", "/"]);
    expect(
      show([[path, under("/"), not(set("/"))], [path, like(any)], [path]], [below(0, 1), below(2, 1), below(2, 0, false), equal(1, 2, false)])[1],
    ).toBe("/");
  });
  test("patterns decide which folders can be above", () => {
    const report = like(pathGlob("/srv/*/report.csv"));
    const folder = like(pathGlob("/srv/*"));
    expect(
      show(
        [
          [path, report],
          [path, folder],
        ],
        [below(0, 1)],
      ),
    ).toEqual(["/srv/a/report.csv", "/srv/a"]);
    expect(
      show(
        [
          [path, report],
          [path, like(pathGlob("/srv/*/*/*"))],
        ],
        [below(0, 1)],
      ),
    ).toEqual(["0.1", "1.1", "relation 0"]);
    const digit = like(sequence(literal("/s/"), range("0", "1")));
    expect(show([[digit], [digit], [digit]], [below(0, 1, false), below(1, 2, false), below(0, 2, false)])).toHaveLength(6);
  });
});

describe("patterns made to explode end in a limit", () => {
  const exploding: [string, Pattern][] = [
    ["a choice far from the end", sequence(star(any), literal("a"), repeat(any, 40, 40))],
    ["repetition of repetition", repeat(repeat(any, 0, 1000), 0, 1000)],
    ["repetition of what may be empty", repeat(repeat(literal("a"), 0, 1), 9000, 9000)],
    ["two runs that overlap", sequence(repeat(any, 0, 50_000), literal("a"), repeat(any, 0, 40_000))],
    ["deep nesting", Array.from({ length: 20_000 }).reduce((inner: Pattern): Pattern => ({ kind: "choice", of: [inner] }), any)],
  ];
  // Where every mutant pays for it, those that take long are left out.
  const some = process.env.REMIT_QUICK === undefined ? exploding : [exploding[1], exploding[4]].flatMap((each) => (each === undefined ? [] : [each]));
  test.each(some)("%s", (_, pattern) => {
    expect(solve([[like(pattern)]]).kind).toBe("limit");
    expect(solve([[not(like(pattern))], [set("a")]]).kind).toBe("limit");
  });
  slow("products and searches too", () => {
    const far = (letter: string): TextLiteral => like(sequence(star(any), literal(letter), repeat(any, 9, 9)));
    expect(show([[far("a"), not(far("b")), far("c"), like(textGlob("*zzzzzzzzzzzzzzz*"))]])).toEqual(["limit: states of a product"]);
    expect(show([[far("a")], [far("b")], [far("c")]], [below(0, 1), below(0, 2), below(1, 2, false), below(2, 1, false)])[0]).toMatch(/^limit: /);
  });
  test("a conflict elsewhere is still found", () => {
    const [, pattern] = exploding[0] ?? ["", any];
    expect(show([[like(pattern)], [set("a"), set("b")]])).toEqual(["1.0", "1.1"]);
    expect(show([[like(pattern)], [], []], [equal(1, 2), equal(1, 2, false)])).toEqual(["relation 0", "relation 1"]);
  });
  test("members of a set are tested without an automaton", () => {
    const [, pattern] = exploding[0] ?? ["", any];
    expect(show([[like(pattern), set("b", `a${"b".repeat(40)}`)]])).toEqual([`a${"b".repeat(40)}`]);
  });
  slow("long but plain repetitions do not", () => {
    const answer = solve([[like(repeat(any, 0, 65_536)), like(repeat(any, 5_000, null))]]);
    expect(answer.kind === "model" && answer.values[0]?.length).toBe(5_000);
  });
});
