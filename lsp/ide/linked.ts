/** Names that are edited together as they are typed: those that belong to one declaration, so that nobody else speaks of them. */
import type { Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

/** All places of the variable or the parameter at an offset, where all are in one declaration; nothing where they are not. */
export function linkedAt(snapshot: Snapshot, file: string, offset: number): readonly Span[] {
  const mention = snapshot.mentionAt(file, offset);
  if (mention === undefined || (mention.kind !== "variable" && mention.kind !== "parameter") || mention.targets.length !== 1) return [];
  const node = snapshot.nodeAt(file, offset);
  const places = snapshot.mentionsOf(mention.targets);
  const isOwn = places.every((each) => each.file === file && each.targets.length === 1 && snapshot.nodeAt(file, each.span.start) === node);
  // What backticks hold may be anything, and is not a word that an editor would go on with.
  const arePlain = places.every(({ span, text }) => span.end - span.start === text.length);
  return isOwn && arePlain && places.length > 1 ? places.map(({ span }) => span) : [];
}
