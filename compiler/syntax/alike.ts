/**
 * Hops that are written alike: in a large policy most say what another says too, between other parties. The text of a hop is
 * cut into the names of its head and the rest; where the rest is the same, so is what it comes to.
 */
import type { Span } from "../base/span.js";
import type { Name } from "./ast.js";
import { words } from "./tokens.js";

export interface HopText {
  readonly from: Name;
  readonly to: Name;
  readonly task: Name;
  /** From `delegate` to the `{`. */
  readonly head: Span;
  readonly span: Span;
  /** Where its parameters and its block begin. */
  readonly params: number;
  readonly block: number;
  /** The text of both: what hops that are written alike have in common. */
  readonly rest: string;
}

const name = "([A-Za-z_][A-Za-z0-9_]*)";
const shape = new RegExp(
  `([ \\t\\r\\n]*)(delegate[ \\t]+)${name}([ \\t]*->[ \\t]*)${name}([ \\t]*)(\\([^{}()"/\`\\n\\r]*\\))?([ \\t]+for[ \\t]+)${name}([ \\t]*)\\{`,
  "y",
);

/** The hop that a piece of a text is. Nothing where it may be more than a hop, or says something in another way than most. */
export function hopTextOf(text: string, piece: Span): HopText | undefined {
  shape.lastIndex = piece.start;
  const match = shape.exec(text);
  const close = text.lastIndexOf("}", piece.end - 1);
  if (match === null || close < shape.lastIndex || text.slice(close + 1, piece.end).trim() !== "") return undefined;
  const [, blank = "", opening = "", from = "", arrow = "", to = "", space = "", params = "", before = "", task = "", after = ""] = match;
  const block = shape.lastIndex - 1;
  const body = text.slice(block, close + 1);
  // A comment, or a URL; and names that may be words of the language.
  if (body.includes("//") || [from, to, task].some((each) => words.has(each))) return undefined;
  const nameAt = (of: string, start: number): Name => ({ text: of, span: { start, end: start + of.length } });
  const start = piece.start + blank.length;
  const fromAt = start + opening.length;
  const toAt = fromAt + from.length + arrow.length;
  const paramsAt = toAt + to.length + space.length;
  const taskAt = paramsAt + params.length + before.length;
  return {
    from: nameAt(from, fromAt),
    to: nameAt(to, toAt),
    task: nameAt(task, taskAt),
    head: { start, end: block - after.length },
    span: { start, end: close + 1 },
    params: paramsAt,
    block,
    rest: params + body,
  };
}
