/** The first obligation: what a hop carries is within what the hop before it carries, on every chain. */
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import * as words from "../diagnostics/codes/proof.js";
import type { Diagnostic, Witness } from "../diagnostics/diagnostic.js";
import type { Action, Hop } from "../model/model.js";
import { showConstraint } from "../types/show.js";
import type { Authority } from "./authority.js";
import { chainsThatLack } from "./blame.js";
import type { Chains, Context } from "./chains.js";
import type { ActionClass } from "./classes.js";
import { conjuncts, mentions, substitute } from "./constraints.js";
import { type Failure, failures } from "./failures.js";
import type { Tally } from "./tally.js";
import { type Walk, walk } from "./walk.js";

export function narrowing(chains: Chains, authority: Authority, tally: Tally): readonly Diagnostic[] {
  const { constraints, prover } = chains;
  const refuted = failures();
  const others: Diagnostic[] = [];

  for (const context of chains.contexts) {
    if (context.erroneous || context.hop.from.kind === "principal") continue;
    if (!context.after.some(({ arrivals }) => arrivals.some((arrival) => !arrival.context.erroneous))) continue;
    for (const of of authority.classesOfHop(context.hop)) {
      const { allowed, relayed, denied } = authority.clauses(context, of);
      const child = constraints.and([constraints.or([allowed, relayed]), constraints.not(denied)]);
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
        refuted.add(refute(chains, authority, context, of, action, answer.request), action.id);
      }
    }
  }
  return [...refuted.diagnostics(), ...others];
}

/** The chain, the clause and the request of a refuted obligation. */
function refute(chains: Chains, authority: Authority, context: Context, of: ActionClass, action: Action, request: Request): Failure {
  const { hop } = context;
  const { not } = chains.constraints;
  let first: Refutation | undefined;
  let confirmed: Refutation | undefined;
  for (const chain of chainsThatLack(authority, context, of, request)) {
    if (chain.length < 2) continue;
    const way = walk(chains, authority, chain);
    const last = chain.length - 1;
    const asked = [way.carried(last, action), not(way.carried(last - 1, action)), not(authority.denied(of))];
    const answer = way.find(action, ...asked);
    const isFound = answer.kind === "found";
    const shown = isFound ? answer.request : request;
    const found = { way, shown, ...(isFound ? { witness: way.witness(action, shown, ...asked) } : {}) };
    first ??= found;
    if (isFound) confirmed = found;
    if (isFound) break;
  }
  const refutation = confirmed ?? first;
  if (refutation === undefined) {
    return { at: hop, diagnostic: words.widerScope({ hop, place: hop.place, action: action.id, giver: hop, kind: "less", related: [] }) };
  }
  const { way, shown, witness } = refutation;
  const last = way.hops.length - 1;
  const at = way.covering(last, action, shown).find((clause) => clause.verb !== "deny" && !clause.received) ?? hop;
  const giver = whoLimits(way, last - 1, action, shown);
  return {
    at,
    diagnostic: words.widerScope({
      hop,
      place: at.place,
      action: action.id,
      giver: giver.hop,
      kind: giver.kind,
      related: giver.places,
      ...(giver.missing.length === 0 ? {} : { missing: giver.missing }),
      ...(witness === undefined ? {} : { witness }),
    }),
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
  /** What a clause of the hop below would have to say as well, as it would be written there. */
  readonly missing: readonly string[];
}

/** The hop above at which the request is lost: the nearest that does not just pass on what it received. */
function whoLimits(way: Walk, from: number, action: Action, request: Request): Giver {
  let at = from;
  for (; at > 0; at--) {
    const covering = way.covering(at, action, request);
    if (covering.some(({ verb }) => verb === "deny") || !covering.some(({ received }) => received)) break;
  }
  const hop = way.hops[at];
  if (hop === undefined) throw new Error("a chain has no hop at its own index");
  const clauses = hop.scope.clauses.filter((clause) => clause.actions.includes(action));
  const denial = clauses.find((clause) => clause.verb === "deny" && admits(way.resolve(at, clause.where), request));
  if (denial !== undefined) return { hop, kind: "denied", places: [denial.place], missing: [] };
  const giving = clauses.filter(({ verb }) => verb !== "deny");
  if (giving.length === 0) return { hop, kind: "nothing", places: [hop.place], missing: [] };
  const [only] = giving;
  const missing =
    giving.length === 1 && only !== undefined && at === from
      ? conjuncts(only.where)
          .filter((part) => !admits(way.resolve(at, part), request))
          .map((part) => belowText(hop, part))
      : [];
  return { hop, kind: "less", places: giving.map(({ place }) => place), missing: missing.filter((text) => text !== undefined) };
}

/** A condition of a hop as the hop below would write it; `undefined` where it can't. */
function belowText(hop: Hop, constraint: Constraint): string | undefined {
  const names = new Set(hop.params.map(({ name }) => name));
  if ([...mentions(constraint).received].some((name) => names.has(name))) return undefined;
  return showConstraint(
    substitute(constraint, (root, name) => (root === "param" ? { kind: "place", root: "received", name, fields: [] } : undefined)),
  );
}
