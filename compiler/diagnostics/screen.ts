/** A line of source as it takes up room on a screen: tabs, wide characters, and those that can't be shown as they are. */
import { unseen, visible } from "./show.js";

/** One character of a line. */
export interface Cell {
  /** Where it stands in the line, in UTF-16 units. */
  readonly offset: number;
  /** The column that it starts in, and how many it takes. */
  readonly column: number;
  readonly width: number;
  readonly text: string;
}

const tabWidth = 4;
/** What terminals draw two columns wide: the East Asian wide and full-width forms, and emoji. */
const wide =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303E\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const combining = /\p{M}/u;

/** The cells of a line, in order. */
export function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const text = draw(character, column);
    const width = widthOf(character, text);
    cells.push({ offset, column, width, text });
    offset += character.length;
    column += width;
  }
  return cells;
}

/** The columns that a text takes. */
export function screenWidth(text: string): number {
  const last = cellsOf(text).at(-1);
  return last === undefined ? 0 : last.column + last.width;
}

function draw(character: string, column: number): string {
  if (character === "\t") return " ".repeat(tabWidth - (column % tabWidth));
  return unseen.test(character) ? visible(character) : character;
}

function widthOf(character: string, drawn: string): number {
  if (drawn !== character) return drawn.length;
  if (character < "\u0300") return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
