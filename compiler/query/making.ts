/** From a request that some chain admits to one such chain, with the parameters that its hops are made with, asked again hop by hop. */
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import type { KeptValues } from "../../stdlib/runtime/entry.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { type Chain, chainsTo, chainThatCarries } from "../analysis/blame.js";
import type { Context } from "../analysis/chains.js";
import { always } from "../analysis/constraints.js";
import type { Prover } from "../analysis/prover.js";
import { shortestChain } from "../analysis/shortest.js";
import { type Walk, walk } from "../analysis/walk.js";
import type { Witness } from "../diagnostics/diagnostic.js";
import { judge } from "../ledger/judge.js";
import type { Action, Clause, Fact, Hop, Policy } from "../model/model.js";
import { given, type Known, type Values } from "./given.js";
import type { Survey } from "./survey.js";

/** A request but for its action and parameters. */
export type Asked = Pick<Request, "args" | "context" | "now" | "approvals">;

/** A chain that admits a request, and what its hops are made with. */
export interface Making {
  readonly hops: readonly Hop[];
  readonly way: Walk;
  readonly params: readonly Values[];
  readonly witness: Witness;
}

/** So many chains to a hop are tried. */
const mostTried = 200;

/** The first chain to the hop that is found to admit the request, confirmed by `admits` at each of its hops. */
export function makingOf(survey: Survey, context: Context, action: Action, request: Request): Making | undefined {
  let tried = 0;
  for (const chain of candidates(survey, context, action, request)) {
    const found = madeOn(survey, chain, action, request);
    if (found !== undefined) return found;
    if (++tried >= mostTried) return undefined;
  }
  return undefined;
}

function* candidates({ authority, reading }: Survey, context: Context, action: Action, request: Request): Iterable<Chain> {
  const of = authority.classes.classOf(action);
  const carrying = chainThatCarries(authority, context, of, request, reading);
  if (carrying !== undefined) yield carrying;
  const shortest = shortestChain(context);
  if (shortest !== undefined) yield shortest;
  yield* chainsTo(authority, context, of);
  yield* everyChainTo(context);
}

/** Every chain, but those that are longer than any that a person would read. `barren`: from where none leads up, with so many hops left. */
export function* everyChainTo(context: Context, left = 0, barren = new Set<number>()): Iterable<Chain> {
  const here = context.id * (longest + 1) + left;
  if (context.most < left || context.erroneous || left > longest || barren.has(here)) return;
  let isBarren = context.hop.from.kind !== "principal";
  if (!isBarren) yield [context];
  for (const { arrivals } of context.after)
    for (const arrival of arrivals)
      for (const above of everyChainTo(arrival.context, left + 1, barren)) {
        isBarren = false;
        yield [...above, context];
      }
  if (isBarren) barren.add(here);
}

const longest = 12;

/** The request on one chain: with the parameters that let it pass, if there are such. */
function madeOn(survey: Survey, chain: Chain, action: Action, { args, context, now, approvals }: Asked): Making | undefined {
  const way = walk(survey.chains, survey.authority, chain);
  const found = askOn(survey, way, action, { args, context, now, approvals }, admittedOn(survey, way, action));
  return found.kind === "made" ? found.making : undefined;
}

export type MadeOn =
  | { readonly kind: "made"; readonly making: Making }
  | { readonly kind: "none" }
  | { readonly kind: "too-complex"; readonly limit: string };

/** A request that the chain admits and that has all that is known, confirmed by `admits` at each hop. `asked`: `admittedOn`, and more. */
export function askOn(survey: Survey, way: Walk, action: Action, known: Known, asked: readonly Constraint[]): MadeOn {
  const { chains, policy } = survey;
  const { constraints, prover } = chains;
  const open = constraints.intern(given(constraints.and([way.facts, ...asked]), { ...known, effect: action.effect }));
  if (open.kind === "false") return { kind: "none" };
  const answer = prover.findWith(action, way.variables, open);
  if (answer.kind === "none") return answer;
  if (answer.kind === "too-complex") return answer;
  const { request } = answer;
  const whole = wholeRequest(prover, policy.facts, request, known);
  const params = paramsOn(way, whole);
  if (!isAdmitted(policy, way.hops, params, action, whole)) return { kind: "too-complex", limit: "no witness that the meaning confirms" };
  return { kind: "made", making: { hops: way.hops, way, params, witness: way.witness(action, whole, ...asked) } };
}

/** A request that was found where some of it was known, with what was known and every fact. */
export function wholeRequest(prover: Prover, facts: readonly Fact[], found: Request, known: Known): Request {
  return withAllFacts(prover, facts, {
    ...found,
    args: known.args === undefined ? found.args : known.some === true ? { ...found.args, ...known.args } : known.args,
    params: { ...found.params, ...known.params },
    context: { ...found.context, ...known.context },
    now: known.now ?? found.now,
    approvals: known.approvals ?? found.approvals,
  });
}

/**
 * A witness may leave out a fact that does not matter where it is asked about, or that is a Bool and false. Asked elsewhere
 * it has to be there, as in every real request.
 */
export function withAllFacts(prover: Prover, facts: readonly Fact[], request: Request): Request {
  const context: Record<string, Json> = { ...request.context };
  for (const { name, type } of facts) {
    if (Object.hasOwn(context, name)) continue;
    const answer = prover.findWith(undefined, { [name]: type }, always);
    const value = answer.kind === "found" ? answer.request.params[name] : undefined;
    if (value !== undefined) Object.defineProperty(context, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return { ...request, context };
}

/** What a request has to meet for the chain to admit it, beside the `require`s. */
export function admittedOn({ chains: { constraints }, authority }: Survey, way: Walk, action: Action): readonly Constraint[] {
  const last = way.hops.length - 1;
  const denied = authority.denied(authority.classes.classOf(action), way.hops[last]?.to.name);
  return [
    ...way.hops.slice(0, last).map((_, at) => way.carried(at, action)),
    way.usable(last, action),
    denied.kind === "false" ? always : constraints.not(denied),
  ];
}

function paramsOn(way: Walk, request: Request): readonly Values[] {
  return way.hops.map(({ params }, at) =>
    Object.fromEntries(
      params.map(({ name }): [string, Json] => {
        const term = way.parameter(at, name);
        const values = term?.root === "context" ? request.context : request.params;
        return [name, term !== undefined && Object.hasOwn(values, term.name) ? (values[term.name] ?? null) : null];
      }),
    ),
  );
}

/** What the language's rule says of a request whose every value is known: the meaning, hop by hop, and nothing of the proof. */
export function isAdmitted(policy: Policy, hops: readonly Hop[], params: readonly Values[], action: Action, request: Asked): boolean {
  const judged = judge(
    { ...policy, hops },
    {
      seq: 0,
      digest: "",
      hops: hops.map(({ from, to, task }, at) => ({ from: from.name, to: to.name, task: task.name, params: kept(params[at] ?? {}) })),
      action: action.id,
      args: kept(request.args),
      context: kept(request.context),
      now: request.now,
      approvals: request.approvals,
      refused: undefined,
      watched: false,
      times: 1,
    },
  );
  return judged.kind === "allowed";
}

function kept(values: Values): KeptValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

/** The clause of a hop that covers the request; of the last one, one that lets it be used. */
export function clauseOf({ hops, params, witness }: Making, index: number): Clause | undefined {
  const hop = hops[index];
  if (hop === undefined) return undefined;
  const received = Object.assign({}, ...params.slice(0, index));
  const covers = ({ verb, actions, where }: Clause): boolean =>
    (verb === "allow" || (verb === "relay" && index < hops.length - 1)) &&
    actions.some(({ id, effect }) => {
      if (id !== witness.action) return false;
      const now = witness.now === undefined ? 0 : Date.parse(witness.now);
      const { args, context, approvals } = witness;
      return admits(where, { action: id, effect, args, context, approvals, now, params: params[index] ?? {}, received });
    });
  return hop.scope.clauses.find(covers);
}
