/** Signals that end together. Not by `AbortSignal.any`: in Node 20 each of its results stays on record at a signal that lives long. */

/** A controller whose signal is made when someone asks for it: most instances end with nobody listening. */
export function lateController(): Pick<AbortController, "signal" | "abort"> {
  let made: AbortController | undefined;
  let reason: { readonly why: unknown } | undefined;
  return {
    get signal() {
      made ??= new AbortController();
      if (reason !== undefined) made.abort(reason.why);
      return made.signal;
    },
    abort(why) {
      reason ??= { why };
      made?.abort(why);
    },
  };
}

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
