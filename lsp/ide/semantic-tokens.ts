/**
 * What each word of a text is, for an editor that paints it: names by what they mean, the rest by what it looks like. What is known
 * of a piece of the text is kept while the piece is the same and no name in it can mean another kind of thing.
 */
import { linesOf, type OpenPolicy, type Piece, type ShownToken, type Span, shownTokens } from "../../compiler/index.js";
import type { Mention } from "./mentions.js";
import type { Snapshot } from "./snapshot.js";
import { declarationsWithNames, type SymbolKind } from "./symbols.js";

export interface SemanticToken {
  readonly kind: SymbolKind | "keyword" | "number" | "text" | "regex" | "operator" | "comment";
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly marks: readonly Mark[];
}

export type Mark = "declaration" | "readonly" | "documentation" | "defaultLibrary";

/** In order; none goes past the end of its line. `part`: only those on the lines that it touches. */
export function semanticTokens(snapshot: Snapshot, file: string, part?: Span): readonly SemanticToken[] {
  const edited = snapshot.edited(file);
  if (edited === undefined) return [];
  const pieces = part === undefined ? edited.pieces : edited.pieces.slice(edited.pieceAt(part.start), edited.pieceAt(part.end) + 1);
  const names = namesOf(snapshot, file);
  const tokens = pieces.flatMap((piece) => tokensIn(snapshot, file, piece, names).map((token) => ({ ...token, line: piece.line + token.line })));
  if (part === undefined) return tokens;
  const [first, last] = [snapshot.position(file, part.start).line, snapshot.position(file, part.end).line];
  return tokens.filter(({ line }) => first <= line && line <= last);
}

/** The tokens of a piece, with lines counted from its start, and the names that they were told by. */
const known = new WeakMap<Piece, { readonly names: object; readonly tokens: readonly SemanticToken[] }>();

function tokensIn(snapshot: Snapshot, file: string, piece: Piece, names: object): readonly SemanticToken[] {
  const before = known.get(piece);
  if (before?.names === names) return before.tokens;
  const mentions = new Map<number, Mention>();
  for (const node of [...piece.imports, ...piece.declarations])
    for (const mention of snapshot.mentionsIn(file, node)) mentions.set(mention.span.start - piece.at, mention);
  const lines = linesOf(piece.text);
  const tokens: SemanticToken[] = [];
  for (const { kind: look, span } of shownTokens(piece.text)) {
    const mention = mentions.get(span.start);
    const kind = mention?.kind ?? kindOf(look);
    if (kind === undefined) continue;
    const marks = mention === undefined ? marksOf(look) : marksOfName(mention);
    tokens.push({ kind, ...lines.positionAt(span.start), length: span.end - span.start, marks });
  }
  known.set(piece, { names, tokens });
  return tokens;
}

/** What the names of each policy meant when they were last asked for, and the object that stands for that. */
const meanings = new WeakMap<OpenPolicy, { readonly list: readonly unknown[]; readonly names: object }>();

/**
 * The same object for as long as every name in the file is a name of the same kind of thing. That depends on what else is declared,
 * and of parties and hops on their names alone.
 */
function namesOf(snapshot: Snapshot, file: string): object {
  const [policy] = snapshot.policiesOf(file);
  if (policy === undefined) return {};
  const list = policy.program.modules.flatMap((module): readonly unknown[] => [
    module.file,
    ...module.imports.flatMap((each) => [each.syntax, each.module?.file]),
    ...declarationsWithNames(module).map((node) => {
      switch (node.kind) {
        case "agent":
        case "principal":
          return `${node.kind} ${node.name.text}`;
        case "delegate":
          return `${node.kind} ${node.alias?.text}`;
        default:
          return node;
      }
    }),
  ]);
  const before = meanings.get(policy);
  if (before !== undefined && before.list.length === list.length && list.every((each, at) => each === before.list[at])) return before.names;
  const names = {};
  meanings.set(policy, { list, names });
  return names;
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
