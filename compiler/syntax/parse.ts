/** From a text to its tree. */
import type { IRecognitionException } from "chevrotain";
import type { Span } from "../base/span.js";
import { expected, tooMany } from "../diagnostics/codes/syntax.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type { Declaration, Import, SourceFile } from "./ast.js";
import { spanOf, TooMany } from "./grammar.js";
import { FileGrammar } from "./grammar-file.js";
import { lex, mostMistakes } from "./lex.js";

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
    grammar.begin(file, text, lexed.tokens, lexed.docs);
    const whole = readAll(grammar, found);
    const inPart = [
      ...lexed.diagnostics,
      ...grammar.problems,
      ...grammar.errors.map((error) => inWords(file, text, part, lexed.tokens.at(-1), error)),
    ];
    diagnostics.push(...inPart.sort((a, b) => a.place.span.start - b.place.span.start || a.place.span.end - b.place.span.end));
    if (!whole || diagnostics.length > mostMistakes) {
      diagnostics.push(tooMany({ file, span: { start: part.end, end: part.end } }));
      break;
    }
  }
  // The parser outlives the text: nothing of it is kept.
  grammar.begin("", "", [], new Map());
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

/** A mistake of chevrotain's, whose message says what was expected. */
function inWords(
  file: string,
  text: string,
  part: Span,
  last: { readonly startOffset: number; readonly image: string } | undefined,
  error: IRecognitionException,
): Diagnostic {
  const { token, message } = error;
  if (token.tokenType.name !== "EOF")
    return expected({ file, span: spanOf(token) }, message, `\`${token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image}\``);
  const end = last === undefined ? part.end : last.startOffset + last.image.length;
  return expected(
    { file, span: { start: Math.max(part.start, end - 1), end } },
    message,
    part.end === text.length ? "the end of the file" : "the next declaration",
  );
}
