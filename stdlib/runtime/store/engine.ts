/** All cells and chains in memory: the memory store, and what the file store knows of its file. */
import type { Prepared } from "./batch.js";
import { judge, recordsOf, type Stored } from "./judge.js";
import type { Sealed } from "./record.js";
import { type Committed, type Head, type Key, storeProblem } from "./store.js";

export interface Engine {
  /** Of the last record. */
  seq(): bigint;
  cell(key: Key): Stored | undefined;
  heads(from: bigint): readonly Head[];
  /** What was answered to this batch before, if it was. */
  known(prepared: Prepared): Extract<Committed, { ok: true }> | undefined;
  /** What a batch would do at this time, and by `take` does. Nothing may be taken in between. */
  plan(prepared: Prepared, now: number): Planned;
}

export type Planned =
  | { readonly kind: "refused"; readonly answer: Committed }
  | { readonly kind: "done"; readonly records: readonly Sealed[]; take(): Taken };

/** `undo`: as if it had not been; the last that was taken first. */
export interface Taken {
  readonly answer: Extract<Committed, { ok: true }>;
  undo(): void;
}

/** What a batch has left behind, as a file says it. */
export interface Remembered {
  readonly id: string;
  readonly digest: string;
  readonly seq: bigint;
  readonly now: number;
}

export interface LoadedEngine extends Engine {
  /** Takes over what a file says that was done. */
  load(batch: Remembered, cells: ReadonlyMap<Key, Stored>, heads: readonly Head[]): void;
}

export function engine(): LoadedEngine {
  const cells = new Map<Key, Stored>();
  const heads = new Map<string, Head>();
  const batches = new Map<string, Remembered>();
  let last = 0n;
  const load: LoadedEngine["load"] = (batch, changed, moved) => {
    for (const [key, cell] of changed) cells.set(key, cell);
    for (const head of moved) heads.set(head.chain, head);
    batches.set(batch.id, batch);
    last = batch.seq;
  };
  return {
    load,
    seq: () => last,
    cell: (key) => cells.get(key),
    heads: (from) => [...heads.values()].filter(({ seq }) => seq >= from).sort((a, b) => (a.seq < b.seq ? -1 : 1)),
    known({ batch: { id }, digest }) {
      const before = batches.get(id);
      if (before === undefined) return undefined;
      if (before.digest !== digest) throw storeProblem("conflict", `another batch has the id \`${id}\``);
      return { ok: true, seq: before.seq, now: before.now };
    },
    plan(prepared, now) {
      const view = { cell: (key: Key) => cells.get(key), head: (chain: string) => heads.get(chain) };
      const judged = judge(prepared, view, now);
      if (judged.kind === "refused") return judged;
      let seq = last;
      const records = recordsOf(prepared, view, now, () => ++seq);
      const { digest, batch } = prepared;
      return {
        kind: "done",
        records,
        take() {
          const before = {
            last,
            cells: [...judged.cells.keys()].map((key) => [key, cells.get(key)] as const),
            heads: records.map(({ head: { chain } }) => [chain, heads.get(chain)] as const),
          };
          load(
            { id: batch.id, digest, seq, now },
            judged.cells,
            records.map(({ head }) => head),
          );
          return {
            answer: { ok: true, seq, now },
            undo() {
              restore(cells, before.cells);
              restore(heads, before.heads);
              batches.delete(batch.id);
              last = before.last;
            },
          };
        },
      };
    },
  };
}

function restore<T>(map: Map<string, T>, before: readonly (readonly [key: string, value: T | undefined])[]): void {
  for (const [key, value] of before) {
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
}
