/**
 * The one layout, as the smallest edits: of a whole file, of a part of one, and of what was just typed. Only blanks and line
 * breaks change. A file is laid out in the pieces that are read alone, so that a mistake in one leaves the others; lines end as
 * they do in the file.
 */
import { type EditedText, format, type Piece, parse, type Span, shownTokens } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import { isSpan, nodesIn } from "./tree.js";

/** What is to stand in the place of some blanks; offsets are those of the text as it is. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** In order. Of a part: what lies in it, and how far its first line is indented. */
export function formatting(snapshot: Snapshot, file: string, part?: Span): readonly Edit[] {
  const edited = snapshot.edited(file);
  if (edited === undefined) return [];
  const eol = lineEndIn(edited);
  const edits = runsIn(edited, part).flatMap((run) => layOut(file, run, eol));
  const was = ({ start, end }: Edit): string => snapshot.slice(file, { start, end });
  const lines = part === undefined ? undefined : linesOf(snapshot, file, part);
  const wanted = lines === undefined ? edits : edits.flatMap((edit) => within(edit, lines, was(edit)));
  return wanted.map((edit) => smallest(edit, was(edit)));
}

/** From the start of the line in which a part begins. One that ends where a line begins does not touch that line. */
function linesOf(snapshot: Snapshot, file: string, { start, end }: Span): Span {
  const lineStart = (line: number): number => snapshot.offset(file, { line, character: 0 });
  const { line, character } = snapshot.position(file, end);
  const isAtLine = character === 0 && end > start && snapshot.slice(file, { start: end, end: end + 1 }) !== "";
  return {
    start: lineStart(snapshot.position(file, start).line),
    end: isAtLine ? snapshot.offset(file, { line: line - 1, character: longest }) : end,
  };
}

/** What to mend after a sign was typed: a block that it closes, or the line that it ends, and how far the next is indented. */
export function formattingOnType(snapshot: Snapshot, file: string, offset: number, typed: string): readonly Edit[] {
  if (typed === "}") {
    const block = blockEndingAt(snapshot, file, offset);
    return block === undefined ? [] : formatting(snapshot, file, block);
  }
  if (typed !== "\n") return [];
  const { line } = snapshot.position(file, offset);
  if (line === 0) return [];
  const start = snapshot.offset(file, { line, character: 0 });
  const before = {
    start: snapshot.offset(file, { line: line - 1, character: 0 }),
    end: snapshot.offset(file, { line: line - 1, character: longest }),
  };
  return [...formatting(snapshot, file, before), ...indenting(snapshot, file, start)];
}

const longest = Number.MAX_SAFE_INTEGER;

// ——— Pieces ———

/** Pieces that follow one another, each without mistakes. */
interface Run {
  readonly text: string;
  readonly at: number;
  /** Nothing but the file's start is before it, nothing but its end after it. */
  readonly first: boolean;
  readonly last: boolean;
}

/** Of a part, the pieces that it touches and their neighbours, on which the lines between them depend. */
function runsIn({ pieces, pieceAt }: EditedText, part: Span | undefined): readonly Run[] {
  const from = part === undefined ? 0 : Math.max(0, pieceAt(part.start) - 1);
  const to = part === undefined ? pieces.length : Math.min(pieces.length, pieceAt(part.end) + 2);
  const runs: Run[] = [];
  let run: Piece[] = [];
  const end = (): void => {
    const [start] = run;
    if (start !== undefined)
      runs.push({ text: run.map(({ text }) => text).join(""), at: start.at, first: start === pieces[0], last: run.at(-1) === pieces.at(-1) });
    run = [];
  };
  for (const piece of pieces.slice(from, to)) {
    if (piece.diagnostics.length > 0 || piece.brokenOff) end();
    else run.push(piece);
  }
  end();
  return runs;
}

function layOut(file: string, { text, at, first, last }: Run, eol: string): readonly Edit[] {
  const laidOut = format(text, parse(file, text));
  if (laidOut === undefined) return [];
  const edits: Edit[] = [];
  const gap = /\s*/y;
  const gapAt = (of: string, from: number): string => {
    gap.lastIndex = from;
    return gap.exec(of)?.[0] ?? "";
  };
  for (let here = 0, there = 0; ; ) {
    const was = gapAt(text, here);
    const is = gapAt(laidOut, there);
    const outer = (here === 0 && !first) || (here + was.length === text.length && !last);
    if (!outer && was.replace(/\r\n?/g, "\n") !== is)
      edits.push({ file, start: at + here, end: at + here + was.length, text: is.replaceAll("\n", eol) });
    here += was.length;
    there += is.length;
    if (here >= text.length) return edits;
    const from = here;
    while (here < text.length && text[here] === laidOut[there] && !isBlank(text, here)) {
      here++;
      there++;
    }
    // Every token and every comment stays as it was written.
    if (here === from) throw new Error("a layout changed more than blanks");
  }
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? "");
}

/** As the first line ends. */
function lineEndIn({ pieces }: EditedText): string {
  for (const { text } of pieces) {
    const found = /\r\n|\r|\n/.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return "\n";
}

/** What of an edit concerns some lines. Of blanks that go on over a line's end, what is on the other line is left alone. */
function within(edit: Edit, { start, end }: Span, was: string): readonly Edit[] {
  if (edit.start >= start && edit.end <= end) return [edit];
  if (edit.end < start || edit.start > end || !/[\n\r]/.test(was) || !/[\n\r]/.test(edit.text)) return [];
  const indented = edit.start < start ? { ...edit, start, text: /[^\n\r]*$/.exec(edit.text)?.[0] ?? "" } : edit;
  const ended = edit.end > end ? { ...edit, end: edit.start + was.search(/[\n\r]/), text: "" } : indented;
  // What goes past both has a line of the part that is nothing but blanks.
  if (edit.start < start && edit.end > end) return [];
  return was.slice(ended.start - edit.start, ended.end - edit.start) === ended.text ? [] : [ended];
}

/** Without the blanks that stay: a cursor that stands among them stays too. */
function smallest({ file, start, end, text }: Edit, was: string): Edit {
  const most = Math.min(was.length, text.length);
  let same = 0;
  while (same < most && was[same] === text[same]) same++;
  let back = 0;
  while (back < most - same && was[was.length - 1 - back] === text[text.length - 1 - back]) back++;
  return { file, start: start + same, end: end - back, text: text.slice(same, text.length - back) };
}

// ——— What was typed ———

/** The largest node that ends there with a block. */
function blockEndingAt(snapshot: Snapshot, file: string, offset: number): Span | undefined {
  const declaration = snapshot.nodeAt(file, offset - 1);
  if (declaration === undefined || snapshot.slice(file, { start: offset - 1, end: offset }) !== "}") return undefined;
  for (const node of nodesIn(declaration)) {
    const span = "span" in node && typeof node.span === "object" && node.span !== null && isSpan(node.span) ? node.span : undefined;
    if (span?.end === offset) return span;
  }
  return undefined;
}

/** The indent of a line, by the brackets that are open where it starts. */
function indenting(snapshot: Snapshot, file: string, start: number): readonly Edit[] {
  const edited = snapshot.edited(file);
  const piece = edited?.pieces[edited.pieceAt(start)];
  if (piece === undefined) return [];
  const indent = /^[ \t]*/.exec(piece.text.slice(start - piece.at))?.[0] ?? "";
  let depth = 0;
  for (const { kind, span } of shownTokens(piece.text)) {
    const at = piece.at + span.start;
    if (at >= start + indent.length && kind !== "close") break;
    if (at > start + indent.length) break;
    if (kind === "open") depth++;
    else if (kind === "close") depth = Math.max(0, depth - 1);
  }
  const text = "  ".repeat(depth);
  return text === indent ? [] : [{ file, start, end: start + indent.length, text }];
}
