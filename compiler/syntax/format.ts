/** The one layout of a file. Only blanks, line breaks and indents change: every token and every comment stays as it was written. */
import type { Staged } from "../diagnostics/diagnostic.js";
import type { SourceFile } from "./ast.js";
import { endLine, flatStatement, type Page, type Piece, widest, writeStatement } from "./format-line.js";
import { readStatements, type Statement } from "./format-read.js";

/** `text` in the one layout; `undefined` where it has a mistake, since what it means to say is not known. */
export function format(text: string, parsed: Staged<SourceFile>): string | undefined {
  if (parsed.diagnostics.length > 0) return undefined;
  const { statements, last } = readStatements(text, parsed.value);
  const page: Page = { lines: [], line: "", indent: 0, ended: false };
  let before: { readonly tall: boolean } | undefined;
  for (const statement of statements) {
    const from = page.lines.length;
    const inline = inlineText(statement, 0);
    const tall = statement.block !== undefined && inline === undefined;
    const comments = pieceAt(statement, 0)?.leading ?? [];
    const blank = before !== undefined && (before.tall || tall || (comments[0] ?? pieceAt(statement, 0))?.blank === true);
    if (blank) page.lines.push("");
    writeBlockStatement(page, statement, 0, inline);
    before = { tall: tall || page.lines.length - from > comments.length + (blank ? 2 : 1) };
  }
  for (const [index, comment] of last.entries()) {
    if (comment.blank && (index > 0 || before !== undefined)) page.lines.push("");
    page.lines.push(comment.text);
  }
  return page.lines.length === 0 ? "" : `${page.lines.join("\n")}\n`;
}

function pieceAt(statement: Statement, index: number): Piece | undefined {
  return statement.pieces[index];
}

// ——— Writing ———

/** Leaves no line unfinished. */
function writeBlockStatement(page: Page, statement: Statement, indent: number, inline: string | undefined): void {
  const [first] = statement.pieces;
  for (const [index, comment] of (first?.leading ?? []).entries()) {
    if (index > 0 && comment.blank) page.lines.push("");
    page.lines.push(" ".repeat(indent) + comment.text);
  }
  if (first !== undefined && first.leading.length > 0 && first.blank) page.lines.push("");
  const pieces = first === undefined ? [] : [{ ...first, leading: [] }, ...statement.pieces.slice(1)];
  const { block } = statement;
  if (inline !== undefined) {
    page.indent = indent;
    page.line = inline + trailingOf(block?.close ?? pieces.at(-1));
    endLine(page);
    return;
  }
  writeStatement(page, pieces, indent);
  endLine(page);
  if (block === undefined) return;
  for (const [index, inner] of block.statements.entries()) {
    const opening = inner.pieces[0];
    const blank = opening?.leading[0]?.blank ?? opening?.blank;
    if (index > 0 && blank === true) page.lines.push("");
    writeBlockStatement(page, inner, indent + 2, inlineText(inner, indent + 2));
  }
  for (const [index, comment] of block.close.leading.entries()) {
    if (comment.blank && (index > 0 || block.statements.length > 0)) page.lines.push("");
    page.lines.push(" ".repeat(indent + 2) + comment.text);
  }
  page.indent = indent;
  page.line = `}${trailingOf(block.close)}`;
  endLine(page);
}

function trailingOf(piece: Piece | undefined): string {
  return piece?.trailing === undefined ? "" : ` ${piece.trailing}`;
}

/** A statement with a block on one line, as its author had it, if there is room and no comment inside. */
function inlineText(statement: Statement, indent: number): string | undefined {
  if (statement.block === undefined) return undefined;
  const text = flatBlock(statement, true);
  return text !== undefined && indent + text.length <= widest ? text : undefined;
}

function flatBlock(statement: Statement, outermost: boolean): string | undefined {
  const { pieces, block } = statement;
  if (pieces.some((piece, index) => piece.trailing !== undefined || (piece.leading.length > 0 && !(outermost && index === 0)))) return undefined;
  const head = flatStatement(pieces);
  if (block === undefined) return head;
  if (block.close.leading.length > 0 || (block.close.trailing !== undefined && !outermost)) return undefined;
  if (block.statements.length === 0) return `${head}}`;
  if (!block.onOneLine) return undefined;
  const inner: string[] = [];
  for (const each of block.statements) {
    const flat = flatBlock(each, false);
    if (flat === undefined) return undefined;
    inner.push(flat);
  }
  return `${head} ${inner.join("  ")} }`;
}
