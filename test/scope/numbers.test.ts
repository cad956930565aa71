import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberTest } from "../../compiler/proof/replay/formula.js";
import { type Ordinal, type ScaleName, scales } from "../../compiler/proof/replay/scales.js";
import {
  greatest,
  isImpossibleNumber,
  least,
  type NumberAnswer,
  type NumberLiteral,
  type NumberProblem,
  type NumberRelation,
  solveNumbers,
} from "../../compiler/scope/numbers.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);
const hour = 3_600_000;

const within = (...of: readonly (readonly [Ordinal, Ordinal])[]): NumberLiteral => ({ test: { kind: "intervals", of }, holds: true });
const points = (...of: readonly Ordinal[]): NumberLiteral => within(...of.map((each) => [each, each] as const));
const hours = (...of: readonly number[]): NumberLiteral => ({ test: { kind: "hours", of }, holds: true });
const not = ({ test, holds }: NumberLiteral): NumberLiteral => ({ test, holds: !holds });
const relation =
  (kind: NumberRelation["kind"]) =>
  (left: number, right: number, holds = true): NumberRelation => ({ kind, left, right, holds });
const [atMost, less, equal] = [relation("least"), relation("less"), relation("equal")];

/** The values of a model; of a conflict, what it names. */
function show(scale: ScaleName, variables: readonly (readonly NumberLiteral[])[], relations: readonly NumberRelation[] = []): unknown {
  return told(solveNumbers({ variables: variables.map((literals) => ({ scale: scales[scale], literals })), relations }));
}

function told(answer: NumberAnswer): unknown {
  switch (answer.kind) {
    case "model":
      return answer.values;
    case "conflict":
      return [
        ...answer.literals.map(({ variable, index }) => `${variable}.${index}`),
        ...answer.relations.map((number) => `relation ${number}`),
      ].join(" ");
    case "limit":
      return answer.what;
  }
}

describe("scales", () => {
  test.each<[ScaleName, Ordinal, Ordinal]>([
    ["Int", 0, 1],
    ["Int", -1, 0],
    ["Int", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1],
    ["Date", 20_454, 20_455],
    ["Time", 0, 1],
    ["Ip", 0n, 1n],
    ["Ip", (1n << 32n) - 1n, 1n << 32n],
    ["Number", 0, Number.MIN_VALUE],
    ["Number", -Number.MIN_VALUE, 0],
    ["Number", 1, 1 + Number.EPSILON],
    ["Number", 1 - Number.EPSILON / 2, 1],
    ["Number", -1, -1 + Number.EPSILON / 2],
    ["Number", -1 - Number.EPSILON, -1],
    ["Number", Number.MAX_VALUE, Number.POSITIVE_INFINITY],
    ["Number", -Number.MIN_VALUE * 2, -Number.MIN_VALUE],
  ])("%s: next to %s is %s", (scale, value, next) => {
    expect(scales[scale].next(value)).toBe(next);
    if (next !== Number.POSITIVE_INFINITY) expect(scales[scale].previous(next)).toBe(value);
  });

  test("zero has one neighbour a side, whatever its sign", () => {
    expect(scales.Number.next(-0)).toBe(Number.MIN_VALUE);
    expect(scales.Number.previous(0)).toBe(-Number.MIN_VALUE);
    expect(scales.Number.previous(-0)).toBe(-Number.MIN_VALUE);
  });

  test.each<[ScaleName, Ordinal, Ordinal]>([
    ["Int", -9007199254740991, 9007199254740991],
    ["Number", -Number.MAX_VALUE, Number.MAX_VALUE],
    ["Date", Date.parse("0000-01-01") / 86_400_000, Date.UTC(9999, 11, 31) / 86_400_000],
    ["Time", Date.parse("0000-01-01"), Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
    ["Ip", 0n, 2n ** 128n + 2n ** 32n - 1n],
  ])("%s has two ends", (scale, low, high) => {
    expect(least(scales[scale], [])).toBe(low);
    expect(greatest(scales[scale], [])).toBe(high);
    expect(least(scales[scale], [not(within([low, high]))])).toBeUndefined();
    expect(greatest(scales[scale], [not(within([low, high]))])).toBeUndefined();
  });
});

describe("the least and the greatest", () => {
  test.each<[ScaleName, readonly NumberLiteral[], Ordinal | undefined, Ordinal | undefined]>([
    ["Int", [within([3, 7])], 3, 7],
    ["Int", [within([2.5, 7.5])], 3, 7],
    ["Int", [within([2.5, 2.75])], undefined, undefined],
    ["Int", [within([-0.5, 0.25])], 0, 0],
    ["Int", [within([1, 2], [5, 9])], 1, 9],
    ["Int", [within([1, 2], [5, 9]), not(points(1, 9))], 2, 8],
    ["Int", [within([1, 9]), not(within([1, 3], [8, 9]))], 4, 7],
    ["Int", [within([1, 9]), not(within([0.5, 3.5], [7.5, 9.5]))], 4, 7],
    ["Int", [within([1, 9]), not(within([1.5, 3.5])), not(points(1))], 4, 9],
    ["Int", [within([1, 9]), not(within([1, 4])), not(within([5, 9]))], undefined, undefined],
    ["Int", [within([1, 2], [4, 5]), within([2, 4])], 2, 4],
    ["Int", [within([1, 2]), within([3, 4])], undefined, undefined],
    ["Number", [within([2.5, 2.75])], 2.5, 2.75],
    ["Number", [within([2.5, 2.75]), not(points(2.5, 2.75))], 2.5 + 2 * Number.EPSILON, 2.75 - 2 * Number.EPSILON],
    ["Ip", [within([5n, 9n]), not(points(5n, 9n))], 6n, 8n],
    ["Time", [within([0, 10 * hour]), hours(3, 5)], 3 * hour, 6 * hour - 1],
    ["Time", [within([0, 10 * hour]), not(hours(0, 1, 10, 9))], 2 * hour, 9 * hour - 1],
    ["Time", [within([3.5 * hour, 10.5 * hour]), hours(3, 10)], 3.5 * hour, 10.5 * hour],
    ["Time", [within([-2 * hour, 2 * hour]), hours(23)], -hour, -1],
    ["Time", [within([-2 * hour, -1]), hours(22, 23), not(hours(22))], -hour, -1],
    ["Time", [within([4 * hour, 27 * hour]), hours(3)], 27 * hour, 27 * hour],
    ["Time", [within([4 * hour, 27 * hour - 1]), hours(3)], undefined, undefined],
  ])("%s %#", (scale, literals, low, high) => {
    expect(least(scales[scale], literals)).toBe(low);
    expect(greatest(scales[scale], literals)).toBe(high);
    expect(isImpossibleNumber(scales[scale], literals)).toBe(low === undefined);
  });

  test("hours that exclude one another are no time", () => {
    expect(isImpossibleNumber(scales.Time, [hours(1, 2), hours(3, 4)])).toBe(true);
    expect(isImpossibleNumber(scales.Time, [hours(1, 2), not(hours(1, 2))])).toBe(true);
    expect(isImpossibleNumber(scales.Time, [hours(1, 2), hours(2, 3)])).toBe(false);
    expect(isImpossibleNumber(scales.Time, [hours(1, 2), hours(2, 3), within([0, 2 * hour - 1])])).toBe(true);
    expect(isImpossibleNumber(scales.Time, [hours()])).toBe(true);
    expect(show("Time", [[hours(1, 2), hours(2, 3), not(hours(4))]])).toEqual([Date.UTC(2026, 0, 1, 2)]);
    expect(show("Time", [[hours(1), hours(5), hours(2)]])).toBe("0.1 0.2");
  });
});

describe("one variable", () => {
  test.each<[string, ScaleName, readonly NumberLiteral[], unknown]>([
    ["near zero", "Number", [], [0]],
    ["whole where it can be", "Number", [within([0.5, 9.5])], [1]],
    ["up from zero before down", "Number", [not(points(0))], [1]],
    ["down where up is not", "Number", [within([-9.5, -0.5])], [-1]],
    ["whole, though both sides of zero are not", "Number", [within([-0.5, -0.25], [5, 6])], [5]],
    ["not whole where it can't be", "Number", [within([0.25, 0.75])], [0.25]],
    ["not whole, below zero", "Number", [within([-0.75, -0.25])], [-0.25]],
    ["Int", "Int", [within([-5, -3])], [-3]],
    ["the beginning of 2026", "Date", [], [Date.UTC(2026, 0, 1) / 86_400_000]],
    ["before 2026", "Date", [within([0, 1000])], [1000]],
    ["the time of the beginning of 2026", "Time", [], [Date.UTC(2026, 0, 1)]],
    ["the first address", "Ip", [], [0n]],
    ["an address in a network", "Ip", [within([5n, 9n])], [5n]],
    ["only what plays a part is named", "Number", [within([0, 9]), within([1, 2]), within([0, 5]), within([3, 4])], "0.1 0.3"],
    ["what nothing passes is named alone", "Int", [within([0, 9]), within([2.5, 2.75])], "0.1"],
    ["what only three exclude together", "Int", [within([0, 2]), not(points(0)), not(points(1)), not(points(5)), not(points(2))], "0.0 0.1 0.2 0.4"],
  ])("%s", (_, scale, literals, expected) => expect(show(scale, [literals])).toEqual(expected));
});

describe("several variables", () => {
  test.each<[string, ScaleName, readonly (readonly NumberLiteral[])[], readonly NumberRelation[], unknown]>([
    ["no relation", "Number", [[points(3)], [points(4)]], [], [3, 4]],
    ["one impossible is enough", "Number", [[points(3)], [points(4), points(5)]], [], "1.0 1.1"],
    ["at most", "Number", [[points(3)], []], [atMost(0, 1)], [3, 3]],
    ["less", "Number", [[points(3)], []], [less(0, 1)], [3, 4]],
    ["not at most is more", "Number", [[], [points(3)]], [atMost(0, 1, false)], [4, 3]],
    ["not less is at least", "Number", [[], [points(3)]], [less(0, 1, false)], [3, 3]],
    ["equal", "Number", [[points(3)], []], [equal(0, 1)], [3, 3]],
    ["equal the other way round", "Number", [[], [points(3)]], [equal(0, 1)], [3, 3]],
    ["not equal", "Number", [[], []], [equal(0, 1, false)], [0, 1]],
    [
      "doubles between whole numbers",
      "Number",
      [[points(3)], [within([3, 4])], [points(4)]],
      [less(0, 1), less(1, 2)],
      [3, 3 + 2 * Number.EPSILON, 4],
    ],
    ["no whole number between neighbours", "Int", [[points(3)], [], [points(4)]], [less(0, 1), less(1, 2)], "0.0 2.0 relation 0 relation 1"],
    ["a cycle", "Number", [[], [], []], [less(0, 1), atMost(1, 2), atMost(2, 0)], "relation 0 relation 1 relation 2"],
    ["a cycle without strictness", "Number", [[points(5)], [], []], [atMost(0, 1), atMost(1, 2), atMost(2, 0)], [5, 5, 5]],
    ["less than itself", "Number", [[]], [less(0, 0)], "relation 0"],
    ["not equal to itself", "Number", [[]], [equal(0, 0, false)], "relation 0"],
    ["equal and less", "Number", [[], []], [equal(0, 1), less(1, 0)], "relation 0 relation 1"],
    [
      "only what plays a part is named",
      "Int",
      [[within([5, 6])], [within([0, 4]), within([0, 9])], []],
      [atMost(2, 0), atMost(0, 1)],
      "0.0 1.0 relation 1",
    ],
    ["a chain hands on a bound", "Int", [[within([5, 6])], [], [within([0, 4])]], [atMost(0, 1), atMost(1, 2)], "0.0 2.0 relation 0 relation 1"],
    [
      "three that differ, of two values",
      "Int",
      [[within([1, 2])], [within([1, 2])], [within([1, 2])]],
      [equal(0, 1, false), equal(0, 2, false), equal(1, 2, false)],
      "0.0 1.0 2.0 relation 0 relation 1 relation 2",
    ],
    [
      "three that differ, of three values",
      "Int",
      [[within([1, 3])], [within([1, 3])], [within([1, 3])]],
      [equal(0, 1, false), equal(0, 2, false), equal(1, 2, false)],
      [1, 2, 3],
    ],
    ["downwards", "Number", [[within([-9.5, -3])], []], [less(1, 0)], [-3, -4]],
    ["downwards, with a gap", "Int", [[within([-9, -3])], [within([-20, -7], [-1, 5])]], [less(1, 0)], [-3, -7]],
    ["whole, though on both sides of zero", "Number", [[within([-5.5, -3.5])], [within([3.5, 5.5])]], [less(0, 1)], [-5, 4]],
    ["above zero where it can't be whole", "Number", [[within([-0.75, -0.25], [0.25, 0.75])], []], [equal(0, 1)], [0.25, 0.25]],
    ["nothing is above the greatest", "Int", [[points(Number.MAX_SAFE_INTEGER)], []], [less(0, 1)], "0.0 relation 0"],
    ["nothing is above the greatest double", "Number", [[points(Number.MAX_VALUE)], []], [less(0, 1)], "0.0 relation 0"],
    ["nothing is below the least", "Ip", [[points(0n)], []], [less(1, 0)], "0.0 relation 0"],
    [
      "nothing is below the least, on the way down",
      "Int",
      [[], [points(Number.MIN_SAFE_INTEGER, 5)], [points(-5)]],
      [less(0, 1), equal(0, 2, false)],
      [Number.MIN_SAFE_INTEGER, 5, -5],
    ],
    ["addresses", "Ip", [[points(7n)], []], [less(0, 1)], [7n, 8n]],
    ["hours", "Time", [[points(Date.UTC(2026, 0, 1, 5))], [hours(3)]], [atMost(0, 1)], [Date.UTC(2026, 0, 1, 5), Date.UTC(2026, 0, 2, 3)]],
    ["components by themselves", "Int", [[points(2)], [], [points(7)], []], [less(0, 1), less(2, 3)], [2, 3, 7, 8]],
    ["a conflict in the second", "Int", [[points(2)], [], [points(7)], [points(7)]], [less(0, 1), less(2, 3)], "2.0 3.0 relation 1"],
  ])("%s", (_, scale, variables, relations, expected) => expect(show(scale, variables, relations)).toEqual(expected));

  test.each<[string, readonly ScaleName[], readonly (readonly NumberLiteral[])[], readonly NumberRelation[], unknown]>([
    ["an Int above a Number", ["Number", "Int"], [[points(2.5)], []], [less(0, 1)], [2.5, 3]],
    ["an Int below a Number", ["Number", "Int"], [[points(-2.5)], []], [less(1, 0)], [-2.5, -3]],
    ["a Number above an Int", ["Int", "Number"], [[points(2)], [within([0, 2.5])]], [less(0, 1)], [2, 2 + 2 * Number.EPSILON]],
    ["a Number that is a whole one", ["Int", "Number"], [[], [within([2.5, 3.5])]], [equal(0, 1)], [3, 3]],
    ["a Number that is no whole one", ["Int", "Number"], [[], [within([2.5, 2.75])]], [equal(0, 1)], "1.0 relation 0"],
    ["a Number beyond all Ints", ["Int", "Number"], [[], [within([1e300, 2e300])]], [less(0, 1)], [0, 1e300]],
    ["a Number below all Ints", ["Int", "Number"], [[], [within([-2e300, -1e300])]], [less(1, 0)], [0, -1e300]],
    ["no Int beyond them", ["Int", "Number"], [[], [within([1e300, 2e300])]], [less(1, 0)], "1.0 relation 0"],
    [
      "between two neighbours there are Numbers, and no Int",
      ["Int", "Number", "Int", "Int"],
      [[points(3)], [], [], [points(4)]],
      [less(0, 1), less(1, 2), less(2, 3)],
      "0.0 3.0 relation 0 relation 1 relation 2",
    ],
  ])("of two scales: %s", (_, names, variables, relations, expected) => {
    const answer = solveNumbers({ variables: variables.map((literals, i) => ({ scale: scales[names[i] ?? "Int"], literals })), relations });
    expect(told(answer)).toEqual(expected);
  });

  test("what takes long to be made readable is given as it was found", () => {
    const variables = Array.from({ length: 13 }, () => [within([1, 13])]);
    const relations = variables.flatMap((_, i) => Array.from({ length: i }, (_, j) => equal(j, i, false)));
    expect(show("Int", variables, relations)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
  });

  test("too many that may differ only by trying are a limit", () => {
    const few = within([1, 7]);
    const variables = Array.from({ length: 8 }, () => [few]);
    const relations = variables.flatMap((_, i) => Array.from({ length: i }, (_, j) => equal(j, i, false)));
    expect(show("Int", variables, relations)).toBe("4096 splits of != between numbers");
  });
});

// The reference: every assignment of few values is tried.

function suits({ test, holds }: NumberLiteral, value: Ordinal): boolean {
  const passes =
    test.kind === "hours" ? test.of.includes(new Date(Number(value)).getUTCHours()) : test.of.some(([low, high]) => value >= low && value <= high);
  return passes === holds;
}

function related({ kind, left, right, holds }: NumberRelation, values: readonly Ordinal[]): boolean {
  const [one = 0, other = 0] = [values[left], values[right]];
  return (kind === "equal" ? one === other : kind === "less" ? one < other : one <= other) === holds;
}

const satisfies = ({ variables, relations }: NumberProblem, values: readonly Ordinal[]): boolean =>
  variables.every(({ literals, scale }, i) => {
    const value = values[i];
    return (
      value !== undefined &&
      value >= scale.low &&
      value <= scale.high &&
      (scale.name !== "Int" || Number.isInteger(value)) &&
      literals.every((literal) => suits(literal, value))
    );
  }) && relations.every((each) => related(each, values));

function bruteForce(problem: NumberProblem, candidates: readonly Ordinal[]): boolean {
  const extend = (values: readonly Ordinal[]): boolean =>
    values.length === problem.variables.length ? satisfies(problem, values) : candidates.some((each) => extend([...values, each]));
  return extend([]);
}

/** The part of a problem that a conflict names. */
function part(
  problem: NumberProblem,
  core: { literals: readonly { variable: number; index: number }[]; relations: readonly number[] },
): NumberProblem {
  return {
    variables: problem.variables.map(({ scale, literals }, variable) => ({
      scale,
      literals: literals.filter((_, index) => core.literals.some((each) => each.variable === variable && each.index === index)),
    })),
    relations: problem.relations.filter((_, number) => core.relations.includes(number)),
  };
}

/** Problems over scales of one line, all of whose variables lie within `bounds`. */
function problems(names: readonly ScaleName[], ends: readonly Ordinal[], bounds: NumberLiteral): fc.Arbitrary<NumberProblem> {
  const intervals = fc.uniqueArray(fc.nat(ends.length - 1), { minLength: 1, maxLength: 4 }).map((chosen): NumberTest => {
    const sorted = [...chosen].sort((a, b) => a - b).map((at) => ends[at] ?? 0);
    const of: (readonly [Ordinal, Ordinal])[] = [];
    for (let i = 0; i < sorted.length; i += 2) of.push([sorted[i] ?? 0, sorted[i + 1] ?? sorted[i] ?? 0]);
    return { kind: "intervals", of };
  });
  const someHours = fc.uniqueArray(fc.nat(5), { maxLength: 4 }).map((of): NumberTest => ({ kind: "hours", of }));
  const literal = fc.record({ test: names.includes("Time") ? fc.oneof(intervals, someHours) : intervals, holds: fc.boolean() });
  return fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.record({
      variables: fc.array(
        fc.tuple(fc.constantFrom(...names), fc.array(literal, { maxLength: 3 })).map(([name, literals]) => ({
          scale: scales[name],
          literals: [bounds, ...literals],
        })),
        { minLength: count, maxLength: count },
      ),
      relations: fc.array(
        fc.record({
          kind: fc.constantFrom("least" as const, "less" as const, "equal" as const),
          left: fc.nat(count - 1),
          right: fc.nat(count - 1),
          holds: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
    }),
  );
}

/** A double and those next to it. */
const around = (value: number): readonly Ordinal[] => {
  const { next, previous } = scales.Number;
  return [previous(previous(value)), previous(value), value, next(value), next(next(value))];
};

test.each<[readonly ScaleName[], readonly Ordinal[], NumberLiteral, readonly Ordinal[]]>([
  [["Int"], [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3], within([-3, 3]), [-3, -2, -1, 0, 1, 2, 3]],
  [["Int", "Number"], [-2, -1, -0.5, 0, 0.5, 1], within([-2, 1]), [-2, -1, -0.5, 0, 0.5, 1].flatMap(around)],
  [["Ip"], [0n, 1n, 2n, 3n, 4n], within([0n, 4n]), [0n, 1n, 2n, 3n, 4n]],
  [
    ["Time"],
    [-hour, -1, 0, hour - 1, hour, hour + 1, 3 * hour],
    within([-hour, 3 * hour]),
    [-hour, -hour + 1, -2, -1, 0, 1, hour - 2, hour - 1, hour, hour + 1, hour + 2, 2 * hour, 2 * hour + 1, 2 * hour + 2, 3 * hour - 1, 3 * hour],
  ],
])("%j: the answer is that of trying all, and a conflict names no more than it must", (names, ends, bounds, candidates) => {
  fc.assert(
    fc.property(problems(names, ends, bounds), (problem) => {
      const answer = solveNumbers(problem);
      if (answer.kind === "limit") expect.fail(answer.what);
      if (answer.kind === "model") {
        expect(satisfies(problem, answer.values)).toBe(true);
        return;
      }
      expect(bruteForce(problem, candidates)).toBe(false);
      expect(solveNumbers(part(problem, answer)).kind).toBe("conflict");
      for (const literal of answer.literals)
        expect(solveNumbers(part(problem, { ...answer, literals: answer.literals.filter((each) => each !== literal) })).kind).toBe("model");
      for (const number of answer.relations)
        expect(solveNumbers(part(problem, { ...answer, relations: answer.relations.filter((each) => each !== number) })).kind).toBe("model");
    }),
    { numRuns },
  );
});
