/**
 * A text that is edited, and its tree kept up: it is held as the pieces of `pieces.ts`, each read alone. An edit reads the pieces
 * that it touches and their neighbours again, since where a text is cut depends on no more than that; the others stay the same
 * objects, and their spans, counted from the piece's start, move with it. A declaration of a piece that was read again keeps its
 * node, if it is written as before. What is left to do for all pieces is to move those that follow: one addition each.
 */
import { reselect } from "../base/selection.js";
import { anchorOf, type Span } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Declaration, Import, SourceFile } from "./ast.js";
import { mostMistakes } from "./lex.js";
import { forgetText, parsePiece } from "./parse.js";
import { piecesOf } from "./pieces.js";
import { seemingNames } from "./seeming.js";

/** A piece of a text, read. */
export interface Piece {
  /** Where it starts in the text as it is now. */
  readonly at: number;
  /** The line on which it starts, counted from 0. */
  readonly line: number;
  readonly text: string;
  /** How many line ends it has. */
  readonly lines: number;
  /** Nothing follows it. */
  readonly last: boolean;
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  readonly comments: SourceFile["comments"];
  readonly diagnostics: readonly Diagnostic[];
  /** It had too many mistakes to be read to its end. */
  readonly brokenOff: boolean;
}

/** Pieces from `at` on that others have taken the place of. */
export interface Splice {
  readonly at: number;
  readonly removed: readonly Piece[];
  readonly added: readonly Piece[];
}

export interface EditedText {
  readonly file: string;
  readonly pieces: readonly Piece[];
  text(): string;
  /** Puts `inserted` in the place of what stands from `from` up to `to`; nothing where that changes nothing. `whole`: the text then, if it is known. */
  replace(from: number, to: number, inserted: string, whole?: string): Splice | undefined;
  /** The index of the piece in which an offset lies. */
  pieceAt(offset: number): number;
  /** The pieces with mistakes. */
  readonly faulty: readonly Piece[];
  /** The pieces with imports, and those that declare a name. */
  readonly naming: readonly Piece[];
  /** The pieces with comments that allow warnings, or mean to. */
  readonly allowing: readonly Piece[];
  /** Whether some piece seems to declare a name (see `seeming.ts`). */
  seems(name: string): boolean;
  /** How many pieces count: what follows too many mistakes is not read. */
  readable(): { readonly count: number; readonly whole: boolean };
}

type MutablePiece = { -readonly [Key in keyof Piece]: Piece[Key] };

export function editedText(file: string, whole: string): EditedText {
  let known: string | undefined = whole;
  const pieces: MutablePiece[] = [];
  for (const { start, end } of piecesOf(whole)) pieces.push(read(file, whole.slice(start, end), end === whole.length));
  forgetText();
  settle(pieces, 0);
  const faulty = pieces.filter(isFaulty);
  const naming = pieces.filter(isNaming);
  const allowing = pieces.filter(isAllowing);

  /** How often each name seems to be declared; counted when it is first asked for. */
  let seeming: Map<string, number> | undefined;
  const count = (counts: Map<string, number>, of: readonly Piece[], by: 1 | -1): void => {
    for (const piece of of) for (const name of seemingNames(piece.text)) counts.set(name, (counts.get(name) ?? 0) + by);
  };

  const pieceAt = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    file,
    pieces,
    faulty,
    naming,
    allowing,
    pieceAt,
    seems(name) {
      if (seeming === undefined) {
        seeming = new Map();
        count(seeming, pieces, 1);
      }
      return (seeming.get(name) ?? 0) > 0;
    },
    text() {
      known ??= pieces.map((piece) => piece.text).join("");
      return known;
    },
    replace(from, to, inserted, text) {
      const start = Math.min(Math.max(0, from), lengthOf(pieces));
      const end = Math.min(Math.max(start, to), lengthOf(pieces));
      const first = Math.max(0, pieceAt(start) - 1);
      const after = Math.min(pieces.length, pieceAt(end) + 2);
      const old = pieces.slice(first, after);
      const before = old.map((piece) => piece.text).join("");
      const zero = old[0]?.at ?? 0;
      const now = copied(before.slice(0, start - zero) + inserted + before.slice(end - zero));
      const ends = after === pieces.length;
      const wanted = [...piecesOf(now)].map((span) => ({ text: now.slice(span.start, span.end), last: ends && span.end === now.length }));
      const isSame = (piece: Piece | undefined, other: (typeof wanted)[number] | undefined): boolean =>
        piece !== undefined && other !== undefined && piece.last === other.last && piece.text === other.text;
      let skip = 0;
      while (skip < Math.min(old.length, wanted.length) && isSame(old[skip], wanted[skip])) skip++;
      let back = 0;
      while (back < Math.min(old.length, wanted.length) - skip && isSame(old.at(-1 - back), wanted.at(-1 - back))) back++;
      const removed = old.slice(skip, old.length - back);
      const added = wanted.slice(skip, wanted.length - back).map((each) => read(file, each.text, each.last));
      forgetText();
      if (removed.length === 0 && added.length === 0) return undefined;
      known = text;
      if (seeming !== undefined) {
        count(seeming, removed, -1);
        count(seeming, added, 1);
      }
      keepNodes(removed, added);
      pieces.splice(first + skip, removed.length, ...added);
      settle(pieces, first + skip, first + skip + added.length);
      const place = added[0]?.at ?? old[skip]?.at ?? 0;
      const isBefore = (piece: Piece): boolean => piece.at < place;
      reselect(faulty, isBefore, removed, added, isFaulty);
      reselect(naming, isBefore, removed, added, isNaming);
      reselect(allowing, isBefore, removed, added, isAllowing);
      return { at: first + skip, removed, added };
    },
    readable() {
      let mistakes = 0;
      for (const piece of faulty) {
        mistakes += piece.diagnostics.length;
        if (piece.brokenOff || mistakes > mostMistakes) return { count: pieceAt(piece.at) + 1, whole: false };
      }
      return { count: pieces.length, whole: true };
    },
  };
}

/** Where two texts differ: from `start` up to `end` of the first, and up to `endInOther` of the other. */
export function differenceIn(before: string, after: string): { readonly start: number; readonly end: number; readonly endInOther: number } {
  const shorter = Math.min(before.length, after.length);
  const start = commonFrom(shorter, (at, length) => before.slice(at, at + length) === after.slice(at, at + length));
  const most = shorter - start;
  const back = commonFrom(most, (at, length) => {
    const [end, other] = [before.length - at, after.length - at];
    return before.slice(end - length, end) === after.slice(other - length, other);
  });
  return { start, end: before.length - back, endInOther: after.length - back };
}

function lengthOf(pieces: readonly Piece[]): number {
  const last = pieces.at(-1);
  return last === undefined ? 0 : last.at + last.text.length;
}

function isFaulty({ diagnostics, brokenOff }: Piece): boolean {
  return diagnostics.length > 0 || brokenOff;
}

function isNaming({ imports, declarations }: Piece): boolean {
  return imports.length > 0 || declarations.some(isNamed);
}

/** Whether a declaration may give something a name. */
export function isNamed(declaration: Declaration): boolean {
  switch (declaration.kind) {
    case "delegate":
      return declaration.alias !== undefined;
    case "deny":
    case "assert":
    case "test":
      return false;
    default:
      return true;
  }
}

function isAllowing({ comments }: Piece): boolean {
  return comments.some(({ text }) => text.startsWith("remit-allow"));
}

/** How far two texts are the same, told by comparing stretches of them: the engine compares a long one much faster than sign by sign. */
function commonFrom(most: number, isSame: (at: number, length: number) => boolean): number {
  let at = 0;
  for (let length = 1 << 16; length > 0; length >>= 1) while (at + length <= most && isSame(at, length)) at += length;
  return at;
}

/** A string of its own, that keeps no longer text alive of which it would be a part. */
function copied(text: string): string {
  return ` ${text}`.slice(1);
}

function read(file: string, text: string, last: boolean): MutablePiece {
  const piece: MutablePiece = { at: 0, line: 0, text, lines: linesIn(text), last, ...nothing };
  const { imports, declarations, comments, diagnostics, brokenOff } = parsePiece(file, text, last, piece);
  piece.imports = imports;
  piece.declarations = declarations;
  piece.comments = comments;
  piece.diagnostics = diagnostics;
  piece.brokenOff = brokenOff;
  return piece;
}

const nothing = { imports: [], declarations: [], comments: [], diagnostics: [], brokenOff: false };

/** As `linesOf` counts them. No piece starts inside of a line end. */
function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  if (text.includes("\r")) for (let i = 0; i < text.length; i++) if (text[i] === "\r" && text[i + 1] !== "\n") count++;
  return count;
}

/** Moves the pieces from an index on to where they stand now. Those before `fresh` were read just now and stand at 0. */
function settle(pieces: readonly MutablePiece[], from: number, fresh = pieces.length): void {
  const before = pieces[from - 1];
  let at = before === undefined ? 0 : before.at + before.text.length;
  let line = before === undefined ? 0 : before.line + before.lines;
  for (let i = from; i < fresh; i++) {
    const piece = pieces[i] as MutablePiece;
    piece.at = at;
    piece.line = line;
    at += piece.text.length;
    line += piece.lines;
  }
  const next = pieces[fresh];
  if (next === undefined) return;
  // All that follow are moved as far as the first of them; their texts are not looked at, which would take twice as long.
  const [by, lines] = [at - next.at, line - next.line];
  if (by === 0 && lines === 0) return;
  for (let i = fresh; i < pieces.length; i++) {
    const piece = pieces[i] as MutablePiece;
    piece.at += by;
    piece.line += lines;
  }
}

/** What is written as it was before keeps its node, which is moved to where it stands now. Where something is wrong, nothing is kept. */
function keepNodes(removed: readonly MutablePiece[], added: readonly MutablePiece[]): void {
  const right = (piece: MutablePiece): boolean => piece.diagnostics.length === 0 && !piece.brokenOff;
  const old = removed.filter(right);
  const imports = keeper(old, (piece) => piece.imports);
  const declarations = keeper(old, (piece) => piece.declarations);
  for (const piece of added.filter(right)) {
    piece.imports = piece.imports.map((each) => imports(piece, each));
    piece.declarations = piece.declarations.map((each) => declarations(piece, each));
  }
}

function keeper<Node extends Written>(old: readonly Piece[], nodesOf: (piece: Piece) => readonly Node[]): (piece: Piece, node: Node) => Node {
  const kept = new Map<string, Node[]>();
  for (const piece of old) {
    for (const node of nodesOf(piece)) {
      const key = written(piece, node);
      const list = kept.get(key);
      if (list === undefined) kept.set(key, [node]);
      else list.push(node);
    }
  }
  return (piece, node) => {
    const same = kept.get(written(piece, node))?.shift();
    const anchor = same === undefined ? undefined : anchorOf(same.span);
    const now = anchorOf(node.span);
    if (same === undefined || anchor === undefined || now === undefined) return node;
    anchor.piece = now.piece;
    anchor.at = now.at;
    return same;
  };
}

interface Written {
  readonly doc?: string;
  readonly span: Span;
}

function written({ text, at }: Piece, { span, doc }: Written): string {
  return `${doc ?? ""}\0${text.slice(span.start - at, span.end - at)}`;
}
