/** The tokens of a text as an editor shows them: by what they look like, before anything is known of what they mean. */
import type { TokenType } from "chevrotain";
import type { Span } from "../base/span.js";
import { endOf, isDoc, lex } from "./lex.js";
import * as T from "./tokens.js";

export interface ShownToken {
  /** `word`: of the language, unless the tree has it as a name. */
  readonly kind: "word" | "name" | "number" | "text" | "regex" | "operator" | "open" | "close" | "sign" | "comment" | "doc";
  readonly span: Span;
}

/** In order, comments among them. A token never goes past the end of its line. */
export function shownTokens(text: string): readonly ShownToken[] {
  const { tokens, written } = lex("", text);
  const shown: ShownToken[] = [];
  let next = 0;
  const comments = (before: number): void => {
    for (let comment = written[next]; comment !== undefined && comment.startOffset < before; comment = written[++next])
      shown.push({ kind: isDoc(comment.image) ? "doc" : "comment", span: { start: comment.startOffset, end: endOf(comment) } });
  };
  for (const token of tokens) {
    // A mark of what is missing stands before a token, and takes no room.
    if (token.tokenType === T.Unfinished) continue;
    comments(token.startOffset);
    shown.push({ kind: kindOf(token.tokenType, token.image), span: { start: token.startOffset, end: endOf(token) } });
  }
  comments(Number.POSITIVE_INFINITY);
  return shown;
}

function kindOf(type: TokenType, image: string): ShownToken["kind"] {
  const kind = kinds.get(type);
  if (kind !== undefined) return kind;
  if (type === T.Word) return effects.has(image) ? "word" : "name";
  if (/^[A-Za-z]/.test(image)) return "word";
  return "sign";
}

const effects: ReadonlySet<string> = new Set(["read", "write", "destructive"]);

const kinds: ReadonlyMap<TokenType, ShownToken["kind"]> = new Map([
  [T.Quoted, "name"],
  [T.BrokenQuoted, "name"],
  [T.Digits, "number"],
  [T.Duration, "number"],
  [T.BrokenDigits, "number"],
  [T.Text, "text"],
  [T.BrokenText, "text"],
  [T.Regex, "regex"],
  ...[T.LCurly, T.LParen, T.LSquare].map((type) => [type, "open"] as const),
  ...[T.RCurly, T.RParen, T.RSquare].map((type) => [type, "close"] as const),
  ...[T.Equal, T.NotEqual, T.AtMost, T.AtLeast, T.Less, T.Greater, T.Assign, T.Arrow, T.Pipe, T.Foreign].map((type) => [type, "operator"] as const),
]);
