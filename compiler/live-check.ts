/**
 * Checking what is being edited: the verdict after each edit is what `check` would say of the texts as they are then, and only
 * what the edit touched is parsed, resolved, typed and proved again. For editors, and for `remit check --watch`.
 */
import { analyseLive, type LiveAnalysis } from "./analysis/live.js";
import type { Position } from "./base/lines.js";
import type { Place } from "./base/span.js";
import type { ProofCount } from "./diagnostics/json.js";
import { applySettingsAt, ordered } from "./findings.js";
import type { Host } from "./host/host.js";
import { type Checked, noProof, type Progress, together } from "./pipeline.js";
import { type CannotRun, findProject } from "./project.js";
import { type Change, type OpenPolicy, openWorkspace, type Workspace } from "./workspace.js";

export interface LiveCheck {
  readonly kind: "live";
  /** What is found in the texts as they are now. Places in it move with the texts: read it before the next edit. */
  checked(): Checked;
  /** Makes some changes, one after the other, and says what is found then. The host is not written to. */
  edit(changes: readonly Change[]): Checked;
  /** Takes over what the host has now, which may be that there is nothing to check. */
  refresh(): Checked | CannotRun;
  /** The line and character of an offset into a file, without going through all of it. */
  positionAt(file: string, offset: number): Position;
}

/**
 * Parses, resolves, types and proves the policies that the paths name (see `findProject`), and keeps what it made of them for
 * `edit`. An edit of one hop is followed in a time that hardly depends on how large the policy is; where what all hops
 * depend on has changed (a type, a tool, a label, a `deny`, an assertion), or where chains may go round, the policy is proved
 * from the beginning. Throws only where it has a bug.
 */
export function checkLive(host: Host, paths: readonly string[], watch: (progress: Progress) => void = () => {}): LiveCheck | CannotRun {
  const opened = open(host, paths, watch);
  if (opened.kind === "cannot-run") return opened;
  let state = opened;
  return {
    kind: "live",
    checked: () => state.checked(),
    edit: (changes) => {
      state.edit(changes);
      return state.checked();
    },
    refresh: () => {
      const changes = changesOn(host, paths, state);
      if (changes === undefined) {
        const again = open(host, paths, watch);
        if (again.kind === "cannot-run") return again;
        state = again;
      } else if (changes.length > 0) state.edit(changes);
      return state.checked();
    },
    positionAt: (file, offset) => state.workspace.positionAt(file, offset),
  };
}

interface State {
  readonly kind: "open";
  readonly workspace: Workspace;
  /** What the project was when it was opened. */
  readonly project: string;
  checked(): Checked;
  edit(changes: readonly Change[]): void;
}

function open(host: Host, paths: readonly string[], watch: (progress: Progress) => void): State | CannotRun {
  const project = projectOn(host, paths);
  if (typeof project !== "string") return project;
  const workspace = openWorkspace(host, paths);
  if (workspace.kind === "cannot-run") return workspace;
  let analyses = new Map<OpenPolicy, LiveAnalysis>();
  const analyse = (policy: OpenPolicy): void => {
    watch({ stage: "proving", entry: policy.entry });
    const known = analyses.get(policy);
    if (known === undefined) analyses.set(policy, analyseLive(policy.lowered.value, policy.lowered));
    else known.edit(policy.lowered.value, policy.lowered);
  };
  for (const policy of workspace.policies) analyse(policy);
  let known: Checked | undefined;
  const lineOf = ({ file, span }: Place): number => workspace.positionAt(file, span.start).line;
  return {
    kind: "open",
    workspace,
    project,
    checked: () => {
      known ??= verdictOf(workspace, analyses, lineOf);
      return known;
    },
    edit: (changes) => {
      known = undefined;
      const changed = workspace.edit(changes);
      const now = new Set(workspace.policies);
      analyses = new Map([...analyses].filter(([policy]) => now.has(policy)));
      for (const { policy } of changed) analyse(policy);
    },
  };
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
