/**
 * All that must hold of a policy, in one order, written once: the same enumeration makes a certificate and checks it. It
 * knows no evidence; whatever it cannot see by itself it asks of a guide.
 */
import type { Party, Policy } from "../model/model.js";
import { type Ask, asker } from "./ask.js";
import { assertions } from "./assertions.js";
import { authorityOf } from "./authority.js";
import { bounds, secrets } from "./bounds.js";
import { budgets } from "./budgets.js";
import { endOfChains, walkChains } from "./chains.js";
import type { Constraints } from "./constraints.js";
import { data } from "./data.js";
import { framesOf } from "./environment.js";
import { flows } from "./flow.js";
import type { Failure, Guide } from "./guide.js";
import { narrowing, type Proving } from "./narrowing.js";

/** What was gone through. */
export interface Covered {
  readonly rows: ReturnType<Ask["rows"]>;
  readonly counts: Counts;
}

export interface Counts {
  /** Hops as some chains make them. */
  readonly contexts: number;
  /** Questions that were shown to have no request, or a witness. */
  readonly questions: number;
  /** Numbers and labels that were compared. */
  readonly compared: number;
}

/** `constraints`: a table that has met nothing but the policy's normal form, so that a conjunction has its members in one order. */
export function obligations(policy: Policy, constraints: Constraints, guide: Guide): Covered | Failure {
  const stranger = strangerIn(policy);
  if (stranger !== undefined) return stranger;
  const frames = framesOf(policy, constraints);
  const ask = asker(constraints, frames.context, guide);
  const chains = walkChains(policy, constraints, frames, guide, ask);
  if ("why" in chains) return chains;
  const proving: Proving = { chains, constraints, authority: authorityOf(policy, constraints, frames), ask };
  const failure =
    endOfChains(chains) ??
    narrowing(proving) ??
    bounds(proving) ??
    secrets(policy.hops, proving) ??
    budgets(proving) ??
    data(policy, proving) ??
    assertions(policy, proving, guide) ??
    flows(policy, proving);
  if (failure !== undefined) return failure;
  const rows = ask.rows();
  const compared = rows.reduce((sum, [, , , count]) => sum + count, 0);
  return { rows, counts: { contexts: chains.contexts.length, questions: ask.questions, compared } };
}

/** Hops know their place in the policy and join its own parties, so that what is said of these is said of all there are. */
function strangerIn({ hops, principals, agents }: Policy): Failure | undefined {
  const parties = new Set<Party>([...principals, ...agents]);
  const at = hops.findIndex(({ index, from, to }, place) => index !== place || !parties.has(from) || !parties.has(to));
  return at < 0 ? undefined : { of: `hop ${at}`, why: "it is not one of the policy's parties that it joins" };
}
