/** What a lint is: a rule that looks at a whole policy and its chains, and has nothing to prove. */
import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import type { Place } from "../../base/span.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Policy } from "../../model/model.js";
import type { Authority } from "../authority.js";
import type { Chains } from "../chains.js";
import type { Reach } from "./reach.js";

export interface LintInput {
  readonly policy: Policy;
  readonly chains: Chains;
  readonly authority: Authority;
  readonly reach: Reach;
  /** Where the atoms stand that an author wrote; those that come of writing out a named scope are not among them. */
  readonly atoms: ReadonlyMap<Constraint, Place>;
  /** Something that was written is not in the policy for an error, so that what is missing from it means nothing. */
  readonly incomplete: boolean;
}

/** One rule. Where the decision procedure reaches a limit it says nothing: a lint is no proof. */
export type Lint = (input: LintInput) => readonly Diagnostic[];
