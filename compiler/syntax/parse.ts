/** From a text to its tree. */
import { EOF, type IRecognitionException, type IToken, type TokenType } from "chevrotain";
import { type Anchor, anchorOf, movingSpan, type Place, type Span } from "../base/span.js";
import { endOfFile, expected, nextDeclaration, tooMany } from "../diagnostics/codes/syntax.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type { Declaration, Import, SourceFile } from "./ast.js";
import { spanOf, TooMany } from "./grammar.js";
import { FileGrammar } from "./grammar-file.js";
import { endOf, type Lexed, lex, mostMistakes } from "./lex.js";
import { partsOf, piecesOf } from "./pieces.js";
import * as T from "./tokens.js";

/** Made when the first text is parsed: it takes longer than most texts do. */
let grammar: FileGrammar | undefined;

/**
 * The tree of `text`, as far as it could be read, and what was wrong with the rest. `file` is the name that the diagnostics
 * give it. Any text at all comes back with a tree; declarations and statements that do not parse are not in it.
 */
export function parse(file: string, text: string): Staged<SourceFile> {
  const found: Found = { imports: [], declarations: [], comments: [] };
  const diagnostics: Diagnostic[] = [];
  for (const part of partsOf(text)) {
    const end = readPart(file, text, part, found, diagnostics);
    if (end === undefined) continue;
    diagnostics.push(tooMany({ file, span: { start: end, end } }));
    break;
  }
  forgetText();
  return { value: { ...found, span: { start: 0, end: text.length } }, diagnostics };
}

/** The parser outlives the texts that it reads. To be called when one, or the last of its pieces, has been read. */
export function forgetText(): void {
  grammar?.forget();
}

/** One piece of a text, which may be moved. */
export interface ReadPiece extends Found {
  readonly diagnostics: readonly Diagnostic[];
  /** It had too many mistakes to be read to its end. */
  readonly brokenOff: boolean;
}

/** Reads a piece of a text alone (see `pieces.ts`); its spans are moved with `piece`, which stands at 0. `last`: nothing follows it. */
export function parsePiece(file: string, text: string, last: boolean, piece: Anchor["piece"]): ReadPiece {
  const found: Found = { imports: [], declarations: [], comments: [] };
  const read = readPiece({ file, text, part: { start: 0, end: text.length }, last }, found, piece);
  return { ...found, diagnostics: read.diagnostics.map((each) => moving(each, piece)), brokenOff: !read.whole };
}

/** A diagnostic whose places move with a piece, from whose start they are counted. */
export function moving(each: Diagnostic, piece: Anchor["piece"]): Diagnostic {
  const anchor: Anchor = { piece, at: 0 };
  const place = ({ file, span }: Place): Place => ({
    file,
    span: anchorOf(span) === undefined ? movingSpan(anchor, piece.at + span.start, piece.at + span.end) : span,
  });
  return { ...each, place: place(each.place), related: each.related.map((other) => ({ ...other, place: place(other.place) })) };
}

/** What was read, and where more is put. */
export interface Found {
  readonly imports: Import[];
  readonly declarations: Declaration[];
  readonly comments: SourceFile["comments"][number][];
}

/**
 * Reads a part of a text. Where it has mistakes its pieces are read one by one, so that what is said of each depends on it
 * alone. Gives where it stopped, if there were too many mistakes to go on.
 */
export function readPart(file: string, text: string, part: Span, found: Found, diagnostics: Diagnostic[]): number | undefined {
  const whole: Found = { imports: [], declarations: [], comments: [] };
  const last = part.end === text.length;
  const read = readPiece({ file, text, part, last }, whole);
  if (read.whole && read.diagnostics.length === 0) {
    for (const each of whole.imports) found.imports.push(each);
    for (const each of whole.declarations) found.declarations.push(each);
    for (const each of whole.comments) found.comments.push(each);
    return undefined;
  }
  for (const piece of piecesOf(text, part)) {
    const single = readPiece({ file, text, part: piece, last: last && piece.end === part.end }, found);
    diagnostics.push(...single.diagnostics);
    if (!single.whole || diagnostics.length > mostMistakes) return piece.end;
  }
  return undefined;
}

interface Part {
  readonly file: string;
  readonly text: string;
  readonly part: Span;
  /** The text ends with it. */
  readonly last: boolean;
}

function readPiece(of: Part, into: Found, piece?: Anchor["piece"]): { readonly diagnostics: Diagnostic[]; readonly whole: boolean } {
  grammar ??= new FileGrammar();
  const { file, text, part } = of;
  const lexed = lex(file, text, part);
  const anchor = piece === undefined ? undefined : { piece, at: 0 };
  for (const { text: words, span } of lexed.comments)
    into.comments.push({ text: words, span: anchor === undefined ? span : movingSpan(anchor, span.start, span.end) });
  grammar.begin(file, text, lexed, piece);
  const whole = readAll(grammar, (read) => {
    if (read.kind === "import") into.imports.push(read);
    else into.declarations.push(read);
  });
  const diagnostics = [...lexed.diagnostics, ...grammar.problems, ...grammar.errors.flatMap((error) => inWords(of, lexed, error))];
  diagnostics.sort((a, b) => a.place.span.start - b.place.span.start || a.place.span.end - b.place.span.end);
  return { diagnostics, whole };
}

/** `false` where there were too many mistakes to go on. */
function readAll(grammar: FileGrammar, found: (read: Declaration | Import) => void): boolean {
  try {
    grammar.sourceFile(found);
    return true;
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw error;
  }
}

/** A mistake of chevrotain's, whose message says what was expected; nothing where it only follows from a sign that was reported. */
function inWords({ file, part, last: isLast }: Part, lexed: Lexed, error: IRecognitionException): Diagnostic[] {
  const { message } = error;
  const last = lexed.tokens.at(-1);
  const atEnd = error.token.tokenType === EOF;
  const end = last === undefined ? part.end : endOf(last);
  const span = atEnd ? { start: Math.max(part.start, end - 1), end } : spanOf(error.token);
  const previous = lexed.tokens.findLast((token) => token.startOffset < span.start);
  // What its line does not close has swallowed what was expected here.
  const swallowed = previous !== undefined && mayBeOpen.has(previous.tokenType);
  const before = previous === undefined ? part.start : swallowed ? previous.startOffset : endOf(previous);
  if (lexed.diagnostics.some((each) => before <= each.place.span.start && each.place.span.start <= span.end)) return [];
  const opened = openedBefore(lexed.tokens, span.start, message);
  const found = !atEnd ? error.token.image : isLast ? endOfFile : nextDeclaration;
  return [expected({ file, span }, message, found, T.words.keys(), opened === undefined ? undefined : { file, span: spanOf(opened) })];
}

const mayBeOpen: ReadonlySet<TokenType> = new Set([T.BrokenQuoted, T.BrokenText, T.Regex]);

const openers: Readonly<Record<string, readonly [TokenType, TokenType]>> = {
  "`)`": [T.LParen, T.RParen],
  "`]`": [T.LSquare, T.RSquare],
  "`}`": [T.LCurly, T.RCurly],
};

/** The bracket that is open at `offset`, where its closer is what was expected. */
function openedBefore(tokens: readonly IToken[], offset: number, wanted: string): IToken | undefined {
  const [open, close] = openers[wanted] ?? [];
  if (open === undefined) return undefined;
  let closed = 0;
  for (let index = tokens.findLastIndex((token) => token.startOffset < offset); index >= 0; index--) {
    const token = tokens[index];
    if (token?.tokenType === close) closed++;
    else if (token?.tokenType === open && closed-- === 0) return token;
  }
  return undefined;
}
