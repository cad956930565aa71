/**
 * Checking what is being edited: the verdict after each edit is what `check` would say of the texts as they are then, and only
 * what the edit touched is parsed, resolved, typed and proved again. For editors, and for `remit check --watch`.
 */
import { analysing, type Grounds, type LiveAnalysis } from "./analysis/live.js";
import { atOnce, type Steps } from "./analysis/run.js";
import type { Position } from "./base/lines.js";
import type { Place } from "./base/span.js";
import type { ProofCount } from "./diagnostics/json.js";
import { applySettingsAt, ordered } from "./findings.js";
import type { Host } from "./host/host.js";
import type { Lowered } from "./model/lower.js";
import { type Checked, noProof, type Progress, together } from "./pipeline.js";
import { type CannotRun, findProject } from "./project.js";
import { type Change, type OpenPolicy, openWorkspace, type Workspace } from "./workspace.js";

export interface LiveCheck {
  readonly kind: "live";
  /** The texts, trees, names and models, as they are now. */
  readonly workspace: Workspace;
  /** What is found in the texts as they are now. Places in it move with the texts: read it before the next edit. */
  checked(): Checked;
  /** Makes some changes, one after the other, and says what is found then. The host is not written to. */
  edit(changes: readonly Change[]): Checked;
  /** Makes some changes to texts, trees and models, and leaves the proof for `prove`. */
  change(changes: readonly Change[]): void;
  /** Makes changes to the texts alone: nothing else may be asked until the next `change` or `edit`, which takes them in. */
  write(changes: readonly Change[]): void;
  /** Proves what `change` has left, in steps. Whoever has another change may stop at any of them: the next proof is of what is there then. */
  prove(): Proving;
  /** Whether nothing is left to be proved. */
  isProved(): boolean;
  /** What the proof of a policy stands on; nothing where it is still to be proved. Not to be kept for longer than until the next edit. */
  groundsOf(policy: OpenPolicy): Grounds | undefined;
  /** How much of a policy is proved; nothing where it is still to be proved. */
  proofOf(policy: OpenPolicy): ProofCount | undefined;
  /** Leaves the whole proof to be made anew, and with it all that is remembered for the sake of what has long been edited away. */
  forget(): void;
  /** Takes over what the host has now, which may be that there is nothing to check. */
  refresh(): Checked | CannotRun;
  /** The line and character of an offset into a file, without going through all of it. */
  positionAt(file: string, offset: number): Position;
}

/** At each step: the policy that is being proved, and how many of its hops have been looked at. */
export type Proving = Generator<{ readonly entry: string; readonly done: number; readonly of: number }, void, void>;

/**
 * Parses, resolves, types and proves the policies that the paths name (see `findProject`), and keeps what it made of them for
 * `edit`. An edit of one hop is followed in a time that hardly depends on how large the policy is; where what all hops
 * depend on has changed (a type, a tool, a label, a `deny`, an assertion), or where chains may go round, the policy is proved
 * from the beginning. Throws only where it has a bug.
 */
export function checkLive(host: Host, paths: readonly string[], watch: (progress: Progress) => void = () => {}): LiveCheck | CannotRun {
  const opened = openLive(host, paths, watch);
  if (opened.kind === "live") opened.checked();
  return opened;
}

/** The same, where the first proof is left for `prove`. */
export function openLive(host: Host, paths: readonly string[], watch: (progress: Progress) => void = () => {}): LiveCheck | CannotRun {
  const opened = open(host, paths, watch);
  if (opened.kind === "cannot-run") return opened;
  let state = opened;
  return {
    kind: "live",
    get workspace() {
      return state.workspace;
    },
    checked: () => state.checked(),
    edit: (changes) => {
      state.change(changes);
      return state.checked();
    },
    change: (changes) => state.change(changes),
    write: (changes) => state.workspace.write(changes),
    prove: () => state.prove(),
    isProved: () => state.isProved(),
    groundsOf: (policy) => state.groundsOf(policy),
    proofOf: (policy) => state.proofOf(policy),
    forget: () => state.forget(),
    refresh: () => {
      const changes = changesOn(host, paths, state);
      if (changes === undefined) {
        const again = open(host, paths, watch);
        if (again.kind === "cannot-run") return again;
        state = again;
      } else if (changes.length > 0) state.change(changes);
      return state.checked();
    },
    positionAt: (file, offset) => state.workspace.positionAt(file, offset),
  };
}

interface State extends Pick<LiveCheck, "workspace" | "checked" | "change" | "prove" | "isProved" | "groundsOf" | "proofOf" | "forget"> {
  readonly kind: "open";
  /** What the project was when it was opened. */
  readonly project: string;
}

function open(host: Host, paths: readonly string[], watch: (progress: Progress) => void): State | CannotRun {
  const project = projectOn(host, paths);
  if (typeof project !== "string") return project;
  const workspace = openWorkspace(host, paths);
  if (workspace.kind === "cannot-run") return workspace;
  const analyses = new Map<OpenPolicy, LiveAnalysis>();
  /** The policies of which something is still to be proved. */
  let due = new Set<OpenPolicy>(workspace.policies);
  let known: Checked | undefined;
  const lineOf = ({ file, span }: Place): number => workspace.positionAt(file, span.start).line;

  const prove: State["prove"] = function* () {
    for (const policy of workspace.policies) {
      if (!due.has(policy)) continue;
      const { entry, lowered } = policy;
      watch({ stage: "proving", entry });
      const analysis = analyses.get(policy);
      if (analysis === undefined) analyses.set(policy, yield* named(entry, analysing(lowered.value, lowered)));
      else yield* named(entry, analysis.editing(lowered.value, lowered));
      due.delete(policy);
    }
  };
  return {
    kind: "open",
    workspace,
    project,
    prove,
    isProved: () => due.size === 0,
    groundsOf: (policy) => (due.has(policy) ? undefined : analyses.get(policy)?.grounds()),
    proofOf: (policy) => (due.has(policy) ? undefined : analyses.get(policy)?.result().proof),
    forget: () => {
      known = undefined;
      analyses.clear();
      due = new Set(workspace.policies);
    },
    checked: () => {
      if (due.size > 0) atOnce(prove());
      known ??= verdictOf(workspace, analyses, lineOf);
      return known;
    },
    change: (changes) => {
      known = undefined;
      const before = new Map(workspace.policies.map((policy) => [policy, policy.lowered]));
      const changed = workspace.edit(changes);
      const now = new Set(workspace.policies);
      for (const policy of [...analyses.keys(), ...due]) {
        if (now.has(policy)) continue;
        analyses.delete(policy);
        due.delete(policy);
      }
      for (const { policy, changed: how } of changed) if (how.kind !== "nothing" || !isSame(before.get(policy), policy.lowered)) due.add(policy);
    },
  };
}
function* named<T>(entry: string, steps: Steps<T>): Generator<{ readonly entry: string; readonly done: number; readonly of: number }, T, void> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield { entry, ...step.value };
  }
}

/** Whether two versions of a policy, whose objects are the same, were also written the same way, as far as the proof asks. */
function isSame(one: Lowered | undefined, other: Lowered): boolean {
  return one !== undefined && one.atoms === other.atoms && one.incomplete === other.incomplete;
}

function verdictOf(workspace: Workspace, analyses: ReadonlyMap<OpenPolicy, LiveAnalysis>, lineOf: (place: Place) => number): Checked {
  let proof: ProofCount = noProof;
  const diagnostics = workspace.policies.flatMap((policy) => {
    const analysed = analyses.get(policy)?.result();
    if (analysed !== undefined) proof = together(proof, analysed.proof);
    return applySettingsAt([...policy.diagnostics, ...(analysed?.diagnostics ?? [])], policy.settings, policy.allowances, lineOf);
  });
  return {
    kind: "checked",
    policies: workspace.policies.length,
    diagnostics: ordered(diagnostics),
    proof,
    sources: workspace.sources,
    files: workspace.files(),
  };
}

/** Which files the paths name, and under which settings, as one text. */
function projectOn(host: Host, paths: readonly string[]): string | CannotRun {
  const project = findProject(host, paths);
  if (project.kind === "cannot-run") return project;
  return JSON.stringify(project.targets, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}

/** What the host has otherwise than the workspace; `undefined` where the files or settings of the project are others. */
function changesOn(host: Host, paths: readonly string[], { workspace, project }: State): readonly Change[] | undefined {
  if (projectOn(host, paths) !== project) return undefined;
  const changes: Change[] = [];
  for (const file of workspace.files()) {
    const read = host.read(file);
    if (read.kind !== "text") return undefined;
    const text = read.text.replace(/^\uFEFF/, "");
    if (text !== workspace.sources(file)) changes.push({ kind: "text", file, text });
  }
  return changes;
}
