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

/** The place so many units further on. */
export function further({ file, span: { start, end } }: Place, by: number): Place {
  return { file, span: { start: start + by, end: end + by } };
}

/** What spans are counted from where a text is edited: a point in a piece of text that is moved as what stands before it grows or shrinks. */
export interface Anchor {
  /** Where the piece starts. */
  piece: { readonly at: number };
  /** Counted from there. */
  at: number;
}

/** A class for the sake of its getters, which cost a span nothing: a large policy has millions. */
class MovingSpan implements Span {
  constructor(
    readonly anchor: Anchor,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get start(): number {
    return this.anchor.piece.at + this.anchor.at + this.from;
  }

  get end(): number {
    return this.anchor.piece.at + this.anchor.at + this.to;
  }

  toJSON(): Span {
    return { start: this.start, end: this.end };
  }
}

/** A span that stands where it was, however its anchor is moved. `start` and `end` as they are now. */
export function movingSpan(anchor: Anchor, start: number, end: number): Span {
  const zero = anchor.piece.at + anchor.at;
  return new MovingSpan(anchor, start - zero, end - zero);
}

/** What a span is moved with, if it is. */
export function anchorOf(span: Span): Anchor | undefined {
  return span instanceof MovingSpan ? span.anchor : undefined;
}

/** Another span of the same text, which moves as `like` does. */
export function spanAt(like: Span, start: number, end: number): Span {
  return like instanceof MovingSpan ? movingSpan(like.anchor, start, end) : { start, end };
}

/** From the start of the first to the end of the last. */
export function join(first: Span, last: Span): Span {
  return spanAt(first, first.start, last.end);
}
