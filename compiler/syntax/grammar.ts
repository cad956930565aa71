/**
 * What every part of the grammar uses: the state of one reading, spans and names from tokens, blocks of statements that go
 * on after a mistake, and how far chevrotain may repair one. The rules are in the `grammar-*.ts` files, each part on top of
 * the one before. Their actions build the tree as they go.
 */
import {
  EmbeddedActionsParser,
  EOF,
  type IParserErrorMessageProvider,
  type IToken,
  isRecognitionException,
  type ParserMethod,
  type TokenType,
} from "chevrotain";
import { type Anchor, movingSpan, type Span } from "../base/span.js";
import { mistakes, syntax, tooDeep, type Words } from "../diagnostics/codes/syntax.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DurationLit, Name, NumberLit, Text } from "./ast.js";
import { durationOf, endOf, type Lexed, mostMistakes } from "./lex.js";
import { readText } from "./literals.js";
import { lazyLookahead } from "./lookahead.js";
import * as T from "./tokens.js";

/** A node while it is being built. */
export type Draft<Node> = { -readonly [Key in keyof Node]: Node[Key] };

/** A rule of the grammar, by what it returns. */
export type Rule<Value, Args extends unknown[] = []> = ParserMethod<Args, Value>;

/** A block of statements, as far as going on after a mistake needs to know it. */
export interface Block {
  /** "a delegation", as the words for the block go. */
  readonly what: string;
  /** The types of token that open a statement in it. */
  readonly opens: ReadonlySet<TokenType>;
  /** The type of the token that follows the name that opens a statement, where any name does. */
  readonly afterName?: TokenType;
  /** A statement may be a name and nothing more, so that two names in a row need not be a declaration. */
  readonly bareNames?: true;
}

/** How deep parentheses, lists, records, types and `not`s may nest. The parser recurses, and so do those who walk its tree. */
export const mostNesting = 100;

/** Thrown past that depth, and caught where the declaration is read. */
export class TooDeep extends Error {}

/** Thrown when a file has had more mistakes than are worth telling, and caught where the file is read. */
export class TooMany extends Error {}

// A rule never repairs itself by skipping: blocks do it, since they know the words that open a statement.
export const noSkipping = { resyncEnabled: false } as const;

export abstract class GrammarBase extends EmbeddedActionsParser {
  protected file = "";
  protected text = "";
  protected docs: ReadonlyMap<number, string> = new Map();
  private strange: readonly Diagnostic[] = [];
  /** Mistakes that the grammar takes as written and reports itself. */
  problems: Diagnostic[] = [];
  protected nesting = 0;
  private piece: Anchor["piece"] | undefined;
  private anchor: Anchor | undefined;
  private readonly sharedTexts = new Map<string, string>();

  constructor(validate: boolean) {
    super(T.vocabulary, {
      recoveryEnabled: true,
      lookaheadStrategy: lazyLookahead(1),
      maxLookahead: 1,
      nodeLocationTracking: "none",
      skipValidations: !validate,
      errorMessageProvider: expectations,
    });
    // Chevrotain's repair of a repetition calls itself once a mistake, and so overflows on text that is nothing but mistakes.
    Object.assign(this, { attemptInRepetitionRecovery: () => undefined });
  }

  /** `piece`: the text is a piece of a longer one that is edited, and its spans are to move with it; it stands at 0 as long as it is read. */
  begin(file: string, text: string, lexed: Pick<Lexed, "tokens" | "docs" | "diagnostics">, piece?: Anchor["piece"]): void {
    this.input = lexed.tokens;
    this.piece = piece;
    this.anchor = undefined;
    this.file = file;
    this.text = text;
    this.docs = lexed.docs;
    this.strange = lexed.diagnostics;
    this.problems = [];
    this.nesting = 0;
  }

  /** Nothing of the texts that were read is kept: names are parts of them, and would keep them alive. */
  forget(): void {
    this.begin("", "", { tokens: [], docs: new Map(), diagnostics: [] });
    this.sharedTexts.clear();
  }

  // ——— Places ———

  /** Where the next token starts. */
  protected start(): number {
    return this.LA(1).startOffset;
  }

  /** Where the last token ended. */
  protected end(): number {
    return endOf(this.LA(0));
  }

  protected from(start: number): Span {
    return this.spanBetween(start, this.end());
  }

  protected spanOf(token: IToken): Span {
    return this.spanBetween(token.startOffset, endOf(token));
  }

  protected spanBetween(start: number, end: number): Span {
    return this.anchor === undefined ? { start, end } : movingSpan(this.anchor, start, end);
  }

  /** From here on spans move with the declaration that starts at the next token. */
  protected anchorHere(): void {
    if (this.piece !== undefined) this.anchor = { piece: this.piece, at: this.start() };
  }

  protected report(span: Span, words: Words): void {
    if (this.RECORDING_PHASE) return;
    if (this.problems.length >= mostMistakes) throw new TooMany();
    this.problems.push(syntax({ file: this.file, span }, words));
  }

  // ——— What a token holds ———

  protected toName(token: IToken): Name {
    const span = this.spanOf(token);
    const { image, tokenType } = token;
    const text = tokenType === T.Quoted ? image.slice(1, -1) : tokenType === T.BrokenQuoted ? image.replaceAll("`", "") : image;
    return { text: this.shared(text), span };
  }

  /** The same string for the same name: a long policy says its names many times over. */
  private shared(text: string): string {
    const before = this.sharedTexts.get(text);
    if (before !== undefined) return before;
    this.sharedTexts.set(text, text);
    return text;
  }

  protected toText(token: IToken): Text {
    const { image, startOffset } = token;
    // A text that is broken has been reported; what it says is its line.
    if (token.tokenType === T.BrokenText) return { text: image.replace(/^["']|'$/g, ""), span: this.spanOf(token) };
    const text = readText(image, ({ at, length, words }) => this.report({ start: startOffset + at, end: startOffset + at + length }, words));
    return { text, span: this.spanOf(token) };
  }

  protected toNumber(token: IToken): NumberLit {
    const value = Number(token.image);
    // A broken one has been reported.
    return { kind: "number", value: Number.isFinite(value) ? (Object.is(value, -0) ? 0 : value) : 0, source: token.image, span: this.spanOf(token) };
  }

  /** A number that counts something. */
  protected toCount(token: IToken, what: string): NumberLit {
    const number = this.toNumber(token);
    if (!Number.isSafeInteger(number.value) || number.value < 0) this.report(number.span, mistakes.notACount(what));
    return number;
  }

  protected toDuration(token: IToken): DurationLit {
    const read = durationOf(token.image);
    // A broken one has been reported; none is zero.
    return { milliseconds: typeof read === "number" ? read : 1000, source: token.image, span: this.spanOf(token) };
  }

  /** The `///` comment before the token that starts at `start`. */
  protected docAt(start: number): { doc?: string } {
    const doc = this.docs.get(start);
    return doc === undefined ? {} : { doc };
  }

  // ——— Going on after a mistake ———

  /** Runs a rule that may nest without end. What it counted when it throws is set right by whoever catches. */
  protected deeper(): void {
    if (++this.nesting > mostNesting && !this.RECORDING_PHASE) throw new TooDeep();
  }

  /**
   * The statements between braces. One that does not parse is skipped up to the next that may; a brace that is missing is
   * taken as closed before the next declaration.
   */
  protected block(block: Block, statement: () => void): void {
    const open = this.CONSUME(T.LCurly);
    if (this.RECORDING_PHASE) {
      this.MANY(statement);
      this.CONSUME(T.RCurly);
      return;
    }
    for (;;) {
      const next = this.LA(1);
      if (next.tokenType === T.RCurly) break;
      if (this.isAtEnd() || (this.opensDeclaration(block.bareNames) && !block.opens.has(next.tokenType))) {
        this.report(spanOf(open), mistakes.unclosedBlock(block.what));
        return;
      }
      this.attempt(statement, () => this.skipTo(block));
    }
    this.CONSUME(T.RCurly);
  }

  /** Runs `read`; where it does not parse, runs `skip` instead of failing. At least one token is used up. */
  protected attempt(read: () => void, skip: () => void): void {
    const before = this.LA(1);
    const nesting = this.nesting;
    try {
      read();
    } catch (error) {
      this.tolerate(error);
      if (this.LA(1) === before) this.SKIP();
      skip();
    }
    this.nesting = nesting;
    if (this.LA(1) === before && !this.isAtEnd()) this.SKIP();
  }

  /** Takes note of a mistake that has been thrown; throws on whatever is none. */
  private tolerate(error: unknown): void {
    if (error instanceof TooDeep) {
      const span = spanOf(this.LA(1));
      this.problems.push(tooDeep({ file: this.file, span }, mostNesting));
      return;
    }
    if (!(error instanceof Error) || !isRecognitionException(error)) throw error;
    if (this.mistakesSoFar() >= mostMistakes) throw new TooMany();
  }

  protected mistakesSoFar(): number {
    // Chevrotain's own getter copies all its errors.
    return this.problems.length + ((this as unknown as { _errors?: readonly unknown[] })._errors?.length ?? 0);
  }

  /** Whether a sign that no token starts with stands right before the next token; it has been reported. */
  protected isAfterStrange(): boolean {
    const from = this.end();
    const to = this.start();
    return this.strange.some(({ place }) => !(place.span.start < from) && place.span.start <= to);
  }

  protected SKIP(): void {
    (this as unknown as { consumeToken(): void }).consumeToken();
  }

  protected isAtEnd(): boolean {
    return this.LA(1).tokenType === EOF;
  }

  /** Skips to what may open a statement of the block, to its brace, or to the next declaration. */
  private skipTo(block: Block): void {
    let depth = 0;
    for (; !this.isAtEnd(); this.SKIP()) {
      const next = this.LA(1).tokenType;
      if (this.opensDeclaration(block.bareNames) && !block.opens.has(next)) return;
      if (next === T.LCurly || next === T.LParen || next === T.LSquare) depth++;
      else if (next === T.RCurly && depth === 0) return;
      else if (next === T.RCurly || next === T.RParen || next === T.RSquare) depth = Math.max(0, depth - 1);
      else if (block.opens.has(next) && (this.startsLine() || (depth === 0 && this.mayFollow()))) return;
      else if (block.afterName !== undefined && isNameType(next) && this.LA(2).tokenType === block.afterName && this.startsLine()) return;
    }
  }

  /** Whether the next token is the first on its line. */
  protected startsLine(): boolean {
    const from = this.end();
    return Number.isNaN(from) || /[\n\r]/.test(this.text.slice(from, this.start()));
  }

  /** Whether a statement may have ended with the last token: it is no sign and no word that asks for more. */
  private mayFollow(): boolean {
    const last = this.LA(0).tokenType;
    return !unfinished.has(last);
  }

  /** Whether a declaration starts at the next token, told by more than its first word: `agent NAME {`, `delegate NAME ->` … */
  protected opensDeclaration(amongNames = false): boolean {
    const next = this.LA(2).tokenType;
    const third = this.LA(3).tokenType;
    switch (this.LA(1).tokenType) {
      case T.Import:
        return next === T.LCurly;
      case T.Label:
        return isNameType(next) && (third === T.Less || (!amongNames && this.startsLine()));
      case T.Domain:
        return isNameType(next) && !amongNames && this.startsLine();
      case T.Task:
        return isNameType(next) && third === T.Text;
      case T.Type:
      case T.Let:
        return isNameType(next) && third === T.Assign;
      case T.Context:
        return next === T.LCurly;
      case T.Tool:
        return isNameType(next) && (third === T.LCurly || (!amongNames && (third === T.From || third === T.Requires)));
      case T.Annotate:
      case T.Secret:
        return isNameType(next) && third === T.LCurly;
      case T.Scope:
        return isNameType(next) && (third === T.LCurly || third === T.LParen);
      case T.Principal:
      case T.Agent:
        return isNameType(next) && (third === T.LCurly || third === T.In || (!amongNames && third === T.Unguarded));
      case T.Delegate:
        return isNameType(next) && third === T.Arrow;
      case T.Assert:
        return !amongNames && (next === T.Never || next === T.Can || next === T.No || next === T.Depth);
      case T.Test:
        return next === T.Text && third === T.LCurly;
      default:
        return false;
    }
  }

  // ——— What chevrotain may put right by one token ———

  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return insertable.has(type) || (type.CATEGORIES?.includes(T.Name) === true && type !== T.Word && !this.opensDeclaration());
  }

  protected override canTokenTypeBeDeletedInRecovery(expected: TokenType): boolean {
    const { image, tokenType } = this.LA(1);
    // A word that stands where another thing should is more likely to be followed by what belongs to it than to be too much.
    if (undeletable.has(tokenType) || T.words.has(image)) return false;
    return (expected !== T.Name || !isNameType(tokenType)) && !this.opensDeclaration();
  }
}

/** Signs that are easily left out, and of which it is plain where they belong. */
const insertable: ReadonlySet<TokenType> = new Set([T.RParen, T.RSquare, T.Colon, T.Arrow, T.In]);
const undeletable: ReadonlySet<TokenType> = new Set([T.LCurly, T.RCurly, T.LParen, T.RParen, T.LSquare, T.RSquare, T.Unfinished]);
const unfinished: ReadonlySet<TokenType> = new Set([
  ...[
    T.Dot,
    T.DotDot,
    T.Comma,
    T.Colon,
    T.Arrow,
    T.Dollar,
    T.Slash,
    T.Pipe,
    T.LParen,
    T.LSquare,
    T.And,
    T.Or,
    T.Not,
    T.In,
    T.Has,
    T.Like,
    T.Matches,
    T.Under,
    T.Is,
  ],
  ...[T.Equal, T.NotEqual, T.AtLeast, T.AtMost, T.Less, T.Greater, T.Assign, T.Where, T.By, T.Allow, T.Relay, T.Deny, T.ContextOf, T.ReceivedOf],
]);

export function isNameType(type: TokenType): boolean {
  return type.CATEGORIES?.includes(T.Name) === true;
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

/** A mistake's message is at first only what was expected; `parse.ts` makes a sentence of it, with what was found. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: () => "the end of the file",
  buildNoViableAltMessage: ({ customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription || oneOf(expectedPathsPerAlt.flatMap((paths) => paths.map((path) => path[0]))),
  buildEarlyExitMessage: ({ customUserDescription, expectedIterationPaths }) =>
    customUserDescription || oneOf(expectedIterationPaths.map((path) => path[0])),
};

function oneOf(types: readonly (TokenType | undefined)[]): string {
  const labels = [...new Set(types.flatMap((type) => (type === undefined ? [] : [type.LABEL ?? type.name])))];
  return labels.length < 2 ? labels.join("") : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}`;
}
