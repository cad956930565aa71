/** Sources with their places marked: `«0…»` is the span of place 0. */
import type { Span } from "../../compiler/base/span.js";

export function marked(source: string): { readonly text: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  let text = "";
  const open: { readonly place: number; readonly start: number }[] = [];
  for (let i = 0; i < source.length; i++) {
    if (source[i] === "«") open.push({ place: Number(source[++i]), start: text.length });
    else if (source[i] === "»") {
      const closed = open.pop();
      if (closed !== undefined) spans[closed.place] = { start: closed.start, end: text.length };
    } else text += source[i];
  }
  return { text, spans };
}
