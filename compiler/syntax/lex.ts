/**
 * From a text to the tokens that the grammar reads: settles which words are themselves where they stand, which digits are
 * numbers and which durations, sets comments aside, and reports signs that the language does not have, each read as what was meant.
 */
import type { IToken, TokenType } from "chevrotain";
import type { Span } from "../base/span.js";
import { mistakes, syntax, type Words } from "../diagnostics/codes/syntax.js";
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

const byteOrderMark = 0xfeff;

/** Cuts a part of `text` into tokens. Whatever the text is, it comes back with as many tokens as were found. */
export function lex(file: string, text: string, part: Span = { start: 0, end: text.length }): Lexed {
  // A byte order mark is left out by whoever reads a file; an editor may have it in its text, and counts it.
  const isMarked = text.charCodeAt(part.start) === byteOrderMark && part.end > part.start;
  const result = T.lexer.tokenize(isMarked ? ` ${text.slice(part.start + 1, part.end)}` : text.slice(part.start, part.end));
  const diagnostics: Diagnostic[] = [];
  const report: Report = (start, end, words) => {
    if (diagnostics.length < mostMistakes) diagnostics.push(syntax({ file, span: { start, end } }, words));
  };
  for (const error of result.errors.slice(0, mostMistakes)) {
    const start = part.start + error.offset;
    report(start, start + error.length, strange(text.slice(start, start + error.length)));
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

type Report = (start: number, end: number, words: Words) => void;

export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** Gives every token its final type, in place, and drops what was only reported. */
function arrange(text: string, tokens: IToken[], report: Report): void {
  let kept = 0;
  let inserted = 0;
  for (let index = 0; index < tokens.length; index++) {
    let token = tokens[index] as IToken;
    const type = token.tokenType;
    if (type === T.Word) {
      const word = typeOf.get(token.image);
      if (word !== undefined) {
        if (cutsOff(tokens, kept, index) && inserted++ < mostMistakes) {
          token = unfinishedAt(token);
          tokens.splice(index, 0, token);
        } else retype(token, inPlace(word, tokens, index));
      }
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

/** The words, and those that have a type of their own only in a form that is longer than they are. */
const typeOf: ReadonlyMap<string, TokenType> = new Map([
  ...T.words,
  ["read", T.EffectPrefix],
  ["write", T.EffectPrefix],
  ["destructive", T.EffectPrefix],
  ["List", T.ListOf],
]);

/** The type of a word where it stands: its own where its form is complete, a plain word's elsewhere. */
function inPlace(word: TokenType, tokens: readonly IToken[], index: number): TokenType {
  const next = tokens[index + 1];
  switch (word) {
    case T.EffectPrefix:
      return isName(next) && !isAttribute(tokens, index + 1) ? word : T.Word;
    case T.ListOf:
      return next?.tokenType === T.Less ? word : T.Word;
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

/** Has the place and the text of the token that it stands before, which the mistake is about. */
function unfinishedAt(token: IToken): IToken {
  const mark = { ...token };
  retype(mark, T.Unfinished);
  return mark;
}

/** Signs and words that something must follow. */
const unfinished: ReadonlySet<TokenType> = new Set([
  ...[T.Dot, T.DotDot, T.Comma, T.Colon, T.Arrow, T.Dollar, T.Slash, T.Pipe, T.LParen, T.LSquare, T.And, T.Or, T.Not, T.In, T.Has, T.Like, T.Matches],
  // Not `>`, which ends `List<…>` as well.
  ...[T.Under, T.Is, T.Equal, T.NotEqual, T.AtLeast, T.AtMost, T.Less, T.Assign],
]);

/**
 * Whether the word at `index` opens a statement although something must follow what stands before it. No text that is
 * right is taken for this: after a sign or a word such as `and` comes a name at most, and no name is followed by what
 * follows the word here. Without it, `deny any where a ==` would take the word of the next declaration for an argument.
 */
function cutsOff(tokens: readonly IToken[], kept: number, index: number): boolean {
  const before = tokens[kept - 1];
  if (before === undefined || before.tokenType === T.Unfinished) return false;
  return (unfinished.has(before.tokenType) || (before.tokenType === T.Where && bringsCondition(tokens, kept - 1))) && opensStatement(tokens, index);
}

/** Whether the `where` at `index` brings a condition: it stands after what can have one, and is not the name of a label, say. */
function bringsCondition(tokens: readonly IToken[], index: number): boolean {
  const before = tokens[index - 1]?.tokenType;
  const second = tokens[index - 2]?.tokenType;
  if (before === undefined || endsSubject.has(before)) return true;
  return before.CATEGORIES?.includes(T.Name) === true && second !== undefined && leadsToSubject.has(second);
}

const endsSubject: ReadonlySet<TokenType> = new Set([T.RParen, T.RCurly, T.Star, T.Greater, T.Any, T.Received]);
const leadsToSubject: ReadonlySet<TokenType> = new Set([T.Dot, T.Comma, T.Assign, T.Pipe]);

function opensStatement(tokens: readonly IToken[], index: number): boolean {
  const next = tokens[index + 1];
  const third = tokens[index + 2];
  switch (tokens[index]?.image) {
    case "import":
    case "ceiling":
    case "holds":
      // A domain may have the name: `agent a in import {`.
      return next?.tokenType === T.LCurly && tokens[index - 1]?.image !== "in";
    case "test":
    case "owner":
    case "identity":
    case "runtime":
      return next?.tokenType === T.Text;
    case "assert":
      return claims(tokens, index + 1);
    case "allow":
    case "relay":
    case "deny":
      return next?.image === "any" || next?.image === "received" || (isPlain(next) && third?.tokenType === T.Dot);
    case "ttl":
    case "depth":
    case "fanout":
      return next?.tokenType === T.Digits;
    case "budget":
      return next?.tokenType === T.Digits || next?.tokenType === T.Dollar;
    case "approval":
      // An action may have the name: `deny orders.approval by agents`.
      return next?.image === "by" && isPlain(third) && tokens[index - 1]?.tokenType !== T.Dot;
    case "read":
    case "write":
    case "destructive":
      return isPlain(next) && third?.tokenType === T.LParen;
    case "for":
      return isPlain(next) && third?.tokenType === T.LCurly;
    case "label":
      return isPlain(next) && third?.tokenType === T.Less;
    case "task":
      return isPlain(next) && third?.tokenType === T.Text;
    case "type":
    case "let":
      return isPlain(next) && third?.tokenType === T.Assign;
    case "delegate":
      return isPlain(next) && third?.tokenType === T.Arrow;
    case "tool":
    case "annotate":
    case "secret":
    case "scope":
    case "principal":
    case "agent":
      return isPlain(next) && (third?.tokenType === T.LCurly || third?.image === "in" || third?.tokenType === T.LParen);
    default:
      return false;
  }
}

/** Whether what follows `assert` is a claim, by as much of it as no name could have after it. */
function claims(tokens: readonly IToken[], index: number): boolean {
  const next = tokens[index + 1];
  switch (tokens[index]?.image) {
    case "never":
      return next?.image === "any" || tokens[index + 2]?.tokenType === T.Dot;
    case "can":
      return tokens[index + 3]?.tokenType === T.Dot;
    case "no":
      return next?.image === "flow" || next?.image === "path";
    case "depth":
      return next?.tokenType === T.AtMost;
    default:
      return false;
  }
}

/** A name that is no word of the language. */
function isPlain(token: IToken | undefined): boolean {
  return token?.tokenType === T.Quoted || (token?.tokenType === T.Word && !T.words.has(token.image));
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
  report(first.startOffset, endOf(last), mistakes.dashedName(image));
  return { ...first, image };
}

/** A policy says the same few durations again and again. */
const durations = new Map<string, number | Words>();
const mostDurations = 1000;

export function durationOf(image: string): number | Words {
  const known = durations.get(image);
  if (known !== undefined) return known;
  const read = readDuration(image);
  if (durations.size < mostDurations) durations.set(image, read);
  return read;
}

function digits(token: IToken, report: Report): void {
  const { image, startOffset } = token;
  if (isNumber(image)) {
    if (!Number.isFinite(Number(image))) report(startOffset, endOf(token), mistakes.hugeNumber(image));
    return;
  }
  const read = /[A-Za-z]/.test(image) ? durationOf(image) : badNumber(image);
  retype(token, typeof read === "number" ? T.Duration : T.BrokenDigits);
  if (typeof read !== "number") report(startOffset, endOf(token), read);
}

/** Reports a sign of another language and gives it the type of what was meant; `false` where nothing was. */
function foreign(token: IToken, beforeLast: IToken | undefined, report: Report): boolean {
  const start = token.startOffset;
  const end = endOf(token);
  if (token.image === ";" || token.image === "-") {
    report(start, end, token.image === ";" ? mistakes.semicolon : mistakes.dash);
    return false;
  }
  const handsOn = beforeLast?.tokenType === T.Delegate || beforeLast?.tokenType === T.Chain;
  const [type, right] = token.image === "=>" && handsOn ? ([T.Arrow, "`->`"] as const) : (meant[token.image] ?? ([T.Not, "`not`"] as const));
  report(start, end, mistakes.instead(token.image, right));
  retype(token, type);
  return true;
}

/** What the signs of other languages mean here. */
const meant: Readonly<Record<string, readonly [TokenType, string]>> = {
  "&&": [T.And, "`and`"],
  "||": [T.Or, "`or`"],
  "!": [T.Not, "`not`, as in `not (a == b)`, or `!=`"],
  "===": [T.Equal, "`==`"],
  "!==": [T.NotEqual, "`!=`"],
  "=>": [T.AtLeast, "`>=`"],
};

/** A literal or name that its line does not close, or that has nothing in it. */
function broken(token: IToken, report: Report): void {
  const { image, startOffset } = token;
  const end = endOf(token);
  switch (token.tokenType) {
    case T.Regex:
      if (image.length < 2 || !image.endsWith("/") || isEscaped(image, image.length - 1)) report(startOffset, end, mistakes.openRegex);
      return;
    case T.BrokenText:
      if (image.startsWith('"')) report(startOffset, end, mistakes.openText);
      else if (image.length > 1 && image.endsWith("'")) report(startOffset, end, mistakes.singleQuotes(image.slice(1, -1)));
      else report(startOffset, end, mistakes.openSingleQuotes);
      return;
    default:
      report(startOffset, end, image === "``" ? mistakes.emptyName : mistakes.openName);
  }
}

/** Whether the sign at `at` has an odd number of backslashes before it. */
export function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === "\\") before--;
  return (at - before) % 2 === 1;
}

/** The words for signs that no token starts with. */
function strange(seen: string): Words {
  const code = seen.codePointAt(0) ?? 0;
  const first = String.fromCodePoint(code);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (/[\u2018-\u201f\u00ab\u00bb]/.test(first)) return mistakes.curlyQuotes;
  if (/[\p{Zs}\p{Cf}]/u.test(first)) return mistakes.oddSpace(name);
  if (/\p{L}/u.test(first)) return mistakes.oddLetter(first);
  if (/[\p{Cc}\p{Cs}\p{Cn}\p{Co}]/u.test(first)) return mistakes.oddCharacter(name);
  return /[+%^~]/.test(first) ? mistakes.arithmetic(first) : mistakes.odd(first);
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
