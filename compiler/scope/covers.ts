/**
 * The fast path: most inclusions hold attribute by attribute, and then no search is needed. What is left of a constraint
 * where others hold is found by looking at one place at a time; where nothing is left, it is implied.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { testsByPlace } from "./relations.js";
import { follows, keyOf, placeOf, type UnaryTest, unaryTest } from "./unary.js";

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
  /** What is known of the value at each place, also from what it is compared with. */
  readonly tests: ReadonlyMap<string, readonly UnaryTest[]>;
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
  return { byPlace, tests: testsByPlace(byPlace), choices, contradictory };
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
      if (isSaid(given, wanted)) return TRUE;
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
      if (open.length === 1) return first;
      return wanted.kind === "or" && coverTogether(given, open) ? TRUE : { kind: wanted.kind, of: open };
    }
    default:
      return atomResidue(given, wanted);
  }
}

/** Whether atoms about one place leave nothing out between them: ranges that adjoin, a set and its complement. */
function coverTogether(given: Given, atoms: readonly Constraint[]): boolean {
  const [place = "", ...others] = new Set(atoms.map(placeOf));
  const known = others.length === 0 ? given.tests.get(place) : undefined;
  const tests = known === undefined ? [] : atoms.flatMap((atom) => unaryTest(atom) ?? []);
  return known !== undefined && tests.length === atoms.length && follows(known, tests) === true;
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

function atomResidue(given: Given, wanted: Constraint): Constraint {
  const place = placeOf(wanted);
  if (wanted.kind === "all" || wanted.kind === "some") {
    const lists = keyOf(wanted.lists);
    const beside = given.byPlace.get(place) ?? [];
    return beside.some((each) => each.kind === wanted.kind && keyOf(each.lists) === lists && covers([each.where], wanted.where)) ? TRUE : wanted;
  }
  const test = unaryTest(wanted);
  if (test === undefined) return isSaid(given, wanted) ? TRUE : wanted;
  const tests = given.tests.get(place);
  if (tests === undefined) return wanted;
  const answer = follows(tests, [test]);
  return answer === undefined ? wanted : answer ? TRUE : FALSE;
}

/** Whether it is given just as it is wanted. */
function isSaid({ byPlace }: Given, wanted: Constraint): boolean {
  const beside = byPlace.get(placeOf(wanted)) ?? [];
  return beside.some((each) => each === wanted) || (beside.length > 0 && beside.some((each) => keyOf(each) === keyOf(wanted)));
}
