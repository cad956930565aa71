/**
 * From a text to the tokens that the grammar reads: settles which words are themselves where they stand, which digits are
 * numbers and which durations, sets comments aside, and reports signs that the language does not have, each read as what was meant.
 */
import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../base/span.js";
import { syntax } from "../diagnostics/codes/syntax.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { SourceFile } from "./ast.js";
import { badNumber, isNumber, readDuration } from "./literals.js";
import * as T from "./tokens.js";

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: SourceFile["comments"];
  /** Every comment as it stands in the text, `///` too, in order. */
  readonly written: readonly IToken[];
  /** The `///` comments, in order: the text of each run of lines, by the offset of the token that follows it. */
  readonly docs: ReadonlyMap<number, string>;
  readonly diagnostics: Diagnostic[];
}

/** Cuts a part of `text` into tokens. Whatever the text is, it comes back with as many tokens as were found. */
export function lex(file: string, text: string, part: Span = { start: 0, end: text.length }): Lexed {
  const result = T.lexer.tokenize(text.slice(part.start, part.end));
  const diagnostics: Diagnostic[] = [];
  const report = (start: number, end: number, message: string, help?: string): void => {
    if (diagnostics.length < mostMistakes) diagnostics.push(syntax({ file, span: { start, end } }, message, help));
  };
  for (const error of result.errors.slice(0, mostMistakes)) {
    const start = part.start + error.offset;
    report(start, start + error.length, ...strange(text.slice(start, start + error.length)));
  }
  const { tokens } = result;
  const written = result.groups.comments ?? [];
  if (part.start > 0) {
    for (const token of tokens) token.startOffset += part.start;
    for (const comment of written) comment.startOffset += part.start;
  }
  arrange(text, tokens, report);
  const { comments, docs } = sortComments(written, tokens);
  return { tokens, comments, written, docs, diagnostics };
}

/** Past so many mistakes of a kind, a file is not one of the language's, and nobody reads on. */
export const mostMistakes = 200;

type Report = (start: number, end: number, message: string, help?: string) => void;

export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** Gives every token its final type, in place, and drops what was only reported. */
function arrange(text: string, tokens: IToken[], report: Report): void {
  let kept = 0;
  for (let index = 0; index < tokens.length; index++) {
    let token = tokens[index] as IToken;
    const type = token.tokenType;
    if (type === T.Word) {
      const word = T.words.get(token.image);
      if (word !== undefined) retype(token, inPlace(word, tokens, index));
      else if (mayBeForm.has(token.image)) retype(token, form(token.image, tokens, index));
    } else if (type === T.Digits) {
      const before = tokens[kept - 1];
      if (token.image.startsWith("-") && before?.tokenType === T.Word && endOf(before) === token.startOffset) {
        token = dashed(text, before, token, report);
        kept--;
      } else digits(token, report);
    } else if (type === T.Foreign) {
      const before = tokens[kept - 1];
      const after = tokens[index + 1];
      if (token.image === "-" && before !== undefined && after !== undefined && touches(before, token, after)) {
        token = dashed(text, before, after, report);
        kept--;
        index++;
      } else if (!foreign(token, tokens[kept - 2], report)) continue;
    } else if (type === T.BrokenText || type === T.BrokenQuoted || type === T.Regex) broken(token, report);
    tokens[kept++] = token;
  }
  tokens.length = kept;
}

function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  // The parser compares the index, which chevrotain gives every type but does not show in its types.
  token.tokenTypeIdx = type.tokenTypeIdx as number;
}

/** Words that have a type of their own only in a form that is longer than they are. */
const mayBeForm: ReadonlySet<string> = new Set(["read", "write", "destructive", "List"]);

function form(image: string, tokens: readonly IToken[], index: number): TokenType {
  const next = tokens[index + 1];
  if (image === "List") return next?.tokenType === T.Less ? T.ListOf : T.Word;
  return isName(next) && !isAttribute(tokens, index + 1) ? T.EffectPrefix : T.Word;
}

/** The type of a word where it stands: its own where its form is complete, a plain word's elsewhere. */
function inPlace(word: TokenType, tokens: readonly IToken[], index: number): TokenType {
  const next = tokens[index + 1];
  switch (word) {
    case T.Size:
      return next?.tokenType === T.LParen ? word : T.Word;
    case T.Approved:
      return next?.image === "by" ? word : T.Word;
    case T.All:
    case T.Some:
      return isName(next) && tokens[index + 2]?.image === "in" ? word : T.Word;
    case T.Context:
      return next?.tokenType === T.Dot ? T.ContextOf : word;
    case T.Received:
      return next?.tokenType === T.Dot ? T.ReceivedOf : word;
    case T.Any:
      return next?.tokenType === T.Dot ? T.Word : word;
    case T.Live:
      return isName(next) ? word : T.Word;
    case T.Returns:
    case T.Sends:
    case T.Spends:
    case T.Ingests:
    case T.Requires:
      return isAttribute(tokens, index) ? word : T.Word;
    default:
      return word;
  }
}

/** Whether the word at `index` opens an attribute of an action, and is not the name of one. */
function isAttribute(tokens: readonly IToken[], index: number): boolean {
  const next = tokens[index + 1];
  switch (tokens[index]?.image) {
    case "returns":
    case "sends":
      return isName(next);
    case "spends":
      return isName(next) || next?.tokenType === T.Digits;
    case "ingests":
      return next?.image === "untrusted";
    case "requires":
      return next?.image === "secret";
    default:
      return false;
  }
}

/** Whether a token can be a name. A later one may not have its final type yet. */
function isName(token: IToken | undefined): boolean {
  if (token === undefined) return false;
  if (token.tokenType === T.Quoted) return true;
  return token.tokenType === T.Word && T.words.get(token.image)?.CATEGORIES?.includes(T.Name) !== false;
}

function touches(before: IToken, dash: IToken, after: IToken): boolean {
  return (
    before.tokenType === T.Word && after.tokenType === T.Word && endOf(before) === dash.startOffset && after.startOffset === dash.startOffset + 1
  );
}

/** A name with a dash in it, from `first` to `last`: reported, and read as the name that was meant. */
function dashed(text: string, first: IToken, last: IToken, report: Report): IToken {
  const image = text.slice(first.startOffset, endOf(last));
  report(first.startOffset, endOf(last), "A name with a `-` in it stands in backticks", `Write \`\` \`${image}\` \`\`.`);
  return { ...first, image };
}

function digits(token: IToken, report: Report): void {
  const { image, startOffset } = token;
  if (isNumber(image)) {
    if (Number.isFinite(Number(image))) return;
    report(startOffset, endOf(token), `\`${image}\` is too large for a number`, "The largest is about 1.8e308.");
    return;
  }
  if (!/[A-Za-z]/.test(image)) {
    report(startOffset, endOf(token), ...asArguments(badNumber(image)));
    retype(token, T.BrokenDigits);
    return;
  }
  const duration = readDuration(image);
  retype(token, typeof duration === "number" ? T.Duration : T.BrokenDigits);
  if (typeof duration !== "number") report(startOffset, endOf(token), duration.message, duration.help);
}

function asArguments(words: { readonly message: string; readonly help: string }): [string, string] {
  return [words.message, words.help];
}

/** Reports a sign of another language and gives it the type of what was meant; `false` where nothing was. */
function foreign(token: IToken, beforeLast: IToken | undefined, report: Report): boolean {
  const start = token.startOffset;
  const end = endOf(token);
  const instead = (type: TokenType, message: string, help: string): true => {
    report(start, end, message, help);
    retype(token, type);
    return true;
  };
  switch (token.image) {
    case "&&":
      return instead(T.And, "`&&` is not a sign here", "Write `and`.");
    case "||":
      return instead(T.Or, "`||` is not a sign here", "Write `or`.");
    case "!":
      return instead(T.Not, "`!` is not a sign here", "Write `not`, as in `not (a == b)`, or `!=`.");
    case "===":
      return instead(T.Equal, "`===` is not a sign here", "Write `==`.");
    case "!==":
      return instead(T.NotEqual, "`!==` is not a sign here", "Write `!=`.");
    case "=>":
      if (beforeLast?.tokenType === T.Delegate || beforeLast?.tokenType === T.Chain)
        return instead(T.Arrow, "`=>` is not a sign here", "Write `->`.");
      return instead(T.AtLeast, "`=>` is not a sign here", "Write `>=`.");
    case ";":
      report(start, end, "There are no semicolons here", "Remove it: nothing separates statements.");
      return false;
    default:
      report(
        start,
        end,
        "A `-` stands alone",
        "There is no arithmetic here; a negative number has its `-` directly before it, and a name with a `-` stands in backticks.",
      );
      return false;
  }
}

/** A literal or name that its line does not close, or that has nothing in it. */
function broken(token: IToken, report: Report): void {
  const { image, startOffset } = token;
  const end = endOf(token);
  if (token.tokenType === T.Regex) {
    if (image.length < 2 || !image.endsWith("/") || isEscaped(image, image.length - 1))
      report(startOffset, end, "This regular expression is not closed on its line", "Close it with `/`; a slash inside it is written `\\/`.");
  } else if (token.tokenType === T.BrokenText) {
    if (image.startsWith('"'))
      report(startOffset, end, "This text is not closed on its line", 'Close it with `"`; a line break in a text is written `\\n`.');
    else if (image.length > 1 && image.endsWith("'"))
      report(startOffset, end, "A text stands in double quotes", `Write \`"${image.slice(1, -1)}"\`.`);
    else report(startOffset, end, "A text stands in double quotes, and this one is not closed on its line", 'Put `"` before and after it.');
  } else if (image === "``") report(startOffset, end, "A name can't be empty", "Write the name between the backticks.");
  else report(startOffset, end, "This name in backticks is not closed on its line", "Close it with a backtick.");
}

/** Whether the sign at `at` has an odd number of backslashes before it. */
export function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === "\\") before--;
  return (at - before) % 2 === 1;
}

/** The words for signs that no token starts with. */
function strange(seen: string): [message: string, help: string] {
  const first = String.fromCodePoint(seen.codePointAt(0) ?? 0);
  const code = `U+${(seen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  if (/^[“”„‟«»]/u.test(first)) return ["A text stands in straight double quotes", 'Write `"`.'];
  if (/^[‘’]/u.test(first)) return ["A text stands in straight double quotes", 'Write `"`.'];
  if (/^\p{Zs}|^\p{Cf}/u.test(first)) return [`A character that looks like a space (${code}) is not one here`, "Write a plain space."];
  if (/^\p{L}/u.test(first))
    return [`\`${first}\` can't stand in a plain name`, "Names have letters `a` to `z`, digits and `_`; any other name stands in backticks."];
  if (/^[\p{Cc}\p{Cs}\p{Cn}\p{Co}]/u.test(first)) return [`The character ${code} can't stand here`, "Remove it."];
  return [`\`${first}\` is not a sign of the language`, "Remove it."];
}

/** Tells doc comments from others, and finds the token that each run of them stands before. */
function sortComments(all: readonly IToken[], tokens: readonly IToken[]): Pick<Lexed, "comments" | "docs"> {
  const comments: { text: string; span: Span }[] = [];
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of all) {
    const { image, startOffset } = comment;
    if (!isDoc(image)) {
      comments.push({ text: image.replace(/^\/+/, "").trim(), span: { start: startOffset, end: endOf(comment) } });
      continue;
    }
    next = firstAfter(tokens, startOffset, next);
    const owner = tokens[next]?.startOffset;
    if (owner === undefined) continue;
    const line = image.slice(image.charAt(3) === " " ? 4 : 3).trimEnd();
    const before = docs.get(owner);
    docs.set(owner, before === undefined ? line : `${before}\n${line}`);
  }
  return { comments, docs };
}

/** `///` and no fourth slash. */
export function isDoc(comment: string): boolean {
  return comment.startsWith("///") && comment.charAt(3) !== "/";
}

/** The index of the first token after `offset`, which is at least `from`. */
function firstAfter(tokens: readonly IToken[], offset: number, from: number): number {
  let low = from;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.startOffset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
