/** Hops that are written as one before, but for their names (see `alike.ts`): the same again, at other places. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { HopText } from "../syntax/alike.js";
import { eachAtom } from "../types/constraints.js";
import type { HopHead } from "./lower-hops.js";
import type { Hop } from "./model.js";

/** A hop of which nothing was said, and where its text stands. */
export interface Pattern {
  readonly head: HopHead;
  readonly hop: Hop;
  readonly text: HopText;
  readonly atoms: ReadonlyMap<Constraint, Place>;
  /** It relays, or lets hops follow. */
  readonly handsOn: boolean;
}

/** What was met so far in a module, by `HopText.rest`: the pattern, where there is one. */
export type Patterns = Map<string, Pattern | "met" | "none">;

/** The hop as a pattern for others; nothing where something was noted of it that is not in it. `noted`: how many atoms were. */
export function patternOf(head: HopHead, hop: Hop, text: HopText, atoms: ReadonlyMap<Constraint, Place>, noted: number): Pattern | undefined {
  const found = new Map<Constraint, Place>();
  for (const where of [hop.require, ...hop.scope.clauses.map((clause) => clause.where)]) {
    eachAtom(where, (atom) => {
      const place = atoms.get(atom);
      if (place !== undefined) found.set(atom, place);
    });
  }
  const handsOn = (hop.depth ?? 0) > 0 || hop.scope.clauses.some(({ verb }) => verb === "relay");
  return found.size === noted && !hop.erroneous ? { head, hop, text, atoms: found, handsOn } : undefined;
}

/** A head that has the parameters of the pattern. */
export function headAlike(pattern: Pattern, head: HopHead, text: HopText): HopHead {
  const by = text.params - pattern.text.params;
  const { params, types, written } = pattern.head;
  return { ...head, params: params.map((param) => ({ ...param, place: moved(param.place, by) })), types, written };
}

/** `noted`: where atoms stand, to which those of the hop are added. */
export function hopAlike({ hop, text: before, atoms }: Pattern, head: HopHead, text: HopText, index: number, noted: Map<Constraint, Place>): Hop {
  const by = text.block - before.block;
  const place: Place = { file: hop.place.file, span: text.head };
  const again = (constraint: Constraint): Constraint => {
    const made = copied(constraint, again);
    const at = atoms.get(constraint);
    if (at !== undefined) noted.set(made, moved(at, by));
    return made;
  };
  const { params, from, to, task, erroneous } = head;
  return {
    ...hop,
    index,
    from,
    to,
    task,
    params,
    erroneous,
    place,
    scope: { clauses: hop.scope.clauses.map((clause) => ({ ...clause, where: again(clause.where), place: moved(clause.place, by) })), place },
    require: again(hop.require),
    ...(hop.requirePlace === undefined ? {} : { requirePlace: moved(hop.requirePlace, by) }),
    budgets: hop.budgets.map((budget) => ({ ...budget, place: moved(budget.place, by) })),
    places: Object.fromEntries(Object.entries(hop.places).map(([bound, at]) => [bound, moved(at, by)])),
  };
}

function moved({ file, span: { start, end } }: Place, by: number): Place {
  return { file, span: { start: start + by, end: end + by } };
}

function copied(constraint: Constraint, again: (inner: Constraint) => Constraint): Constraint {
  switch (constraint.kind) {
    case "true":
    case "false":
      return constraint;
    case "and":
    case "or":
      return { ...constraint, of: constraint.of.map(again) };
    case "not":
      return { ...constraint, of: again(constraint.of) };
    case "all":
    case "some":
      return { ...constraint, where: again(constraint.where) };
    default:
      return { ...constraint };
  }
}
