/** Atoms about a single place, as tests of the value there: what the fast paths reason with. */
import { type Constraint, mirrored, type Term } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { type Ordinal, type ScaleName, scales } from "../proof/replay/scales.js";
import { isImpossibleNumber, type NumberLiteral } from "./numbers.js";
import { solveTexts, type TextLiteral, type TextTest } from "./strings/theory.js";

/** A test that an atom makes; passing it, also where it does not hold, says that there is a value of the sort. */
export type UnaryTest =
  | { readonly kind: "text"; readonly sort: Sort; readonly literal: TextLiteral }
  | { readonly kind: "number"; readonly sort: Sort; readonly literal: NumberLiteral };

const knownTexts = new Map<string, "model" | "conflict" | "limit">();
const mostKnown = 200_000;

/**
 * Whether no value passes the tests that are given and also passes (or, without `holds`, does not pass) the one wanted.
 * Any one of the given tests says that there is a value of their sort; without one, nothing is known.
 */
export function isImpossible(given: readonly UnaryTest[], wanted: UnaryTest, holds: boolean): boolean {
  if (wanted.kind === "text") {
    const tests = given.flatMap((each) => (each.kind === "text" && each.sort === wanted.sort ? [each.literal] : []));
    return tests.length > 0 && isImpossibleText([...tests, { test: wanted.literal.test, holds: wanted.literal.holds === holds }]);
  }
  const tests = given.flatMap((each) => (each.kind === "number" && scaleOf(each.sort) === scaleOf(wanted.sort) ? [each] : []));
  // An Int test is not passed by every Number that lies right.
  if (tests.length === 0 || (wanted.sort === "Int" && tests.every((each) => each.sort !== "Int"))) return false;
  const literals = [...tests.map((each) => each.literal), { test: wanted.literal.test, holds: wanted.literal.holds === holds }];
  return isImpossibleNumber(scales[scaleOf(wanted.sort)], literals);
}

export function isImpossibleText(literals: readonly TextLiteral[]): boolean {
  return textVerdict(literals) === "conflict";
}

/** Whether some text passes all of the tests: `model`, `conflict`, or that a limit was reached. */
export function textVerdict(literals: readonly TextLiteral[]): "model" | "conflict" | "limit" {
  const key = literals.map((literal) => `${literal.holds} ${keyOf(literal.test)}`).join("\n");
  const known = knownTexts.get(key);
  if (known !== undefined) return known;
  const answer = solveTexts({ variables: [literals], relations: [] }).kind;
  if (knownTexts.size >= mostKnown) knownTexts.clear();
  knownTexts.set(key, answer);
  return answer;
}

/** An Int is judged among all Numbers: what no Number can be, no Int can be. */
export function scaleOf(sort: Sort): ScaleName {
  return sort === "Date" || sort === "Time" || sort === "Ip" ? sort : "Number";
}

const unaryTests = new WeakMap<Constraint, UnaryTest | "none">();

/** The test that an atom about a single place makes of the value there. */
export function unaryTest(constraint: Constraint): UnaryTest | undefined {
  let found = unaryTests.get(constraint);
  if (found === undefined) {
    found = (placeOf(constraint) === "" ? undefined : unaryTestAnew(constraint)) ?? "none";
    unaryTests.set(constraint, found);
  }
  return found === "none" ? undefined : found;
}

function unaryTestAnew(constraint: Constraint): UnaryTest | undefined {
  const text = (sort: Sort, test: TextTest, holds: boolean): UnaryTest => ({ kind: "text", sort, literal: { test, holds } });
  switch (constraint.kind) {
    case "pattern":
      return text(constraint.sort, { kind: "pattern", pattern: constraint.pattern }, !constraint.negated);
    case "under": {
      const base = constraint.base.kind === "literal" ? readKey("Path", constraint.base.value) : undefined;
      return typeof base === "string" ? text("Path", { kind: "under", base }, !constraint.negated) : undefined;
    }
    case "holds":
      return setTest("Bool", [true], true);
    case "one-of":
      return setTest(constraint.sort, constraint.values, !constraint.negated);
    case "compare": {
      const [op, literal] =
        constraint.right.kind === "literal"
          ? [constraint.op, constraint.right.value]
          : constraint.left.kind === "literal"
            ? [mirrored[constraint.op], constraint.left.value]
            : [];
      if (op === undefined || literal === undefined) return undefined;
      if (op === "==" || op === "!=") return setTest(constraint.sort, [literal], op === "==");
      return orderTest(constraint.sort, op, literal);
    }
    case "between": {
      const [low, high] = [ordinalOf(constraint.sort, constraint.low), ordinalOf(constraint.sort, constraint.high)];
      if (low === undefined || high === undefined || low > high) return undefined;
      return { kind: "number", sort: constraint.sort, literal: { test: { kind: "intervals", of: [[low, high]] }, holds: !constraint.negated } };
    }
    case "in-network": {
      const network = readNetwork(constraint.network);
      if (network === undefined) return undefined;
      return { kind: "number", sort: "Ip", literal: { test: { kind: "intervals", of: [[network.low, network.high]] }, holds: !constraint.negated } };
    }
    default:
      return undefined;
  }
}

function setTest(sort: Sort, values: readonly Json[], holds: boolean): UnaryTest | undefined {
  if (sort === "Url") return undefined;
  if (sort === "String" || sort === "Path" || sort === "Bool") {
    const texts = values.flatMap((each) => readKey(sort, each) ?? []).map(String);
    return { kind: "text", sort, literal: { test: { kind: "set", values: texts.sort() }, holds } };
  }
  const points = [...new Set(values.flatMap((each) => ordinalOf(sort, each) ?? []))].sort((a, b) => (a < b ? -1 : 1));
  return { kind: "number", sort, literal: { test: { kind: "intervals", of: points.map((point) => [point, point]) }, holds } };
}

function orderTest(sort: Sort, op: "<" | "<=" | ">" | ">=", literal: Json): UnaryTest | undefined {
  const key = ordinalOf(sort, literal);
  if (key === undefined) return undefined;
  const { low, high } = scales[scaleOf(sort)];
  const below = op === "<=" || op === ">";
  return {
    kind: "number",
    sort,
    literal: { test: { kind: "intervals", of: [below ? [low, key] : [key, high]] }, holds: op === "<=" || op === ">=" },
  };
}

function ordinalOf(sort: Sort, value: Json): Ordinal | undefined {
  const key = readKey(sort === "Int" ? "Number" : sort, value);
  return typeof key === "number" || typeof key === "bigint" ? key : undefined;
}

const places = new WeakMap<Constraint, string>();

/** The one place that an atom speaks of; "" where there are more or fewer. */
export function placeOf(constraint: Constraint): string {
  let found = places.get(constraint);
  if (found === undefined) {
    found = placeAnew(constraint);
    places.set(constraint, found);
  }
  return found;
}

function placeAnew(constraint: Constraint): string {
  switch (constraint.kind) {
    case "compare":
      if (constraint.right.kind === "literal") return termKey(constraint.left);
      return constraint.left.kind === "literal" ? termKey(constraint.right) : "";
    case "under":
      return constraint.base.kind === "literal" ? termKey(constraint.term) : "";
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "holds":
      return termKey(constraint.term);
    default:
      return "";
  }
}

/** A literal is no place, so that two of them are never taken for one value. */
export function termKey(term: Term): string {
  return term.kind === "literal" ? "" : keyOf(term);
}

const keys = new WeakMap<object, string>();

/** A text that is the same for what is written the same. */
export function keyOf(of: object): string {
  let key = keys.get(of);
  if (key === undefined) {
    key = JSON.stringify(of);
    keys.set(of, key);
  }
  return key;
}
