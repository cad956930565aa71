/** Hops that are written as one before, but for their names (see `alike.ts`): the same again, at other places. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { further, type Place } from "../base/span.js";
import type { HopText } from "../syntax/alike.js";
import { eachAtom } from "../types/constraints.js";
import type { HopHead } from "./lower-hops.js";
import type { Hop } from "./model.js";

/** A hop of which nothing was said, and where its text stands. */
export interface Pattern {
  readonly head: HopHead;
  readonly hop: Hop;
  readonly text: HopText;
  /** It relays, or lets hops follow. */
  readonly handsOn: boolean;
}

/** What was met so far in a module, by `HopText.rest`: the pattern, where there is one. */
export type Patterns = Map<string, Pattern | "met" | "none">;

/** The hop as a pattern for others; nothing where something was noted of it that is not in it. `noted`: how many atoms were. */
export function patternOf(head: HopHead, hop: Hop, text: HopText, atoms: ReadonlyMap<Constraint, Place>, noted: number): Pattern | undefined {
  const found = new Set<Constraint>();
  for (const where of [hop.require, ...hop.scope.clauses.map((clause) => clause.where)])
    eachAtom(where, (atom) => {
      if (atoms.has(atom)) found.add(atom);
    });
  const handsOn = (hop.depth ?? 0) > 0 || hop.scope.clauses.some(({ verb }) => verb === "relay");
  return found.size === noted && !hop.erroneous ? { head, hop, text, handsOn } : undefined;
}

/** A head that has the parameters of the pattern. */
export function headAlike(pattern: Pattern, head: HopHead, text: HopText): HopHead {
  const by = text.params - pattern.text.params;
  const { params, types, written } = pattern.head;
  return { ...head, params: params.map((param) => ({ ...param, place: further(param.place, by) })), types, written };
}

/** The conditions are those of the pattern: what is found out of them holds of both. */
export function hopAlike({ hop, text: before }: Pattern, head: HopHead, text: HopText, index: number): Hop {
  const by = text.block - before.block;
  const place: Place = { file: hop.place.file, span: text.head };
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
    scope: { clauses: hop.scope.clauses.map((clause) => ({ ...clause, place: further(clause.place, by) })), place },
    ...(hop.requirePlace === undefined ? {} : { requirePlace: further(hop.requirePlace, by) }),
    budgets: hop.budgets.map((budget) => ({ ...budget, place: further(budget.place, by) })),
    places: Object.fromEntries(Object.entries(hop.places).map(([bound, at]) => [bound, further(at, by)])),
  };
}
