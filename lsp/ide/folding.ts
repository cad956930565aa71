/** What can be folded away: blocks, runs of comments, the imports. */
import { type Ast, linesOf, type Piece, type Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

export interface Fold {
  readonly kind: "block" | "comment" | "imports";
  /** Lines, counted from 0; the first stays in sight. */
  readonly first: number;
  /** The last that is out of sight. A line that only closes the block is not. */
  readonly last: number;
}

/** In order of their first lines; the first so many, where there are more. What stands on one line has nothing to fold. */
export function foldsIn(snapshot: Snapshot, file: string, most = Number.POSITIVE_INFINITY): readonly Fold[] {
  const folds: Fold[] = [];
  for (const piece of snapshot.edited(file)?.pieces ?? []) {
    if (folds.length >= most) return folds.slice(0, most);
    for (const { kind, first, last } of foldsOf(piece)) folds.push({ kind, first: piece.line + first, last: piece.line + last });
  }
  return folds;
}

/** A piece stays the same while it is written so; its lines are counted from its start. */
const known = new WeakMap<Piece, readonly Fold[]>();

function foldsOf(piece: Piece): readonly Fold[] {
  const made = known.get(piece);
  if (made !== undefined) return made;
  const lines = linesOf(piece.text);
  const line = (offset: number): number => lines.positionAt(offset - piece.at).line;
  const fold = (kind: Fold["kind"], { start, end }: Span): Fold => {
    const last = line(end);
    return { kind, first: line(start), last: /^[\s)\]}]+$/.test(lines.text(last)) ? last - 1 : last };
  };
  const [first] = piece.imports;
  const last = piece.imports.at(-1);
  const folds = [
    ...(first === undefined || last === undefined ? [] : [fold("imports", { start: first.span.start, end: last.span.end })]),
    ...piece.declarations.flatMap((each) => blocksOf(each).map((span) => fold("block", span))),
    ...commentsIn(lines),
  ]
    .filter((each) => each.last > each.first)
    .sort((a, b) => a.first - b.first || b.last - a.last);
  known.set(piece, folds);
  return folds;
}

/** A declaration, and the blocks in it. */
function blocksOf(declaration: Ast.Declaration): readonly Span[] {
  switch (declaration.kind) {
    case "principal":
      return [declaration.span, ...(declaration.holds === undefined ? [] : [declaration.holds.span])];
    case "agent":
      return [declaration.span, ...(declaration.ceiling === undefined ? [] : [declaration.ceiling.span])];
    case "tool":
      return [declaration.span, ...declaration.actions.map(({ span }) => span)];
    default:
      return [declaration.span];
  }
}

/** Comments on lines that follow one another, each with nothing before it. No piece is cut between them. */
function commentsIn(lines: ReturnType<typeof linesOf>): readonly Fold[] {
  const folds: Fold[] = [];
  for (let at = 0, first: number | undefined; at <= lines.count; at++) {
    const isComment = at < lines.count && lines.text(at).trimStart().startsWith("//");
    if (isComment) first ??= at;
    else if (first !== undefined) {
      folds.push({ kind: "comment", first, last: at - 1 });
      first = undefined;
    }
  }
  return folds;
}
