/**
 * What questions are asked of: one policy with its analysis. What the decision procedure could not decide counts against the
 * policy here, where a rule of `check` keeps silent about it: a warning is no proof, and neither is its absence.
 */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { analyse } from "../analysis/analyse.js";
import { type Authority, authorityOf } from "../analysis/authority.js";
import { type Chains, type Context, chainsOf } from "../analysis/chains.js";
import { always } from "../analysis/constraints.js";
import type { HopLint, LintInput } from "../analysis/lints/lint.js";
import { type Reach, reachOf } from "../analysis/lints/reach.js";
import type { Prover } from "../analysis/prover.js";
import { measuring, statesBelowFirst } from "../analysis/states.js";
import { runTests, type TestReport } from "../analysis/testing.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ProofCount } from "../diagnostics/json.js";
import type { Action, Agent, Hop, Policy } from "../model/model.js";
import { noAtoms, type WrittenAtoms } from "../model/written-atoms.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";

/** A warning that a file or a setting keeps from being reported. */
export interface Waiver {
  readonly code: string;
  readonly file: string;
  /** From 0; absent for one that a setting switches off everywhere. */
  readonly line?: number;
  /** Absent where nobody gave one. */
  readonly reason?: string;
}

/** A policy as it was read, and what was said of it on the way. */
export interface Given {
  readonly policy: Policy;
  /** What reading it found, before settings. */
  readonly found: readonly Diagnostic[];
  /** Something was left out of the model for an error that is among these. */
  readonly incomplete: boolean;
  readonly waivers: readonly Waiver[];
  /** The texts of the policy's files. */
  readonly texts: readonly { readonly file: string; readonly text: string }[];
}

export interface Subject extends Given {
  /** All that `check` finds, before settings. */
  readonly diagnostics: readonly Diagnostic[];
  readonly proof: ProofCount;
  readonly chains: Chains;
  readonly authority: Authority;
  /** What can't be decided is taken to be possible. */
  readonly reach: Reach;
  /** The parties of a longest chain; none where chains have no end, or there is none. */
  readonly longest: readonly string[];
  /** The agents that some chain reaches. */
  readonly reached: readonly Agent[];
  /** The hops that some chain makes. */
  readonly hops: readonly Hop[];
  /** What some chain may let be used, by hop. */
  readonly uses: readonly { readonly hop: Hop; readonly actions: readonly Action[] }[];
  readonly tests: TestReport;
  /** What a rule finds, of all hops, where all that can't be decided is against the policy. */
  findings(rule: HopLint): readonly Diagnostic[];
  readonly rules: LintInput;
}

export function subjectOf(given: Given, atoms: WrittenAtoms): Subject {
  const { policy } = given;
  const { diagnostics, proof } = analyse(policy, { atoms, incomplete: given.incomplete });
  const chains = chainsOf(policy, { covers, exists, find, includes });
  const authority = wary(authorityOf(chains));
  const reach = reachOf(policy, { ...chains, prover: cautious(chains.prover) }, authority);
  const rules: LintInput = { policy, chains, authority, reach, atoms: noAtoms };
  const made = policy.hops.filter((hop) => chains.contextsOf(hop).length > 0);
  const names = new Set(made.map(({ to }) => to.name));
  return {
    ...given,
    diagnostics: [...given.found, ...diagnostics],
    proof,
    chains,
    authority,
    reach,
    rules,
    longest: partiesOf(measuring(chains, statesBelowFirst(chains)).measure().longest),
    reached: policy.agents.filter(({ name }) => names.has(name)),
    hops: made,
    uses: made.map((hop) => ({ hop, actions: reach.usable(hop) })),
    tests: runTests(policy),
    findings: (rule) => {
      const ask = rule(rules);
      return ask === undefined ? [] : made.flatMap(ask);
    },
  };
}

/** A limit that was reached is a yes to whether there is such a request. */
function cautious(prover: Prover): Prover {
  return {
    ...prover,
    exists: (action, variables, constraint) => {
      const answer = prover.exists(action, variables, constraint);
      return answer === "no" ? "no" : "yes";
    },
  };
}

/** Where what is passed on could not be followed, anything may be used and carried. */
function wary(authority: Authority): Authority {
  const atMost = (found: Constraint): Constraint => (authority.overflow() === undefined ? found : always);
  return {
    ...authority,
    carried: (...asked) => atMost(authority.carried(...asked)),
    usable: (...asked) => atMost(authority.usable(...asked)),
  };
}

function partiesOf(chain: readonly Context[]): readonly string[] {
  const [first] = chain;
  return first === undefined ? [] : [first.hop.from.name, ...chain.map(({ hop }) => hop.to.name)];
}

/** A hop as it is called: `planner -> refunder for refund`. */
export function hopWords({ from, to, task }: Hop): string {
  return `${from.name} -> ${to.name} for ${task.name}`;
}
