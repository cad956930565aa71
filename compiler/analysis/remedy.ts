/** What a clause that passes on too much could say as well: proposed only where it is proved to be enough, and not too much. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action, Clause, Hop } from "../model/model.js";
import { allOf } from "../types/constraints.js";
import { showConstraint } from "../types/show.js";
import type { Authority } from "./authority.js";
import { chainsTo } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { argumentsOf, conjuncts, mentions, substitute, typeKey } from "./constraints.js";
import { type Walk, walk } from "./walk.js";

export interface Remedy {
  readonly text: string;
  /** False where other actions of the clause lack an argument that it speaks of. */
  readonly suitsAll: boolean;
  /** Whether it is enough for another action, or in another context, of the same clause. */
  helps(context: Context, of: ActionClass, action: Action): boolean;
}

/** A clause that passes on too much of an action on one chain. */
export interface Excess {
  readonly way: Walk;
  readonly context: Context;
  readonly of: ActionClass;
  readonly action: Action;
  readonly clause: Clause;
  /** The clauses above that can cover the action, the nearest hop first; all hops but the last pass on what they received. */
  readonly covering: readonly Covering[];
}

/** The conditions of one clause above that this clause lacks; `isLacked` tells those that the request shown does not meet. */
export function remedyFor(
  chains: Chains,
  authority: Authority,
  excess: Excess,
  isLacked: (at: number, part: Constraint) => boolean,
): Remedy | undefined {
  const { way, context, of, action, clause, covering } = excess;
  const last = way.hops.length - 1;
  const own = way.resolve(last, clause.where);
  for (const parts of choices(covering)) {
    const written = parts.flatMap(({ at, hop, part }) => {
      const text = asWrittenBelow(hop, part);
      return text === undefined ? [] : [{ text, isLacked: isLacked(at, part) }];
    });
    const lacked = written.filter((each) => each.isLacked).map(({ text }) => text);
    const unsaid = written.map(({ text }) => text).filter((text) => !way.isWithin(action, own, way.resolve(last, text)));
    for (const candidate of lacked.length === unsaid.length ? [unsaid] : [lacked, unsaid]) {
      if (candidate.length === 0) continue;
      const part = chains.constraints.and(candidate);
      const helps: Remedy["helps"] = (there, ofThere, each) => isEnough(chains, authority, there, ofThere, each, clause, part);
      if (!isEnoughOn(chains, authority, way, of, action, clause, part) || !helps(context, of, action)) continue;
      const text = showConstraint(allOf(candidate));
      return { text, suitsAll: suitsAll(clause, action, part), helps };
    }
  }
  return undefined;
}

/** The clauses of the hop at one index of a chain that can cover the action. */
export interface Covering {
  readonly at: number;
  readonly hop: Hop;
  readonly clauses: readonly Clause[];
}

interface Part {
  readonly at: number;
  readonly hop: Hop;
  readonly part: Constraint;
}

/** What a request has to meet so that one clause of the farthest hop, and the only one of each nearer hop, covers it. */
function choices(covering: readonly Covering[]): readonly (readonly Part[])[] {
  const nearer = covering.slice(0, -1);
  const farthest = covering.at(-1);
  if (farthest === undefined || nearer.some(({ clauses }) => clauses.length !== 1)) return [];
  const partsOf = ({ at, hop }: Covering, { where }: Clause): readonly Part[] => conjuncts(where).map((part) => ({ at, hop, part }));
  const passed = nearer.flatMap((each) => each.clauses.flatMap((clause) => partsOf(each, clause)));
  return farthest.clauses.map((clause) => [...partsOf(farthest, clause), ...passed]);
}

/** More chains to one hop are not tried. */
const mostTried = 8;

/** Whether it is enough on the chains that lead to the hop. */
function isEnough(
  chains: Chains,
  authority: Authority,
  context: Context,
  of: ActionClass,
  action: Action,
  clause: Clause,
  part: Constraint,
): boolean {
  let count = 0;
  for (const chain of chainsTo(authority, context, of)) {
    if (chain.length < 2) continue;
    if (!isEnoughOn(chains, authority, walk(chains, authority, chain), of, action, clause, part)) return false;
    if (++count === mostTried) break;
  }
  return true;
}

/** Whether on one chain the clause with this condition added is within what is received, and still lets something through. */
function isEnoughOn(
  { constraints }: Chains,
  authority: Authority,
  way: Walk,
  of: ActionClass,
  action: Action,
  clause: Clause,
  part: Constraint,
): boolean {
  const last = way.hops.length - 1;
  const denials = (way.hops[last]?.scope.clauses ?? []).filter(({ verb, actions }) => verb === "deny" && actions.includes(action));
  const denied = [authority.denied(of), ...denials.map(({ where }) => way.resolve(last, where))];
  const child = constraints.and([way.resolve(last, clause.where), way.resolve(last, part), constraints.not(constraints.or(denied))]);
  // A parameter that no hop of the chain has can't be read there.
  if (mentions(child).received.size > 0) return false;
  return way.isPossible(action, child) && way.isWithin(action, child, way.carried(last - 1, action));
}

/** A condition of a hop as a hop below would write it; `undefined` where it can't. */
function asWrittenBelow(hop: Hop, constraint: Constraint): Constraint | undefined {
  const names = new Set(hop.params.map(({ name }) => name));
  if (constraint.kind === "only" || [...mentions(constraint).received].some((name) => names.has(name))) return undefined;
  return substitute(constraint, (root, name) => (root === "param" ? { kind: "place", root: "received", name, fields: [] } : undefined));
}

/** Whether all actions of the clause have the arguments that the condition speaks of, with the types that they have here. */
function suitsAll(clause: Clause, action: Action, part: Constraint): boolean {
  const typeOf = (of: Action, name: string): string | undefined => {
    const field = of.params.find((each) => each.name === name);
    return field === undefined ? undefined : typeKey(field.type);
  };
  const names = [...argumentsOf(part)];
  return clause.actions.every((each) => each === action || names.every((name) => typeOf(each, name) === typeOf(action, name)));
}
