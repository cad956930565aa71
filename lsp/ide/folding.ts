/** What can be folded away: blocks, runs of comments, the imports. */
import type { Ast, Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

export interface Fold {
  readonly kind: "block" | "comment" | "imports";
  /** Lines, counted from 0; the first stays in sight. */
  readonly first: number;
  readonly last: number;
}

/** In order of their first lines. What stands on one line has nothing to fold. */
export function foldsIn(snapshot: Snapshot, file: string): readonly Fold[] {
  const tree = snapshot.tree(file);
  if (tree === undefined) return [];
  const line = (offset: number): number => snapshot.position(file, offset).line;
  const fold = (kind: Fold["kind"], { start, end }: Span): Fold => ({ kind, first: line(start), last: line(end) });
  const blocks = tree.declarations.flatMap((each) => blocksOf(each).map((span) => fold("block", span)));
  const [firstImport] = tree.imports;
  const lastImport = tree.imports.at(-1);
  const imports =
    firstImport === undefined || lastImport === undefined ? [] : [fold("imports", { start: firstImport.span.start, end: lastImport.span.end })];
  const folds = [...imports, ...blocks, ...commentFolds(snapshot, file)].filter(({ first, last }) => last > first);
  return folds.sort((a, b) => a.first - b.first || b.last - a.last);
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

/** Comments on lines that follow one another, each with nothing before it. */
function commentFolds(snapshot: Snapshot, file: string): readonly Fold[] {
  const folds: Fold[] = [];
  let run: { first: number; last: number } | undefined;
  const end = (): void => {
    if (run !== undefined) folds.push({ kind: "comment", ...run });
    run = undefined;
  };
  const lines = snapshot.text(file).split(/\r\n|\r|\n/);
  for (const [at, text] of lines.entries()) {
    if (!text.trimStart().startsWith("//")) end();
    else run = run === undefined ? { first: at, last: at } : { first: run.first, last: at };
  }
  end();
  return folds;
}
