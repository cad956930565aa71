/** What a lint is: a rule that looks at a policy and its chains, and has nothing to prove. */
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Hop, Party, Policy } from "../../model/model.js";
import type { WrittenAtoms } from "../../model/written-atoms.js";
import type { Authority } from "../authority.js";
import type { Chains } from "../chains.js";
import type { Reach } from "./reach.js";

export interface LintInput {
  readonly policy: Policy;
  readonly chains: Chains;
  readonly authority: Authority;
  readonly reach: Reach;
  readonly atoms: WrittenAtoms;
}

/**
 * Rules that look at each hop, or each party, by itself: at what leads to a hop and what can follow it, too, but no further
 * than one hop and as far as what was received is passed on. `undefined` where the policy gives nothing to look for. Where
 * the decision procedure reaches a limit they say nothing: a lint is no proof.
 */
export type HopLint = (input: LintInput) => ((hop: Hop) => readonly Diagnostic[]) | undefined;
export type PartyLint = (input: LintInput) => ((party: Party) => readonly Diagnostic[]) | undefined;

/** A rule that has to look at the whole policy. */
export type Lint = (input: LintInput) => readonly Diagnostic[];
