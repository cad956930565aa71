/** The first obligation: what a hop carries is within what the hop before it carries, on every chain. */
import { admits, type Request } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import * as words from "../diagnostics/codes/proof.js";
import type { Diagnostic, Witness } from "../diagnostics/diagnostic.js";
import type { Action, Clause, Hop } from "../model/model.js";
import type { Authority } from "./authority.js";
import { chainsThatLack } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { type Failure, failures } from "./failures.js";
import { type Covering, remedyFor } from "./remedy.js";
import type { Tally } from "./tally.js";
import { type Walk, walk } from "./walk.js";

/** `effort` is used up by hops that are refuted. */
export function narrowing(chains: Chains, authority: Authority, hop: Hop, tally: Tally, effort: Effort): readonly Diagnostic[] {
  if (hop.from.kind === "principal") return nothing;
  const { constraints, prover } = chains;
  const refuted = failures();
  const others: Diagnostic[] = [];

  for (const context of chains.contextsOf(hop)) {
    if (context.erroneous) continue;
    if (!context.after.some(({ arrivals }) => arrivals.some((arrival) => !arrival.context.erroneous))) continue;
    for (const of of authority.classesOfHop(context.hop)) {
      const { allowed, relayed, denied } = authority.clauses(context, of);
      const given = relayed.kind === "false" ? allowed : constraints.or([allowed, relayed]);
      const child = denied.kind === "false" ? given : constraints.and([given, constraints.not(denied)]);
      // What it passes on of what was received is within that, whatever it is.
      const parent = child.kind === "false" ? child : authority.receivedByAll(context, of);
      if (child.kind === "false" || parent.kind === "true" || child === parent) {
        tally.add(true, of.actions.length);
        continue;
      }
      const facts = authority.facts(context);
      const variables = authority.variables(context, facts, child, parent);
      const deniedToAll = authority.denied(of);
      for (const action of of.actions) {
        let answer = prover.includes(action, variables, { facts, child, parent });
        if (answer.kind !== "none" && deniedToAll.kind !== "false") {
          answer = prover.includes(action, variables, { facts: constraints.and([facts, constraints.not(deniedToAll)]), child, parent });
        }
        tally.add(answer.kind === "none");
        if (answer.kind === "too-complex")
          others.push(
            words.tooComplex(
              context.hop.place,
              answer.limit,
              `whether \`${words.arrow(context.hop)}\` passes on no more of \`${action.id}\` than it received`,
            ),
          );
        if (answer.kind !== "found") continue;
        const clause = clauseOf(authority, context, action, answer.request);
        const at = clause?.place ?? context.hop.place;
        if (refuted.addTo(at, context, of, action)) continue;
        refuted.add({ at, ...refute(chains, authority, context, of, action, clause, answer.request, effort) }, action.id);
      }
    }
  }
  return [...refuted.diagnostics(), ...others];
}

const nothing: readonly Diagnostic[] = [];

/** How many chains may still be tried after the first one to a hop: most often that one shows the fault. */
export interface Effort {
  left: number;
}

/** Over all hops that are refuted, so that a policy with many of them is done in time. */
export const mostFurtherChains = 3000;

/** The clause by which the hop carries the request. */
function clauseOf(authority: Authority, context: Context, action: Action, request: Request): Clause | undefined {
  const { resolve } = authority.frame(context);
  return context.hop.scope.clauses.find(
    ({ verb, received, actions, where }) => verb !== "deny" && !received && actions.includes(action) && admits(resolve(where), request),
  );
}

/** The chain and the request of a refuted obligation, and what can be done. */
function refute(
  chains: Chains,
  authority: Authority,
  context: Context,
  of: ActionClass,
  action: Action,
  clause: Clause | undefined,
  request: Request,
  effort: Effort,
): Omit<Failure, "at"> {
  const { hop } = context;
  const place = clause?.place ?? hop.place;
  const { and, not } = chains.constraints;
  let first: Refutation | undefined;
  let confirmed: Refutation | undefined;
  for (const chain of chainsThatLack(authority, context, of, request)) {
    if (chain.length < 2) continue;
    const way = walk(chains, authority, chain);
    const last = chain.length - 1;
    const passed = clause === undefined ? [] : [way.resolve(last, clause.where)];
    const bound = way.carried(last - 1, action);
    const asked = [and([way.carried(last, action), ...passed]), not(bound), not(authority.denied(of))];
    const answer = way.find(action, ...asked);
    const isFound = answer.kind === "found";
    const shown = isFound ? answer.request : request;
    const found = { way, shown, ...(isFound ? { witness: way.witness(action, way.telling(shown, bound), ...asked) } : {}) };
    first ??= found;
    if (isFound) confirmed = found;
    if (isFound || effort.left-- <= 0) break;
  }
  const refutation = confirmed ?? first;
  if (refutation === undefined) {
    return { diagnostic: words.widerScope({ hop, place, action: action.id, giver: hop, kind: "less", related: [], actions: 1 }) };
  }
  const { way, shown, witness } = refutation;
  const giver = whoLimits(way, way.hops.length - 2, action, shown);
  const remedy =
    giver.kind !== "less" || clause === undefined || confirmed === undefined
      ? undefined
      : remedyFor(
          chains,
          authority,
          { way, context, of, action, clause, covering: giver.covering },
          (at, part) => !admits(way.resolve(at, part), shown),
        );
  return {
    diagnostic: words.widerScope({
      hop,
      place,
      action: action.id,
      actions: clause?.actions.length ?? 1,
      giver: giver.hop,
      kind: giver.kind,
      related: giver.places,
      ...(remedy === undefined ? {} : { missing: remedy.text, suitsAll: remedy.suitsAll }),
      ...(witness === undefined ? {} : { witness }),
    }),
    otherwise: {
      help: words.narrowTo(giver.hop),
      suffices: (there, ofThere, each) => remedy?.suitsAll === true && remedy.helps(there, ofThere, each),
    },
  };
}

/** An obligation refuted on one chain; with a witness where the request was found again with all that is known there. */
interface Refutation {
  readonly way: Walk;
  readonly shown: Request;
  readonly witness?: Witness;
}

interface Giver {
  readonly hop: Hop;
  readonly kind: "less" | "nothing" | "denied";
  readonly places: readonly Place[];
  /** The clauses that can cover the action, of the nearest hop and of those above it as far as each passes on what it received. */
  readonly covering: readonly Covering[];
}

/** The hop above at which the request is lost: the nearest that does not just pass on what it received. */
function whoLimits(way: Walk, from: number, action: Action, request: Request): Giver {
  const clausesAt = (at: number): readonly Clause[] => (way.hops[at]?.scope.clauses ?? []).filter(({ actions }) => actions.includes(action));
  const coveringAt = (at: number): readonly Clause[] =>
    clausesAt(at).filter(({ verb, where }) => verb !== "deny" && way.isPossible(action, way.resolve(at, where)));
  const coveringFrom = (at: number): readonly Covering[] => {
    const hop = way.hops[at];
    if (hop === undefined) return [];
    const clauses = coveringAt(at);
    const passesOn = clauses.length === 1 && clauses[0]?.received === true;
    return [{ at, hop, clauses }, ...(passesOn ? coveringFrom(at - 1) : [])];
  };
  let at = from;
  for (; at > 0; at--) {
    const covering = way.covering(at, action, request);
    if (covering.some(({ verb }) => verb === "deny") || !covering.some(({ received }) => received)) break;
  }
  const hop = way.hops[at];
  if (hop === undefined) throw new Error("a chain has no hop at its own index");
  const clauses = clausesAt(at);
  const denial = clauses.find((clause) => clause.verb === "deny" && admits(way.resolve(at, clause.where), request));
  if (denial !== undefined) return { hop, kind: "denied", places: [denial.place], covering: [] };
  const giving = coveringAt(at);
  if (giving.length === 0) {
    // A clause that names the action, and then excludes it, is the one to look at.
    const naming = clauses.filter(({ verb }) => verb !== "deny");
    return { hop, kind: "nothing", places: (naming.length > 0 ? naming : [hop]).map(({ place }) => place), covering: [] };
  }
  return { hop, kind: "less", places: giving.map(({ place }) => place), covering: coveringFrom(from) };
}
