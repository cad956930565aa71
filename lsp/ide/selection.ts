/** What around an offset may be selected at once, from the smallest to the whole file: each lies in the next. */
import { type Span, shownTokens } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import { isSpan, nodesIn } from "./tree.js";

/** By the tree, and by brackets where there is none. */
export function selectionsAt(snapshot: Snapshot, file: string, offset: number): readonly Span[] {
  const edited = snapshot.edited(file);
  const last = edited?.pieces.at(-1);
  if (edited === undefined || last === undefined) return [{ start: 0, end: 0 }];
  const whole: Span = { start: 0, end: last.at + last.text.length };
  const at = Math.min(Math.max(0, offset), whole.end);
  const piece = edited.pieces[edited.pieceAt(at)] ?? last;
  const nodes = treeSpans(snapshot, file, at);
  const brackets = bracketSpans(piece.text, at - piece.at).map(({ start, end }): Span => ({ start: piece.at + start, end: piece.at + end }));
  const line = lineAt(piece.text, at - piece.at);
  // A statement has a line of its own most times, and not always a node.
  const lines = [{ start: piece.at + line.start, end: piece.at + line.end }].filter((span) =>
    [...nodes, ...brackets].every((other) => isNested(span, other)),
  );
  const chain: Span[] = [];
  for (const span of [...brackets, ...nodes, ...lines, whole].sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const inner = chain.at(-1);
    if (span.start > at || span.end < at || span.start === span.end) continue;
    if (inner === undefined || (span.start <= inner.start && inner.end <= span.end && span.end - span.start > inner.end - inner.start))
      chain.push({ start: span.start, end: span.end });
  }
  return chain.length === 0 ? [whole] : chain;
}

function isNested(one: Span, other: Span): boolean {
  const isApart = one.end <= other.start || other.end <= one.start;
  return isApart || (one.start <= other.start && other.end <= one.end) || (other.start <= one.start && one.end <= other.end);
}

/** Of the nodes of a declaration: one side of each may be where the offset is. */
function treeSpans(snapshot: Snapshot, file: string, offset: number): readonly Span[] {
  const declaration = snapshot.nodeAt(file, offset);
  if (declaration === undefined) return [];
  return [...nodesIn(declaration)].flatMap((node) =>
    Object.values(node).filter(
      (part): part is Span => typeof part === "object" && part !== null && isSpan(part) && part.start <= offset && offset <= part.end,
    ),
  );
}

/** The word at an offset, what stands between the quotes and brackets around it, and these with what they hold. */
function bracketSpans(text: string, offset: number): readonly Span[] {
  const found: Span[] = [];
  const open: number[] = [];
  let comments: Span | undefined;
  for (const { kind, span } of shownTokens(text)) {
    const { start, end } = span;
    const isIn = start <= offset && offset <= end;
    if (kind === "comment" || kind === "doc") {
      // Comments that follow one another are one text.
      const joined = comments !== undefined && /^\s*$/.test(text.slice(comments.end, start)) && !/\n\s*\n/.test(text.slice(comments.end, start));
      comments = joined && comments !== undefined ? { start: comments.start, end } : span;
      if (isIn) found.push(span, wordAt(text, offset));
      if (comments.start <= offset && offset <= comments.end) found.push(comments);
    } else if (kind === "open") open.push(start);
    else if (kind === "close") {
      const from = open.pop();
      if (from === undefined || offset < from || offset > end) continue;
      found.push({ start: from, end });
      if (offset > from && offset < end) found.push(trimmed(text, from + 1, start));
    } else if (isIn && kind !== "sign" && kind !== "operator") {
      found.push(span);
      if ((kind === "text" || kind === "regex") && start < offset && offset < end)
        found.push({ start: start + 1, end: end - 1 }, wordAt(text, offset));
    }
  }
  return found;
}

function wordAt(text: string, offset: number): Span {
  const before = /[\p{L}\p{N}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? "";
  const after = /^[\p{L}\p{N}_]*/u.exec(text.slice(offset, offset + 200))?.[0] ?? "";
  return { start: offset - before.length, end: offset + after.length };
}

function trimmed(text: string, start: number, end: number): Span {
  const inner = text.slice(start, end);
  const from = start + (inner.length - inner.trimStart().length);
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) };
}

/** A line without the blanks around it. */
function lineAt(text: string, offset: number): Span {
  const before = text.slice(0, offset);
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const rest = text.slice(offset).search(/[\n\r]/);
  return trimmed(text, start, rest < 0 ? text.length : offset + rest);
}
