/** Where what is named at an offset is named elsewhere. */
import type { Mention } from "./mentions.js";
import type { Snapshot } from "./snapshot.js";

/** All places of the workspace, by file, then in order; an import is one of them, a declaration only where it is wanted. */
export function referencesAt(snapshot: Snapshot, file: string, offset: number, withDeclarations: boolean): readonly Mention[] {
  const found = snapshot.mentionsOf(snapshot.mentionAt(file, offset)?.targets ?? []);
  return withDeclarations ? found : found.filter(({ declares }) => !declares);
}

/** The places in the file itself, declarations among them. */
export function highlightsAt(snapshot: Snapshot, file: string, offset: number): readonly Mention[] {
  return snapshot.mentionsOf(snapshot.mentionAt(file, offset)?.targets ?? [], file);
}
