/** The comparison on one page: two versions → their policies, in pairs → authority, bounds and what weakened, in one difference. */
import { relativePath, resolvePath } from "./base/path.js";
import type { Place } from "./base/span.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { Sources } from "./diagnostics/located.js";
import { compareAuthority } from "./diff/authority.js";
import { compareBounds } from "./diff/bounds.js";
import { type Difference, noDifference, type Weakening } from "./diff/difference.js";
import { readRenames, renamed } from "./diff/renamed.js";
import { textAt, weakenedAllowances, weakenedParties, weakenedSeverities } from "./diff/weakened.js";
import { weakenedClaims } from "./diff/weakened-claims.js";
import { weakenedTools } from "./diff/weakened-tools.js";
import { ordered } from "./findings.js";
import type { Host } from "./host/host.js";
import { openPaths, type ReadPolicy, readPolicy } from "./load.js";
import type { Policy } from "./model/model.js";
import type { CannotRun } from "./project.js";
import type { Settings } from "./settings.js";

/** Where a version of the policies is. */
export interface Version {
  readonly host: Host;
  readonly paths: readonly string[];
}

export type Compared =
  | {
      readonly kind: "compared";
      readonly difference: Difference;
      /** The texts of the newer version. */
      readonly sources: Sources;
      /** Where settings, and what was accepted, are looked for: the folder of the newer version. */
      readonly folder: string;
    }
  /** The newer version does not compile, so that nothing is known of what it allows. */
  | { readonly kind: "faulty"; readonly diagnostics: readonly Diagnostic[]; readonly sources: Sources }
  | CannotRun;

/** Compares two versions. Where there is no older one, or it does not compile, that is noted and all of the newer one is new. */
export function compareVersions(before: Version | { readonly missing: string }, after: Version, watch: (what: string) => void = () => {}): Compared {
  const now = readVersion(after, watch);
  if (now.kind === "cannot-run") return now;
  const errors = now.policies.flatMap(({ read }) => errorsOf(read.diagnostics));
  if (errors.length > 0) return { kind: "faulty", diagnostics: ordered(errors), sources: now.sources };
  const notes: string[] = [];
  const old = "missing" in before ? undefined : readVersion(before, watch);
  if ("missing" in before) notes.push(`there is no base: ${before.missing}; all of it counts as new`);
  else if (old?.kind === "cannot-run") notes.push(`there is no base: ${old.reason}; all of it counts as new`);
  const found: Difference[] = [];
  for (const [was, is] of paired(old?.kind === "version" ? old.policies : [], now.policies)) {
    watch(`comparing ${(is ?? was)?.shown ?? ""}`);
    const compared =
      is === undefined
        ? was === undefined
          ? noDifference
          : gone(was)
        : comparePolicies(old?.kind === "version" ? old.sources : () => undefined, was, now.sources, is);
    if ("diagnostics" in compared) return { kind: "faulty", diagnostics: ordered(compared.diagnostics), sources: now.sources };
    found.push(compared);
  }
  return { kind: "compared", difference: together([{ ...noDifference, notes }, ...found]), sources: now.sources, folder: now.folder };
}

interface ReadVersion {
  readonly kind: "version";
  readonly policies: readonly ReadEntry[];
  readonly sources: Sources;
  readonly folder: string;
}

interface ReadEntry {
  readonly entry: string;
  /** The entry as it is called from where its version is. */
  readonly shown: string;
  readonly folder: string;
  readonly settings: Settings;
  readonly read: ReadPolicy;
}

function readVersion({ host, paths }: Version, watch: (what: string) => void): ReadVersion | CannotRun {
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return opened;
  const { entries, workshop } = opened;
  const [only = "."] = paths;
  const named = resolvePath(host.folder, only);
  const folder = paths.length === 1 && host.isFolder(named) ? named : host.folder;
  const policies = entries.map(({ file, settings }, at): ReadEntry => {
    watch(`reading ${relativePath(host.folder, file)}`);
    const read = readPolicy(file, workshop);
    if (at === entries.length - 1) workshop.forgetTrees();
    return { entry: file, shown: relativePath(folder, file), folder, settings, read };
  });
  return { kind: "version", policies, sources: workshop.sources, folder };
}

function errorsOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

type Pair = readonly [was: ReadEntry | undefined, is: ReadEntry | undefined];

/** By the path of the entry; then by the name that a `remit.json` gives; and where one is left on each side, these. */
function paired(old: readonly ReadEntry[], now: readonly ReadEntry[]): readonly Pair[] {
  const found = new Map<ReadEntry, ReadEntry>();
  const left = new Set(old);
  const match = (fits: (was: ReadEntry, is: ReadEntry) => boolean): void => {
    for (const is of now) {
      const was = found.has(is) ? undefined : [...left].find((each) => fits(each, is));
      if (was === undefined) continue;
      found.set(is, was);
      left.delete(was);
    }
  };
  match((was, is) => was.shown === is.shown);
  match((was, is) => nameOf(was) !== undefined && nameOf(was) === nameOf(is));
  match(() => left.size === 1 && now.filter((each) => !found.has(each)).length === 1);
  return [...now.map((is): Pair => [found.get(is), is]), ...[...left].map((was): Pair => [was, undefined])];
}

function nameOf({ entry, settings }: ReadEntry): string | undefined {
  return [...(settings.policies ?? [])].find(([, file]) => file === entry)?.[0];
}

/** A policy that is gone: what its agents could do. */
function gone({ shown, read }: ReadEntry): Difference {
  const note = `the policy \`${shown}\` is gone`;
  if (errorsOf(read.diagnostics).length > 0) return { ...noDifference, notes: [note] };
  const before = read.lowered.value;
  const compared = compareAuthority(before, empty(before));
  const narrowed = compared.kind === "compared" ? compared.authorities.narrowed : [];
  return { ...noDifference, narrowed, bounds: compareBounds(before, empty(before)), notes: [note] };
}

function comparePolicies(
  oldSources: Sources,
  was: ReadEntry | undefined,
  sources: Sources,
  is: ReadEntry,
): Difference | { readonly diagnostics: readonly Diagnostic[] } {
  const after = is.read.lowered.value;
  const fresh = (why: string): Difference | { readonly diagnostics: readonly Diagnostic[] } => withNotes([why], differenceOf(empty(after), after));
  if (was === undefined) return differenceOf(empty(after), after);
  const [error] = errorsOf(was.read.diagnostics);
  if (error !== undefined) return fresh(`the base does not compile (\`${was.shown}\`: ${error.message}); all of \`${is.shown}\` counts as new`);
  const { renames, notes } = readRenames(was.read.lowered.value, after, is.read.comments, sources);
  const before = renamed(was.read.lowered.value, renames);
  const found = differenceOf(before, after);
  if ("which" in found && found.which === "old") {
    const [first] = found.diagnostics;
    return fresh(`the base does not compile (\`${was.shown}\`: ${first?.message ?? ""}); all of \`${is.shown}\` counts as new`);
  }
  if ("diagnostics" in found) return found;
  const weakened = [
    ...weakenedClaims(before, after, {
      before: (place) => textAt(oldSources, place),
      after: (place) => textAt(sources, place),
      fileBefore: (place) => relativePath(was.folder, place.file),
    }),
    ...weakenedParties(before, after),
    ...weakenedTools(before, after),
    ...weakenedSeverities(was.settings, is.settings, { file: is.entry, span: { start: 0, end: 0 } }),
    ...allowancesOf(oldSources, was, sources, is),
  ];
  return withNotes(notes, { ...found, weakened });
}

function withNotes<T extends Difference | { readonly diagnostics: readonly Diagnostic[] }>(notes: readonly string[], found: T): T {
  return "notes" in found ? { ...found, notes: [...notes, ...found.notes] } : found;
}

function differenceOf(before: Policy, after: Policy): Difference | { readonly which: "old" | "new"; readonly diagnostics: readonly Diagnostic[] } {
  const compared = compareAuthority(before, after);
  if (compared.kind === "unfollowed") return compared;
  const { widened, narrowed } = compared.authorities;
  // A new hop that lets something new be done is told by that.
  const told = new Set(widened.flatMap(({ hops }) => hops));
  const bounds = compareBounds(before, after).filter(({ bound, widened: isWider, hop }) => !(bound === "hop" && isWider && told.has(hop)));
  return { widened, narrowed, bounds, weakened: [], notes: [] };
}

function allowancesOf(oldSources: Sources, was: ReadEntry, sources: Sources, is: ReadEntry): readonly Weakening[] {
  return [...is.read.allowances].flatMap(([file, allowances]) => {
    const text = sources(file);
    if (text === undefined || allowances.length === 0) return [];
    const shown = relativePath(is.folder, file);
    const old = [...was.read.allowances].find(([each]) => relativePath(was.folder, each) === shown || (each === was.entry && file === is.entry));
    const before = old === undefined ? undefined : { allowances: old[1], text: oldSources(old[0]) ?? "" };
    return weakenedAllowances(before, { allowances, text }, file, shown);
  });
}

/** The policy in which nobody may do anything. */
function empty(like: Policy): Policy {
  return { ...like, tools: [], actions: [], secrets: [], principals: [], agents: [], hops: [], denials: [], assertions: [], tests: [] };
}

/** What several policies share is told once. */
function together(of: readonly Difference[]): Difference {
  const once = <T extends object>(list: readonly T[], keyOf: (each: T) => unknown): readonly T[] => [
    ...new Map(list.map((each) => [JSON.stringify(keyOf(each)), each])).values(),
  ];
  const placeless = <T extends { readonly place: Place }>({ place: _, ...rest }: T): object => rest;
  return {
    widened: of.flatMap(({ widened }) => widened),
    narrowed: of.flatMap(({ narrowed }) => narrowed),
    bounds: of.flatMap(({ bounds }) => bounds),
    weakened: once(
      of.flatMap(({ weakened }) => weakened),
      placeless,
    ),
    notes: [...new Set(of.flatMap(({ notes }) => notes))],
  };
}
