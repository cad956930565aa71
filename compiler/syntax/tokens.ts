/** The tokens of the language, and the lexer that cuts a text into them. What a word means where it stands is settled in `lex.ts`. */
import { type CustomPatternMatcherFunc, createToken, Lexer, type TokenType } from "chevrotain";

const byText = new Map<string, TokenType>();

/** Anything that can be a name: a word that is not always itself, or what stands in backticks. */
export const Name = createToken({ name: "Name", pattern: Lexer.NA, label: "a name" });
/** A number, or what was meant as one. */
export const NumberLike = createToken({ name: "NumberLike", pattern: Lexer.NA, label: "a number" });
/** A duration, or what was meant as one. */
export const DurationLike = createToken({ name: "DurationLike", pattern: Lexer.NA, label: "a duration such as `30s`, `5m`, `1h30m` or `7d`" });
/** `and`, `or` */
export const Connective = createToken({ name: "Connective", pattern: Lexer.NA, label: "`and` or `or`" });
/** `==`, `!=`, `<` … */
export const Relational = createToken({ name: "Relational", pattern: Lexer.NA, label: "a comparison (`==`, `!=`, `<`, `<=`, `>`, `>=`)" });

const blank = createToken({ name: "Blank", pattern: /[ \t\r\n\ufeff]+/, group: Lexer.SKIPPED });
/** `//` and `///`, up to the end of the line. */
const comment = createToken({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });

export const Word = createToken({ name: "Word", pattern: /[A-Za-z_][A-Za-z0-9_]*/, categories: Name, label: "a name" });
export const Quoted = createToken({ name: "Quoted", pattern: /`[^`\n\r]+`/, categories: Name, label: "a name in backticks" });
/** A backtick that is not closed, or closed at once. */
export const BrokenQuoted = createToken({ name: "BrokenQuoted", pattern: /``|`[^\n\r]*/, categories: Name, label: "a name" });

export const Text = createToken({ name: "Text", pattern: closedText, start_chars_hint: ['"'], line_breaks: false, label: "a text in double quotes" });
/** A text that its line does not close, or one in single quotes. */
export const BrokenText = createToken({ name: "BrokenText", pattern: /"[^\n\r]*|'[^'\n\r]*'?/, categories: Text, label: "a text" });

/** Digits and what hangs on them: told apart into numbers and durations by `lex.ts`. */
export const Digits = createToken({ name: "Digits", pattern: /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[A-Za-z0-9_]*/, categories: NumberLike });
export const Duration = createToken({ name: "Duration", pattern: Lexer.NA, categories: DurationLike, label: "a duration" });
/** Digits that are neither a number nor a duration: reported, then taken for either. */
export const BrokenDigits = createToken({ name: "BrokenDigits", pattern: Lexer.NA, categories: [NumberLike, DurationLike], label: "a number" });

export const Regex = createToken({
  name: "Regex",
  pattern: regexAfterMatches,
  start_chars_hint: ["/"],
  line_breaks: false,
  label: "a regular expression `/…/`",
});

export const LCurly = punctuation("LCurly", "{");
export const RCurly = punctuation("RCurly", "}");
export const LParen = punctuation("LParen", "(");
export const RParen = punctuation("RParen", ")");
export const LSquare = punctuation("LSquare", "[");
export const RSquare = punctuation("RSquare", "]");
export const Comma = punctuation("Comma", ",");
export const Colon = punctuation("Colon", ":");
export const DotDot = punctuation("DotDot", "..");
export const Dot = punctuation("Dot", ".");
export const Arrow = punctuation("Arrow", "->");
export const Pipe = punctuation("Pipe", "|");
export const Question = punctuation("Question", "?");
export const Dollar = punctuation("Dollar", "$");
export const Star = punctuation("Star", "*");
export const Slash = punctuation("Slash", "/");
export const Equal = punctuation("Equal", "==", Relational);
export const NotEqual = punctuation("NotEqual", "!=", Relational);
export const AtMost = punctuation("AtMost", "<=", Relational);
export const AtLeast = punctuation("AtLeast", ">=", Relational);
export const Less = punctuation("Less", "<", Relational);
export const Greater = punctuation("Greater", ">", Relational);
/** `=` of `type` and `let`; in an expression, a mistake for `==`. */
export const Assign = punctuation("Assign", "=", Relational);
/** What other languages write: reported by `lex.ts`, and read as what was meant. */
export const Foreign = createToken({ name: "Foreign", pattern: /&&|\|\||===|!==|=>|;|!(?!=)|-/, label: "a sign of another language" });

/** Stands before a word that opens a statement where the one before it is not finished; nothing in the grammar takes it. */
export const Unfinished = createToken({ name: "Unfinished", pattern: Lexer.NA, label: "more" });

/** The words that are always themselves. */
export const Has = always("has");
export const Not = always("not");
export const And = always("and", Connective);
export const In = always("in");
export const Or = always("or", Connective);
export const Like = always("like");
export const Under = always("under");
export const Matches = always("matches");
export const Is = always("is");
export const True = always("true");
export const False = always("false");
export const Null = always("null");
export const Effect = always("effect");

export const Import = word("import");
export const Label = word("label");
export const Domain = word("domain");
export const Task = word("task");
export const Type = word("type");
export const Let = word("let");
export const Context = word("context");
export const Tool = word("tool");
export const Annotate = word("annotate");
export const Secret = word("secret");
export const Scope = word("scope");
export const Principal = word("principal");
export const Agent = word("agent");
export const Delegate = word("delegate");
export const Deny = word("deny");
export const Assert = word("assert");
export const Test = word("test");

export const Agents = word("agents");
export const Allow = word("allow");
export const Approval = word("approval");
export const As = word("as");
export const At = word("at");
export const Budget = word("budget");
export const By = word("by");
export const Can = word("can");
export const Ceiling = word("ceiling");
export const Chain = word("chain");
export const Clearance = word("clearance");
export const Depth = word("depth");
export const Digest = word("digest");
export const Except = word("except");
export const External = word("external");
export const Fanout = word("fanout");
export const Flow = word("flow");
export const For = word("for");
export const From = word("from");
export const Holds = word("holds");
export const Hop = word("hop");
export const Identity = word("identity");
export const Never = word("never");
export const No = word("no");
export const Now = word("now");
export const Of = word("of");
export const Only = word("only");
export const Owner = word("owner");
export const Part = word("part");
export const Pass = word("pass");
export const Path = word("path");
export const Per = word("per");
export const Refuse = word("refuse");
export const Relay = word("relay");
export const Reply = word("reply");
export const Require = word("require");
export const Runtime = word("runtime");
export const Shared = word("shared");
export const To = word("to");
export const Trusted = word("trusted");
export const Ttl = word("ttl");
export const Unguarded = word("unguarded");
export const Untrusted = word("untrusted");
export const Where = word("where");
export const Within = word("within");

/** Words that are themselves only where their form is complete: `lex.ts` gives these types, and leaves them plain words elsewhere. */
export const EffectPrefix = createToken({ name: "EffectPrefix", pattern: Lexer.NA, categories: Name, label: "`read`, `write` or `destructive`" });
export const All = word("all");
export const Any = word("any");
export const Approved = word("approved");
export const ContextOf = formed("ContextOf", "`context.`");
export const Ingests = word("ingests");
export const ListOf = formed("ListOf", "`List<`");
export const Live = word("live");
export const Received = word("received");
export const ReceivedOf = formed("ReceivedOf", "`received.`");
export const Requires = word("requires");
export const Returns = word("returns");
export const Sends = word("sends");
export const Size = word("size");
export const Some = word("some");
export const Spends = word("spends");

const lexed = [
  blank,
  comment,
  Word,
  LParen,
  RParen,
  LCurly,
  RCurly,
  Comma,
  Colon,
  DotDot,
  Dot,
  Text,
  BrokenText,
  Regex,
  Slash,
  Digits,
  Arrow,
  Quoted,
  BrokenQuoted,
  LSquare,
  RSquare,
  Question,
  Dollar,
  Star,
  // Longest first, so that `===` is one mistake and not two tokens.
  Foreign,
  Equal,
  NotEqual,
  AtMost,
  AtLeast,
  Less,
  Greater,
  Assign,
  Pipe,
];

/** The words that `lex.ts` looks up, by their text. */
export const words: ReadonlyMap<string, TokenType> = byText;

/** Every token type that the grammar may name. */
export const vocabulary: TokenType[] = [
  Name,
  NumberLike,
  DurationLike,
  Connective,
  Relational,
  ...lexed,
  Duration,
  BrokenDigits,
  Unfinished,
  EffectPrefix,
  ContextOf,
  ListOf,
  ReceivedOf,
  ...words.values(),
];

export const lexer = new Lexer(lexed, { positionTracking: "onlyOffset", ensureOptimizations: true, skipValidations: true });

function punctuation(name: string, text: string, categories: TokenType[] | TokenType = []): TokenType {
  return createToken({ name, pattern: text, categories, label: `\`${text}\`` });
}

/** A word that is a name wherever the grammar does not ask for it. */
function word(text: string): TokenType {
  const type = createToken({ name: `${text.charAt(0).toUpperCase()}${text.slice(1)}`, pattern: Lexer.NA, categories: Name, label: `\`${text}\`` });
  byText.set(text, type);
  return type;
}

/** A word that is never a name. */
function always(text: string, categories: TokenType[] | TokenType = []): TokenType {
  const type = createToken({ name: `Always${text}`, pattern: Lexer.NA, categories, label: `\`${text}\`` });
  byText.set(text, type);
  return type;
}

/** A word in its complete form, where the word alone is something else. */
function formed(name: string, label: string): TokenType {
  return createToken({ name, pattern: Lexer.NA, categories: Name, label });
}

function closedText(text: string, start: number): [string] | null {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return [text.slice(start, at + 1)];
    if (code === 0x5c) at++;
    else if (code === 0x0a || code === 0x0d) return null;
  }
  return null;
}

/** A slash opens a regular expression after `matches`, and divides elsewhere. Up to the end of the line, if nothing closes it. */
function regexAfterMatches(...[text, start, before]: Parameters<CustomPatternMatcherFunc>): [string] | null {
  if (before.at(-1)?.image !== "matches") return null;
  let inClass = false;
  let at = start + 1;
  for (; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\n" || sign === "\r") break;
    if (sign === "\\" && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
    else if (sign === "[") inClass = true;
    else if (sign === "]") inClass = false;
    else if (sign === "/" && !inClass) return [text.slice(start, at + 1)];
  }
  return [text.slice(start, at)];
}
