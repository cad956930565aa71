/** The hops of a policy that is edited, in order, each with its index. */
import type { Module } from "../names/modules.js";
import type { Row } from "./kept.js";
import type { Hop } from "./model.js";

/** What is kept of a module. */
export interface Sheet {
  readonly rows: Row[];
  readonly withParties: Row[];
}

/** Rows that have taken the place of others, whose hops are given as they were before. */
export interface Exchange {
  readonly module: Module;
  readonly at: number;
  readonly was: readonly Hop[];
  readonly rows: readonly Row[];
}

/** All hops in order; their indices are written. */
export function numbered(sheets: Iterable<Sheet>): Hop[] {
  const inOrder: Hop[] = [];
  for (const { rows } of sheets) {
    for (const row of rows) {
      for (const { hop } of row.hops) {
        if (hop === undefined) continue;
        if (hop.index !== inOrder.length) hop.index = inOrder.length;
        inOrder.push(hop);
      }
    }
  }
  return inOrder;
}

/**
 * The hops in order after one exchange, from those before it: no more is looked at than what changed, but that those that follow
 * get their new indices. `elsewhere`: what took the place of what, in other rows. Nothing where that is not all that changed.
 */
export function renumbered(
  before: readonly Hop[],
  sheet: Sheet | undefined,
  exchanges: readonly Exchange[],
  elsewhere: readonly (readonly [Hop | undefined, Hop | undefined])[],
): Hop[] | undefined {
  const [exchange, second] = exchanges;
  if (exchange === undefined || sheet === undefined || second !== undefined) return undefined;
  const inOrder = before.slice();
  for (const [was, is] of elsewhere) {
    if (was === undefined && is === undefined) continue;
    if (was === undefined || is === undefined) return undefined;
    inOrder[was.index] = is;
  }
  const { at, was, rows } = exchange;
  const now = rows.flatMap((row) => row.hops.flatMap((kept) => kept.hop ?? []));
  if (was.length + now.length === 0) return inOrder;
  const start = was[0]?.index ?? indexAfter(sheet.rows, at);
  if (start === undefined) return undefined;
  inOrder.splice(start, was.length, ...now);
  const end = now.length === was.length ? start + now.length : inOrder.length;
  for (let index = start; index < end; index++) (inOrder[index] as { index: number }).index = index;
  return inOrder;
}

/** The index of the first hop after the rows before `at`; nothing where these have none. */
function indexAfter(rows: readonly Row[], at: number): number | undefined {
  for (let row = at - 1; row >= 0; row--) {
    const last = rows[row]?.hops.findLast((kept) => kept.hop !== undefined)?.hop;
    if (last !== undefined) return last.index + 1;
  }
  return undefined;
}
