/** Where something stands in a source file. */

/** From `start` up to, but not including, `end`: offsets into the text in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span of a file; `file` is the name that the host knows it by. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** From the start of the first to the end of the last. */
export function join(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}
