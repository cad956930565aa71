/** A file that is edited, as the compiler reads files: its tree, what is wrong with it, and the warnings that it allows. */
import { type Allowance, readAllowances } from "./allowances.js";
import type { Span } from "./base/span.js";
import { tooMany } from "./diagnostics/codes/syntax.js";
import type { Diagnostic, Staged } from "./diagnostics/diagnostic.js";
import { damageIn } from "./names/modules.js";
import type { Declaration, Import, SourceFile } from "./syntax/ast.js";
import { type EditedText, editedText, isNamed, type Piece } from "./syntax/edited.js";
import { moving } from "./syntax/parse.js";

export interface LiveFile {
  readonly edited: EditedText;
  /** Always as it is now. */
  readonly parsed: Staged<SourceFile>;
  /** Those that are read: too many mistakes are an end to that. */
  pieces(): readonly Piece[];
  isWhole(): boolean;
  damage(): readonly Span[];
  allowed(): Staged<readonly Allowance[]>;
  /** The text was edited. */
  renew(): void;
}

export function liveFile(file: string, text: string): LiveFile {
  const edited = editedText(file, text);
  let read = edited.readable();
  let diagnostics: readonly Diagnostic[] | undefined;
  let tree: SourceFile | undefined;
  let imports: readonly Import[] | undefined;
  let named: readonly Declaration[] | undefined;
  let allowed: Staged<readonly Allowance[]> | undefined;
  const pieces = (): readonly Piece[] => (read.whole ? edited.pieces : edited.pieces.slice(0, read.count));
  /** Those of some pieces that are read. */
  const among = (some: readonly Piece[]): readonly Piece[] => {
    const end = edited.pieces[read.count]?.at;
    return end === undefined ? some : some.filter((piece) => piece.at < end);
  };
  const problems = (): readonly Diagnostic[] => {
    if (diagnostics !== undefined) return diagnostics;
    const found: Diagnostic[] = [];
    for (const piece of among(edited.faulty)) found.push(...piece.diagnostics);
    const last = edited.pieces[read.count - 1];
    const end = last === undefined ? 0 : last.at + last.text.length;
    if (!read.whole) found.push(tooMany({ file, span: { start: end, end } }));
    diagnostics = found;
    return found;
  };
  const whole = (): SourceFile => {
    if (tree !== undefined) return tree;
    const declarations: Declaration[] = [];
    const comments: SourceFile["comments"][number][] = [];
    for (const piece of pieces()) {
      for (const each of piece.declarations) declarations.push(each);
      for (const each of piece.comments) comments.push(each);
    }
    const last = edited.pieces.at(-1);
    tree = { imports: [], declarations, comments, span: { start: 0, end: last === undefined ? 0 : last.at + last.text.length } };
    return tree;
  };
  return {
    edited,
    pieces,
    isWhole: () => read.whole,
    damage: () => damageIn(problems()),
    allowed() {
      allowed ??= allowedIn(file, among(edited.allowing));
      return allowed;
    },
    parsed: {
      value: {
        get imports() {
          imports ??= among(edited.naming).flatMap((piece) => piece.imports);
          return imports;
        },
        get named() {
          named ??= namedIn(among(edited.naming));
          return named;
        },
        get declarations() {
          return whole().declarations;
        },
        get comments() {
          return whole().comments;
        },
        get span() {
          return whole().span;
        },
      },
      get diagnostics() {
        return problems();
      },
    },
    renew() {
      read = edited.readable();
      diagnostics = undefined;
      tree = undefined;
      imports = undefined;
      named = undefined;
      allowed = undefined;
    },
  };
}

/** Piece by piece: a comment never stands in another piece than the line that it is about. */
function namedIn(pieces: readonly Piece[]): readonly Declaration[] {
  const found: Declaration[] = [];
  for (const { declarations } of pieces) for (const each of declarations) if (isNamed(each)) found.push(each);
  return found;
}

function allowedIn(file: string, pieces: readonly Piece[]): Staged<readonly Allowance[]> {
  const value: Allowance[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const piece of pieces) {
    const meant = piece.comments.filter((comment) => comment.text.startsWith("remit-allow"));
    const here = meant.map(({ text, span }) => ({ text, span: { start: span.start - piece.at, end: span.end - piece.at } }));
    const read = readAllowances(file, piece.text, here);
    for (const allowance of read.value) value.push({ ...allowance, line: piece.line + allowance.line });
    for (const each of read.diagnostics) diagnostics.push(moving(each, piece));
  }
  return { value, diagnostics };
}
