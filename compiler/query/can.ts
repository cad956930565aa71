/** Whether an agent can use an action: the chains that admit it, each with one request, or the hop that stops it. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Chain } from "../analysis/blame.js";
import type { Context } from "../analysis/chains.js";
import { shortestChain } from "../analysis/shortest.js";
import { type Walk, walk } from "../analysis/walk.js";
import type { Action, Clause, Denial, Hop } from "../model/model.js";
import { always } from "../types/constraints.js";
import { given, type Known, type Values } from "./given.js";
import { admittedOn, askOn, everyChainTo, type Making, makingOf, wholeRequest } from "./making.js";
import type { Survey } from "./survey.js";

/** What is asked. What is left open may be anything. */
export interface Asking {
  readonly agent: string;
  readonly action: Action;
  readonly known: Omit<Known, "effect" | "params">;
  /** By `FROM.TO.NAME` as a witness has it, or by the name alone wherever a hop has it. */
  readonly params: Values;
  /** Only chains that look like this: the parties, and the tasks that were said. */
  readonly chain?: readonly { readonly party: string; readonly task?: string }[];
  /** A condition beside. */
  readonly where?: Constraint;
}

export type Can =
  | { readonly kind: "yes"; readonly makings: readonly Making[] }
  | { readonly kind: "no"; readonly stopped: Stopped | undefined }
  /** A counted limit was reached. */
  | { readonly kind: "unknown"; readonly limit: string };

/** Where a chain loses the request: of those looked at, the one that carries it farthest. */
export interface Stopped {
  readonly chain: readonly string[];
  readonly hop: Hop;
  /** Counted from 1. */
  readonly at: number;
  readonly why: "require" | "nothing" | "less" | "relayed" | "denied";
  /** What stands there about the action: the clauses that do not cover it, or what takes it away. */
  readonly clauses: readonly (Clause | Denial)[];
}

/** So many chains are tried one by one, and so many are shown. */
const mostTried = 2000;
const mostShown = 20;

export function can(survey: Survey, asking: Asking): Can {
  const isPlain = asking.chain === undefined && Object.keys(asking.params).length === 0;
  return isPlain ? canByHops(survey, asking) : canByChains(survey, asking);
}

/** One question for each hop to the agent, and one chain for each that admits it. */
function canByHops(survey: Survey, asking: Asking): Can {
  const { agent, action, known, where } = asking;
  const { chains, authority } = survey;
  const { constraints, prover } = chains;
  const makings: Making[] = [];
  let limit: string | undefined;
  for (const { context, admitted } of survey.waysTo(agent, action)) {
    if (makings.length >= mostShown) break;
    const open = constraints.intern(given(constraints.and([admitted, where ?? always]), known));
    const answer = prover.find(action, authority.variables(context, admitted), open);
    if (answer.kind === "too-complex") limit ??= answer.limit;
    if (answer.kind !== "found") continue;
    const whole = wholeRequest(prover, survey.policy.facts, answer.request, known);
    const making = makingOf(survey, context, action, whole);
    if (making === undefined) limit ??= "no chain was found for a request that was";
    else makings.push(making);
  }
  if (makings.length > 0) return { kind: "yes", makings };
  const [open] = survey.diagnostics;
  limit ??= open?.message;
  if (limit !== undefined) return { kind: "unknown", limit };
  const contexts = [...survey.contextsTo(agent)].sort((a, b) => Number(speaksOf(survey, b, action)) - Number(speaksOf(survey, a, action)));
  return { kind: "no", stopped: farthest(survey, asking, contexts.slice(0, mostLookedAt).flatMap(someChainsTo)) };
}

/** The shortest chain to a hop, and some others. */
function someChainsTo(context: Context): readonly Chain[] {
  const shortest = shortestChain(context);
  const found: Chain[] = shortest === undefined ? [] : [shortest];
  for (const chain of everyChainTo(context)) if (found.push(chain) >= mostLookedAt) break;
  return found;
}

/** So many hops, and chains to each, are looked at for what stops a request. */
const mostLookedAt = 6;

/** Of several chains, where the one loses the request that carries it farthest. */
function farthest(survey: Survey, asking: Asking, chains: readonly Chain[]): Stopped | undefined {
  const stops = chains.flatMap((chain) => stoppedOn(survey, asking, walk(survey.chains, survey.authority, chain)) ?? []);
  const rank = ({ at, why }: Stopped): number => at * distances.length + distances.indexOf(why);
  return stops.reduce<Stopped | undefined>((best, each) => (best === undefined || rank(each) > rank(best) ? each : best), undefined);
}

/** What stops a request at one hop, the farther the later. */
const distances: readonly Stopped["why"][] = ["require", "nothing", "less", "relayed", "denied"];

function speaksOf({ authority }: Survey, { hop }: Context, action: Action): boolean {
  return authority.classesOfHop(hop).includes(authority.classes.classOf(action));
}

function canByChains(survey: Survey, asking: Asking): Can {
  const { action, where } = asking;
  const makings: Making[] = [];
  const first: Chain[] = [];
  let limit: string | undefined;
  let tried = 0;
  for (const chain of chainsAsked(survey, asking)) {
    if (makings.length >= mostShown) break;
    if (tried++ >= mostTried) {
      limit ??= `${mostTried} chains`;
      break;
    }
    const way = walk(survey.chains, survey.authority, chain);
    if (first.length < mostLookedAt) first.push(chain);
    const known = knownOn(asking, way);
    if (known === undefined) continue;
    const found = askOn(survey, way, action, known, [...admittedOn(survey, way, action), where ?? always]);
    if (found.kind === "made") makings.push(found.making);
    if (found.kind === "too-complex") limit ??= found.limit;
  }
  if (makings.length > 0) return { kind: "yes", makings };
  if (limit !== undefined) return { kind: "unknown", limit };
  return { kind: "no", stopped: farthest(survey, asking, first) };
}

/** The chains to the agent that look as was asked. */
function* chainsAsked(survey: Survey, { agent, chain: asked }: Asking): Iterable<Chain> {
  for (const context of survey.contextsTo(agent)) yield* asked === undefined ? everyChainTo(context) : chainsLike(context, asked, asked.length - 1);
}

/** The chains that end with this hop at the party of the chain asked for that has this index. */
function* chainsLike(context: Context, asked: NonNullable<Asking["chain"]>, at: number, left = 0): Iterable<Chain> {
  const [step, before] = [asked[at], asked[at - 1]];
  const { hop } = context;
  if (context.most < left || context.erroneous || hop.to.name !== step?.party || hop.from.name !== before?.party) return;
  if (step.task !== undefined && hop.task.name !== step.task) return;
  if (hop.from.kind === "principal") {
    if (at === 1) yield [context];
    return;
  }
  for (const { arrivals } of context.after)
    for (const arrival of arrivals) for (const above of chainsLike(arrival.context, asked, at - 1, left + 1)) yield [...above, context];
}

/** The parameters that were given, under the names that the chain has for them; nothing where they can't be what is asked. */
function knownOn({ known, params: asked }: Asking, way: Walk): Known | undefined {
  const params: Record<string, Values[string]> = {};
  const context: Record<string, Values[string]> = { ...known.context };
  for (const [at, hop] of way.hops.entries()) {
    for (const { name } of hop.params) {
      const term = way.parameter(at, name);
      if (term === undefined) continue;
      const said = [`${hop.from.name}.${hop.to.name}.${name}`, term.name, name].find((key) => Object.hasOwn(asked, key));
      const value = said === undefined ? undefined : asked[said];
      if (value === undefined) continue;
      // One that the runtime binds from the context is that fact.
      const into = term.root === "context" ? context : params;
      if (Object.hasOwn(into, term.name) && JSON.stringify(into[term.name]) !== JSON.stringify(value)) return undefined;
      into[term.name] = value;
    }
  }
  return { ...known, params, context };
}

/** The first hop after which nothing is left of what is asked. */
function stoppedOn(survey: Survey, asking: Asking, way: Walk): Stopped | undefined {
  const { chains, policy } = survey;
  const { constraints, prover } = chains;
  const { action, agent, where } = asking;
  const found = knownOn(asking, way);
  const known = { ...found, effect: action.effect };
  const leaves = (...of: readonly Constraint[]): boolean =>
    prover.exists(action, way.variables, constraints.intern(given(constraints.and([way.facts, where ?? always, ...of]), known))) !== "no";
  const last = way.hops.length - 1;
  const at = (index: number, why: Stopped["why"], clauses: Stopped["clauses"]): Stopped | undefined => {
    const hop = way.hops[index];
    return hop === undefined ? undefined : { chain: way.parties, hop, at: index + 1, why, clauses };
  };
  if (found === undefined || !leaves()) {
    const index = way.hops.findIndex(({ require }) => require.kind !== "true");
    return at(Math.max(0, index), "require", []);
  }
  const carried = way.hops.map((_, index) => way.carried(index, action));
  const stopping = way.hops.findIndex((_, index) => !leaves(...carried.slice(0, index + 1)));
  const clausesAt = (index: number): readonly Clause[] => (way.hops[index]?.scope.clauses ?? []).filter(({ actions }) => actions.includes(action));
  if (stopping >= 0) {
    const clauses = clausesAt(stopping);
    return at(stopping, clauses.some(({ verb }) => verb !== "deny") ? "less" : "nothing", clauses);
  }
  const used = [...carried.slice(0, last), way.usable(last, action)];
  if (!leaves(...used)) return at(last, "relayed", clausesAt(last));
  const denials = policy.denials.filter(({ actions, by }) => actions.includes(action) && (by === undefined || by.has(agent)));
  const taking = denials.filter((denial) => !leaves(...used, constraints.not(denial.where)));
  return at(last, "denied", taking.length > 0 ? taking : denials);
}
