/** The lines of a file that a diagnostic is about, with its places underlined. */
import type { Lines } from "../base/lines.js";
import type { Span } from "../base/span.js";
import type { Paint, Style } from "./paint.js";
import { type Cell, cellsOf } from "./screen.js";
import { visible } from "./show.js";

/** A place to underline, and what to say beside it. The `main` one is what the diagnostic is about. */
export interface Label {
  readonly span: Span;
  readonly main: boolean;
  readonly message: string;
}

export interface SnippetOptions {
  readonly paint: Paint;
  /** The colour of the main place. */
  readonly style: Style;
  /** How many columns there are. */
  readonly columns: number;
  /** How many digits the line numbers take at most. */
  readonly gutter: number;
}

/** An underlined piece of one line. */
interface Mark {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly main: boolean;
  readonly message: string;
}

/** The lines with their underlines, each ready to print, without the empty ones that set them apart. */
export function snippet(lines: Lines, labels: readonly Label[], options: SnippetOptions): readonly string[] {
  const { paint, gutter } = options;
  const marks = labels.flatMap((label) => marksOf(lines, label));
  const shown = [...new Set(marks.map((mark) => mark.line))].sort((a, b) => a - b);
  const out: string[] = [];
  let before: number | undefined;
  for (const line of shown) {
    if (before !== undefined && line === before + 2) out.push(...sourceLine(lines, before + 1, [], options));
    else if (before !== undefined && line > before + 1) out.push(paint("dim", `${" ".repeat(gutter)} ⋮`));
    // The main place first, so that what is wrong stands next to the source.
    const here = marks.filter((mark) => mark.line === line).sort((a, b) => Number(b.main) - Number(a.main) || a.from - b.from);
    out.push(...sourceLine(lines, line, here, options));
    before = line;
  }
  return out;
}

/** A span of one line is one mark. Of a longer one the first and the last line are marked; what stands between them is left out. */
function marksOf(lines: Lines, { span, main, message }: Label): Mark[] {
  const first = lines.positionAt(span.start);
  let last = lines.positionAt(Math.max(span.start, span.end));
  // A span that takes in the end of its last line ends there, not at the start of the next.
  while (last.line > first.line && lines.text(last.line).slice(0, last.character).trim() === "") {
    last = { line: last.line - 1, character: lines.text(last.line - 1).length };
  }
  if (first.line === last.line) return [{ line: first.line, from: first.character, to: last.character, main, message }];
  const indent = lines.text(last.line).search(/\S/);
  return [
    { line: first.line, from: first.character, to: lines.text(first.line).trimEnd().length, main, message: "" },
    { line: last.line, from: Math.max(indent, 0), to: last.character, main, message },
  ];
}

function sourceLine(lines: Lines, line: number, marks: readonly Mark[], options: SnippetOptions): string[] {
  const { paint, gutter, style } = options;
  const cells = cellsOf(lines.text(line));
  const room = Math.max(20, options.columns - gutter - 3);
  const view = window(cells, marks, room);
  const text = cells.filter((cell) => cell.column >= view.from && cell.column + cell.width <= view.to).map((cell) => cell.text);
  const edge = { left: view.cutLeft ? "…" : "", right: view.cutRight ? "…" : "" };
  const number = String(line + 1).padStart(gutter);
  const out = [`${paint("dim", `${number} |`)} ${edge.left}${text.join("").trimEnd()}${edge.right}`.trimEnd()];
  for (const mark of marks) {
    const start = columnAt(cells, mark.from);
    const end = Math.max(columnAt(cells, mark.to), start + 1);
    const from = Math.min(Math.max(start, view.from), view.to) - view.from + edge.left.length;
    const length = Math.max(1, Math.min(end, view.to) - Math.max(start, view.from));
    const paintMark = mark.main ? style : "dim";
    const words = mark.message === "" ? "" : ` ${paint(paintMark, visible(mark.message))}`;
    out.push(`${paint("dim", `${" ".repeat(gutter)} |`)} ${" ".repeat(from)}${paint(paintMark, (mark.main ? "^" : "-").repeat(length))}${words}`);
  }
  return out;
}

/** The columns to show of a line too long for the screen: the first mark's, with a little of what stands before it. */
function window(cells: readonly Cell[], marks: readonly Mark[], room: number): { from: number; to: number; cutLeft: boolean; cutRight: boolean } {
  const width = columnAt(cells, Number.POSITIVE_INFINITY);
  if (width <= room) return { from: 0, to: width, cutLeft: false, cutRight: false };
  const mark = marks[0];
  const start = mark === undefined ? 0 : columnAt(cells, mark.from);
  const end = mark === undefined ? 0 : columnAt(cells, mark.to);
  // Two columns are kept for the dots at both ends.
  const wanted = end <= room - 2 ? 0 : Math.max(0, Math.min(start - Math.floor(room / 4), width - (room - 2)));
  const from = cells.find((cell) => cell.column >= wanted)?.column ?? 0;
  const to = Math.min(width, from + room - 2);
  return { from, to, cutLeft: from > 0, cutRight: to < width };
}

/** The column that an offset of the line falls in; past its end, the one after its last. */
function columnAt(cells: readonly Cell[], offset: number): number {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const cell = cells[middle];
    if (cell !== undefined && cell.offset < offset) low = middle + 1;
    else high = middle;
  }
  const found = cells[low];
  const last = cells.at(-1);
  return found?.column ?? (last === undefined ? 0 : last.column + last.width);
}
