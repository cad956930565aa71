/** What the formatter lays out: the statements of a file, each with its tokens, and every token with the comments around it. */
import type { IToken } from "chevrotain";
import type { Clause, Declaration, SourceFile } from "./ast.js";
import type { Comment, Piece } from "./format-line.js";
import { endOf, isDoc, lex } from "./lex.js";
import * as T from "./tokens.js";

/** A statement: its own tokens, and the block that ends it, if one does. */
export interface Statement {
  /** Up to and with the `{`, where there is one. */
  readonly pieces: readonly Piece[];
  readonly block?: { readonly statements: readonly Statement[]; readonly close: Piece; readonly onOneLine: boolean };
}

/** The statements at the top of a text, and the comments after the last of them. */
export function readStatements(text: string, tree: SourceFile): { readonly statements: readonly Statement[]; readonly last: readonly Comment[] } {
  const { pieces, last } = toPieces(text, tree);
  return { statements: statementsFrom({ pieces, marks: toMarks(tree, pieces), text, at: 0 }), last };
}

interface Marks {
  /** Where statements start. */
  readonly starts: ReadonlySet<number>;
  /** The braces that open a block of statements. */
  readonly blocks: ReadonlySet<number>;
}

interface Reading {
  readonly pieces: readonly Piece[];
  readonly marks: Marks;
  readonly text: string;
  at: number;
}

/** The statements up to the end, or to the brace that closes the block they stand in. Blocks nest two deep at most. */
function statementsFrom(reading: Reading): Statement[] {
  const statements: Statement[] = [];
  for (;;) {
    const piece = reading.pieces[reading.at];
    if (piece === undefined || piece.token.tokenType === T.RCurly) return statements;
    statements.push(readStatement(reading));
  }
}

function readStatement(reading: Reading): Statement {
  const { pieces, marks, text } = reading;
  const own: Piece[] = [];
  let braces = 0;
  for (;;) {
    const piece = pieces[reading.at];
    if (piece === undefined) return { pieces: own };
    const { startOffset, tokenType } = piece.token;
    if (own.length > 0 && braces === 0 && (marks.starts.has(startOffset) || tokenType === T.RCurly)) return { pieces: own };
    own.push(piece);
    reading.at++;
    if (marks.blocks.has(startOffset)) {
      const statements = statementsFrom(reading);
      const close = pieces[reading.at];
      if (close === undefined) return { pieces: own };
      reading.at++;
      const onOneLine = !/[\n\r]/.test(text.slice(startOffset, close.token.startOffset));
      return { pieces: own, block: { statements, close, onOneLine } };
    }
    if (tokenType === T.LCurly) braces++;
    else if (tokenType === T.RCurly) braces--;
  }
}

/** Where the statements and blocks of a tree start. A statement that the tree has no span for is found by the token before its value. */
function toMarks(tree: SourceFile, pieces: readonly Piece[]): Marks {
  const starts = new Set<number>();
  const blocks = new Set<number>();
  const indexAt = (offset: number): number => {
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle]?.token.startOffset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const start = (node: { readonly span: { readonly start: number } }): unknown => starts.add(node.span.start);
  /** The token `back` before the node, where it is of the type. */
  const startBefore = (node: { readonly span: { readonly start: number } } | undefined, back = 1): void => {
    const piece = node === undefined ? undefined : pieces[indexAt(node.span.start) - back];
    if (piece !== undefined) starts.add(piece.token.startOffset);
  };
  const block = (from: number): void => {
    let parentheses = 0;
    for (let index = indexAt(from); index < pieces.length; index++) {
      const token = pieces[index]?.token;
      if (token?.tokenType === T.LParen) parentheses++;
      else if (token?.tokenType === T.RParen) parentheses--;
      else if (token?.tokenType === T.LCurly && parentheses === 0) {
        blocks.add(token.startOffset);
        return;
      }
    }
  };
  const clauses = (of: readonly Clause[]): void => of.forEach(start);
  const tokensIn = (node: Declaration): readonly Piece[] => pieces.slice(indexAt(node.span.start), indexAt(node.span.end));

  for (const node of [...tree.imports, ...tree.declarations]) {
    start(node);
    switch (node.kind) {
      case "context":
        block(node.span.start);
        node.facts.forEach(start);
        break;
      case "tool":
      case "annotate":
        block(node.span.start);
        node.actions.forEach(start);
        break;
      case "secret":
        block(node.span.start);
        for (const { token, isName } of tokensIn(node).slice(2)) if (!isName && secretWords.has(token.tokenType)) starts.add(token.startOffset);
        break;
      case "scope":
        block(node.span.start);
        clauses(node.clauses);
        break;
      case "principal":
      case "agent": {
        block(node.span.start);
        const inner = node.kind === "agent" ? node.ceiling : node.holds;
        if (node.kind === "agent") for (const value of [node.owner, node.identity, node.runtime, node.clearance]) startBefore(value);
        if (inner === undefined) break;
        start(inner);
        block(inner.span.start);
        clauses(inner.clauses);
        break;
      }
      case "delegate":
        block(node.span.start);
        clauses(node.clauses);
        node.requires.forEach(start);
        for (const value of [node.ttl, node.depth, node.fanout, node.pass]) startBefore(value);
        for (const value of [node.reply, node.approval]) if (value !== undefined) start(value);
        for (const budget of node.budgets) if (pieces[indexAt(budget.span.start) - 1]?.token.tokenType === T.Budget) startBefore(budget);
        break;
      case "test":
        block(node.span.start);
        node.steps.forEach(start);
        startBefore(node.start);
        startBefore(node.at);
        for (const name of node.approvals) if (pieces[indexAt(name.span.start) - 2]?.token.tokenType === T.Approved) startBefore(name, 2);
        for (const [index, { token, isName }] of tokensIn(node).entries())
          if (index > 0 && !isName && token.tokenType === T.Context) starts.add(token.startOffset);
        break;
      default:
    }
  }
  return { starts, blocks };
}

const secretWords: ReadonlySet<unknown> = new Set([T.Ttl, T.Per, T.Shared, T.Scope]);

/** The tokens of a text, each with its comments; and the comments after the last. */
function toPieces(text: string, tree: SourceFile): { readonly pieces: Piece[]; readonly last: readonly Comment[] } {
  const { tokens, written } = lex("", text);
  const names = nameStarts(tree);
  const pieces: Piece[] = [];
  let waiting: Comment[] = [];
  let nextComment = 0;
  let end = 0;
  for (const token of tokens) {
    for (let comment = written[nextComment]; comment !== undefined && comment.startOffset < token.startOffset; comment = written[++nextComment]) {
      waiting = addComment(text, pieces, waiting, end, comment);
      end = endOf(comment);
    }
    const { image: source, startOffset } = token;
    pieces.push({ token, text: source, isName: names.has(startOffset), leading: waiting, blank: breaks(text, end, startOffset) > 1 });
    waiting = [];
    end = endOf(token);
  }
  for (const comment of written.slice(nextComment)) {
    waiting = addComment(text, pieces, waiting, end, comment);
    end = endOf(comment);
  }
  return { pieces, last: waiting };
}

/** Gives a comment to the token before it on its line, or lets it wait for the one after it, as a doc comment always does. */
function addComment(text: string, pieces: Piece[], waiting: Comment[], end: number, comment: IToken): Comment[] {
  const image = comment.image.trimEnd();
  const lines = breaks(text, end, comment.startOffset);
  const before = pieces.at(-1);
  if (before !== undefined && waiting.length === 0 && lines === 0 && before.trailing === undefined && !isDoc(image)) {
    pieces[pieces.length - 1] = { ...before, trailing: image };
    return waiting;
  }
  return [...waiting, { text: image, blank: lines > 1 }];
}

/** How many lines end between two offsets. */
function breaks(text: string, from: number, to: number): number {
  return text.slice(from, to).match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Where the names of a tree start, and its texts, which look the same there; a text is never taken for a word. */
function nameStarts(tree: SourceFile): ReadonlySet<number> {
  const starts = new Set<number>();
  const open: unknown[] = [...tree.imports, ...tree.declarations];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) for (const element of node) open.push(element);
    else if (typeof node === "object" && node !== null) {
      if ("text" in node && "span" in node) starts.add((node as { span: { start: number } }).span.start);
      else for (const part of Object.values(node)) if (typeof part === "object") open.push(part);
    }
  }
  return starts;
}
