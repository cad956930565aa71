/** From a text to its tree. */
import type { IRecognitionException, IToken } from "chevrotain";
import type { Span } from "../base/span.js";
import { expected, syntax, tooMany } from "../diagnostics/codes/syntax.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type { Declaration, Import, SourceFile } from "./ast.js";
import { TooMany } from "./grammar.js";
import { FileGrammar } from "./grammar-file.js";
import { endOf, lex } from "./lex.js";
import * as T from "./tokens.js";

let grammar: FileGrammar | undefined;

/**
 * The tree of `text`, as far as it could be read, and what was wrong with the rest. `file` is the name that the diagnostics
 * give it. Any text at all comes back with a tree; declarations and statements that do not parse are not in it.
 */
export function parse(file: string, text: string): Staged<SourceFile> {
  const { tokens, comments, docs, diagnostics } = lex(file, text);
  grammar ??= new FileGrammar();
  grammar.begin(file, text, tokens, docs);
  const imports: Import[] = [];
  const declarations: Declaration[] = [];
  try {
    grammar.sourceFile((read) => {
      if (read.kind === "import") imports.push(read);
      else declarations.push(read);
    });
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    diagnostics.push(tooMany({ file, span: { start: text.length, end: text.length } }));
  }
  diagnostics.push(...grammar.problems, ...grammar.errors.map((error) => inWords(file, text, tokens, error)));
  // What has been read keeps nothing of the reading alive.
  grammar.begin("", "", [], new Map());
  diagnostics.sort((a, b) => a.place.span.start - b.place.span.start || a.place.span.end - b.place.span.end);
  return { value: { imports, declarations, comments, span: { start: 0, end: text.length } }, diagnostics };
}

/** A mistake of chevrotain's, whose message says what was expected. */
function inWords(file: string, text: string, tokens: readonly IToken[], error: IRecognitionException): Diagnostic {
  const found = error.token;
  const atEnd = found.tokenType.name === "EOF";
  const previous = tokens.at(-1);
  const end = previous === undefined ? text.length : endOf(previous);
  const span: Span = atEnd ? { start: Math.max(0, end - 1), end } : { start: found.startOffset, end: endOf(found) };
  return expected(
    { file, span },
    error.message,
    atEnd ? "the end of the file" : `\`${found.image.length > 40 ? `${found.image.slice(0, 40)}…` : found.image}\``,
  );
}

void syntax;
void T;
