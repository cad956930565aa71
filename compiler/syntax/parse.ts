/** From a text to its tree. */
import { EOF, type IRecognitionException, type IToken, type TokenType } from "chevrotain";
import type { Span } from "../base/span.js";
import { endOfFile, expected, nextDeclaration, tooMany } from "../diagnostics/codes/syntax.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type { Declaration, Import, SourceFile } from "./ast.js";
import { spanOf, TooMany } from "./grammar.js";
import { FileGrammar } from "./grammar-file.js";
import { endOf, type Lexed, lex, mostMistakes } from "./lex.js";
import * as T from "./tokens.js";

/** Made when the first text is parsed: it takes longer than most texts do. */
let grammar: FileGrammar | undefined;

/**
 * The tree of `text`, as far as it could be read, and what was wrong with the rest. `file` is the name that the diagnostics
 * give it. Any text at all comes back with a tree; declarations and statements that do not parse are not in it.
 */
export function parse(file: string, text: string): Staged<SourceFile> {
  grammar ??= new FileGrammar();
  const imports: Import[] = [];
  const declarations: Declaration[] = [];
  const comments: SourceFile["comments"][number][] = [];
  const diagnostics: Diagnostic[] = [];
  const found = (read: Declaration | Import): void => {
    if (read.kind === "import") imports.push(read);
    else declarations.push(read);
  };
  for (const part of parts(text)) {
    const lexed = lex(file, text, part);
    for (const comment of lexed.comments) comments.push(comment);
    grammar.begin(file, text, lexed);
    const whole = readAll(grammar, found);
    const inPart = [...lexed.diagnostics, ...grammar.problems, ...grammar.errors.flatMap((error) => inWords({ file, text, part }, lexed, error))];
    diagnostics.push(...inPart.sort((a, b) => a.place.span.start - b.place.span.start || a.place.span.end - b.place.span.end));
    if (!whole || diagnostics.length > mostMistakes) {
      diagnostics.push(tooMany({ file, span: { start: part.end, end: part.end } }));
      break;
    }
  }
  // The parser outlives the text: nothing of it is kept.
  grammar.begin("", "", { tokens: [], docs: new Map(), diagnostics: [] });
  return { value: { imports, declarations, comments, span: { start: 0, end: text.length } }, diagnostics };
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

/** Of a long text, so much is read at once: its tokens are garbage before the collector has to carry them. */
const partLength = 1 << 16;

/**
 * Cuts a long text where a declaration has ended and another starts, both at the start of a line. No token spans lines, and
 * a block that is still open there is reported as such by the grammar too, so that a cut changes nothing that is read.
 */
function* parts(text: string): Generator<Span> {
  let start = 0;
  const boundary = /\n\}[ \t]*\r?\n(?=(?:[ \t]*(?:\/\/[^\n\r]*)?\r?\n)*(?:agent|delegate|principal|test|tool)[ \t])/g;
  while (text.length - start > partLength) {
    boundary.lastIndex = start + partLength;
    const match = boundary.exec(text);
    if (match === null) break;
    const end = match.index + match[0].length;
    yield { start, end };
    start = end;
  }
  yield { start, end: text.length };
}

/** A mistake of chevrotain's, whose message says what was expected; nothing where it only follows from a sign that was reported. */
function inWords(
  place: { readonly file: string; readonly text: string; readonly part: Span },
  lexed: Lexed,
  error: IRecognitionException,
): Diagnostic[] {
  const { file, text, part } = place;
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
  const found = !atEnd ? error.token.image : part.end === text.length ? endOfFile : nextDeclaration;
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
