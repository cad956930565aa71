/**
 * `unapproved-destructive`: an agent may use a destructive action without anybody's approval, neither of the call nor of
 * the hop that gave it the right.
 *
 * Bad:
 *   delegate ops -> cleaner for tidying { allow files.delete where path under "/scratch"  ttl 5m }
 * Good:
 *   delegate ops -> cleaner for tidying { allow files.delete where path under "/scratch" and approved by ops  ttl 5m }
 *   delegate ops -> cleaner for tidying { allow files.delete where path under "/scratch"  approval by ops  ttl 5m }
 */
import { unapprovedDestructive as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic, Witness } from "../../diagnostics/diagnostic.js";
import type { Action, Clause, Hop } from "../../model/model.js";
import type { Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import { remembered } from "../memo.js";
import { shortestChain } from "../shortest.js";
import { walk } from "../walk.js";
import type { HopLint, LintInput } from "./lint.js";
import { hopWords } from "./words.js";

export const unapprovedDestructive: HopLint = (input) => {
  const { policy, reach, authority } = input;
  const destructive = new Set(policy.actions.filter(({ effect }) => effect === "destructive").map(authority.classes.classOf));
  if (destructive.size === 0) return undefined;
  return (hop) => {
    if (hop.approval !== undefined) return none;
    return reach.classes(hop).some((of) => destructive.has(of) && isUnapproved(input, hop, of)) ? judge(input, hop) : none;
  };
};

/** Whether some request for a destructive action of the class needs no approval. */
function isUnapproved({ reach }: LintInput, hop: Hop, of: ActionClass): boolean {
  for (const context of reach.contexts(hop)) {
    const asked = reach.unapproved(reach.use(context, of));
    for (const action of of.actions) if (action.effect === "destructive" && reach.possible(context, action, asked) === "yes") return true;
  }
  return false;
}

const none: readonly Diagnostic[] = [];

/** One warning for each clause that lets it come to that. */
function judge(input: LintInput, hop: Hop): readonly Diagnostic[] {
  const { authority, reach } = input;
  const byClause = new Map<Clause, { readonly context: Context; readonly actions: Action[] }>();
  for (const action of reach.usable(hop)) {
    if (action.effect !== "destructive") continue;
    const of = authority.classes.classOf(action);
    const context = reach.contexts(hop).find((each) => reach.possible(each, action, reach.unapproved(reach.use(each, of))) === "yes");
    const clause = context && clauseFor(input, context, action);
    if (context !== undefined && clause !== undefined)
      remembered(byClause, clause, () => ({ context, actions: [] as Action[] })).actions.push(action);
  }
  return [...byClause].flatMap(([clause, { context, actions }]) => {
    const names = actions.map(({ id }) => id);
    return actions.slice(0, 1).map((action) => words(clause.place, hopWords(hop), names, witness(input, context, action)));
  });
}

/** The clause that lets it be used so. */
function clauseFor({ authority, reach }: LintInput, context: Context, action: Action): Clause | undefined {
  const { resolve } = authority.frame(context);
  const allowing = context.hop.scope.clauses.filter((clause) => clause.verb === "allow" && clause.actions.includes(action));
  return allowing.find((clause) => reach.possible(context, action, reach.unapproved(resolve(clause.where))) === "yes") ?? allowing[0];
}

/** A call that nobody has approved, on the shortest chain. */
function witness({ authority, reach, chains }: LintInput, context: Context, action: Action): Witness | undefined {
  const chain = shortestChain(context);
  if (chain === undefined) return undefined;
  const path = walk(chains, authority, chain);
  const denied = authority.denied(authority.classes.classOf(action), context.hop.to.name);
  const asked = reach.unapproved(chains.constraints.and([path.usable(chain.length - 1, action), chains.constraints.not(denied)]));
  const answer = path.find(action, asked);
  return answer.kind === "found" ? path.witness(action, answer.request, asked) : undefined;
}
