/**
 * How a picture is laid out, by size, so that it always comes to an end: by Graphviz with all care; then by Graphviz with
 * straight lines and few improvements; then row by row, in time that grows with the number of hops. Larger ones are not drawn.
 */
import type { Graph } from "./graph.js";

export type Layout = "careful" | "quick" | "rows" | "none";

/** The most hops, lines to tools included, for each way. Measured on graphs without any order, which are the hardest. */
export const limits = { careful: 80, quick: 500, rows: 5000 } as const;

export function layoutFor(graph: Graph, tools: boolean): Layout {
  let lines = 0;
  let parties = 0;
  for (const policy of graph.policies) {
    lines += policy.hops.length + (tools ? policy.tools.reduce((sum, { usedBy }) => sum + usedBy.length, 0) : 0);
    parties += policy.parties.length;
  }
  const size = Math.max(lines, parties);
  if (size <= limits.careful) return "careful";
  if (size <= limits.quick) return "quick";
  return size <= limits.rows ? "rows" : "none";
}

const apart = { x: 150, y: 110 } as const;

/** A row for each distance from a principal; in it, each party near the middle of those that hand on to it. */
export function inRows({ policies }: Graph): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const positions = new Map<string, { readonly x: number; readonly y: number }>();
  let right = 0;
  for (const { parties, hops } of policies) {
    const below = new Map<string, string[]>();
    const above = new Map<string, string[]>();
    for (const { from, to } of hops) {
      below.set(from, [...(below.get(from) ?? []), to]);
      above.set(to, [...(above.get(to) ?? []), from]);
    }
    const rowOf = new Map<string, number>();
    const queue = parties.filter(({ kind, id }) => kind === "principal" || !above.has(id)).map(({ id }) => id);
    for (const id of queue) rowOf.set(id, 0);
    for (const id of queue) {
      for (const next of below.get(id) ?? []) {
        if (rowOf.has(next)) continue;
        rowOf.set(next, (rowOf.get(id) ?? 0) + 1);
        queue.push(next);
      }
    }
    const rows: string[][] = [];
    for (const { id } of parties) {
      const row = rowOf.get(id) ?? 0;
      rows[row] ??= [];
      rows[row].push(id);
    }
    const widest = Math.max(0, ...rows.map((row) => row.length));
    for (const [row, ids] of rows.entries()) {
      const middle = (id: string): number => {
        const xs = (above.get(id) ?? []).flatMap((each) => positions.get(each)?.x ?? []);
        return xs.length === 0 ? 0 : xs.reduce((sum, x) => sum + x, 0) / xs.length;
      };
      const wanted = new Map(ids.map((id) => [id, middle(id)]));
      const ordered = row === 0 ? ids : [...ids].sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      const indent = ((widest - ordered.length) / 2) * apart.x;
      for (const [index, id] of ordered.entries()) positions.set(id, { x: right + indent + index * apart.x, y: -row * apart.y });
    }
    right += (widest + 1) * apart.x;
  }
  return positions;
}
