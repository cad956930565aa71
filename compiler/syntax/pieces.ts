/**
 * Where a text is cut into pieces that are read alone. A cut lies after a line that is nothing but `}`, where the next line that
 * is neither blank nor a comment opens a declaration, by as much of it as no statement could begin with. No token spans lines,
 * so that such a `}` closes a block, and the word after it opens a declaration whatever stands before: a cut changes nothing
 * that is read of a right text, and keeps a mistake from reaching into the next declaration. Whether there is a cut depends on
 * those lines alone, so that an edit leaves the cuts elsewhere as they are.
 */
import type { Span } from "../base/span.js";

const name = "(?:`[^`\\n\\r]+`|[A-Za-z_][A-Za-z0-9_]*)";
const heads = [
  `(?:agent|principal)[ \\t]+${name}[ \\t]*(?:\\{|in[ \\t]|unguarded[ \\t{])`,
  `delegate[ \\t]+${name}[ \\t]*->`,
  `tool[ \\t]+${name}[ \\t]*(?:\\{|from[ \\t]|requires[ \\t])`,
  `(?:secret|annotate)[ \\t]+${name}[ \\t]*\\{`,
  `scope[ \\t]+${name}[ \\t]*[{(]`,
  `task[ \\t]+${name}[ \\t]*"`,
  `(?:type|let)[ \\t]+${name}[ \\t]*=`,
  `test[ \\t]*"`,
];
const comments = "(?:[ \\t]*(?:\\/\\/[^\\n\\r]*)?\\r?\\n)*";
const boundary = new RegExp(`\\n\\}[ \\t]*\\r?\\n(?=${comments}(?:${heads.join("|")}))`, "g");

/** The first cut of the text that lies after `from`; the text's end where there is none. */
export function cutAfter(text: string, from: number): number {
  boundary.lastIndex = from;
  const match = boundary.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}

/** The pieces of a part of a text, which may be empty. */
export function* piecesOf(text: string, part: Span = { start: 0, end: text.length }): Generator<Span> {
  for (let start = part.start; ; ) {
    const end = Math.min(cutAfter(text, start), part.end);
    yield { start, end };
    if (end >= part.end) return;
    start = end;
  }
}

/** Several pieces at once, of a length that is worth a reading; the last up to the text's end. */
export function* partsOf(text: string): Generator<Span> {
  let start = 0;
  while (text.length - start > partLength) {
    const end = cutAfter(text, start + partLength);
    if (end === text.length) break;
    yield { start, end };
    start = end;
  }
  yield { start, end: text.length };
}

/** Of a long text, so much is read at once: its tokens are garbage before the collector has to carry them. */
const partLength = 1 << 16;
