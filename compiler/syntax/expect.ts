/**
 * What may stand at a place of a half-written text: the words that the grammar has there, and what names there are names of. It
 * follows the rules of the parser's own grammar over the tokens before the place, all ways at once. Statements that are complete,
 * or that have mistakes, are left out of the way first, so that what stands above does not matter.
 */
import type { Alternative, IProduction, IToken, Rule, Terminal, TokenType } from "chevrotain";
import {
  Alternation,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
} from "chevrotain";
import type { Span } from "../base/span.js";
import { isNameType } from "./grammar.js";
import { FileGrammar } from "./grammar-file.js";
import { endOf, lex } from "./lex.js";
import { type NameRole, roleOf } from "./roles.js";
import * as T from "./tokens.js";

export interface Expectation {
  /** What stands at the place and would be replaced: the beginning of a word, a text with its quotes, or nothing. */
  readonly span: Span;
  /** What has been written of it, up to the place. */
  readonly written: string;
  /** Words and signs of the language, as they are written. `rule`: the part of the grammar that has it. */
  readonly words: readonly { readonly text: string; readonly rule: string }[];
  /** What names may be names of. */
  readonly names: readonly NameRole[];
  readonly values: readonly ("text" | "number" | "duration" | "regex")[];
  /** The tokens of the statement up to the place. */
  readonly statement: readonly Sign[];
  /** The heads of the declaration and of the blocks in it that are open, and what closes them. */
  readonly frame: string;
  readonly closers: string;
}

/** A token, by its text; `isName`: it is no word of the language where it stands. */
export interface Sign {
  readonly text: string;
  readonly isName: boolean;
  readonly span: Span;
}

/** What may stand at an offset of a text; nothing in a comment, or where so much is wrong before it that it can't be told. */
export function expectedAt(text: string, offset: number): Expectation | undefined {
  const line = text.slice(offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1, offset);
  const here = partAt(text, offset, line);
  if (here === undefined) return undefined;
  for (const start of declarationsBefore(text, here.span.start)) {
    const found = expectedFrom(text, start, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Part {
  readonly span: Span;
  readonly written: string;
  readonly isText: boolean;
}

/** The word or text that the place is in or at the end of; `undefined` in a comment or a regular expression. */
function partAt(text: string, offset: number, line: string): Part | undefined {
  const start = offset - line.length;
  // No token spans lines, so that the line alone tells what the place is in.
  const rest = text.slice(offset, offset + longestLine).split(/[\n\r]/, 1)[0] ?? "";
  const { tokens, written } = lex("", line + rest);
  const at = line.length;
  if (written.some((comment) => comment.startOffset < at)) return undefined;
  const inside = tokens.find((token) => token.startOffset < at && at <= endOf(token));
  if (inside === undefined) return { span: { start: offset, end: offset }, written: "", isText: false };
  const span = { start: start + inside.startOffset, end: start + endOf(inside) };
  switch (inside.tokenType) {
    case T.Text:
      return at === endOf(inside) ? undefined : { span, written: text.slice(span.start, offset), isText: true };
    case T.BrokenText:
      // It has swallowed the rest of its line.
      return { span: { start: span.start, end: offset }, written: text.slice(span.start, offset), isText: true };
    case T.Regex:
      return undefined;
    default: {
      const isWord = /^[`\w]/.test(inside.image);
      if (isWord) return { span, written: text.slice(span.start, offset), isText: false };
      // In the midst of a sign nothing can be put.
      return at === endOf(inside) ? { span: { start: offset, end: offset }, written: "", isText: false } : undefined;
    }
  }
}

const longestLine = 4096;
const declarationWords = "import|label|domain|task|type|let|context|tool|annotate|secret|scope|principal|agent|delegate|deny|assert|test";
const opening = new RegExp(
  `^(?:(?:${declarationWords})\\b|[ \\t]+(?:(?:agent|principal|tool|annotate|secret|scope)\\s+\\S+\\s*[{(]|delegate\\s+\\S+\\s*->|test\\s*"))`,
  "gm",
);
/** So far back a declaration is looked for. */
const farthest = 1 << 15;
const mostStarts = 4;

/** Where declarations may start, the nearest first; the beginning, where nothing but space comes before the place. */
function declarationsBefore(text: string, offset: number): readonly number[] {
  const near = Math.max(0, offset - farthest);
  const starts = [...text.slice(near, offset).matchAll(opening)].map(({ index }) => near + index);
  return starts.length === 0 ? [near] : starts.slice(-mostStarts).reverse();
}

function expectedFrom(text: string, start: number, { span, written, isText }: Part): Expectation | undefined {
  const before = text.slice(start, span.start);
  const ways = followingsOf(before).flatMap((next) => {
    const tokens = lex("", `${before}${next}`).tokens.filter((token) => endOf(token) <= before.length && token.tokenType !== T.Unfinished);
    const outline = outlineOf(before, tokens, isText);
    return outline === undefined ? [] : [outline];
  });
  const [first] = ways;
  if (first === undefined) return undefined;
  const words = new Map<string, { readonly text: string; readonly rule: string }>();
  const names = new Set<NameRole>();
  const values = new Set<Expectation["values"][number]>();
  for (const { type, rules, occurrence } of ways.flatMap(({ next }) => next)) {
    const rule = rules[0] ?? "";
    if (type === T.Name) {
      const role = roleOf(rules, occurrence);
      if (role !== undefined) names.add(role);
    } else if (type === T.Text) values.add("text");
    else if (type === T.NumberLike) values.add("number");
    else if (type === T.DurationLike) values.add("duration");
    else if (type === T.Regex) values.add("regex");
    else for (const each of wordsOf(type)) if (!words.has(each)) words.set(each, { text: each, rule });
  }
  return {
    span,
    written,
    words: isText ? [] : [...words.values()],
    names: isText ? [] : [...names],
    values: isText ? ["text"] : [...values],
    statement: first.statement.map((token) => ({
      text: token.image,
      isName: token.tokenType === T.Word || token.tokenType === T.Quoted,
      span: { start: start + token.startOffset, end: start + endOf(token) },
    })),
    frame: first.frame,
    closers: first.closers,
  };
}

/** What is put at the place for the tokens before it to get their types: some words are themselves only before certain others. */
function followingsOf(before: string): readonly string[] {
  const last = /(\w+)\s*$/.exec(before)?.[1] ?? "";
  const more = { approved: "by", ingests: "untrusted", requires: "secret" }[last];
  const isQuantified = /\b(?:all|some)\s+(?:\w+|`[^`\n\r]+`)\s+$/.test(before);
  // A word that touches the place is no longer one when something is put there.
  return /[\w`]$/.test(before) ? [" "] : ["x", ...(more === undefined ? [] : [more]), ...(isQuantified ? ["in"] : [])];
}

interface Outline {
  readonly next: readonly Next[];
  readonly statement: readonly IToken[];
  readonly frame: string;
  readonly closers: string;
}

/** The blocks that are open, the statement that is being written, and what may come next. */
function outlineOf(text: string, tokens: readonly IToken[], isText: boolean): Outline | undefined {
  const { heads, rest } = openBlocks(tokens);
  const wanted = (next: readonly Next[]): boolean => next.length > 0 && (!isText || next.some(({ type }) => type === T.Text));
  const said = (head: readonly IToken[]): string => text.slice(head[0]?.startOffset ?? 0, endOf(head.at(-1) as IToken));
  const closers = "}".repeat(heads.length);
  const frames = [heads, substitutes(heads)].filter((each) => each !== undefined);
  for (const statement of statementsIn(text, rest)) {
    for (const frame of frames) {
      const next = follow([...frame.flat(), ...statement]);
      if (wanted(next)) return { next, statement, frame: heads.map(said).join(" "), closers };
    }
  }
  // A condition can be written before what it is about is finished.
  const where = rest.findLastIndex(({ image }) => image === "where");
  const statement = rest.slice(rest.slice(0, where).findLastIndex(({ tokenType }) => opensStatement.has(tokenType)));
  const condition = [...lex("", "deny any").tokens, ...rest.slice(where).map((token, at) => (at === 0 ? { ...token, ...whereToken } : token))];
  for (const frame of where < 0 ? [] : frames) {
    const next = follow([...frame.flat(), ...condition]);
    if (wanted(next)) return { next, statement, frame: heads.map(said).join(" "), closers };
  }
  return undefined;
}

const whereToken = { tokenType: T.Where, tokenTypeIdx: T.Where.tokenTypeIdx as number };

/** The heads of the blocks that are open, each up to its brace, and what stands after the last. */
function openBlocks(tokens: readonly IToken[]): { readonly heads: readonly (readonly IToken[])[]; readonly rest: readonly IToken[] } {
  const open: { readonly from: number; readonly at: number; readonly isBlock: boolean }[] = [];
  let from = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.tokenType === T.LCurly) {
      const before = tokens[at - 1]?.tokenType;
      open.push({ from, at, isBlock: before === undefined || !beforeRecord.has(before) });
      if (open.at(-1)?.isBlock === true) from = at + 1;
    } else if (token.tokenType === T.RCurly) {
      const closed = open.pop();
      if (closed?.isBlock === true) from = open.length === 0 ? at + 1 : closed.from;
    }
  }
  const blocks = open.filter(({ isBlock }) => isBlock);
  const heads = blocks.map((block, index) => {
    const all = tokens.slice(block.from, block.at + 1);
    // What was complete before the head of an inner block stays outside of it.
    if (index === 0) return all;
    const word = all.findLastIndex(({ tokenType }) => opensBlock.has(tokenType));
    return word < 0 ? all : all.slice(word);
  });
  const last = blocks.at(-1);
  return { heads, rest: last === undefined ? tokens : tokens.slice(last.at + 1) };
}

const beforeRecord: ReadonlySet<TokenType> = new Set([T.Colon, T.Assign, T.Pipe, T.Less, T.Comma, T.LSquare, T.LParen]);
const opensBlock: ReadonlySet<TokenType> = new Set([T.Ceiling, T.Holds, T.Context]);

/** Heads that are right, in the place of those that may have mistakes. */
function substitutes(heads: readonly (readonly IToken[])[]): readonly (readonly IToken[])[] | undefined {
  const right = heads.map((head) => {
    const word = head[0]?.image ?? "";
    const text = rightHeads[word];
    return text === undefined ? head : lex("", text).tokens;
  });
  return heads.length === 0 ? undefined : right;
}

const rightHeads: Readonly<Record<string, string>> = {
  delegate: "delegate a -> b for t {",
  agent: "agent a {",
  principal: "principal a {",
  tool: "tool a {",
  annotate: "annotate a {",
  secret: "secret a {",
  scope: "scope a {",
  test: 'test "a" {',
};

/** What may be the statement that is being written: from the last word that opens one on, then from earlier ones, then all. */
function* statementsIn(text: string, tokens: readonly IToken[]): Generator<readonly IToken[]> {
  const starts: number[] = [];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (closers.has(token.tokenType)) depth = Math.max(0, depth - 1);
    else if (openers.has(token.tokenType)) depth++;
    else if (depth === 0 && at > 0 && (opensStatement.has(token.tokenType) || isFirst(text, tokens, at))) starts.push(at);
  }
  for (const start of starts.slice(-mostStatements).reverse()) yield tokens.slice(start);
  yield tokens.slice(0, mostTokens);
  const last = tokens.at(-1);
  // After what can't be read, at least a new statement may begin on a line of its own.
  if (last !== undefined && /[\n\r]\s*$/.test(text.slice(endOf(last)))) yield [];
}

/** So many statements back one is looked for that has no mistakes. */
const mostStatements = 12;
const mostTokens = 400;
const openers: ReadonlySet<TokenType> = new Set([T.LCurly, T.LParen, T.LSquare]);
const closers: ReadonlySet<TokenType> = new Set([T.RCurly, T.RParen, T.RSquare]);
const opensStatement: ReadonlySet<TokenType> = new Set([
  ...[T.Allow, T.Relay, T.Deny, T.Require, T.Ttl, T.Depth, T.Fanout, T.Budget, T.Pass, T.Reply, T.Approval, T.Owner, T.Identity, T.Runtime],
  ...[T.Clearance, T.Ceiling, T.Holds, T.Chain, T.Context, T.At, T.Approved, T.Refuse, T.EffectPrefix, T.Live, T.Per, T.Shared, T.Scope],
]);

function isFirst(text: string, tokens: readonly IToken[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  return before !== undefined && token !== undefined && /[\n\r]/.test(text.slice(endOf(before), token.startOffset));
}

/** How a word or sign is written; nothing for what is only expected and not written, such as a name. */
function wordsOf(type: TokenType): readonly string[] {
  switch (type) {
    case T.EffectPrefix:
      return ["read", "write", "destructive"];
    case T.Connective:
      return ["and", "or"];
    case T.Relational:
      return ["==", "!=", "<", "<=", ">", ">="];
    default: {
      const text = /^`(.+)`$/.exec(type.LABEL ?? "")?.[1];
      return text === undefined ? [] : [text];
    }
  }
}

// ——— The grammar, followed ———

/** Something that may come next: a type of token, and by which rules, the innermost first. */
interface Next {
  readonly type: TokenType;
  readonly occurrence: number;
  readonly rules: readonly string[];
}

/** What is still to come in a rule, and after it. */
interface Frame {
  readonly productions: readonly IProduction[];
  readonly at: number;
  readonly rule: string;
  /** The repetition that these are the inside of. */
  readonly again?: { readonly productions: readonly IProduction[]; readonly separator?: TokenType };
  readonly below: Frame | undefined;
}

interface Ahead {
  readonly type: TokenType;
  readonly occurrence: number;
  readonly frame: Frame | undefined;
  readonly after: Frame | undefined;
}

let rules: Readonly<Record<string, Rule>> | undefined;

/** The rules of the grammar, as chevrotain has recorded them. */
export function grammarRules(): Readonly<Record<string, Rule>> {
  rules ??= new FileGrammar().getGAstProductions();
  return rules;
}

/** What may come after some tokens that stand at the beginning of a file; nothing where they are not right. */
function follow(tokens: readonly IToken[]): readonly Next[] {
  const start = grammarRules().sourceFile;
  let frames: readonly (Frame | undefined)[] = [{ productions: start?.definition ?? [], at: 0, rule: "sourceFile", below: undefined }];
  for (const token of tokens) {
    const matching = frames.flatMap(aheadOf).filter(({ type }) => matches(token.tokenType, type));
    // A word is itself where the grammar has it, and a name elsewhere.
    const exact = matching.filter(({ type }) => type === token.tokenType);
    frames = (exact.length > 0 ? exact : matching).slice(0, mostWays).map(({ after }) => after);
    if (frames.length === 0) return [];
  }
  return frames.flatMap(aheadOf).map(({ type, occurrence, frame }) => ({ type, occurrence, rules: rulesOf(frame) }));
}

const mostWays = 64;

function matches(given: TokenType, wanted: TokenType): boolean {
  if (given === wanted) return true;
  if (wanted === T.Name) return isNameType(given);
  return given.CATEGORIES?.includes(wanted) === true;
}

function rulesOf(frame: Frame | undefined): readonly string[] {
  const found: string[] = [];
  for (let at = frame; at !== undefined; at = at.below) if (found.at(-1) !== at.rule) found.push(at.rule);
  return found;
}

/** The tokens that may come next, and where one is then. */
function aheadOf(frame: Frame | undefined): readonly Ahead[] {
  const found: Ahead[] = [];
  const pending: (Frame | undefined)[] = [frame];
  for (let steps = 0; pending.length > 0 && steps < mostSteps; steps++) {
    const at = pending.pop();
    if (at === undefined) continue;
    const { productions, rule, again, below } = at;
    const next = productions[at.at];
    const after: Frame = { ...at, at: at.at + 1 };
    const enter = (inside: readonly IProduction[], back: Frame["again"], into = rule): void => {
      pending.push({ productions: inside, at: 0, rule: into, ...(back === undefined ? {} : { again: back }), below: after });
    };
    if (next === undefined) {
      if (again?.separator !== undefined)
        found.push({ type: again.separator, occurrence: 0, frame: at, after: { ...at, productions: again.productions, at: 0 } });
      else if (again !== undefined) pending.push({ ...at, productions: again.productions, at: 0 });
      pending.push(below);
    } else if (next instanceof NonTerminal) enter(next.referencedRule.definition, undefined, next.nonTerminalName);
    else if (next instanceof Alternation) for (const each of next.definition) enter((each as Alternative).definition, undefined);
    else if (next instanceof Option) {
      pending.push(after);
      enter(next.definition, undefined);
    } else if (next instanceof RepetitionWithSeparator || next instanceof RepetitionMandatoryWithSeparator) {
      if (next instanceof RepetitionWithSeparator) pending.push(after);
      enter(next.definition, { productions: next.definition, separator: next.separator });
    } else if (next instanceof Repetition || next instanceof RepetitionMandatory) {
      if (next instanceof Repetition) pending.push(after);
      enter(next.definition, { productions: next.definition });
    } else {
      const { terminalType, idx } = next as Terminal;
      found.push({ type: terminalType, occurrence: idx, frame: at, after });
    }
  }
  return found;
}

/** No place of the grammar has so many ways on. */
const mostSteps = 2000;
