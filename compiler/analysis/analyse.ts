/** The whole analysis of a policy: its chains, and every rule that is held against them. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Policy } from "../model/model.js";
import { find, includes } from "../scope/narrower.js";
import { authorityOf } from "./authority.js";
import { ceilings } from "./ceilings.js";
import { chainsOf } from "./chains.js";
import { narrowing } from "./narrowing.js";
import { tally } from "./tally.js";

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  readonly proof: Proof;
}

/** What was looked at, and how much of it was proved. */
export interface Proof {
  readonly agents: number;
  readonly hops: number;
  /** How many chains there are; no more than the greatest safe integer. */
  readonly chains: number;
  readonly obligations: number;
  readonly proved: number;
}

export function analyse(policy: Policy): Analysis {
  const chains = chainsOf(policy, { find, includes });
  const authority = authorityOf(chains);
  const counted = tally();
  const diagnostics = [...chains.diagnostics, ...narrowing(chains, authority, counted), ...ceilings(chains, authority, counted)];
  const { obligations, proved } = counted;
  return { diagnostics, proof: { agents: policy.agents.length, hops: policy.hops.length, chains: chains.contexts.length, obligations, proved } };
}
