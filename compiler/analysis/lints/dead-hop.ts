/**
 * `dead-hop`: a hop that no chain makes: nobody hands its delegator a task that it is a part of, or with a hop left, or what
 * it requires can't hold.
 *
 * Bad:
 *   delegate planner -> refunder for refund { allow orders.refund  ttl 5m }            and no hop leads to `planner`
 * Good:
 *   delegate oncall -> planner for resolve_ticket { relay orders.refund  ttl 1h }
 *   delegate planner -> refunder for refund { allow orders.refund  ttl 5m }
 */
import { deadHop as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Hop } from "../../model/model.js";
import type { HopLint } from "./lint.js";
import { hopWords } from "./words.js";

export const deadHop: HopLint = ({ chains }) => {
  // Where a limit was reached some chains were not looked at, and where a depth is missing some have no end.
  if (!chains.complete) return undefined;
  return (hop) => {
    if (chains.contextsOf(hop).length > 0 || hop.erroneous || !canDelegate(hop)) return none;
    if (chains.unmet.has(hop)) return [words.require(hop.requirePlace ?? hop.place, hopWords(hop))];
    const all = hop.from.kind === "agent" ? chains.graph.hopsTo(hop.from.name) : [];
    const tasks = new Set(all.filter((each) => chains.contextsOf(each).length > 0).map(({ task }) => task.name));
    return [standsNowhere(hop, all.length === 0 ? undefined : { all, tasks })];
  };
};

const none: readonly Diagnostic[] = [];

/** The hops to one agent, and the tasks of those that some chain makes. */
interface Arrivals {
  readonly all: readonly Hop[];
  readonly tasks: ReadonlySet<string>;
}

/** An unguarded agent makes no hop, and that is an error of its own. */
function canDelegate(hop: Hop): boolean {
  return hop.from.kind === "principal" || !hop.from.unguarded;
}

function standsNowhere(hop: Hop, arrivals: Arrivals | undefined): Diagnostic {
  const from = `\`${hop.from.name}\``;
  const some = (arrivals?.all ?? []).slice(0, 3).map((each) => ({ message: `leads to ${from}`, place: each.place }));
  if (arrivals === undefined) return words.noChain(hopWords(hop), `no hop leads to ${from}`, []);
  if (arrivals.tasks.size === 0) return words.noChain(hopWords(hop), `the hops that lead to ${from} stand in none either`, some);
  if (![...arrivals.tasks].some((task) => hop.task.within.has(task)))
    return words.noChain(hopWords(hop), `\`${hop.task.name}\` is no part of a task for which ${from} is reached`, some);
  return words.noChain(hopWords(hop), `no chain that reaches ${from} has a hop left`, some);
}
