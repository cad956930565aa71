/**
 * What the parts of a URL can be: all that the WHATWG serialiser can yield, and a little more (labels that merely look like
 * punycode, say). This is taken on trust by whoever proves and whoever checks; a law holds it against the parser.
 */
import type { Pattern } from "../../../stdlib/runtime/pattern.js";

const range = (low: string, high: string = low): readonly [number, number] => [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
const one = (...ranges: readonly (readonly [number, number])[]): Pattern => ({ kind: "characters", ranges });
const seq = (...of: readonly Pattern[]): Pattern => ({ kind: "sequence", of });
const either = (...of: readonly Pattern[]): Pattern => ({ kind: "choice", of });
const many = (of: Pattern, min = 0): Pattern => ({ kind: "repeat", of, min, max: null });
const maybe = (of: Pattern): Pattern => ({ kind: "repeat", of, min: 0, max: 1 });
const text = (value: string): Pattern => seq(...[...value].map((character) => one(range(character))));
const matching = (pattern: Pattern) => ({ kind: "pattern", pattern }) as const;

const digit = range("0", "9");
const lower = range("a", "z");
const upper = range("A", "Z");

/** https://url.spec.whatwg.org/#url-scheme-string */
export const schemes = matching(seq(one(lower), many(one(lower, digit, range("+"), range("-"), range(".")))));
export const ported = { kind: "set", values: ["https", "http", "wss", "ws", "ftp"] } as const;
export const file = { kind: "set", values: ["file"] } as const;
export const empty = { kind: "set", values: [""] } as const;

/** Every code point that is no forbidden domain code point (https://url.spec.whatwg.org/#forbidden-domain-code-point), in lower case. */
const domainCharacter = one(
  range("!"),
  range('"'),
  range("$"),
  range("&", "."),
  digit,
  range(";"),
  range("="),
  range("_"),
  range("`"),
  lower,
  range("{"),
  range("}", "~"),
);
export const domains = matching(many(domainCharacter, 1));
/** https://url.spec.whatwg.org/#ends-in-a-number-checker: such a host is read as an IPv4 address or fails. */
export const endsInNumber = matching(
  seq(
    maybe(seq(many(domainCharacter), one(range(".")))),
    either(many(one(digit), 1), seq(text("0x"), many(one(digit, range("a", "f"))))),
    maybe(one(range("."))),
  ),
);
const octet = either(
  one(digit),
  seq(one(range("1", "9")), one(digit)),
  seq(one(range("1")), one(digit), one(digit)),
  seq(one(range("2")), one(range("0", "4")), one(digit)),
  seq(text("25"), one(range("0", "5"))),
);
export const ipv4 = matching(seq(octet, one(range(".")), octet, one(range(".")), octet, one(range(".")), octet));
export const ipv6 = matching(seq(one(range("[")), many(one(digit, range("a", "f"), range(":")), 2), one(range("]"))));

/** Every ASCII character that is no forbidden host code point: the host of a scheme that has no rules of its own. */
export const opaqueHosts = matching(
  many(one(range("!", '"'), range("$", "."), digit, range(";"), range("="), upper, range("_", "{"), range("}", "~")), 1),
);

/** What the path percent-encode set leaves as it is; https://url.spec.whatwg.org/#path-percent-encode-set */
const pathRanges = [range("!"), range("$", "."), digit, range(":", ";"), range("="), range("@", "["), range("]", "_"), lower, range("|"), range("~")];
const dot = either(one(range(".")), seq(text("%2"), one(range("e"), range("E"))));

/** Paths of these characters and slashes, from a slash on, and those of them with a segment `.` or `..`, which the parser takes away. */
function pathsOf(...ranges: readonly (readonly [number, number])[]) {
  const any = many(one(range("/"), ...ranges));
  const slash = one(range("/"));
  return { rooted: matching(seq(slash, any)), dotted: matching(seq(maybe(any), slash, dot, maybe(dot), maybe(seq(slash, any)))) };
}
export const special = pathsOf(...pathRanges);
/** Where the scheme is none of the special ones, a backslash is a character like others. */
export const general = pathsOf(...pathRanges, range("\\"));
/** What follows a scheme without a host and without a slash. */
export const opaquePaths = matching(
  maybe(seq(one(range(" ", '"'), range("$", "."), range("0", ">"), range("@", "~")), many(one(range(" ", '"'), range("$", ">"), range("@", "~"))))),
);
export const localhost = { kind: "set", values: ["localhost"] } as const;

/** The rest of a URL that a policy writes out is kept as it is, behind `=`; any other is a query of these letters. */
export const rests = matching(either(many(one(lower, digit)), seq(one(range("=")), many(one([0, 0xd7ff], [0xe000, 0x10ffff])))));

/**
 * What the parts do not say, as one text that is empty for most URLs: who is named before the host, all from the `?` or `#`
 * on, and the slashes of an authority without a host.
 */
export function restOf(href: string): string {
  const { username: user, password, protocol, host } = new URL(href);
  const tail = /[?#].*$/s.exec(href)?.[0] ?? "";
  const slashes = host === "" && protocol !== "file:" && href.startsWith(`${protocol}//`);
  return user === "" && password === "" && tail === "" && !slashes ? "" : `=${JSON.stringify([user, password, tail, slashes])}`;
}
