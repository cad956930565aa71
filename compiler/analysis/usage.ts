/** Which actions a chain really lets be used: those for which there is a request. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { tooComplex } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Hop } from "../model/model.js";
import type { Authority } from "./authority.js";
import type { Chains, Context } from "./chains.js";
import { mentions } from "./constraints.js";
import { remembered } from "./memo.js";

export interface Usage {
  /** Whether some chain of the context lets its recipient use the action. Where that can't be decided, it counts as used. */
  isUsed(context: Context, action: Action): boolean;
  /** What could not be decided so far. */
  diagnostics(): readonly Diagnostic[];
  /** What could not be decided of the hop is to be asked again. */
  forget(hop: Hop): void;
}

export function usageOf(chains: Chains, authority: Authority): Usage {
  const { constraints, prover } = chains;
  const undecided = new Map<Hop, Map<Action, Diagnostic>>();
  const answers = new Map<Action, Map<number, boolean>>();
  const ask = (context: Context, action: Action, usable: Constraint): boolean => {
    const answer = prover.exists(action, authority.variables(context, usable), usable);
    if (answer !== "yes" && answer !== "no") {
      const ofHop = remembered(undecided, context.hop, () => new Map<Action, Diagnostic>());
      ofHop.set(action, tooComplex(context.hop.place, answer.limit, `whether \`${action.id}\` can be used`));
    }
    return answer !== "no";
  };
  const isPossible = (context: Context, action: Action, parts: readonly Constraint[]): boolean => {
    const usable = constraints.and(parts);
    if (usable.kind === "false") return false;
    // The facts alone hold somewhere, or there would be no such context.
    if (usable.kind === "true") return true;
    if (mentions(usable).params.size > 0) return ask(context, action, usable);
    const known = remembered(answers, action, () => new Map<number, boolean>());
    return remembered(known, constraints.id(usable), () => ask(context, action, usable));
  };
  return {
    isUsed: (context, action) => {
      const of = authority.classes.classOf(action);
      const { allowed, allowedReceived, denied } = authority.clauses(context, of);
      const rest = [authority.facts(context), constraints.not(denied), constraints.not(authority.denied(of, context.hop.to.name))];
      if (isPossible(context, action, [allowed, ...rest])) return true;
      if (allowedReceived.kind === "false") return false;
      if (context.hop.from.kind === "principal")
        return isPossible(context, action, [allowedReceived, authority.receivedBySome(context, of), ...rest]);
      // One chain that brings it is enough.
      return context.after.some(({ arrivals }) =>
        arrivals.some((arrival) => {
          if (arrival.context.most < 1 || arrival.context.erroneous) return false;
          return isPossible(context, action, [allowedReceived, authority.arrivalMayCarry(arrival, of, "some", 1), ...rest]);
        }),
      );
    },
    diagnostics: () => [...undecided.values()].flatMap((ofHop) => [...ofHop.values()]),
    forget: (hop) => void undecided.delete(hop),
  };
}
