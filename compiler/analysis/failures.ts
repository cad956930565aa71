/** Refuted obligations, told once for each place: the first request stands for all that the same clause lets through. */
import type { Place } from "../base/span.js";
import { forMoreActions } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action } from "../model/model.js";
import type { Context } from "./chains.js";
import type { ActionClass } from "./classes.js";

/** One refuted obligation: the place of the clause, or of the hop where no clause can be named, and what to say of it. */
export interface Failure {
  readonly at: Place;
  readonly diagnostic: Diagnostic;
  /** What else to do, where the help is for this one action. */
  readonly otherwise?: Otherwise;
}

export interface Otherwise {
  readonly help: string;
  /** Whether the help for the first action does for another one as well. */
  suffices(context: Context, of: ActionClass, action: Action): boolean;
}

export interface Failures {
  add(failure: Failure, action: string): void;
  /** Counts the action to what was already refuted at this place; false where nothing was. */
  addTo(at: Place, context: Context, of: ActionClass, action: Action): boolean;
  diagnostics(): readonly Diagnostic[];
}

interface Told {
  readonly failure: Failure;
  readonly actions: Set<string>;
  /** Whether the help does for all of them. */
  suffices: boolean;
}

export function failures(): Failures {
  const found = new Map<string, Told>();
  return {
    add: (failure, action) => {
      const before = found.get(keyOf(failure.at));
      if (before === undefined) found.set(keyOf(failure.at), { failure, actions: new Set([action]), suffices: true });
      else before.actions.add(action);
    },
    addTo: (at, context, of, action) => {
      const before = found.get(keyOf(at));
      if (before === undefined) return false;
      before.actions.add(action.id);
      before.suffices &&= before.failure.otherwise?.suffices(context, of, action) ?? true;
      return true;
    },
    diagnostics: () =>
      [...found.values()].map(({ failure: { diagnostic, otherwise }, actions, suffices }) =>
        forMoreActions(suffices || otherwise === undefined ? diagnostic : { ...diagnostic, help: otherwise.help }, actions.size - 1),
      ),
  };
}

/** A named scope stands at one place with all its clauses. */
function keyOf({ file, span }: Place): string {
  return `${span.start} ${span.end} ${file}`;
}
