/**
 * Which granted authority nobody used, clause by clause, and the narrower clauses that would have been enough. Each is shown to be
 * within the clause that it is to replace, and to cover all that was used of it.
 */
import { admits, type Constraint } from "../../stdlib/runtime/constraint.js";
import { isWithinAlone } from "../analysis/hop-alone.js";
import { unreachable } from "../base/unreachable.js";
import type { Action, Clause, Hop, Policy } from "../model/model.js";
import { showConstraint, showName } from "../types/show.js";
import type { History } from "./history.js";
import { type AtHop, judge } from "./judge.js";
import { boundsFor } from "./narrow.js";

export interface Usage {
  readonly hops: readonly HopUsage[];
  /** Requests that were allowed then and that the policy as it is does not allow. */
  readonly elsewhere: number;
  /** Requests that can't be told by what was kept: what they may have used is left as it is. */
  readonly unknown: number;
  /** Requests that count. */
  readonly calls: number;
}

export interface HopUsage {
  readonly hop: Hop;
  /** Requests on chains that lead over it. */
  readonly used: number;
  /** None did, and none may have. */
  readonly idle: boolean;
  readonly clauses: readonly ClauseUsage[];
}

export interface ClauseUsage {
  readonly clause: Clause;
  readonly used: number;
  /** Actions that the clause names and nobody asked for; all of them where nobody used the clause. */
  readonly idle: readonly string[];
  /** What would have been enough; none where the clause is idle as a whole, or as narrow as can be said. */
  readonly narrower: readonly Narrower[];
}

export interface Narrower {
  /** As a policy writes it. */
  readonly text: string;
  readonly actions: readonly string[];
  readonly where: Constraint;
}

export function usageOf(history: History, policy: Policy): Usage {
  const seen = new Map<Hop, Seen>(policy.hops.map((hop) => [hop, { at: [], unclear: new Set() }]));
  let [elsewhere, unknown, calls] = [0, 0, 0];
  for (const decision of history.decisions) {
    if (decision.refused !== undefined) continue;
    const judged = judge(policy, decision);
    switch (judged.kind) {
      case "denied":
        elsewhere++;
        break;
      case "unknown":
        unknown++;
        for (const hop of judged.hops) seen.get(hop)?.unclear.add(decision.action);
        break;
      case "allowed":
        calls++;
        for (const at of judged.at) seen.get(at.hop)?.at.push(at);
        break;
      default:
        unreachable(judged);
    }
  }
  return { hops: policy.hops.map((hop) => ofHop(policy, hop, seen.get(hop) ?? { at: [], unclear: new Set() })), elsewhere, unknown, calls };
}

/** What went over a hop, and the actions of those requests of which it can't be told what they used. */
interface Seen {
  readonly at: AtHop[];
  readonly unclear: Set<string>;
}

function ofHop(policy: Policy, hop: Hop, seen: Seen): HopUsage {
  const clauses = hop.scope.clauses.filter(({ verb }) => verb !== "deny");
  return {
    hop,
    used: seen.at.length,
    idle: seen.at.length === 0 && seen.unclear.size === 0,
    clauses: clauses.map((clause) => ofClause(policy, hop, clause, seen)),
  };
}

function ofClause(policy: Policy, hop: Hop, clause: Clause, { at, unclear }: Seen): ClauseUsage {
  const covered = at.filter(({ covering }) => covering.includes(clause));
  const kept = clause.actions.filter((action) => unclear.has(action.id) || covered.some((each) => each.action === action));
  const idle = clause.actions.filter((action) => !kept.includes(action)).map(({ id }) => id);
  if (kept.length === 0) return { clause, used: 0, idle, narrower: [] };
  // Actions whose bounds are the same stay in one clause.
  const groups = new Map<string, { readonly actions: Action[]; readonly where: Constraint }>();
  let tighter = idle.length > 0;
  for (const action of kept) {
    const requests = covered.filter((each) => each.action === action).map(({ request }) => request);
    const found = unclear.has(action.id) ? [] : boundsFor(clause.where, action, requests);
    const bounds = found.filter((bound) => isSound(policy, hop, action, clause.where, bound, requests));
    if (bounds.length > 0) tighter = true;
    const where = bounds.length === 0 ? clause.where : tightened(policy, hop, action, clause.where, bounds);
    const key = JSON.stringify(bounds);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [action], where });
    else group.actions.push(action);
  }
  const narrower = [...groups.values()].map(({ actions, where }) => ({
    text: clauseText(clause, actions, where),
    actions: actions.map(({ id }) => id),
    where,
  }));
  return { clause, used: covered.length, idle, narrower: tighter ? narrower : [] };
}

/** The clause with its bounds, without what these say more sharply. */
function tightened(policy: Policy, hop: Hop, action: Action, where: Constraint, bounds: readonly Constraint[]): Constraint {
  const parts = where.kind === "and" ? where.of : [where];
  return conjunction([
    ...parts.filter((part) => part.kind === "only" || !bounds.some((bound) => isWithinAlone(policy, hop, action, bound, part))),
    ...bounds,
  ]);
}

/** Whether a bound leaves all that was used, takes something away, and with the clause is within the clause alone. */
function isSound(policy: Policy, hop: Hop, action: Action, where: Constraint, bound: Constraint, requests: readonly AtHop["request"][]): boolean {
  if (!requests.every((request) => admits(bound, request))) return false;
  return isWithinAlone(policy, hop, action, conjunction([where, bound]), where) && !isWithinAlone(policy, hop, action, where, bound);
}

/** One conjunction, flat. */
export function conjunction(parts: readonly Constraint[]): Constraint {
  const of = parts.flatMap((part) => (part.kind === "and" ? part.of : part.kind === "true" ? [] : [part]));
  const [only] = of;
  return only === undefined ? { kind: "true" } : of.length === 1 ? only : { kind: "and", of };
}

export function clauseText(clause: Clause, actions: readonly Action[], where: Constraint): string {
  const names = actions.map(({ tool, name }) => `${showName(tool.name)}.${showName(name)}`).join(", ");
  const parts = where.kind === "and" ? where.of : where.kind === "true" ? [] : [where];
  // Several lists of arguments come to what is in all of them.
  const lists = parts.flatMap((part) => (part.kind === "only" ? [part.names] : []));
  const only =
    lists.length === 0
      ? ""
      : ` only (${(lists[0] ?? [])
          .filter((name) => lists.every((list) => list.includes(name)))
          .map(showName)
          .join(", ")})`;
  const rest = parts.filter((part) => part.kind !== "only");
  const condition = rest.length === 0 ? "" : ` where ${showConstraint(conjunction(rest))}`;
  return `${clause.verb}${clause.received ? " received" : ""} ${names}${only}${condition}`;
}
