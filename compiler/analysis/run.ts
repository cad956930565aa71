/**
 * One analysis: what was made of a policy, hop by hop and party by party, and what is said of all of it together. The parts
 * are kept so that an edit need only look again at what it touches.
 */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { unfollowed } from "../diagnostics/codes/proof.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Hop, Party, Policy } from "../model/model.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";
import type { Analysis, Written } from "./analyse.js";
import { assertions } from "./assertions.js";
import { type Authority, authorityOf } from "./authority.js";
import { bounds } from "./bounds.js";
import { budgets, type ConstantBounds, constantBounds } from "./budgets.js";
import { ceilings } from "./ceilings.js";
import { chainsOf, type LiveChains } from "./chains.js";
import { type Committed, commitments } from "./commitments.js";
import { type Data, dataOf } from "./data.js";
import type { Holder } from "./lints/constant-atoms.js";
import { type Linter, linter, withoutConsequences } from "./lints/index.js";
import { mostFurtherChains, narrowing } from "./narrowing.js";
import { type Measuring, measuring, statesBelowFirst } from "./states.js";
import { tally } from "./tally.js";
import { type Usage, usageOf } from "./usage.js";

export interface Run {
  written: Written;
  readonly chains: LiveChains;
  readonly authority: Authority;
  readonly usage: Usage;
  readonly data: Data;
  readonly sizes: Measuring;
  readonly lints: Linter;
  /** What was found of each hop, by what is near to it. */
  readonly ofHops: Store<Hop>;
  /** The same, by what depends on hops far above as well: budgets. Only of hops that have something to do with them. */
  readonly farOfHops: Store<Hop>;
  readonly ofParties: Store<Party>;
  readonly total: Total;
  /** For one version of the policy. */
  version: Version;
}

/** What was found, and those of whom something is said. */
export interface Store<K> {
  readonly of: Map<K, Found>;
  readonly saying: Map<K, Found>;
}

interface Version {
  readonly constants: ConstantBounds;
  readonly committed: Committed;
  readonly spending: ReturnType<Linter["spending"]>;
}

/** What was found of one hop or party. */
export interface Found {
  readonly obligations: number;
  readonly proved: number;
  /** It was refuted that it narrows. */
  readonly isWide: boolean;
  /** How many chains had to be looked at to show that. */
  readonly effort: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** The sums over all hops and parties. */
export interface Total {
  obligations: number;
  proved: number;
  wide: number;
  effort: number;
  erroneous: number;
  /** How many hops have a budget. */
  budgeted: number;
  /** The atoms that may be constant, by who holds them; only of those who hold some. */
  readonly suspects: Map<Holder, readonly Constraint[]>;
}

/** What is still to be done of a long work: how much of all there is has been done. Whoever drives it may stop for good at any step. */
export type Steps<T> = Generator<{ readonly done: number; readonly of: number }, T, void>;

/** Does all the steps at once. */
export function atOnce<T>(steps: Generator<unknown, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** How many hops are looked at between two steps: about a millisecond's work. */
const hopsAStep = 32;

/** Looks at all of a policy. */
export function* openRun(policy: Policy, written: Written): Steps<Run> {
  const chains = chainsOf(policy, { covers, exists, find, includes });
  const authority = authorityOf(chains);
  const usage = usageOf(chains, authority);
  const order = statesBelowFirst(chains);
  const lints = linter(chains, { ...written, authority });
  const run: Run = {
    written,
    chains,
    authority,
    usage,
    data: dataOf(chains, authority, usage, order),
    sizes: measuring(chains, order),
    lints,
    ofHops: { of: new Map(), saying: new Map() },
    farOfHops: { of: new Map(), saying: new Map() },
    ofParties: { of: new Map(), saying: new Map() },
    total: { obligations: 0, proved: 0, wide: 0, effort: 0, erroneous: 0, budgeted: 0, suspects: new Map() },
    version: versionOf(chains, lints),
  };
  for (const [at, hop] of policy.hops.entries()) {
    if (at % hopsAStep === 0) yield { done: at, of: policy.hops.length };
    lookAt(run, hop);
    lookFar(run, hop);
    countHop(run, hop, 1);
  }
  for (const party of [...policy.principals, ...policy.agents]) lookAtParty(run, party);
  suspect(run, "policy");
  return run;
}

export function versionOf(chains: LiveChains, lints: Linter): Version {
  let constants: ConstantBounds | undefined;
  const bounds: ConstantBounds = (stand) => {
    constants ??= constantBounds(chains);
    return constants(stand);
  };
  return { constants: bounds, committed: new Map(), spending: lints.spending() };
}

/** Counts a hop in, or out. */
export function countHop({ total }: Run, { erroneous, budgets }: Hop, by: 1 | -1): void {
  if (erroneous) total.erroneous += by;
  if (budgets.length > 0) total.budgeted += by;
}

/** Looks at a hop, for the first time or again. */
export function lookAt(run: Run, hop: Hop): void {
  const { chains, authority, data, lints } = run;
  const counted = tally();
  const effort = { left: Math.max(0, mostFurtherChains - (run.total.effort - (run.ofHops.of.get(hop)?.effort ?? 0))) };
  const before = effort.left;
  const wide = narrowing(chains, authority, hop, counted, effort);
  const diagnostics = joined(wide, ceilings(chains, authority, hop, counted), bounds(chains, hop, counted), data.of(hop, counted), lints.hop(hop));
  put(run, run.ofHops, hop, foundOf(counted, diagnostics, wide.length > 0, before - effort.left));
  suspect(run, hop);
}

/** Looks at what depends on hops far above. */
export function lookFar(run: Run, hop: Hop): void {
  const { chains, authority, version } = run;
  if (hop.budgets.length === 0 && version.spending === undefined) return;
  const counted = tally();
  const diagnostics = joined(
    budgets(chains, authority, version.constants, hop, counted),
    commitments(chains, authority, version.committed, hop),
    version.spending?.(hop) ?? none,
  );
  put(run, run.farOfHops, hop, foundOf(counted, diagnostics, false, 0));
}

export function lookAtParty(run: Run, party: Party): void {
  put(run, run.ofParties, party, foundOf(tally(), run.lints.party(party), false, 0));
  suspect(run, party);
}

export function suspect({ lints, total: { suspects } }: Run, holder: Holder): void {
  const found = lints.suspects(holder);
  if (found.length > 0) suspects.set(holder, found);
  else if (suspects.size > 0) suspects.delete(holder);
}

/** Forgets what was found of a hop or party that is no more. */
export function drop<K>({ total }: Run, { of, saying }: Store<K>, key: K): void {
  const before = of.get(key);
  if (before === undefined) return;
  of.delete(key);
  saying.delete(key);
  total.obligations -= before.obligations;
  total.proved -= before.proved;
  total.effort -= before.effort;
  if (before.isWide) total.wide--;
}

function put<K>(run: Run, store: Store<K>, key: K, found: Found): void {
  drop(run, store, key);
  const { total } = run;
  store.of.set(key, found);
  total.obligations += found.obligations;
  total.proved += found.proved;
  total.effort += found.effort;
  if (found.isWide) total.wide++;
  if (found.diagnostics.length > 0) store.saying.set(key, found);
}

/** Nearly all hops have nothing said of them and one of a few counts. */
const silent = new Map<number, Found>();
const mostCounted = 2 ** 20;

function foundOf(
  { obligations, proved }: { readonly obligations: number; readonly proved: number },
  diagnostics: readonly Diagnostic[],
  isWide: boolean,
  effort: number,
): Found {
  if (diagnostics.length > 0 || effort > 0 || isWide || obligations >= mostCounted) return { obligations, proved, isWide, effort, diagnostics };
  const key = obligations * mostCounted + proved;
  const known = silent.get(key) ?? { obligations, proved, isWide, effort, diagnostics };
  silent.set(key, known);
  return known;
}

const none: readonly Diagnostic[] = [];

function joined(...lists: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  let found = none;
  for (const list of lists) if (list.length > 0) found = found.length === 0 ? list : [...found, ...list];
  return found;
}

/** What is said of the policy as it stands. */
export function resultOf(run: Run): Analysis {
  const { chains, authority, usage, sizes, lints, total, written } = run;
  const { policy } = chains;
  const isIncomplete = written.incomplete ?? false;
  const counted = tally();
  const size = sizes.measure();
  const isNarrow = total.wide === 0 && chains.diagnostics.length === 0 && total.erroneous === 0;
  const claimed = assertions(chains, authority, usage, () => size.longest, { isNarrow, isIncomplete }, counted);
  const suspects = new Set([...total.suspects.values()].flat());
  const found = [
    ...chains.diagnostics,
    ...[run.ofHops, run.farOfHops, run.ofParties].flatMap(({ saying }) => [...saying.values()].flatMap(({ diagnostics }) => diagnostics)),
    ...claimed,
    ...usage.diagnostics(),
    ...lints.policy(),
    ...lints.atoms(suspects),
  ];
  // Chains without an end are never followed to it, and that has been said.
  const [first] = policy.hops;
  const overflow = found.some(({ code }) => code === "missing-depth" || code === "too-complex") ? undefined : authority.overflow();
  const limits = overflow !== undefined && first !== undefined ? [unfollowed(first, overflow)] : [];
  return {
    diagnostics: [...withoutConsequences(found, isIncomplete), ...limits],
    proof: {
      agents: policy.agents.length,
      hops: policy.hops.length,
      chains: Math.min(size.count, Number.MAX_SAFE_INTEGER),
      obligations: total.obligations + counted.obligations,
      proved: total.proved + counted.proved,
    },
  };
}
