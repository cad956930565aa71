/**
 * What each word of a text is, for an editor that paints it: names by what they mean, the rest by what it looks like. The names of
 * what is in sight cost as much as that; what a piece looks like is kept for as long as it is the same.
 */
import { linesOf, type Piece, type ShownToken, type Span, shownTokens } from "../../compiler/index.js";
import type { Mention } from "./mentions.js";
import type { Snapshot } from "./snapshot.js";
import type { SymbolKind } from "./symbols.js";

export interface SemanticToken {
  readonly kind: SymbolKind | "keyword" | "number" | "text" | "regex" | "operator" | "comment";
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly marks: readonly Mark[];
}

export type Mark = "declaration" | "readonly" | "documentation" | "defaultLibrary";

/** In order; none goes past the end of its line. `part`: only those of the pieces that it touches. */
export function semanticTokens(snapshot: Snapshot, file: string, part?: Span): readonly SemanticToken[] {
  const edited = snapshot.edited(file);
  if (edited === undefined) return [];
  const pieces = part === undefined ? edited.pieces : edited.pieces.slice(edited.pieceAt(part.start), edited.pieceAt(part.end) + 1);
  const tokens = pieces.flatMap((piece) => tokensIn(snapshot, file, piece));
  if (part === undefined) return tokens;
  const [first, last] = [snapshot.position(file, part.start).line, snapshot.position(file, part.end).line];
  return tokens.filter(({ line }) => first <= line && line <= last);
}

const looks = new WeakMap<Piece, readonly ShownToken[]>();

function tokensIn(snapshot: Snapshot, file: string, piece: Piece): readonly SemanticToken[] {
  const shown = looks.get(piece) ?? shownTokens(piece.text);
  looks.set(piece, shown);
  const names = new Map<number, Mention>();
  for (const node of [...piece.imports, ...piece.declarations])
    for (const mention of snapshot.mentionsIn(file, node)) names.set(mention.span.start - piece.at, mention);
  const lines = linesOf(piece.text);
  const tokens: SemanticToken[] = [];
  for (const token of shown) {
    const { start, end } = token.span;
    const mention = names.get(start);
    const kind = mention?.kind ?? kindOf(token.kind);
    if (kind === undefined) continue;
    const { line, character } = lines.positionAt(start);
    const marks = mention === undefined ? marksOf(token.kind) : marksOfName(mention);
    tokens.push({ kind, line: piece.line + line, character, length: end - start, marks });
  }
  return tokens;
}

/** A name that the tree does not have stands where something is wrong, and nobody knows what it is. */
function kindOf(kind: ShownToken["kind"]): SemanticToken["kind"] | undefined {
  switch (kind) {
    case "word":
      return "keyword";
    case "doc":
      return "comment";
    case "number":
    case "text":
    case "regex":
    case "operator":
    case "comment":
      return kind;
    case "name":
    case "open":
    case "close":
    case "sign":
      return undefined;
  }
}

const none: readonly Mark[] = [];
const documentation: readonly Mark[] = ["documentation"];

function marksOf(kind: ShownToken["kind"]): readonly Mark[] {
  return kind === "doc" ? documentation : none;
}

function marksOfName({ kind, declares, targets }: Mention): readonly Mark[] {
  const marks: Mark[] = [];
  if (declares) marks.push("declaration");
  if (kind === "let" || kind === "label" || kind === "secret") marks.push("readonly");
  if (kind === "built-in" || targets.some(({ file }) => file.startsWith("std:"))) marks.push("defaultLibrary");
  return marks.length === 0 ? none : marks;
}
