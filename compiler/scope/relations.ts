/**
 * What follows for one place from what is known of another that it is compared with: a bound on a parameter bounds the
 * argument that must not exceed it, an equal place passes the same tests, what is under a path is under all above it.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { scales } from "../proof/replay/scales.js";
import { greatest, least } from "./numbers.js";
import { scaleOf, termKey, type UnaryTest, unaryTest } from "./unary.js";

interface Relation {
  readonly kind: "equal" | "at-most" | "under";
  readonly sort: Sort;
  readonly left: string;
  readonly right: string;
}

/** How many times tests are handed on: as many steps as a chain of comparisons is followed. */
const rounds = 4;

/** The tests of each place that speaks for itself, and those that follow from comparisons between places. */
export function testsByPlace(byPlace: ReadonlyMap<string, readonly Constraint[]>): ReadonlyMap<string, readonly UnaryTest[]> {
  const found = new Map<string, UnaryTest[]>();
  for (const [place, atoms] of byPlace) {
    found.set(
      place,
      atoms.flatMap((atom) => unaryTest(atom) ?? []),
    );
  }
  const relations = (byPlace.get("") ?? []).flatMap(relationsOf);
  if (relations.length === 0) return found;
  const seen = new Set<string>();
  const add = (place: string, test: UnaryTest): void => {
    const key = `${place} ${JSON.stringify(test, (_, value) => (typeof value === "bigint" ? String(value) : value))}`;
    if (seen.has(key)) return;
    seen.add(key);
    const known = found.get(place);
    if (known === undefined) found.set(place, [test]);
    else known.push(test);
  };
  for (let round = 0; round < rounds; round++) {
    const before = seen.size;
    for (const relation of relations) handOn(relation, found, add);
    if (seen.size === before) break;
  }
  return found;
}

function relationsOf(atom: Constraint): readonly Relation[] {
  if (atom.kind === "under" && !atom.negated) return [{ kind: "under", sort: "Path", left: termKey(atom.term), right: termKey(atom.base) }];
  if (atom.kind !== "compare") return [];
  // Of two literals nothing is known, and so nothing follows; with one, it is a test of the other place.
  const { sort } = atom;
  const [left, right] = [termKey(atom.left), termKey(atom.right)];
  switch (atom.op) {
    case "==":
      return [{ kind: "equal", sort, left, right }];
    case "<":
    case "<=":
      return [{ kind: "at-most", sort, left, right }];
    case ">":
    case ">=":
      return [{ kind: "at-most", sort, left: right, right: left }];
    default:
      return [];
  }
}

function handOn(
  { kind, sort, left, right }: Relation,
  found: ReadonlyMap<string, readonly UnaryTest[]>,
  add: (place: string, test: UnaryTest) => void,
): void {
  const testsOf = (place: string): readonly UnaryTest[] => (found.get(place) ?? []).filter((test) => test.sort === sort);
  switch (kind) {
    case "equal":
      for (const test of [...testsOf(right)]) add(left, test);
      for (const test of [...testsOf(left)]) add(right, test);
      return;
    case "under":
      for (const test of [...testsOf(right)]) if (test.kind === "text" && test.literal.test.kind === "under" && test.literal.holds) add(left, test);
      return;
    case "at-most": {
      const scale = scales[scaleOf(sort)];
      const literals = (place: string) => testsOf(place).flatMap((test) => (test.kind === "number" ? [test.literal] : []));
      const [above, below] = [literals(right), literals(left)];
      const high = above.length === 0 ? undefined : greatest(scale, above);
      if (high !== undefined) add(left, { kind: "number", sort, literal: { test: { kind: "intervals", of: [[scale.low, high]] }, holds: true } });
      const low = below.length === 0 ? undefined : least(scale, below);
      if (low !== undefined) add(right, { kind: "number", sort, literal: { test: { kind: "intervals", of: [[low, scale.high]] }, holds: true } });
      return;
    }
    default:
      unreachable(kind);
  }
}
