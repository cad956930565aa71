/**
 * Whether a fix checks: with its edits made, the finding is gone, and nothing is an error that was none. It is asked of the
 * analysis itself, on the edited texts; findings are told apart by what they say, wherever they then stand.
 */
import type { Diagnostic } from "../../../compiler/index.js";
import type { Snapshot, TrialChange } from "../snapshot.js";
import type { TextEdit } from "./fix.js";

/** How often each finding is there; errors apart from the rest. */
export interface Tally {
  readonly errors: ReadonlyMap<string, number>;
  readonly all: ReadonlyMap<string, number>;
}

export function tallyOf(findings: readonly Diagnostic[]): Tally {
  const errors = new Map<string, number>();
  const all = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding);
    all.set(key, (all.get(key) ?? 0) + 1);
    if (finding.severity === "error") errors.set(key, (errors.get(key) ?? 0) + 1);
  }
  return { errors, all };
}

/** Whether `after` is what a fix of the finding may lead to. */
export function isMended(finding: Diagnostic, before: Tally, after: Tally): boolean {
  const key = keyOf(finding);
  if ((after.all.get(key) ?? 0) >= (before.all.get(key) ?? 0)) return false;
  for (const [error, count] of after.errors) if (count > (before.errors.get(error) ?? 0)) return false;
  // It must not only be said in other words.
  const same = `${finding.place.file} ${finding.code} `;
  for (const [other, count] of after.all) if (other.startsWith(same) && count > (before.all.get(other) ?? 0)) return false;
  return true;
}

function keyOf({ code, place, message }: Diagnostic): string {
  return `${place.file} ${code} ${message}`;
}

/** The edits as changes that are made one after the other; nothing where they overlap, or are of a file that is not the author's. */
export function changesOf(snapshot: Snapshot, edits: readonly TextEdit[]): readonly TrialChange[] | undefined {
  const sorted = [...edits].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : b.start - a.start || b.end - a.end));
  const isWrong = sorted.some(({ file, end }, at) => {
    const later = sorted[at - 1];
    return file.startsWith("std:") || !snapshot.has(file) || (later?.file === file && end > later.start);
  });
  return isWrong || edits.length === 0 ? undefined : sorted.map((edit) => ({ kind: "range", ...edit }));
}

/** `before`: of the snapshot's findings. */
export function checks(snapshot: Snapshot, finding: Diagnostic, before: Tally, edits: readonly TextEdit[]): boolean {
  const changes = changesOf(snapshot, edits);
  return changes !== undefined && snapshot.trial(changes, (then) => isMended(finding, before, tallyOf(then.checked().diagnostics)));
}
