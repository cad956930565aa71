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

/**
 * Whether every value that passes the tests that are given passes one of those wanted (true), or none of them does (false).
 * Any one of the given tests says that there is a value of their sort; without one, nothing is known. They must not change
 * afterwards.
 */
export function follows(given: readonly UnaryTest[], wanted: readonly UnaryTest[]): boolean | undefined {
  if (isImpossible(given, wanted, false)) return true;
  return wanted.every((each) => isImpossible(given, [each], true)) ? false : undefined;
}

/** Whether no value that passes the tests that are given also passes all of the others (or, without `holds`, none of them). */
function isImpossible(given: readonly UnaryTest[], others: readonly UnaryTest[], holds: boolean): boolean {
  const [first] = others;
  if (first === undefined) return false;
  if (first.kind === "text") {
    const tests = textsOf(given, first.sort);
    const more = others.flatMap((each) => (each.kind === "text" && each.sort === first.sort ? [signed(each.literal, holds)] : []));
    return tests.literals.length > 0 && more.length === others.length && verdictOn(tests, more) === "conflict";
  }
  const scale = scaleOf(first.sort);
  const tests = given.flatMap((each) => (each.kind === "number" && scaleOf(each.sort) === scale ? [each] : []));
  const more = others.flatMap((each) => (each.kind === "number" && each.sort === first.sort ? [signed(each.literal, holds)] : []));
  // An Int test is not passed by every Number that lies right; where one is given, the value is an Int.
  const isInt = tests.some((each) => each.sort === "Int");
  if (tests.length === 0 || more.length < others.length || (first.sort === "Int" && !isInt)) return false;
  return isImpossibleNumber(scales[isInt ? "Int" : scale], [...tests.map((each) => each.literal), ...more]);
}

const signed = <T>({ test, holds }: { readonly test: T; readonly holds: boolean }, asIs: boolean) => ({ test, holds: holds === asIs });

/** The tests of one sort among those that are given, and the key of what is known of them. */
interface Texts {
  readonly sort: Sort;
  readonly literals: readonly TextLiteral[];
  readonly key: string;
}

const textsOfGiven = new WeakMap<readonly UnaryTest[], Texts[]>();

function textsOf(given: readonly UnaryTest[], sort: Sort): Texts {
  const before = textsOfGiven.get(given);
  const known = before?.find((each) => each.sort === sort);
  if (known !== undefined) return known;
  const literals = given.flatMap((each) => (each.kind === "text" && each.sort === sort ? [each.literal] : []));
  const texts: Texts = { sort, literals, key: literals.map(keyOfLiteral).join("") };
  if (before === undefined) textsOfGiven.set(given, [texts]);
  else before.push(texts);
  return texts;
}

/** Whether some text passes all of the tests: `model`, `conflict`, or that a limit was reached. */
export function textVerdict(literals: readonly TextLiteral[]): "model" | "conflict" | "limit" {
  return known(literals.map(keyOfLiteral).join(""), () => literals);
}

/** The same of tests that are known, and some more. */
function verdictOn({ literals, key }: Texts, more: readonly TextLiteral[]): "model" | "conflict" | "limit" {
  return known(key + more.map(keyOfLiteral).join(""), () => [...literals, ...more]);
}

const knownTexts = new Map<string, "model" | "conflict" | "limit">();
const mostKnown = 200_000;

function known(key: string, literals: () => readonly TextLiteral[]): "model" | "conflict" | "limit" {
  const before = knownTexts.get(key);
  if (before !== undefined) return before;
  const answer = solveTexts({ variables: [literals()], relations: [] }).kind;
  if (knownTexts.size >= mostKnown) knownTexts.clear();
  knownTexts.set(key, answer);
  return answer;
}

const keyOfLiteral = ({ test, holds }: TextLiteral): string => `${holds ? "" : "-"}${numberOf(test)} `;

const numbersOfTests = new WeakMap<TextTest, number>();
const numbersOfTexts = new Map<string, number>();

/** A number that is the same for tests that are written the same. */
function numberOf(test: TextTest): number {
  let number = numbersOfTests.get(test);
  if (number === undefined) {
    const text = keyOf(test);
    number = numbersOfTexts.get(text) ?? numbersOfTexts.size;
    numbersOfTexts.set(text, number);
    numbersOfTests.set(test, number);
  }
  return number;
}

/** Int and Number are one scale: a place may be compared as both. */
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
