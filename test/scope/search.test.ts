import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { all, any, FALSE, type Formula, type Literal, not, TRUE } from "../../compiler/scope/formula.js";
import {
  addClause,
  assigned,
  clausesOf,
  mostClauses,
  mostConflicts,
  newSearch,
  type Outcome,
  run,
  type Search,
  type Theory,
} from "../../compiler/scope/search.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

/** Knows nothing against anything. */
const free: Theory = { partial: () => ({ kind: "consistent" }), complete: () => ({ kind: "consistent" }) };

function searched(clauses: readonly (readonly Literal[])[], theory: Theory = free): { search: Search; outcome: Outcome } {
  const search = newSearch();
  for (const clause of clauses) addClause(search, clause);
  return { search, outcome: run(search, theory) };
}

/** Whether some assignment of the first atoms makes all the clauses true. */
function satisfiable(clauses: readonly (readonly Literal[])[], atoms: number): boolean {
  for (let bits = 0; bits < 2 ** atoms; bits++) {
    if (clauses.every((clause) => clause.some((literal) => (((bits >> (Math.abs(literal) - 1)) & 1) === 1) === literal > 0))) return true;
  }
  return false;
}

/** Whether what is assigned makes it true, whatever the rest will be. */
const isMet = (search: Search, clause: readonly Literal[]): boolean =>
  clause.some((literal) => assigned(search, literal) > 0 || clause.includes(-literal));

const literalOf = (atoms: number) =>
  fc.tuple(fc.integer({ min: 1, max: atoms }), fc.boolean()).map(([atom, holds]): Literal => (holds ? atom : -atom));
/** About as many as leave it open whether there is an assignment. */
const clausesOver = (atoms: number) => fc.array(fc.array(literalOf(atoms), { minLength: 1, maxLength: 3 }), { maxLength: 4 * atoms });

/** A theory that allows just what other clauses allow, and tells of them one at a time. */
function theoryOf(clauses: readonly (readonly Literal[])[]): Theory {
  let asked = 0;
  const ask = (): void => {
    if (++asked > 5_000) throw new Error("asked again and again");
  };
  const violated = (search: Search) => clauses.find((clause) => clause.every((literal) => assigned(search, literal) < 0));
  const unmet = (search: Search) => clauses.find((clause) => !isMet(search, clause));
  return {
    partial: (search) => {
      ask();
      const lesson = violated(search);
      return lesson === undefined ? { kind: "consistent" } : { kind: "lemmas", clauses: [lesson] };
    },
    complete: (search) => {
      ask();
      const lesson = unmet(search);
      return lesson === undefined ? { kind: "consistent" } : { kind: "lemmas", clauses: [lesson] };
    },
  };
}

describe("the search", () => {
  test("finds an assignment just where trying all finds one", () => {
    fc.assert(
      fc.property(clausesOver(7), (clauses) => {
        const { search, outcome } = searched(clauses);
        expect(outcome.kind).toBe(satisfiable(clauses, 7) ? "satisfied" : "impossible");
        if (outcome.kind === "satisfied") expect(clauses.every((clause) => isMet(search, clause))).toBe(true);
      }),
      { numRuns: 4 * numRuns },
    );
  });

  test("takes what a theory says as more clauses", () => {
    fc.assert(
      fc.property(clausesOver(6), clausesOver(6), (clauses, others) => {
        const { search, outcome } = searched(clauses, theoryOf(others));
        const together = [...clauses, ...others];
        expect(outcome.kind).toBe(satisfiable(together, 6) ? "satisfied" : "impossible");
        if (outcome.kind === "satisfied") expect(together.every((clause) => isMet(search, clause))).toBe(true);
      }),
      { numRuns: 4 * numRuns },
    );
  });

  test("assigns no atom that no clause asks for", () => {
    const { search } = searched([
      [1, 2],
      [-3, 4],
      [1, 5, 6],
    ]);
    expect([1, 2, 3, 4, 5, 6].map((atom) => assigned(search, atom))).toEqual([1, 0, -1, 0, 0, 0]);
    expect(assigned(search, -1)).toBe(-1);
    expect(assigned(search, -3)).toBe(1);
    expect(assigned(search, 9)).toBe(0);
  });

  test.each<[string, readonly (readonly Literal[])[], "satisfied" | "impossible"]>([
    ["nothing is satisfied", [], "satisfied"],
    ["an empty clause is not", [[]], "impossible"],
    ["one and its opposite are not", [[1], [-1]], "impossible"],
    ["a clause with an opposite says nothing", [[1, -1], [-1]], "satisfied"],
    [
      "a clause may say a thing twice",
      [
        [1, 1],
        [-1, -1],
      ],
      "impossible",
    ],
    ["a chain of units", [[1], [-1, 2], [-2, 3], [-3, -1]], "impossible"],
    [
      "all four of two atoms",
      [
        [1, 2],
        [1, -2],
        [-1, 2],
        [-1, -2],
      ],
      "impossible",
    ],
    [
      "three of the four",
      [
        [1, 2],
        [1, -2],
        [-1, 2],
      ],
      "satisfied",
    ],
  ])("%s", (_, clauses, expected) => expect(searched(clauses).outcome.kind).toBe(expected));

  test("pigeons fit into as many holes, and no more pigeons", () => {
    const fits = (pigeons: number, holes: number): string => {
      const at = (pigeon: number, hole: number): Literal => pigeon * holes + hole + 1;
      const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
      const each = range(pigeons).map((pigeon) => range(holes).map((hole) => at(pigeon, hole)));
      const apart = range(holes).flatMap((hole) => range(pigeons).flatMap((one) => range(one).map((other) => [-at(one, hole), -at(other, hole)])));
      return searched([...each, ...apart]).outcome.kind;
    };
    expect(fits(5, 5)).toBe("satisfied");
    expect(fits(5, 4)).toBe("impossible");
  });
});

describe("a theory", () => {
  test("sees each assignment as it grows, and what it refutes at once is not decided again", () => {
    const newly: (readonly Literal[])[] = [];
    const theory: Theory = {
      partial: (_, literals) => {
        newly.push(literals);
        return { kind: "consistent" };
      },
      complete: () => ({ kind: "consistent" }),
    };
    searched([[1], [-1, 2], [3, 4], [5, 6]], theory);
    expect(newly).toEqual([[1, 2], [3], [5]]);
  });

  test("is asked for all that is new once more after a conflict", () => {
    const newly: (readonly Literal[])[] = [];
    const theory: Theory = {
      partial: (_, literals) => {
        newly.push(literals);
        return literals.includes(1) ? { kind: "lemmas", clauses: [[-1]] } : { kind: "consistent" };
      },
      complete: () => ({ kind: "consistent" }),
    };
    expect(
      searched(
        [
          [1, 2],
          [-2, 3],
        ],
        theory,
      ).outcome.kind,
    ).toBe("satisfied");
    expect(newly).toEqual([[1], [-1, 2, 3]]);
  });

  test("is heard where it gives up", () => {
    const limit = { kind: "limit", what: "enough" } as const;
    expect(searched([[1]], { ...free, partial: () => limit }).outcome).toEqual(limit);
    expect(searched([[1]], { ...free, complete: () => limit }).outcome).toEqual(limit);
    expect(searched([], { ...free, partial: () => limit }).outcome).toEqual({ kind: "satisfied" });
    expect(searched([[]], { ...free, complete: () => limit }).outcome).toEqual({ kind: "impossible" });
  });

  test("that refutes everything ends the search", () => {
    expect(searched([[1, 2]], { ...free, complete: () => ({ kind: "lemmas", clauses: [[]] }) }).outcome.kind).toBe("impossible");
    expect(searched([[1, 2]], { ...free, partial: () => ({ kind: "lemmas", clauses: [[]] }) }).outcome.kind).toBe("impossible");
  });

  test("may speak of atoms that are new", () => {
    let told = false;
    const theory: Theory = {
      ...free,
      complete: () => {
        if (told) return { kind: "consistent" };
        told = true;
        return { kind: "lemmas", clauses: [[7, 8], [-7], [-8, 9]] };
      },
    };
    const { search, outcome } = searched([[1, 2]], theory);
    expect(outcome.kind).toBe("satisfied");
    expect([1, 7, 8, 9].map((atom) => assigned(search, atom))).toEqual([1, -1, 1, 1]);
  });

  test("too many conflicts are a limit, and as many as may be are not", () => {
    const after = (conflicts: number): Outcome => {
      const search = newSearch();
      for (const clause of [
        [1, 2],
        [1, -2],
        [-1, 2],
      ])
        addClause(search, clause);
      search.conflicts = conflicts;
      return run(search, { ...free, partial: (_, newly) => (newly.includes(-1) ? { kind: "lemmas", clauses: [[1]] } : { kind: "consistent" }) });
    };
    expect(after(0)).toEqual({ kind: "satisfied" });
    const refuted = (conflicts: number): Outcome => {
      const search = newSearch();
      for (const clause of [
        [1, 2],
        [1, -2],
        [-1, 2],
        [-1, -2],
      ])
        addClause(search, clause);
      search.conflicts = conflicts;
      return run(search, free);
    };
    expect(refuted(mostConflicts - 2)).toEqual({ kind: "impossible" });
    expect(refuted(mostConflicts)).toEqual({ kind: "limit", what: `${mostConflicts} conflicts in one search` });
  });

  test("too many clauses are a limit, and as many as may be are not", () => {
    const of = (clauses: number): Outcome => {
      const search = newSearch();
      addClause(search, [1, 2]);
      search.clauses.length = clauses;
      return run(search, free);
    };
    expect(of(mostClauses)).toEqual({ kind: "satisfied" });
    expect(of(mostClauses + 1)).toEqual({ kind: "limit", what: `${mostClauses} clauses in one search` });
  });
});

describe("clauses of a formula", () => {
  const formulas = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4 },
      literalOf(5),
      fc.constantFrom(TRUE, FALSE),
      fc.array(tie("formula"), { maxLength: 3 }).map((of): Formula => ({ kind: "and", of })),
      fc.array(tie("formula"), { maxLength: 3 }).map((of): Formula => ({ kind: "or", of })),
      fc.array(tie("formula"), { maxLength: 3 }).map(all),
      fc.array(tie("formula"), { maxLength: 3 }).map(any),
      tie("formula").map(not),
    ),
  })).formula;
  const isTrue = (formula: Formula, bits: number): boolean =>
    typeof formula === "number"
      ? (((bits >> (Math.abs(formula) - 1)) & 1) === 1) === formula > 0
      : formula.kind === "and"
        ? formula.of.every((each) => isTrue(each, bits))
        : formula.of.some((each) => isTrue(each, bits));

  test("can be satisfied with an assignment just where the formula is true under it", () => {
    fc.assert(
      fc.property(formulas, fc.nat(31), (formula, bits) => {
        let atoms = 5;
        const clauses = clausesOf(formula, () => ++atoms);
        const units = [1, 2, 3, 4, 5].map((atom) => [((bits >> (atom - 1)) & 1) === 1 ? atom : -atom]);
        expect(searched([...units, ...clauses]).outcome.kind).toBe(isTrue(formula, bits) ? "satisfied" : "impossible");
      }),
      { numRuns: 4 * numRuns },
    );
  });

  test.each<[Formula, readonly (readonly Literal[])[]]>([
    [3, [[3]]],
    [TRUE, []],
    [FALSE, [[]]],
    [all([1, 2]), [[1], [2]]],
    [any([1, -2]), [[1, -2]]],
    [all([1, any([2, 3])]), [[1], [2, 3]]],
    [
      any([1, all([2, 3])]),
      [
        [1, 10],
        [-10, 2],
        [-10, 3],
      ],
    ],
    [
      any([all([1, any([2, all([3, 4])])]), 5]),
      [
        [10, 5],
        [-10, 1],
        [-10, 2, 11],
        [-11, 3],
        [-11, 4],
      ],
    ],
  ])("%j", (formula, clauses) => {
    let next = 10;
    expect(clausesOf(formula, () => next++)).toEqual(clauses);
  });
});
