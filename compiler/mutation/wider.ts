/**
 * Whether a mutant gives more than the policy it was made of: on one chain, made with the same parameters, a request that it admits and
 * the policy does not. That is finer than what an agent may do over all chains: a clause that no longer pins what it was made for lets
 * nothing new be done by somebody, and yet gives each instance more.
 */
import type { Context } from "../analysis/chains.js";
import { walk } from "../analysis/walk.js";
import type { Witness } from "../diagnostics/diagnostic.js";
import type { Action, Hop } from "../model/model.js";
import { admittedOn, askOn, everyChainTo, isAdmitted, withAllFacts } from "../query/making.js";
import type { Survey } from "../query/survey.js";

export type Wider =
  | { readonly kind: "wider"; readonly witness: Witness; readonly action: Action; readonly hop: Hop }
  | { readonly kind: "same" }
  | { readonly kind: "unknown"; readonly why: string };

/** So many chains to a hop are compared. */
const mostChains = 50;

/** Both policies have the same hops; the second differs in what these allow, deny or require. */
export function wider(before: Survey, after: Survey): Wider {
  let unknown: string | undefined;
  for (const context of after.chains.contexts) {
    let tried = 0;
    for (const chain of everyChainTo(context)) {
      if (++tried > mostChains) {
        unknown ??= `more than ${mostChains} chains end with one hop`;
        break;
      }
      for (const action of after.actionsOf(context)) {
        const found = onChain(before, after, chain, action);
        if (found.kind === "wider") return found;
        if (found.kind === "unknown") unknown ??= found.why;
      }
    }
  }
  if (after.authority.overflow() ?? before.authority.overflow()) unknown ??= "a chain that passes on what it received is too long to follow";
  return unknown === undefined ? { kind: "same" } : { kind: "unknown", why: unknown };
}

function onChain(before: Survey, after: Survey, chain: readonly Context[], action: Action): Wider {
  const { constraints } = after.chains;
  const way = walk(after.chains, after.authority, chain);
  const now = constraints.and([way.facts, ...admittedOn(after, way, action)]);
  if (now.kind === "false") return { kind: "same" };
  const same = sameChain(before, chain);
  const old = same && walk(before.chains, before.authority, same);
  const was = old === undefined ? constraints.or([]) : constraints.and([old.facts, ...admittedOn(before, old, action)]);
  if (was === now) return { kind: "same" };
  const found = askOn(after, way, action, {}, [...admittedOn(after, way, action), constraints.not(was)]);
  if (found.kind === "none") return { kind: "same" };
  if (found.kind === "too-complex") return { kind: "unknown", why: found.limit };
  const { witness, params } = found.making;
  const [last] = chain.slice(-1);
  if (last === undefined) return { kind: "same" };
  const whole = withAllFacts(after.chains.prover, after.policy.facts, {
    action: action.id,
    effect: action.effect,
    args: witness.args,
    params: {},
    received: {},
    context: witness.context,
    now: witness.now === undefined ? 0 : Date.parse(witness.now),
    approvals: witness.approvals,
  });
  // What the decision procedure says is held against the meaning: the policy does refuse it.
  if (old !== undefined && isAdmitted(before.policy, old.hops, params, action, whole))
    return { kind: "unknown", why: "no witness that the meaning confirms" };
  return { kind: "wider", witness, action, hop: last.hop };
}

/** The contexts of the same hops in the other policy; none where it makes no such chain. */
function sameChain({ chains }: Survey, chain: readonly Context[]): readonly Context[] | undefined {
  const found: Context[] = [];
  for (const { hop } of chain) {
    const above = found.at(-1);
    const next: readonly Context[] = found.length === 0 ? chains.starts : (above?.stand?.departures ?? []);
    const same = next.find((each) => each.hop.index === hop.index);
    if (same === undefined) return undefined;
    found.push(same);
  }
  return found;
}
