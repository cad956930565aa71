import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solveTexts, type TextLiteral, type TextProblem, type TextRelation } from "../../../compiler/scope/strings/theory.js";
import { matches, type Pattern } from "../../../stdlib/runtime/pattern.js";
import { isPath, isUnder } from "../../../stdlib/runtime/value.js";
import { any, anyBut, choice, literal, repeat, sequence } from "./patterns.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 2000);

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
  test("over finite domains the answer is that of brute force", () => {
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
  });

  test("over words of bounded length the answer is that of brute force", () => {
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
  });

  test("a model satisfies, and a core is in conflict and nothing can be left out of it", () => {
    fc.assert(
      fc.property(problems(4, fc.array(literalOf, { maxLength: 3 })), (problem) => {
        const answer = solveTexts(problem);
        if (answer.kind === "model") {
          expect(satisfies(problem, answer.values)).toBe(true);
          return;
        }
        if (answer.kind === "limit") expect.fail(answer.what);
        expect(bruteForce(problem, words(3))).toBe(false);
        const core = part(problem, answer);
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
  });
});
