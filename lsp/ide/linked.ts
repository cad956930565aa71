/** Names that are edited together as they are typed: those that belong to one declaration, so that nobody else speaks of them. */
import type { Ast, Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import type { Target } from "./symbols.js";

/** All places of the variable or the parameter at an offset, where all are in one declaration; nothing where they are not. */
export function linkedAt(snapshot: Snapshot, file: string, offset: number): readonly Span[] {
  const mention = snapshot.mentionAt(file, offset);
  const node = snapshot.nodeAt(file, offset);
  const [target, ...others] = mention?.targets ?? [];
  if (node === undefined || target === undefined || others.length > 0 || (target.kind !== "variable" && target.kind !== "parameter")) return [];
  const places = snapshot.mentionsIn(file, node).filter(({ targets }) => targets.some((each) => each.node === target.node));
  // What backticks hold may be anything, and is not a word that an editor would go on with.
  const isPlain = places.every(({ targets, span, text }) => targets.length === 1 && span.end - span.start === text.length);
  const isOwn = places.some(({ declares }) => declares) && (target.kind === "variable" || !isNamedElsewhere(snapshot, target, node));
  return isPlain && isOwn && places.length > 1 ? places.map(({ span }) => span) : [];
}

/** A hop's parameter is named by hops that received it, and by tests. */
function isNamedElsewhere(snapshot: Snapshot, { name, node }: Target, own: object): boolean {
  const speaks = ({ kind, span }: Ast.Declaration, file: string): boolean =>
    kind === "test" || (kind === "delegate" && snapshot.slice(file, span).includes("received"));
  return snapshot
    .files()
    .some((file) =>
      (snapshot.edited(file)?.pieces ?? []).some(
        ({ text, declarations }) =>
          text.includes(name) &&
          declarations.some(
            (each) =>
              each !== own &&
              speaks(each, file) &&
              snapshot.mentionsIn(file, each).some(({ targets }) => targets.some((target) => target.node === node)),
          ),
      ),
    );
}
