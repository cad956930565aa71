/** Signals that end together. Not by `AbortSignal.any`: in Node 20 each of its results stays on record at a signal that lives long. */

export interface Linked {
  readonly signal: AbortSignal;
  /** Aborts it alone. */
  abort(reason: unknown): void;
  /** No longer ends with the others. */
  unlink(): void;
}

export function linked(...others: readonly (AbortSignal | undefined)[]): Linked {
  const own = new AbortController();
  const undo: (() => void)[] = [];
  for (const other of others) {
    if (other === undefined) continue;
    const follow = (): void => own.abort(other.reason);
    if (other.aborted) follow();
    other.addEventListener("abort", follow, { once: true });
    undo.push(() => other.removeEventListener("abort", follow));
  }
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    unlink: () => {
      for (const each of undo) each();
    },
  };
}
