/** From a request that some chain admits to one such chain, with the parameters that its hops are made with, asked again hop by hop. */
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import type { KeptValues } from "../../stdlib/runtime/entry.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { type Chain, chainsTo, chainThatCarries } from "../analysis/blame.js";
import type { Context } from "../analysis/chains.js";
import { always } from "../analysis/constraints.js";
import { shortestChain } from "../analysis/shortest.js";
import { type Walk, walk } from "../analysis/walk.js";
import type { Witness } from "../diagnostics/diagnostic.js";
import { judge } from "../ledger/judge.js";
import type { Action, Hop, Policy } from "../model/model.js";
import { given, type Values } from "./given.js";
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
  yield* everyChainTo(context, 0);
}

/** Every chain, but those that are longer than any that a person would read. */
function* everyChainTo(context: Context, left: number): Iterable<Chain> {
  if (context.most < left || context.erroneous || left > longest) return;
  if (context.hop.from.kind === "principal") yield [context];
  for (const { arrivals } of context.after)
    for (const arrival of arrivals) for (const above of everyChainTo(arrival.context, left + 1)) yield [...above, context];
}

const longest = 12;

/** The request on one chain: with the parameters that let it pass, if there are such. */
export function madeOn(survey: Survey, chain: Chain, action: Action, { args, context, now, approvals }: Asked): Making | undefined {
  const { chains, authority, policy } = survey;
  const way = walk(chains, authority, chain);
  const asked = admittedOn(survey, way, action);
  const open = given(chains.constraints.and([way.facts, ...asked]), { effect: action.effect, args, context, now, approvals });
  const answer = chains.prover.findWith(action, way.variables, open);
  if (answer.kind !== "found") return undefined;
  const request: Request = { action: action.id, effect: action.effect, args, context, now, approvals, received: {}, params: answer.request.params };
  const params = paramsOn(way, request);
  if (!isAdmitted(policy, way.hops, params, action, request)) return undefined;
  return { hops: way.hops, way, params, witness: way.witness(action, request, ...asked) };
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
