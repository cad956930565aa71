/**
 * The fast path: most inclusions hold attribute by attribute, and then no search is needed. It only ever answers that
 * one constraint is within another; where it cannot see that, the search decides.
 */
import type { Comparison, Constraint, Term } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { type NumberLiteral, type Ordinal, type ScaleName, scales, solveNumbers } from "./numbers.js";
import { solveTexts, type TextLiteral, type TextTest } from "./strings/theory.js";

/** True only if every request that all of `given` admit, `wanted` admits. */
export function covers(given: readonly Constraint[], wanted: Constraint): boolean {
  return implied({ ...conjunction(given), splits: 2 }, wanted);
}

/** An `or` that is given. */
interface Choice {
  readonly kind: "or";
  readonly of: readonly Constraint[];
}

interface Given {
  /** What holds, by the place that it speaks of alone; what speaks of no single place, under "". */
  readonly byPlace: ReadonlyMap<string, readonly Constraint[]>;
  readonly choices: readonly Choice[];
  readonly contradictory: boolean;
  /** How many alternatives one inside another may still be told apart. */
  readonly splits: number;
}

function conjunction(of: readonly Constraint[]): Omit<Given, "splits"> {
  const byPlace = new Map<string, Constraint[]>();
  const choices: Choice[] = [];
  let contradictory = false;
  const add = (constraint: Constraint): void => {
    if (constraint.kind === "and") for (const each of constraint.of) add(each);
    else if (constraint.kind === "or") choices.push({ kind: "or", of: constraint.of });
    else if (constraint.kind === "false") contradictory = true;
    else if (constraint.kind !== "true") {
      const place = placeOf(constraint);
      const known = byPlace.get(place);
      if (known === undefined) byPlace.set(place, [constraint]);
      else known.push(constraint);
    }
  };
  for (const each of of) add(each);
  return { byPlace, choices, contradictory };
}

function implied(given: Given, wanted: Constraint): boolean {
  if (given.contradictory) return true;
  switch (wanted.kind) {
    case "true":
      return true;
    case "and":
      return wanted.of.every((each) => implied(given, each));
    case "or":
      return wanted.of.some((each) => implied({ ...given, splits: 0 }, each)) || bySplitting(given, wanted);
    default:
      return atomImplied(given, wanted) || bySplitting(given, wanted);
  }
}

/** One alternative after another of the first choice that is given. */
function bySplitting({ byPlace, choices, splits }: Given, wanted: Constraint): boolean {
  const [choice, ...others] = choices;
  if (choice === undefined || splits === 0) return false;
  const rest = [...byPlace.values()].flat();
  return choice.of.every((alternative) => implied({ ...conjunction([...rest, ...others, alternative]), splits: splits - 1 }, wanted));
}

function atomImplied({ byPlace }: Given, wanted: Constraint): boolean {
  const beside = byPlace.get(placeOf(wanted)) ?? [];
  if (beside.some((each) => each === wanted)) return true;
  if (wanted.kind === "all" || wanted.kind === "some") {
    const lists = keyOf(wanted.lists);
    return beside.some((each) => each.kind === wanted.kind && keyOf(each.lists) === lists && covers([each.where], wanted.where));
  }
  const key = keyOf(wanted);
  if (beside.some((each) => keyOf(each) === key)) return true;
  const test = unaryTest(wanted);
  if (test === undefined) return false;
  return test.kind === "text" ? textImplied(beside, test) : numberImplied(beside, test);
}

type UnaryTest =
  | { readonly kind: "text"; readonly sort: Sort; readonly literal: TextLiteral }
  | { readonly kind: "number"; readonly sort: Sort; readonly literal: NumberLiteral };

const knownTexts = new Map<string, boolean>();
const mostKnown = 200_000;

function textImplied(beside: readonly Constraint[], wanted: Extract<UnaryTest, { readonly kind: "text" }>): boolean {
  const tests = beside.flatMap((each) => {
    const test = unaryTest(each);
    return test?.kind === "text" && test.sort === wanted.sort ? [test.literal] : [];
  });
  // That there is a value of this sort at all is said by any one of them.
  if (tests.length === 0) return false;
  const question = [...tests, { test: wanted.literal.test, holds: !wanted.literal.holds }];
  const key = question.map((literal) => `${literal.holds} ${keyOf(literal.test)}`).join("\n");
  const known = knownTexts.get(key);
  if (known !== undefined) return known;
  const answer = solveTexts({ variables: [question], relations: [] }).kind === "conflict";
  if (knownTexts.size >= mostKnown) knownTexts.clear();
  knownTexts.set(key, answer);
  return answer;
}

function numberImplied(beside: readonly Constraint[], wanted: Extract<UnaryTest, { readonly kind: "number" }>): boolean {
  const tests = beside.flatMap((each) => {
    const test = unaryTest(each);
    return test?.kind === "number" && scaleOf(test.sort) === scaleOf(wanted.sort) ? [test.literal] : [];
  });
  // An Int test is not passed by every Number that lies right.
  if (tests.length === 0 || (wanted.sort === "Int" && !beside.some((each) => unaryTest(each)?.sort === "Int"))) return false;
  const scale = scales[scaleOf(wanted.sort)];
  return (
    solveNumbers({ variables: [{ scale, literals: [...tests, { test: wanted.literal.test, holds: !wanted.literal.holds }] }], relations: [] })
      .kind === "conflict"
  );
}

/** An Int is judged among all Numbers: what no Number can be, no Int can be. */
function scaleOf(sort: Sort): ScaleName {
  return sort === "Date" || sort === "Time" || sort === "Ip" ? sort : "Number";
}

const unaryTests = new WeakMap<Constraint, UnaryTest | "none">();

/** The test that an atom about a single place makes of the value there. */
function unaryTest(constraint: Constraint): UnaryTest | undefined {
  let found = unaryTests.get(constraint);
  if (found === undefined) {
    found = unaryTestAnew(constraint) ?? "none";
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
    case "one-of":
      return setTest(constraint.sort, constraint.values, !constraint.negated);
    case "compare": {
      const [op, literal] =
        constraint.right.kind === "literal"
          ? [constraint.op, constraint.right.value]
          : constraint.left.kind === "literal"
            ? [flipped[constraint.op], constraint.left.value]
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

const flipped: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

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
function placeOf(constraint: Constraint): string {
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
      return termKey(constraint.term);
    default:
      return "";
  }
}

/** Only places: the time of a request is left to the search. */
function termKey(term: Term): string {
  return term.kind === "place" ? keyOf(term) : "";
}

const keys = new WeakMap<object, string>();

/** A text that is the same for what is written the same. */
function keyOf(of: object): string {
  let key = keys.get(of);
  if (key === undefined) {
    key = JSON.stringify(of);
    keys.set(of, key);
  }
  return key;
}
