/** Edits that were made one after the other, as edits of the text that they began with. */
import type { TextEdit } from "./fix.js";

/** `made`: of the first text, sorted, none touching another. `edit`: of the text that they lead to. */
export function compose(made: readonly TextEdit[], edit: TextEdit): readonly TextEdit[] {
  const { file } = edit;
  const others = made.filter((each) => each.file !== file);
  const before: TextEdit[] = [];
  const after: TextEdit[] = [];
  let moved = 0;
  let { start, end, text } = edit;
  let isAhead = true;
  /** How far the end of the edit has moved. */
  let movedAtEnd = 0;
  for (const each of made) {
    if (each.file !== file) continue;
    const from = each.start + moved;
    const to = from + each.text.length;
    if (to < edit.start) before.push(each);
    else if (from > edit.end) after.push(each);
    else {
      // They touch: one edit takes the place of both.
      if (isAhead) {
        start = Math.min(from, edit.start) - moved;
        isAhead = false;
        text = each.text.slice(0, Math.max(0, edit.start - from)) + text;
      }
      text += to > edit.end ? each.text.slice(edit.end - from) : "";
      end = to > edit.end ? each.end : Number.NaN;
    }
    moved += each.text.length - (each.end - each.start);
    if (from <= edit.end) movedAtEnd = moved;
    if (isAhead && to < edit.start) start = edit.start - moved;
  }
  const last = isAhead || Number.isNaN(end) ? edit.end - movedAtEnd : end;
  return [...others, ...before, { file, start, end: last, text }, ...after];
}
