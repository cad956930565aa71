/**
 * `no-narrowing`: an agent lets the next one use all that it received to use itself. Either the next agent has more than
 * its part of the task, or the one before it does, which needed `relay` rather than `allow`.
 *
 * Bad:
 *   delegate oncall -> planner for support { allow orders.*  ttl 1h }
 *   delegate planner -> clerk for support { allow orders.*  ttl 5m }
 * Good:
 *   delegate oncall -> planner for support { relay orders.*  ttl 1h }
 *   delegate planner -> clerk for support { allow orders.lookup  ttl 5m }
 */
import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import { noNarrowing as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Hop } from "../../model/model.js";
import type { Arrival } from "../authority.js";
import type { Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import type { HopLint, LintInput } from "./lint.js";
import { hopWords } from "./words.js";

/** At how many of the hops to its delegator a hop is held: enough to find the habit, and no pairs of hops. */
const arrivalsLookedAt = 3;

export const noNarrowing: HopLint = (input) => (hop) => (hop.from.kind === "principal" ? none : judge(input, hop));

function judge(input: LintInput, hop: Hop): readonly Diagnostic[] {
  for (const context of input.reach.contexts(hop)) {
    let looked = 0;
    for (const { arrivals } of context.after) {
      for (let at = 0; at < arrivals.length && looked < arrivalsLookedAt; at++) {
        const arrival = arrivals[at];
        looked++;
        if (arrival === undefined || arrival.context.erroneous || keepsSomething(input, context, arrival)) continue;
        if (handsOnAll(input, context, arrival)) return [words(hopWords(hop), hopWords(arrival.context.hop))];
      }
    }
  }
  return none;
}

const none: readonly Diagnostic[] = [];

/** Whether it is plain that the delegator may use something there that the recipient may not. */
function keepsSomething({ authority, reach }: LintInput, context: Context, arrival: Arrival): boolean {
  const given = reach.classes(context.hop);
  for (const of of reach.classes(arrival.context.hop)) {
    const used = reach.use(arrival.context, of);
    if (used.kind === "false") continue;
    if (!given.includes(of)) return true;
    // By the names that its variables have above: what is plain does not depend on them. Where all is of what was received,
    // what that is cut down to is looked at first: to say what was received is work.
    const { allowed, allowedReceived } = authority.clauses(context, of);
    if (allowed.kind === "false" && reach.plain.isOutside(used, allowedReceived)) return true;
    const parent = reach.use(context, of);
    if (used !== parent && reach.plain.isOutside(used, parent)) return true;
  }
  return false;
}

/** Whether all that the delegator may use there the recipient may use too, and it is something, and no more than was carried there. */
function handsOnAll(input: LintInput, context: Context, arrival: Arrival): boolean {
  const { authority, chains, reach } = input;
  const given = reach.classes(context.hop);
  const had = reach.classes(arrival.context.hop).flatMap((of): Part[] => {
    const used = reach.use(arrival.context, of);
    return used.kind === "false" ? [] : [{ of, child: authority.below(used, arrival, 1, "some"), parent: reach.use(context, of) }];
  });
  if (reach.usableIn(arrival.context).length === 0) return false;
  const facts = chains.constraints.and([authority.facts(context), ...arrival.step.dropped.map((fact) => authority.below(fact, arrival, 1, "some"))]);
  const within = ({ of, child, parent }: Part): boolean =>
    child === parent ||
    of.actions.every(
      (action) => chains.prover.includes(action, authority.variables(context, facts, child, parent), { facts, child, parent }).kind === "none",
    );
  const back = given.map((of): Part => {
    const parent = authority.below(authority.carried(arrival.context, of), arrival, 1, "some");
    return { of, child: reach.use(context, of), parent };
  });
  return had.every(within) && back.every(within);
}

/** For some actions: what should be within what. */
interface Part {
  readonly of: ActionClass;
  readonly child: Constraint;
  readonly parent: Constraint;
}
