/** The store that is gone with its process: for tests, and for authority that need not outlive it. */
import { prepare } from "./batch.js";
import { type Clock, storeClock } from "./clock.js";
import { engine } from "./engine.js";
import { shownCell } from "./judge.js";
import { type Store, storeProblem } from "./store.js";

export function memoryStore(options: { readonly clock?: Clock } = {}): Store {
  const clock = options.clock ?? storeClock();
  const state = engine();
  const lines: { readonly seq: bigint; readonly line: Uint8Array }[] = [];
  const encoder = new TextEncoder();
  let closed = false;
  const openOnly = (): void => {
    if (closed) throw storeProblem("closed", "the store is closed");
  };
  return {
    durable: false,
    async open() {
      openOnly();
      return { seq: state.seq() };
    },
    async commit(batch) {
      openOnly();
      const prepared = prepare(batch);
      const known = state.known(prepared);
      if (known !== undefined) return known;
      const planned = state.plan(prepared, clock.now());
      if (planned.kind === "refused") return planned.answer;
      for (const { line, head } of planned.records) lines.push({ seq: head.seq, line: encoder.encode(line) });
      return planned.take().answer;
    },
    async read(keys) {
      openOnly();
      const now = clock.now();
      return { cells: keys.map((key) => shownCell(state.cell(key), now)), now };
    },
    async *log(from) {
      openOnly();
      // Numbers count up by one here, from 1.
      const first = from < 1n ? 0 : Number(from) - 1;
      for (let i = first; i < lines.length; i++) {
        const each = lines[i];
        if (each !== undefined) yield each.line;
      }
    },
    async heads(from) {
      openOnly();
      return state.heads(from);
    },
    async close() {
      closed = true;
    },
  };
}
