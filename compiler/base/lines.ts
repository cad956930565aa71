/** The lines of a text: from an offset to its line and back. Lines end as the Language Server Protocol says: `\n`, `\r\n` or `\r`. */

/** Both count from 0; `character` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Lines {
  readonly count: number;
  positionAt(offset: number): Position;
  /** The offset of a position; past the end of a line, the line's end. */
  offsetAt(position: Position): number;
  /** Where a line starts, and where it ends without what ends it. */
  bounds(line: number): { readonly start: number; readonly end: number };
  /** A line without what ends it. */
  text(line: number): string;
}

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }

  const bounds = (line: number): { start: number; end: number } => {
    const start = starts[line] ?? text.length;
    let end = starts[line + 1] ?? text.length;
    if (line + 1 < starts.length) {
      end--;
      if (end > start && text[end] === "\n" && text[end - 1] === "\r") end--;
    }
    return { start, end };
  };

  return {
    count: starts.length,
    bounds,
    text: (line) => text.slice(bounds(line).start, bounds(line).end),
    positionAt(offset) {
      const inside = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= inside) low = middle;
        else high = middle - 1;
      }
      return { line: low, character: inside - (starts[low] ?? 0) };
    },
    offsetAt({ line, character }) {
      const { start, end } = bounds(line);
      return Math.min(start + Math.max(character, 0), end);
    },
  };
}
