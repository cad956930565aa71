/** Every lint, one after another. */
import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import type { Place } from "../../base/span.js";
import type { Code, Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Policy } from "../../model/model.js";
import { type Authority, authorityOf } from "../authority.js";
import type { Chains } from "../chains.js";
import { chosenParameter } from "./chosen-parameter.js";
import { constantAtoms } from "./constant-atoms.js";
import { deadClause } from "./dead-clause.js";
import { deadHop } from "./dead-hop.js";
import { lethalTrifecta } from "./lethal-trifecta.js";
import type { Lint, LintInput } from "./lint.js";
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

const rules: readonly Lint[] = [
  constantAtoms,
  deadHop,
  deadClause,
  noNarrowing,
  unapprovedCrossing,
  unapprovedDestructive,
  sharedRuntime,
  sharedSecret,
  lethalTrifecta,
  unboundedSpend,
  opaqueEffect,
  chosenParameter,
  noOwner,
  unreachableAgent,
  unusedAuthority,
];

export interface LintOptions {
  /** Made where it is not given. */
  readonly authority?: Authority;
  /** Where the atoms stand that an author wrote, as lowering tells; without them none is called always true or always false. */
  readonly atoms?: ReadonlyMap<Constraint, Place>;
  /** Lowering left something out, for an error that it has reported. */
  readonly incomplete?: boolean;
}

/** What the lints say of a policy, rule by rule. None of it is needed for a proof, and none follows from another. */
export function lints(policy: Policy, chains: Chains, options: LintOptions = {}): readonly Diagnostic[] {
  const authority = options.authority ?? authorityOf(chains);
  const reach = reachOf(policy, chains, authority);
  const input: LintInput = { policy, chains, authority, reach, atoms: options.atoms ?? new Map(), incomplete: options.incomplete ?? false };
  return withoutConsequences(rules.flatMap((rule) => rule(input)));
}

/** A clause or a hop is dead, or does nothing, for an atom in it that never holds: the atom is what is reported. */
function withoutConsequences(found: readonly Diagnostic[]): readonly Diagnostic[] {
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

const consequences: ReadonlySet<Code> = new Set<Code>(["dead-clause", "dead-hop"]);
