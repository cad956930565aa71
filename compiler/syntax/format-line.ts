/** One statement on one line, or on as many as it needs: the spaces between its tokens, and where it is broken when it is long. */
import type { IToken, TokenType } from "chevrotain";
import * as T from "./tokens.js";

export const widest = 100;

/** A comment as it stands in the text, `//` or `///` included. */
export interface Comment {
  readonly text: string;
  /** A blank line stands before it. */
  readonly blank: boolean;
}

/** A token with the comments around it. */
export interface Piece {
  readonly token: IToken;
  readonly text: string;
  /** A name, whatever word it is. */
  readonly isName: boolean;
  /** Comments on lines of their own before it. */
  readonly leading: readonly Comment[];
  /** The comment after it on its line. */
  readonly trailing?: string;
  /** A blank line stands before it, or before its comments. */
  readonly blank: boolean;
}

/** The lines written so far. */
export interface Page {
  readonly lines: string[];
  /** What stands on the line being written, without its indent. */
  line: string;
  indent: number;
  /** The line ends with a comment, and takes nothing more. */
  ended: boolean;
}

export function endLine(page: Page): void {
  if (page.line !== "") page.lines.push(" ".repeat(page.indent) + page.line);
  page.line = "";
  page.ended = false;
}

type Item = Piece | Group;

interface Group {
  readonly open: Piece;
  readonly items: readonly Item[];
  readonly close: Piece;
}

/** Writes a statement at the page's place; it ends on the line that it leaves unfinished. */
export function writeStatement(page: Page, pieces: readonly Piece[], indent: number): void {
  page.indent = indent;
  writeItems(page, group(pieces), indent, 2, spacesBefore(pieces));
}

/** A statement on one line, comments aside. */
export function flatStatement(pieces: readonly Piece[]): string {
  const spaced = spacesBefore(pieces);
  return pieces.map((piece, index) => (index > 0 && spaced.has(piece) ? ` ${piece.text}` : piece.text)).join("");
}

// ——— Spaces ———

const tightBefore: ReadonlySet<TokenType> = new Set([T.Comma, T.RParen, T.RSquare, T.Colon, T.Question, T.Dot]);
const tightAfter: ReadonlySet<TokenType> = new Set([T.LParen, T.LSquare, T.Dot, T.Dollar]);

/** The pieces that a space stands before. */
function spacesBefore(pieces: readonly Piece[]): ReadonlySet<Piece> {
  const spaced = new Set<Piece>();
  let lists = 0;
  let before: Piece | undefined;
  let afterListOpen = false;
  for (const piece of pieces) {
    const type = piece.token.tokenType;
    const last = before?.token.tokenType;
    const opensList = type === T.Less && last === T.ListOf && before?.isName !== true;
    const closesList = type === T.Greater && lists > 0;
    if (opensList) lists++;
    if (closesList) lists--;
    if (before !== undefined && last !== undefined && !opensList && !closesList && !afterListOpen && wantsSpace(before, last, type))
      spaced.add(piece);
    afterListOpen = opensList;
    before = piece;
  }
  return spaced;
}

function wantsSpace(before: Piece, last: TokenType, type: TokenType): boolean {
  if (tightBefore.has(type) || tightAfter.has(last)) return false;
  if (type === T.LParen) return !(before.isName || last === T.Size);
  return !(type === T.RCurly && last === T.LCurly);
}

// ——— Breaks ———

const opening: ReadonlySet<TokenType> = new Set([T.LParen, T.LSquare, T.LCurly]);
const closing: ReadonlySet<TokenType> = new Set([T.RParen, T.RSquare, T.RCurly]);
const attributes: ReadonlySet<TokenType> = new Set([T.Returns, T.Ingests, T.Sends, T.Spends, T.Requires]);

/** Brackets with what they hold; the brace that opens a block has no partner in its line and stays a piece. */
function group(pieces: readonly Piece[]): Item[] {
  const stack: { open: Piece | undefined; items: Item[] }[] = [{ open: undefined, items: [] }];
  for (const piece of pieces) {
    const type = piece.token.tokenType;
    const top = stack.at(-1);
    if (opening.has(type)) stack.push({ open: piece, items: [] });
    else if (closing.has(type) && top?.open !== undefined) {
      stack.pop();
      stack.at(-1)?.items.push({ open: top.open, items: top.items, close: piece });
    } else top?.items.push(piece);
  }
  while (stack.length > 1) {
    const unclosed = stack.pop();
    if (unclosed?.open !== undefined) stack.at(-1)?.items.push(unclosed.open, ...unclosed.items);
  }
  return stack[0]?.items ?? [];
}

function isGroup(item: Item): item is Group {
  return "open" in item;
}

function* piecesOf(items: readonly Item[]): Generator<Piece> {
  for (const item of items) {
    if (!isGroup(item)) yield item;
    else {
      yield item.open;
      yield* piecesOf(item.items);
      yield item.close;
    }
  }
}

/** The width of the items on one line, or `Infinity` where a comment among them breaks it. */
function width(items: readonly Item[], spaced: ReadonlySet<Piece>): number {
  let sum = 0;
  let first = true;
  let broken = false;
  for (const piece of piecesOf(items)) {
    if (broken || (!first && piece.leading.length > 0)) return Number.POSITIVE_INFINITY;
    sum += piece.text.length + (!first && spaced.has(piece) ? 1 : 0);
    broken = piece.trailing !== undefined;
    first = false;
  }
  return sum;
}

/** Where a run of items may be broken, the better places first. */
const splits: readonly { readonly before?: (type: TokenType) => boolean; readonly after?: TokenType; readonly packed?: true }[] = [
  { before: (type) => type === T.Where },
  { before: (type) => type === T.And || type === T.Or },
  { before: (type) => type === T.Arrow },
  { before: (type) => attributes.has(type) },
  { after: T.Comma },
  { before: (type) => type === T.Pipe, packed: true },
];

function writeItems(page: Page, items: readonly Item[], indent: number, hang: number, spaced: ReadonlySet<Piece>, pack = false): void {
  if (fits(page, items, spaced)) {
    for (const piece of piecesOf(items)) put(page, piece, indent + hang, spaced);
    return;
  }
  for (const split of splits) {
    const segments = cut(items, split);
    const [first, ...rest] = segments;
    if (first === undefined || rest.length === 0) continue;
    // A list of arguments is opened up rather than what follows it, where it is what makes the line long.
    if (split.before?.(T.Returns) && page.line.length + page.indent + width(first, spaced) > widest) continue;
    if (split.before?.(T.Arrow) && !isChain(items)) continue;
    writeItems(page, first, indent, hang, spaced);
    for (const segment of rest) {
      const packed = (pack || split.packed) && page.line !== "" && !page.ended && fits(page, segment, spaced);
      if (!packed) endLine(page);
      if (page.line === "") page.indent = indent + hang;
      writeItems(page, segment, indent + hang, 2, spaced);
    }
    return;
  }
  writeOpened(page, items, indent, hang, spaced);
}

function fits(page: Page, items: readonly Item[], spaced: ReadonlySet<Piece>): boolean {
  return (page.line === "" ? page.indent : page.indent + page.line.length + 1) + width(items, spaced) <= widest;
}

/** No break before the arrow of a delegation, which is one thing. */
function isChain(items: readonly Item[]): boolean {
  const first = items[0];
  return first !== undefined && !isGroup(first) && first.token.tokenType === T.Chain;
}

function cut(items: readonly Item[], split: (typeof splits)[number]): Item[][] {
  const segments: Item[][] = [[]];
  for (const [index, item] of items.entries()) {
    const type = isGroup(item) ? undefined : item.token.tokenType;
    const named = !isGroup(item) && item.isName;
    if (index > 0 && type !== undefined && !named && split.before?.(type)) segments.push([]);
    segments.at(-1)?.push(item);
    if (type !== undefined && type === split.after && index < items.length - 1) segments.push([]);
  }
  return segments;
}

/** No place to break is left but the brackets: the widest are opened, what they hold stands on lines of its own. */
function writeOpened(page: Page, items: readonly Item[], indent: number, hang: number, spaced: ReadonlySet<Piece>): void {
  const widths = new Map(items.filter(isGroup).map((item) => [item, width([item], spaced)]));
  const most = Math.max(...widths.values());
  for (const item of items) {
    const own = isGroup(item) ? widths.get(item) : undefined;
    if (!isGroup(item) || own === undefined) {
      for (const piece of piecesOf([item])) put(page, piece, indent + hang, spaced);
      continue;
    }
    if (item.items.length === 0 || (own < most && fits(page, [item], spaced))) {
      for (const piece of piecesOf([item])) put(page, piece, indent + hang, spaced);
      continue;
    }
    put(page, item.open, indent + hang, spaced);
    const outer = page.indent;
    endLine(page);
    page.indent = outer + 2;
    writeItems(page, item.items, outer + 2, 0, spaced, item.open.token.tokenType === T.LSquare);
    endLine(page);
    for (const comment of item.close.leading) page.lines.push(" ".repeat(outer + 2) + comment.text);
    page.indent = outer;
    put(page, { ...item.close, leading: [] }, outer, spaced);
  }
}

/** Writes one token and the comments around it. `hanging` is the indent of a line that a comment forces here. */
function put(page: Page, piece: Piece, hanging: number, spaced: ReadonlySet<Piece>): void {
  if (page.line !== "" && (page.ended || piece.leading.length > 0)) {
    endLine(page);
    page.indent = hanging;
  }
  for (const comment of piece.leading) page.lines.push(" ".repeat(page.indent) + comment.text);
  page.line += page.line !== "" && spaced.has(piece) ? ` ${piece.text}` : piece.text;
  if (piece.trailing !== undefined) {
    page.line += ` ${piece.trailing}`;
    page.ended = true;
  }
}
