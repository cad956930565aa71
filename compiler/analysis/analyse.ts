/** The whole analysis of a policy: its chains, and every rule that is held against them. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Policy } from "../model/model.js";
import type { LintOptions } from "./lints/index.js";
import { atOnce, openRun, resultOf } from "./run.js";

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

/** What lowering knows of how the policy was written. */
export type Written = Pick<LintOptions, "atoms" | "incomplete">;

export function analyse(policy: Policy, written: Written = {}): Analysis {
  return resultOf(atOnce(openRun(policy, written)));
}
