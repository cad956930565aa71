/**
 * The fast path: most inclusions hold attribute by attribute, and then no search is needed. What is left of a constraint
 * where others hold is found by looking at one place at a time; where nothing is left, it is implied.
 */
import type { Comparison, Constraint, Term } from "../../stdlib/runtime/constraint.js";
import { type Json, readKey, readNetwork, type Sort } from "../../stdlib/runtime/value.js";
import { isImpossibleNumber, type NumberLiteral, type Ordinal, type ScaleName, scales } from "./numbers.js";
import { solveTexts, type TextLiteral, type TextTest } from "./strings/theory.js";

const TRUE: Constraint = { kind: "true" };
const FALSE: Constraint = { kind: "false" };

/** A constraint that is equivalent to `wanted` wherever all of `given` hold, and as small as one place at a time can show. */
export function residue(given: readonly Constraint[], wanted: Constraint): Constraint {
  return residueOf({ ...conjunction(given), splits: 2 }, wanted);
}

/** True only if every request that all of `given` admit, `wanted` admits. */
export function covers(given: readonly Constraint[], wanted: Constraint): boolean {
  return residue(given, wanted).kind === "true";
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

function residueOf(given: Given, wanted: Constraint): Constraint {
  if (given.contradictory) return TRUE;
  const left = residueWithoutSplits(given, wanted);
  return left.kind !== "true" && bySplitting(given, left) ? TRUE : left;
}

function residueWithoutSplits(given: Given, wanted: Constraint): Constraint {
  switch (wanted.kind) {
    case "true":
    case "false":
      return wanted;
    case "not": {
      const of = residueWithoutSplits(given, wanted.of);
      return of.kind === "true" ? FALSE : of.kind === "false" ? TRUE : { kind: "not", of };
    }
    case "and":
    case "or": {
      const decisive = wanted.kind === "and" ? "false" : "true";
      const open: Constraint[] = [];
      for (const each of wanted.of) {
        const of = residueWithoutSplits(given, each);
        if (of.kind === decisive) return of;
        if (of.kind !== "true" && of.kind !== "false") open.push(of);
      }
      const [first] = open;
      if (first === undefined) return wanted.kind === "and" ? TRUE : FALSE;
      return open.length === 1 ? first : { kind: wanted.kind, of: open };
    }
    default:
      return atomResidue(given, wanted);
  }
}

/** One alternative after another of the first choice that is given. */
function bySplitting({ byPlace, choices, splits }: Given, wanted: Constraint): boolean {
  const [choice, ...others] = choices;
  if (choice === undefined || splits === 0) return false;
  const rest = [...byPlace.values()].flat();
  return choice.of.every(
    (alternative) => residueOf({ ...conjunction([...rest, ...others, alternative]), splits: splits - 1 }, wanted).kind === "true",
  );
}

function atomResidue({ byPlace }: Given, wanted: Constraint): Constraint {
  const beside = byPlace.get(placeOf(wanted));
  if (beside === undefined) return wanted;
  if (beside.some((each) => each === wanted)) return TRUE;
  if (wanted.kind === "all" || wanted.kind === "some") {
    const lists = keyOf(wanted.lists);
    return beside.some((each) => each.kind === wanted.kind && keyOf(each.lists) === lists && covers([each.where], wanted.where)) ? TRUE : wanted;
  }
  const test = unaryTest(wanted);
  if (test === undefined) {
    const key = keyOf(wanted);
    return beside.some((each) => keyOf(each) === key) ? TRUE : wanted;
  }
  const tests = beside.flatMap((each) => unaryTest(each) ?? []);
  if (isImpossible(tests, test, false)) return TRUE;
  return isImpossible(tests, test, true) ? FALSE : wanted;
}

type UnaryTest =
  | { readonly kind: "text"; readonly sort: Sort; readonly literal: TextLiteral }
  | { readonly kind: "number"; readonly sort: Sort; readonly literal: NumberLiteral };

const knownTexts = new Map<string, boolean>();
const mostKnown = 200_000;

/**
 * Whether no value passes the tests that are given and also passes (or, without `holds`, does not pass) the one wanted.
 * Any one of the given tests says that there is a value of their sort; without one, nothing is known.
 */
function isImpossible(given: readonly UnaryTest[], wanted: UnaryTest, holds: boolean): boolean {
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

function isImpossibleText(literals: readonly TextLiteral[]): boolean {
  const key = literals.map((literal) => `${literal.holds} ${keyOf(literal.test)}`).join("\n");
  const known = knownTexts.get(key);
  if (known !== undefined) return known;
  const answer = solveTexts({ variables: [literals], relations: [] }).kind === "conflict";
  if (knownTexts.size >= mostKnown) knownTexts.clear();
  knownTexts.set(key, answer);
  return answer;
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
