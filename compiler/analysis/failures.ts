/** Refuted obligations, told once for each place: the first request stands for all that the same clause lets through. */
import { forMoreActions } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Clause, Hop } from "../model/model.js";

/** One refuted obligation: the clause, or the hop where no clause can be named, and what to say of it. */
export interface Failure {
  readonly at: Clause | Hop;
  readonly diagnostic: Diagnostic;
}

export interface Failures {
  add(failure: Failure, action: string): void;
  diagnostics(): readonly Diagnostic[];
}

export function failures(): Failures {
  const found = new Map<Clause | Hop, { readonly diagnostic: Diagnostic; readonly actions: Set<string> }>();
  return {
    add: ({ at, diagnostic }, action) => {
      const before = found.get(at);
      if (before === undefined) found.set(at, { diagnostic, actions: new Set([action]) });
      else before.actions.add(action);
    },
    diagnostics: () => [...found.values()].map(({ diagnostic, actions }) => forMoreActions(diagnostic, actions.size - 1)),
  };
}
