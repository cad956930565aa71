/** A chain and a request, in full, that fulfil an `assert can`: what a certificate shows of it. */
import type { Constraint, Request, Term } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Assertion } from "../model/model.js";
import type { Run } from "../proof/guide.js";
import type { Authority } from "./authority.js";
import { type Chain, chainsTo } from "./blame.js";
import type { Chains } from "./chains.js";
import { shortestChain } from "./shortest.js";
import { walk } from "./walk.js";

/** So many chains to a hop are tried. */
const mostTried = 200;

export function fulfil(chains: Chains, authority: Authority, { party, action, where }: Extract<Assertion, { kind: "can" }>): Run | undefined {
  const { not } = chains.constraints;
  const of = authority.classes.classOf(action);
  for (const context of chains.contexts) {
    if (context.hop.to.name !== party) continue;
    const denied = authority.denied(of, party);
    let tried = 0;
    const shortest = shortestChain(context);
    for (const chain of shortest === undefined ? chainsTo(authority, context, of) : both(shortest, chainsTo(authority, context, of))) {
      if (tried++ >= mostTried) break;
      const way = walk(chains, authority, chain);
      const last = way.hops.length - 1;
      const bound = way.hops.flatMap(({ params }) => params.flatMap(({ from }) => (from === undefined ? [] : [isThere(from)])));
      const carried = way.hops.slice(0, last).map((_, at) => way.carried(at, action));
      const answer = way.find(action, ...carried, way.usable(last, action), not(denied), where, ...bound);
      if (answer.kind !== "found") continue;
      const { request } = answer;
      return {
        hops: way.hops.map(({ index }) => index),
        params: way.hops.map(({ params }, at) => Object.fromEntries(params.map(({ name }) => [name, valueAt(request, way.parameter(at, name))]))),
        args: request.args,
        context: request.context,
        now: request.now,
        approvals: request.approvals,
      };
    }
  }
  return undefined;
}

function* both(first: Chain, others: Iterable<Chain>): Iterable<Chain> {
  yield first;
  yield* others;
}

/** A fact that a parameter is bound to must be there for the hop to be made. */
function isThere(fact: string): Constraint {
  return { kind: "has", term: { kind: "place", root: "context", name: fact, fields: [] } };
}

function valueAt({ params, context }: Request, term: Extract<Term, { kind: "place" }> | undefined): Json {
  const values = term?.root === "context" ? context : params;
  return term !== undefined && Object.hasOwn(values, term.name) ? (values[term.name] ?? null) : null;
}
