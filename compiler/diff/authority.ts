/** Agent by agent and action by action: what some chain of one policy admits that no chain of the other does. */
import { benchFor } from "../analysis/chains.js";
import { mentions } from "../analysis/constraints.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Agent, Fact, Policy } from "../model/model.js";
import { conditionsFor, showConditions } from "../query/readable.js";
import { decider, type Survey, survey } from "../query/survey.js";
import { affectedAgents } from "./affected.js";
import { type Beyond, comparison } from "./beyond.js";
import { type AuthorityChange, hopName } from "./difference.js";

export interface Authorities {
  readonly widened: readonly AuthorityChange[];
  readonly narrowed: readonly AuthorityChange[];
}

export type ComparedAuthority =
  | { readonly kind: "compared"; readonly authorities: Authorities }
  /** The chains of one can't be followed to their end, so that nothing can be said of what they do not admit. */
  | { readonly kind: "unfollowed"; readonly which: "old" | "new"; readonly diagnostics: readonly Diagnostic[] };

/** Both policies have the names of the newer one (see `renamed`). */
export function compareAuthority(before: Policy, after: Policy): ComparedAuthority {
  const affected = affectedAgents(before, after);
  if (affected.size === 0) return { kind: "compared", authorities: { widened: [], narrowed: [] } };
  const bench = canShare(before, after) ? benchFor(after, decider) : undefined;
  const [old, now] = [survey(before, bench), survey(after, bench)];
  for (const [which, { diagnostics }] of [["new", now] as const, ["old", old] as const])
    if (diagnostics.length > 0) return { kind: "unfollowed", which, diagnostics };
  const bases = { old: { survey: old, action: actionIn(before) }, new: { survey: now, action: actionIn(after) } };
  const agents = agentsIn(after, before).filter((agent) => affected.has(agent));
  const ownerOf = ownersIn(after, before);
  const facts = factsOf(after, before);
  const changes = (of: Side, than: Side): readonly AuthorityChange[] => {
    const comparing = comparison(facts, bench);
    return agents.flatMap((agent) =>
      actionsUsed(of.survey, agent).flatMap((id): readonly AuthorityChange[] => {
        const action = of.action(id);
        if (action === undefined) return [];
        const found = comparing.beyond(of.survey, than.survey, agent, action, than.action(id));
        return found.kind === "within" ? [] : [changeOf(agent, ownerOf(agent), action, found, of.survey, bases)];
      }),
    );
  };
  const authorities = { widened: changes(bases.new, bases.old), narrowed: changes(bases.old, bases.new) };
  // What the old one has too little of makes for too many widenings, never for too few.
  const { diagnostics } = now;
  return diagnostics.length > 0 ? { kind: "unfollowed", which: "new", diagnostics } : { kind: "compared", authorities };
}

/** One of the two policies, and its actions by their names. */
interface Side {
  readonly survey: Survey;
  readonly action: (id: string) => Action | undefined;
}

function actionIn({ actions }: Policy): Side["action"] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  return (id) => byId.get(id);
}

/** What the agent may do with the action on one side, as a person reads it; nothing where it is nothing. */
function shown({ survey: of, action }: Side, agent: string, id: string): string | undefined {
  const declared = action(id);
  const conditions = declared === undefined ? [] : conditionsFor(of, agent, declared);
  return conditions.length === 0 ? undefined : showConditions(conditions);
}

function changeOf(
  agent: string,
  owner: string | undefined,
  action: Action,
  { making, ...found }: Exclude<Beyond, { kind: "within" }>,
  of: Survey,
  bases: { readonly old: Side; readonly new: Side },
): AuthorityChange {
  const [old, now] = [shown(bases.old, agent, action.id), shown(bases.new, agent, action.id)];
  const last = making?.hops.at(-1) ?? of.contextsTo(agent)[0]?.hop;
  return {
    agent,
    ...(owner === undefined ? {} : { owner }),
    action: action.id,
    chain: making?.way.parties ?? [],
    hops: (making?.hops ?? []).map(hopName),
    ...(making === undefined ? {} : { witness: making.witness }),
    ...(old === undefined ? {} : { old }),
    ...(now === undefined ? {} : { new: now }),
    ...(found.kind === "unknown" ? { unknown: found.why } : {}),
    state: stateOf(bases.new.survey, agent, bases.new.action(action.id)),
    place: last?.place ?? action.place,
  };
}

/** What is remembered of an action is so by its name, and of facts by theirs. */
function canShare(before: Policy, after: Policy): boolean {
  const key = ({ facts, actions }: Policy): string =>
    JSON.stringify([facts.map(({ name, type }) => [name, type]), actions.map(({ id, effect, params }) => [id, effect, params])]);
  return key(before) === key(after);
}

function stateOf(of: Survey, agent: string, action: Action | undefined): string {
  if (action === undefined) return "";
  const spoken = new Set<string>();
  const ways = of.waysTo(agent, action).map(({ context, admitted }) => {
    for (const name of mentions(admitted).context) spoken.add(name);
    return JSON.stringify([admitted, of.authority.variables(context, admitted)]);
  });
  const facts = of.policy.facts.filter(({ name }) => spoken.has(name)).map(({ name, type }) => [name, type]);
  return JSON.stringify([action.effect, action.params, facts, [...new Set(ways)].sort()]);
}

/** In the order of the first policy; then what only the other has. */
function agentsIn(...policies: readonly Policy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ agents }) => agents.map(({ name }) => name)))];
}

function actionsUsed(of: Survey, agent: string): readonly string[] {
  const used = new Set(of.contextsTo(agent).flatMap((context) => of.actionsOf(context).map(({ id }) => id)));
  return used.size < 2 ? [...used] : of.policy.actions.map(({ id }) => id).filter((id) => used.has(id));
}

function ownersIn(...policies: readonly Policy[]): (agent: string) => string | undefined {
  const found = new Map<string, Agent>();
  for (const { agents } of policies.toReversed()) for (const agent of agents) found.set(agent.name, agent);
  return (agent) => found.get(agent)?.owner;
}

/** Of a fact that both have with two types, that of the first. */
function factsOf(...policies: readonly Policy[]): readonly Fact[] {
  const found = new Map<string, Fact>();
  for (const { facts } of policies.toReversed()) for (const fact of facts) found.set(fact.name, fact);
  return [...found.values()];
}
