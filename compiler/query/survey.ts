/**
 * What the chains of one policy admit, agent by agent: the union over all chains and over all values of the parameters of
 * their hops. A request (its arguments, facts, time and approvals) is within the authority of an agent where *some* chain that
 * ends at it, made with *some* parameters that its `require`s take, admits it.
 */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { type Authority, authorityOf, type Reading } from "../analysis/authority.js";
import { type Bench, benchFor, type Chains, type Context, chainsOf } from "../analysis/chains.js";
import { mentions } from "../analysis/constraints.js";
import { remembered } from "../analysis/memo.js";
import { narrowing } from "../analysis/narrowing.js";
import type { Decider } from "../analysis/prover.js";
import { tally } from "../analysis/tally.js";
import { unfollowed } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Action, Policy } from "../model/model.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";
import { given } from "./given.js";

export interface Survey {
  readonly policy: Policy;
  readonly chains: Chains;
  readonly authority: Authority;
  /** How what a chain admits is put together; see `readingOf`. */
  readonly reading: Reading;
  /**
   * Why some chains are not here, or can't be followed: then nothing is known of what no chain does. Whether all can be followed
   * shows when they are asked about: read it after that.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** The hops that lead to an agent, as chains make them; the nearest to a principal first. */
  contextsTo(agent: string): readonly Context[];
  /** The actions that a hop may let its recipient use. */
  actionsOf(context: Context): readonly Action[];
  /** What some chain that ends with this hop admits, over its parameters and the variables of `authority.variables`. */
  admitted(context: Context, action: Action): Constraint;
  /** An agent's hops that may let it use the action, and what each admits. */
  waysTo(agent: string, action: Action): readonly Way[];
}

export interface Way {
  readonly context: Context;
  readonly admitted: Constraint;
}

/** The decision procedure, whole. */
export const decider: Decider = { covers, exists, find, includes };

/** `bench`: one that another policy with the same facts and actions is asked on as well. */
export function survey(policy: Policy, bench: Bench = benchFor(policy, decider)): Survey {
  const chains = chainsOf(policy, decider, bench);
  const authority = authorityOf(chains);
  const reading = readingOf(chains, authority);
  const { constraints } = chains;
  let byAgent: ReadonlyMap<string, readonly Context[]> | undefined;
  const contextsTo: Survey["contextsTo"] = (agent) => {
    byAgent ??= groupByAgent(chains);
    return byAgent.get(agent) ?? [];
  };
  const settled = new Map<string, Map<Constraint, Constraint>>();
  const admitted: Survey["admitted"] = (context, action) => {
    const of = authority.classes.classOf(action);
    const whole = constraints.and([authority.facts(context), authority.usable(context, of, reading)]);
    // Where two policies are compared an action may have two effects, so that no effect is left open.
    return remembered(
      remembered(settled, action.effect, () => new Map<Constraint, Constraint>()),
      whole,
      () => constraints.intern(given(whole, { effect: action.effect })),
    );
  };
  const actionsOf: Survey["actionsOf"] = ({ hop }) => authority.classesOfHop(hop).flatMap(({ actions }) => actions);
  return {
    policy,
    chains,
    authority,
    reading,
    get diagnostics() {
      const [first] = policy.hops;
      const overflow = authority.overflow();
      return overflow === undefined || first === undefined ? chains.diagnostics : [...chains.diagnostics, unfollowed(first, overflow)];
    },
    contextsTo,
    actionsOf,
    admitted,
    waysTo: (agent, action) => {
      const of = authority.classes.classOf(action);
      return contextsTo(agent).flatMap((context) => {
        if (!authority.classesOfHop(context.hop).includes(of)) return [];
        const found = admitted(context, action);
        return found.kind === "false" ? [] : [{ context, admitted: found }];
      });
    },
  };
}

function groupByAgent(chains: Chains): ReadonlyMap<string, readonly Context[]> {
  const found = new Map<string, Context[]>();
  for (const context of chains.contexts) if (!context.erroneous) remembered(found, context.hop.to.name, (): Context[] => []).push(context);
  return found;
}

/**
 * Where every hop is proved to carry no more than the one before it, a chain admits what its last hop lets be used, and that
 * is far simpler to ask. Else every hop on the way is asked as well; and so where a `require` above is forgotten below
 * although it speaks of the context, which is a part of the request.
 */
function readingOf(chains: Chains, authority: Authority): Reading {
  if (chains.diagnostics.length > 0 || chains.policy.hops.some(({ erroneous }) => erroneous)) return "admitted";
  for (const { arrivals } of chains.stands)
    for (const { step } of arrivals) if (step.dropped.some((fact) => mentions(fact).context.size > 0)) return "admitted";
  const counted = tally();
  for (const hop of chains.policy.hops) if (narrowing(chains, authority, hop, counted, { left: 0 }).length > 0) return "admitted";
  return "some";
}
