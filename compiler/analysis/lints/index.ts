/** Every lint, one after another. */

import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import type { Place } from "../../base/span.js";
import type { Code, Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Hop, Party, Policy } from "../../model/model.js";
import { noAtoms, type WrittenAtoms } from "../../model/written-atoms.js";
import { type Authority, authorityOf } from "../authority.js";
import type { Chains } from "../chains.js";
import { chosenParameter } from "./chosen-parameter.js";
import { constantAtomsOf, type Holder } from "./constant-atoms.js";
import { deadClause } from "./dead-clause.js";
import { deadHop } from "./dead-hop.js";
import { lethalTrifecta } from "./lethal-trifecta.js";
import type { HopLint, Lint, LintInput, PartyLint } from "./lint.js";
import { noNarrowing } from "./no-narrowing.js";
import { noOwner } from "./no-owner.js";
import { opaqueEffect } from "./opaque-effect.js";
import { reachOf } from "./reach.js";
import { sharedRuntime } from "./shared-runtime.js";
import { sharedSecret } from "./shared-secret.js";
import { unapprovedCrossing } from "./unapproved-crossing.js";
import { unapprovedDestructive } from "./unapproved-destructive.js";
import { unboundedSpend } from "./unbounded-spend.js";
import { unreachableAgent } from "./unreachable-agent.js";
import { unusedAuthority } from "./unused-authority.js";

const hopRules: readonly HopLint[] = [deadHop, deadClause, noNarrowing, unapprovedCrossing, unapprovedDestructive, chosenParameter];
const partyRules: readonly PartyLint[] = [noOwner, unreachableAgent, unusedAuthority];
const policyRules: readonly Lint[] = [sharedRuntime, sharedSecret, lethalTrifecta, opaqueEffect];

export interface LintOptions {
  /** Made where it is not given. */
  readonly authority?: Authority;
  /** As lowering tells; without them none is called always true or always false. */
  readonly atoms?: WrittenAtoms;
  /** Lowering left something out, for an error that it has reported: what is missing from the policy means nothing. */
  readonly incomplete?: boolean;
}

/** The lints, ready to look at one thing after another. None of it is needed for a proof, and none follows from another. */
export interface Linter {
  hop(hop: Hop): readonly Diagnostic[];
  party(party: Party): readonly Diagnostic[];
  /** What depends on hops far above as well; a new one after each edit. */
  spending(): ((hop: Hop) => readonly Diagnostic[]) | undefined;
  /** What is looked for in the whole policy, but for atoms. */
  policy(): readonly Diagnostic[];
  /** The atoms that may be constant, of one holder. */
  suspects(holder: Holder): readonly Constraint[];
  atoms(suspects: ReadonlySet<Constraint>): readonly Diagnostic[];
  /** What was remembered of a hop holds no more. */
  forget(hop: Hop): void;
}

export function linter(chains: Chains, options: LintOptions = {}): Linter {
  const authority = options.authority ?? authorityOf(chains);
  const reach = reachOf(chains.policy, chains, authority);
  const input: LintInput = {
    get policy() {
      return chains.policy;
    },
    chains,
    authority,
    reach,
    atoms: options.atoms ?? noAtoms,
  };
  const ofHop = hopRules.flatMap((rule) => rule(input) ?? []);
  const ofParty = partyRules.flatMap((rule) => rule(input) ?? []);
  const constantAtoms = constantAtomsOf(input);
  return {
    hop: (hop) => together(ofHop, hop),
    party: (party) => together(ofParty, party),
    spending: () => unboundedSpend(input),
    policy: () => policyRules.flatMap((rule) => rule(input)),
    suspects: constantAtoms.suspects,
    atoms: constantAtoms.judge,
    forget: reach.forget,
  };
}

/** What the lints say of a policy, rule by rule. */
export function lints(policy: Policy, chains: Chains, options: LintOptions = {}): readonly Diagnostic[] {
  const { hop: ofHop, party: ofParty, spending, policy: ofPolicy, suspects, atoms } = linter(chains, options);
  const { hops, principals, agents } = policy;
  const parties = [...principals, ...agents];
  const holders = [...hops, ...parties, "policy" as const];
  return withoutConsequences(
    [
      ...atoms(new Set(holders.flatMap(suspects))),
      ...hops.flatMap(ofHop),
      ...ofPolicy(),
      ...hops.flatMap(spending() ?? (() => none)),
      ...parties.flatMap(ofParty),
    ],
    options.incomplete ?? false,
  );
}

const none: readonly Diagnostic[] = [];

/** Most rules have nothing to say of most things. */
function together<T>(rules: readonly ((of: T) => readonly Diagnostic[])[], of: T): readonly Diagnostic[] {
  let found = none;
  for (const rule of rules) {
    const more = rule(of);
    if (more.length > 0) found = found.length === 0 ? more : [...found, ...more];
  }
  return found;
}

/**
 * A clause or a hop is dead, or does nothing, for an atom in it that never holds: the atom is what is reported. And where
 * something was left out of the policy, nothing can be said of what is missing from it.
 */
export function withoutConsequences(all: readonly Diagnostic[], isIncomplete: boolean): readonly Diagnostic[] {
  const found = isIncomplete ? all.filter(({ code }) => !ofMissing.has(code)) : all;
  const impossible = new Map<string, Place[]>();
  for (const { code, place } of found) {
    if (code !== "always-false") continue;
    const ofFile = impossible.get(place.file);
    if (ofFile === undefined) impossible.set(place.file, [place]);
    else ofFile.push(place);
  }
  if (impossible.size === 0) return found;
  return found.filter(
    ({ code, place }) =>
      !consequences.has(code) || !(impossible.get(place.file) ?? []).some(({ span }) => place.span.start <= span.start && span.end <= place.span.end),
  );
}

const ofMissing: ReadonlySet<Code> = new Set<Code>(["dead-clause", "dead-hop", "unreachable-agent", "unused-authority"]);
const consequences: ReadonlySet<Code> = new Set<Code>(["dead-clause", "dead-hop"]);
