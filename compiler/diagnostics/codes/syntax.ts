/** The words of `syntax` diagnostics: what stands where the language does not have it, and what to write instead. */
import { nearest } from "../../base/near.js";
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

/** What is wrong, and what to do; `instead` as in a diagnostic. */
export interface Words {
  readonly message: string;
  readonly help: string;
  readonly instead?: readonly string[];
}

export function syntax(place: Place, { message, ...more }: Words): Diagnostic {
  return diagnostic("syntax", place, message, more);
}

/** What does not belong where it stands. */
const removed: Pick<Words, "help" | "instead"> = { help: "Remove it.", instead: [""] };

/** Something else stands where `wanted` should. `words` are all of the language; `opened` is the bracket that is still open there. */
export function expected(place: Place, wanted: string, found: string, words: Iterable<string>, opened?: Place): Diagnostic {
  const asked = [...wanted.matchAll(/`([a-z]+)`/g)].flatMap(([, word]) => word ?? []);
  // Where no word was asked for, only a long one is likely to be a word misspelt.
  const near = nearest(found, asked) ?? (asked.length === 0 && found.length > 5 ? nearest(found, words) : undefined);
  return diagnostic("syntax", place, `Expected ${wanted}, but found ${quoted(found)}`, {
    ...(near === undefined ? {} : { help: `Did you mean \`${near}\`?`, instead: [near] }),
    ...(opened === undefined ? {} : { related: [{ message: "opened here", place: opened }] }),
  });
}

/** What to call the place after the last token. */
export const endOfFile = "the end of the file";
export const nextDeclaration = "the next declaration";

function quoted(found: string): string {
  if (found === endOfFile || found === nextDeclaration) return found;
  const short = found.length > 40 ? `${found.slice(0, 40)}…` : found;
  return short.includes("`") ? `\`\` ${short} \`\`` : `\`${short}\``;
}

/** No declaration starts with what stands here. `others` are words that may stand further on in one; `blocks`, where a statement of this word stands. */
export function noDeclaration(place: Place, seen: string, words: readonly string[], others: Iterable<string>, blocks: readonly string[]): Diagnostic {
  if (seen === "}") return diagnostic("syntax", place, "This `}` closes nothing", removed);
  if (!/^[A-Za-z_]/.test(seen)) return diagnostic("syntax", place, `Expected a declaration, but found ${quoted(seen)}`);
  if (blocks.length > 0)
    return diagnostic("syntax", place, `\`${seen}\` does not stand on its own: it is a statement of ${either(blocks)}`, {
      help: "Move it there.",
    });
  const near = nearest(seen, words) ?? nearest(seen, others);
  return diagnostic("syntax", place, `\`${seen}\` does not open a declaration`, {
    help: near === undefined ? `A declaration starts with ${either(words.map((word) => `\`${word}\``))}.` : `Did you mean \`${near}\`?`,
    ...(near === undefined ? {} : { instead: [near] }),
  });
}

function either(these: readonly string[]): string {
  return these.length < 2 ? these.join("") : `${these.slice(0, -1).join(", ")} or ${these.at(-1)}`;
}

/** Nested past what the compiler follows. */
export function tooDeep(place: Place, most: number): Diagnostic {
  return diagnostic("too-complex", place, `This is nested more than ${most} deep`, {
    help: "Write it flatter: `and`, `or` and lists take any number of parts.",
  });
}

/** So many mistakes that the file is not read on. */
export function tooMany(place: Place): Diagnostic {
  return diagnostic("syntax", place, "There are more mistakes than are shown; the rest of the file was not read", {
    help: "Put the first ones right.",
  });
}

/** What the grammar may have expected, as "Expected …, but found …" has it. */
export const wanted = {
  action: wants("an action: `read`, `write` or `destructive`, then its name and its arguments"),
  actionName: wants("the name of an action"),
  actionOrAll: wants("the name of an action, or `*` for all of the tool's"),
  actions: wants("actions: `tool.action`, `tool.*` or `any`"),
  agentName: wants("the name of an agent"),
  agentStatement: wants("what an agent has: `owner`, `identity`, `runtime`, `clearance` or `ceiling`"),
  alias: wants("the name it has here"),
  amount: wants("an amount: a number or a parameter `$…`"),
  argument: wants("the name of an argument"),
  arguments: wants("the arguments in parentheses, `()` where there are none"),
  claim: wants("what is claimed: `never`, `can`, `no flow`, `no path` or `depth <=`"),
  clause: wants("`allow`, `relay` or `deny`"),
  clauseSubject: wants("actions (`tool.action`, `tool.*` or `any`), `received`, or the name of a scope"),
  condition: wants("a condition, such as `amount <= 50`, `has note` or `not (…)`"),
  contextFact: wants("a fact: its name, a colon and its type"),
  declaration: wants("a declaration"),
  delegateStatement: wants(
    "a statement of a delegation: `allow`, `relay`, `deny`, `require`, `ttl`, `depth`, `fanout`, `budget`, `pass`, `reply` or `approval`",
  ),
  delegator: wants("who delegates: the name of a principal or an agent"),
  domain: wants("the name of a domain"),
  dotAction: wants("`.` and the name of an action, as in `tool.action` or `tool.*`"),
  effect: wants("an effect: `read`, `write` or `destructive`"),
  fact: wants("the name of a fact of the context"),
  field: wants("the name of a field"),
  flowOf: wants("the name of a label, or `untrusted`"),
  flowOrPath: wants("`flow` or `path`"),
  holds: wants("`holds`, what the principal may do"),
  imported: wants("a name to import"),
  importedList: wants("the names to import, in braces"),
  kind: wants("a kind: `null`, `String`, `Number`, `Bool`, `List` or `Record`"),
  label: wants("the name of a label"),
  letName: wants("the name of the constant"),
  operand: wants("an argument, a parameter `$…`, `context.…`, `now` or a value"),
  operator: wants("`in`, `like`, `matches` or `under`"),
  parameter: wants("the name of a parameter"),
  parties: wants("the name of an agent or a principal, or `agents`"),
  party: wants("the name of an agent or a principal"),
  principal: wants("the name of a principal"),
  purpose: wants("what the task is for, as a text in double quotes"),
  regex: wants("a regular expression `/…/`"),
  regexNotEmpty: wants("a regular expression that is not empty (`//` opens a comment)"),
  scopeName: wants("the name of a scope"),
  secret: wants("the name of a secret"),
  secretStatement: wants("what a secret has: `ttl`, `per hop` or `shared`, `scope`"),
  spending: wants("what one call spends: an argument or a number, then a unit"),
  task: wants("the name of a task"),
  testName: wants("what the test shows, as a text in double quotes"),
  testStatement: wants("a statement of a test: `chain`, `context`, `at`, `approved by`, `allow`, `deny` or `refuse hop`"),
  tool: wants("the name of a tool"),
  type: wants('a type, such as `String`, `List<Int>`, `"a" | "b"` or `{ id: Int }`'),
  typeName: wants("the name of the type"),
  unit: wants("a unit, such as `usd` or `calls`"),
  value: wants("a value: a text, a number, `true`, `false`, `null`, a list `[…]` or a record `{…}`"),
} as const;

/** In the shape in which the grammar hands it on. */
function wants(phrase: string): { readonly ERR_MSG: string } {
  return { ERR_MSG: phrase };
}

/** Mistakes that read well enough to say exactly what is wrong. */
export const mistakes = {
  // ——— Signs and literals ———
  instead: (seen: string, right: string): Words => ({ message: `\`${seen}\` is not a sign here`, help: `Write ${right}.`, ...insteadBy(right) }),
  semicolon: { message: "There are no semicolons here", help: "Remove it: nothing separates statements.", instead: [""] },
  dash: {
    message: "A `-` stands alone",
    help: "There is no arithmetic here; a negative number has its `-` directly before it, and a name with a `-` stands in backticks.",
  },
  dashedName: (name: string): Words => ({
    message: "A name with a `-` in it stands in backticks",
    help: `Write \`\` \`${name}\` \`\`.`,
    instead: [`\`${name}\``],
  }),
  emptyName: { message: "A name can't be empty", help: "Write the name between the backticks." },
  openName: { message: "This name in backticks is not closed on its line", help: "Close it with a backtick." },
  openText: { message: "This text is not closed on its line", help: 'Close it with `"`; a line break in a text is written `\\n`.' },
  singleQuotes: (inner: string): Words => ({ message: "A text stands in double quotes", help: `Write \`"${inner}"\`.`, instead: [`"${inner}"`] }),
  openSingleQuotes: { message: "A text stands in double quotes, and this one is not closed on its line", help: 'Put `"` before and after it.' },
  curlyQuotes: { message: "A text stands in straight double quotes", help: 'Write `"`.', instead: ['"'] },
  openRegex: { message: "This regular expression is not closed on its line", help: "Close it with `/`; a slash inside it is written `\\/`." },
  odd: (sign: string): Words => ({ message: `\`${sign}\` is not a sign of the language`, ...removed }),
  arithmetic: (sign: string): Words => ({
    message: `\`${sign}\` is not a sign of the language`,
    help: "There is no arithmetic here: compare with what it comes to.",
  }),
  oddSpace: (code: string): Words => ({
    message: `A character that looks like a space (${code}) is not one here`,
    help: "Write a plain space.",
    instead: [" "],
  }),
  oddLetter: (letter: string): Words => ({
    message: `\`${letter}\` can't stand in a plain name`,
    help: "Names have letters `a` to `z`, digits and `_`; any other name stands in backticks.",
  }),
  oddCharacter: (code: string): Words => ({ message: `The character ${code} can't stand here`, ...removed }),
  controlCharacter: (escaped: string): Words => ({
    message: "A control character can't stand in a text",
    help: `Write \`${escaped}\`.`,
    instead: [escaped],
  }),
  badEscape: (seen: string): Words => ({
    message: `\`${seen}\` is no escape`,
    help: "The escapes are JSON's: `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u0000`; a backslash is written `\\\\`.",
  }),
  badUnicodeEscape: { message: "`\\u` takes four hexadecimal digits", help: "Write `\\u00e9`, say." },
  loneSurrogate: {
    message: "This text is not well-formed Unicode: it has half of a pair of surrogates",
    help: "Write the character itself, or both halves.",
  },
  zeroFirst: (seen: string, right: string): Words => ({
    message: `\`${seen}\` is no number: it starts with a needless zero`,
    help: `Write \`${right}\`.`,
    instead: [right],
  }),
  underscores: (seen: string, right: string): Words => ({ message: `\`${seen}\` is no number`, help: `Write \`${right}\`.`, instead: [right] }),
  badNumber: (seen: string): Words => ({ message: `\`${seen}\` is no number`, help: "Numbers are written as in JSON: `10`, `-3`, `0.5`, `1e6`." }),
  hugeNumber: (seen: string): Words => ({ message: `\`${seen}\` is too large for a number`, help: "The largest is about 1.8e308." }),
  longDuration: (seen: string): Words => ({ message: `\`${seen}\` is longer than any duration can be`, help: "The longest is `36500d`." }),
  zeroDuration: (seen: string): Words => ({ message: `\`${seen}\` is no time at all`, help: "Write how long it is, from `1s` on." }),
  durationOrder: (seen: string): Words => ({
    message: `\`${seen}\` is no duration`,
    help: "Write its parts from the larger unit to the smaller, each once: `1d12h`, `1h30m`.",
  }),
  durationFraction: (seen: string): Words => ({
    message: `\`${seen}\` is no duration: its parts are whole numbers`,
    help: "Write `1h30m` for an hour and a half, say.",
  }),
  badDuration: (seen: string): Words => ({
    message: `\`${seen}\` is neither a number nor a duration`,
    help: "A duration is whole numbers with units `s`, `m`, `h` or `d`: `30s`, `5m`, `1h30m`, `7d`.",
  }),
  notACount: (what: string): Words => ({ message: `${what} is a whole number, not negative`, help: "Write `0`, `1`, `2` …" }),

  // ——— Expressions ———
  assigns: { message: "`=` does not compare", help: "Write `==`.", instead: ["=="] },
  chained: (first: string, middle: string, op: string): Words => ({
    message: "Comparisons do not chain",
    help: `Write \`${first} and ${middle} ${op} …\`.`,
  }),
  mixed: (one: string, other: string): Words => ({
    message: "`and` and `or` do not mix without parentheses",
    help: `Write \`${one}\`, or \`${other}\`.`,
    instead: [one, other],
  }),
  openQuantifier: (word: string, rest: string, inside: string, outside: string): Words => ({
    message: `Whether \`${rest}\` belongs to this \`${word}\` is not clear`,
    help: `Write \`${inside}\` if it is said of each element, or \`${outside}\` if it is not.`,
    instead: [inside, outside],
  }),
  nestedQuantifier: {
    message: "A quantifier can't stand inside another",
    help: "Say what the inner one says with `in`, as in `all x in a: x in b`, or in a condition of its own.",
  },
  openRange: { message: "A range goes from one value to another", help: "Write two comparisons, `x >= low and x <= high`." },
  partOfNow: (field: string): Words => ({
    message: `\`now\` has no \`${field}\``,
    help: "Write `now.hour` for the hour of the day in UTC, or put an argument of that name in backticks.",
  }),

  // ——— Declarations and statements ———
  trailingComma: { message: "A list does not end with a comma", ...removed },
  strayComma: { message: "No comma stands between the parts of a block", ...removed },
  unclosedBlock: (what: string): Words => ({ message: `This \`{\` is not closed: the body of ${what} has no \`}\``, help: "Close it with `}`." }),
  repeated: (word: string): Words => ({ message: `\`${word}\` stands here a second time`, help: "Keep one of them." }),
  optionalParameter: (what: string): Words => ({ message: `A parameter of ${what} can't be optional`, help: "Remove the `?`.", instead: [""] }),
  boundParameter: { message: "Only a parameter of a hop is bound to a fact of the context", ...removed },
  scopeAmongActions: {
    message: "A named scope stands alone in its clause",
    help: "Write a clause of its own for each scope, and one for the actions.",
  },
  labelsFromHigh: { message: "Labels are written from the lowest to the highest", help: "Turn them round: `label low < high`." },
  divisor: { message: "What is spent is divided by a number above zero", help: "Write `/ 100` for an amount in cents, say." },
  annotatedArguments: {
    message: "An annotation does not repeat an action's arguments",
    help: "Remove them: `annotate` only adds what the tool's catalogue does not say.",
  },
  lifetimeTwice: { message: "A secret is `per hop` or `shared`, and that once", help: "Remove one of them." },
  noLifetime: {
    message: "This secret does not say whether it is minted for each hop",
    help: "Write `per hop` if it is, or `shared` if one serves all.",
  },
  noSecretTtl: { message: "This secret does not say how long it lives", help: "Write `ttl 15m`, say." },
  negativeBudget: { message: "A budget is not negative", help: "Write `0` for none." },
  noChain: { message: "This test names no chain", help: "Write `chain A -> B` in it." },
} as const;

/** Of a sign in backticks. */
function insteadBy(right: string): Pick<Words, "instead"> {
  const sign = /^`([^`]+)`$/.exec(right)?.[1];
  return sign === undefined ? {} : { instead: [sign] };
}
