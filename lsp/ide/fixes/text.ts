/** Edits that leave the layout and the comments around them as they are. */
import { type Ast, format, parse, type Span } from "../../../compiler/index.js";
import type { Snapshot } from "../snapshot.js";
import type { TextEdit } from "./fix.js";

export function replace(file: string, { start, end }: Span, text: string): TextEdit {
  return { file, start, end, text };
}

/** The line in which an offset lies, without its end. */
export function lineAt(snapshot: Snapshot, file: string, offset: number): Span & { readonly text: string } {
  const { line } = snapshot.position(file, offset);
  const start = snapshot.offset(file, { line, character: 0 });
  const end = snapshot.offset(file, { line, character: Number.MAX_SAFE_INTEGER });
  return { start, end, text: snapshot.slice(file, { start, end }) };
}

export function indentAt(snapshot: Snapshot, file: string, offset: number): string {
  return /^[ \t]*/.exec(lineAt(snapshot, file, offset).text)?.[0] ?? "";
}

/** How lines end around an offset. */
export function lineEndAt(snapshot: Snapshot, file: string, offset: number): string {
  const { start, end } = lineAt(snapshot, file, offset);
  const before = snapshot.slice(file, { start: Math.max(0, start - 2), end: start });
  const after = snapshot.slice(file, { start: end, end: end + 2 });
  return (before === "" ? after : before).includes("\r\n") ? "\r\n" : "\n";
}

/** Takes something away: with its lines, where nothing else stands on them; else with the blanks on one side. */
export function remove(snapshot: Snapshot, file: string, { start, end }: Span): TextEdit {
  const first = lineAt(snapshot, file, start);
  const last = lineAt(snapshot, file, end);
  const before = snapshot.slice(file, { start: first.start, end: start });
  const after = snapshot.slice(file, { start: end, end: last.end });
  if (before.trim() === "" && after.trim() === "") {
    const next = snapshot.offset(file, { line: snapshot.position(file, end).line + 1, character: 0 });
    return replace(file, { start: first.start, end: Math.max(next, last.end) }, "");
  }
  const blanks = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  // What is left keeps a blank between its parts; what comes after moves to where this stood at the beginning of a line.
  if (before.trim() === "") return replace(file, { start, end: end + (/^[ \t]*/.exec(after)?.[0].length ?? 0) }, "");
  return replace(file, { start: start - blanks, end }, after.trim() !== "" && !/^\s/.test(after) ? " " : "");
}

/** Takes a declaration away, and one of the empty lines around it. */
export function removeDeclaration(snapshot: Snapshot, file: string, span: Span, doc: boolean): TextEdit {
  const from = doc ? docStart(snapshot, file, span.start) : span.start;
  const edit = remove(snapshot, file, { start: from, end: span.end });
  const isEmpty = (at: number): boolean => at >= 0 && lineAt(snapshot, file, at).text.trim() === "";
  const next = lineAt(snapshot, file, edit.end);
  const ownLines = snapshot.position(file, edit.start).character === 0 && edit.end === next.start;
  if (!ownLines || !isEmpty(edit.end) || (edit.start > 0 && !isEmpty(edit.start - 1))) return edit;
  const line = snapshot.position(file, edit.end).line;
  return { ...edit, end: Math.max(edit.end, snapshot.offset(file, { line: line + 1, character: 0 })) };
}

/** Where a declaration begins with the `///` lines before it. */
export function docStart(snapshot: Snapshot, file: string, start: number): number {
  let from = start;
  for (let { line } = snapshot.position(file, start); line > 0; line--) {
    const above = snapshot.offset(file, { line: line - 1, character: 0 });
    const { text } = lineAt(snapshot, file, above);
    if (!text.trimStart().startsWith("///")) break;
    from = above + (text.length - text.trimStart().length);
  }
  return from;
}

/** Writes a statement behind one that ends at an offset: on a line of its own where that one does not share its line. */
export function insertAfter(snapshot: Snapshot, file: string, statement: Span, text: string): TextEdit {
  const line = lineAt(snapshot, file, statement.end);
  const rest = snapshot.slice(file, { start: statement.end, end: line.end });
  if (!/^\s*(?:\/\/.*)?$/.test(rest)) return replace(file, { start: statement.end, end: statement.end }, `  ${text}`);
  // What hangs on below the statement's first line is indented further.
  const indent = indentAt(snapshot, file, statement.start);
  const end = line.start + line.text.trimEnd().length;
  return replace(file, { start: end, end }, `${lineEndAt(snapshot, file, end)}${indent}${text}`);
}

/** Writes a statement into the block of a hop, behind those that usually stand before it. */
export function insertIntoHop(snapshot: Snapshot, file: string, node: Ast.DelegateDecl, word: HopWord, text: string): TextEdit | undefined {
  const before = statementsOf(snapshot, file, node).filter((each) => order.indexOf(each.word) <= order.indexOf(word));
  const last = before.sort((a, b) => a.span.end - b.span.end).at(-1);
  if (last !== undefined) return insertAfter(snapshot, file, last.span, text);
  // The block has nothing that usually stands before.
  const { end } = node.head;
  const brace = /^\s*\{/.exec(snapshot.slice(file, { start: end - 1, end: node.span.end }).replace(/^[^{\s]/, " "))?.[0];
  return brace === undefined ? undefined : behindBrace(snapshot, file, end - 1 + brace.length, text);
}

/** Writes the first statement of a block behind its opening brace. */
export function behindBrace(snapshot: Snapshot, file: string, at: number, text: string): TextEdit {
  const line = lineAt(snapshot, file, at);
  const rest = snapshot.slice(file, { start: at, end: line.end });
  if (!/^\s*(?:\/\/.*)?$/.test(rest)) return replace(file, { start: at, end: at }, ` ${text} `);
  const end = line.start + line.text.trimEnd().length;
  return replace(file, { start: end, end }, `${lineEndAt(snapshot, file, end)}${indentAt(snapshot, file, at)}  ${text}`);
}

export type HopWord = "require" | "clause" | "ttl" | "depth" | "fanout" | "budget" | "pass" | "reply" | "approval";

const order: readonly HopWord[] = ["require", "clause", "ttl", "depth", "fanout", "budget", "pass", "reply", "approval"];

/** The statements of a hop, with the words that open them. */
export function statementsOf(snapshot: Snapshot, file: string, node: Ast.DelegateDecl): readonly { readonly word: HopWord; readonly span: Span }[] {
  const opened = (word: HopWord, value: Span | undefined): readonly { readonly word: HopWord; readonly span: Span }[] =>
    value === undefined ? [] : [{ word, span: openedBy(snapshot, file, word, value) }];
  return [
    ...node.requires.map(({ span }) => ({ word: "require" as const, span })),
    ...node.clauses.map(({ span }) => ({ word: "clause" as const, span })),
    ...opened("ttl", node.ttl?.span),
    ...opened("depth", node.depth?.span),
    ...opened("fanout", node.fanout?.span),
    ...node.budgets.map(({ span }) => ({ word: "budget" as const, span })),
    ...opened("pass", node.pass?.span),
    ...opened("reply", node.reply?.span),
    ...opened("approval", node.approval?.span),
  ];
}

/** A statement whose value is known, from the word that opens it. */
export function openedBy(snapshot: Snapshot, file: string, word: string, value: Span): Span {
  const before = snapshot.slice(file, { start: Math.max(0, value.start - 40), end: value.start });
  const at = new RegExp(`\\b${word}\\s+$`).exec(before)?.index;
  return at === undefined ? value : { start: value.start - before.length + at, end: value.end };
}

/** A statement in the formatter's layout, where it is too long for a line; `indent` is that of its first line. */
export function laidOut(statement: string, indent: string, lineEnd: string): string {
  if (indent.length + statement.length <= widest) return statement;
  const around = `scope s {\n${statement}\n}\n`;
  const lines = format(around, parse("statement", around))?.split("\n").slice(1, -2);
  return lines === undefined ? statement : lines.map((line) => line.slice(2)).join(`${lineEnd}${indent}`);
}

/** As wide as the formatter lets a line be. */
const widest = 100;

/** Adds a condition to what a clause says already. */
export function addCondition(file: string, clause: { readonly where?: Ast.Expr; readonly span: Span }, condition: string): readonly TextEdit[] {
  const { where, span } = clause;
  if (where === undefined) return [replace(file, { start: span.end, end: span.end }, ` where ${condition}`)];
  const { start, end } = where.span;
  const at = (offset: number, text: string): TextEdit => replace(file, { start: offset, end: offset }, text);
  const isOpen = where.kind === "or" || where.kind === "all" || where.kind === "some";
  return isOpen ? [at(start, "("), at(end, `) and ${condition}`)] : [at(end, ` and ${condition}`)];
}
