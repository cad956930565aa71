/** Which actions a chain really lets be used: those for which there is a request. */
import { tooComplex } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action } from "../model/model.js";
import type { Authority } from "./authority.js";
import type { Chains, Context } from "./chains.js";
import { remembered } from "./memo.js";

export interface Usage {
  /** Whether some chain of the context lets its recipient use the action. Where that can't be decided, it counts as used. */
  isUsed(context: Context, action: Action): boolean;
  /** What could not be decided so far. */
  diagnostics(): readonly Diagnostic[];
}

export function usageOf(chains: Chains, authority: Authority): Usage {
  const { constraints, prover } = chains;
  const undecided = new Map<string, Diagnostic>();
  const answers = new Map<string, boolean>();
  return {
    isUsed: (context, action) => {
      const usable = constraints.and([authority.facts(context), authority.usable(context, authority.classes.classOf(action))]);
      if (usable.kind === "false") return false;
      // The facts alone hold somewhere, or there would be no such context.
      if (usable.kind === "true") return true;
      return remembered(answers, `${constraints.id(usable)} ${action.id} ${context.environment.id}`, () => {
        const answer = prover.exists(action, authority.variables(context, usable), usable);
        if (answer !== "yes" && answer !== "no") {
          undecided.set(`${context.hop.index} ${action.id}`, tooComplex(context.hop.place, answer.limit, `whether \`${action.id}\` can be used`));
        }
        return answer !== "no";
      });
    },
    diagnostics: () => [...undecided.values()],
  };
}
