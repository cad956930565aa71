/** The whole analysis of a policy: its chains, and every rule that is held against them. */
import { relayTooLong } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Policy } from "../model/model.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";
import { assertions } from "./assertions.js";
import { authorityOf } from "./authority.js";
import { bounds } from "./bounds.js";
import { budgets } from "./budgets.js";
import { ceilings } from "./ceilings.js";
import { chainsOf } from "./chains.js";
import { commitments } from "./commitments.js";
import { data } from "./data.js";
import { type LintOptions, lints } from "./lints/index.js";
import { narrowing } from "./narrowing.js";
import { measure } from "./states.js";
import { tally } from "./tally.js";
import { usageOf } from "./usage.js";

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  readonly proof: Proof;
}

/** What was looked at, and how much of it was proved. */
export interface Proof {
  readonly agents: number;
  readonly hops: number;
  /** How many chains there are, but no more than the greatest safe integer. */
  readonly chains: number;
  readonly obligations: number;
  readonly proved: number;
}

/** `written`: what lowering knows of how the policy was written. */
export function analyse(policy: Policy, written: Pick<LintOptions, "atoms" | "incomplete"> = {}): Analysis {
  const chains = chainsOf(policy, { covers, exists, find, includes });
  const authority = authorityOf(chains);
  const usage = usageOf(chains, authority);
  const counted = tally();
  const wider = narrowing(chains, authority, counted);
  const isNarrow = wider.length === 0 && chains.diagnostics.length === 0 && !policy.hops.some(({ erroneous }) => erroneous);
  const found = [
    ...chains.diagnostics,
    ...wider,
    ...ceilings(chains, authority, counted),
    ...bounds(chains, counted),
    ...budgets(chains, authority, counted),
    ...data(chains, authority, usage, counted),
    ...assertions(chains, authority, usage, { isNarrow, isIncomplete: written.incomplete ?? false }, counted),
    ...usage.diagnostics(),
    ...commitments(chains, authority),
  ];
  // Chains without an end are never followed to it, and that has been said.
  const [first] = policy.hops;
  const isLost = authority.overflowed() && !found.some(({ code }) => code === "missing-depth" || code === "too-complex");
  const limits = isLost && first !== undefined ? [relayTooLong(first)] : [];
  const { obligations, proved } = counted;
  return {
    diagnostics: [...found, ...limits, ...lints(policy, chains, { ...written, authority })],
    proof: {
      agents: policy.agents.length,
      hops: policy.hops.length,
      chains: Math.min(measure(chains).count, Number.MAX_SAFE_INTEGER),
      obligations,
      proved,
    },
  };
}
