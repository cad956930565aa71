/**
 * A URL as variables: its parts, and one text for the rest of it (user, query, fragment), which policies only compare
 * whole. The facts about the parts allow all that the WHATWG serialiser can yield, and a little more: they are taken on
 * trust, and a law holds them against the parser.
 */
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { readUrl } from "../../../stdlib/runtime/value.js";
import { all, any, atom, FALSE, type Formula, newOrdinal, newText, not, type Vocabulary } from "./formula.js";

export interface UrlVariables {
  readonly scheme: number;
  readonly host: number;
  readonly path: number;
  readonly rest: number;
  readonly port: { readonly present: Formula; readonly variable: number };
}

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
const schemes = matching(seq(one(lower), many(one(lower, digit, range("+"), range("-"), range(".")))));
const ported = { kind: "set", values: ["https", "http", "wss", "ws", "ftp"] } as const;
const file = { kind: "set", values: ["file"] } as const;
const empty = { kind: "set", values: [""] } as const;

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
const domains = matching(many(domainCharacter, 1));
/** https://url.spec.whatwg.org/#ends-in-a-number-checker: such a host is read as an IPv4 address or fails. */
const endsInNumber = matching(
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
const ipv4 = matching(seq(octet, one(range(".")), octet, one(range(".")), octet, one(range(".")), octet));
const ipv6 = matching(seq(one(range("[")), many(one(digit, range("a", "f"), range(":")), 2), one(range("]"))));

/** Every ASCII character that is no forbidden host code point: the host of a scheme that has no rules of its own. */
const opaqueHosts = matching(many(one(range("!", '"'), range("$", "."), digit, range(";"), range("="), upper, range("_", "{"), range("}", "~")), 1));

/** What the path percent-encode set leaves as it is; https://url.spec.whatwg.org/#path-percent-encode-set */
const pathRanges = [range("!"), range("$", "."), digit, range(":", ";"), range("="), range("@", "["), range("]", "_"), lower, range("|"), range("~")];
const dot = either(one(range(".")), seq(text("%2"), one(range("e"), range("E"))));

/** Paths of these characters and slashes, from a slash on, and those of them with a segment `.` or `..`, which the parser takes away. */
function pathsOf(...ranges: readonly (readonly [number, number])[]) {
  const any = many(one(range("/"), ...ranges));
  const slash = one(range("/"));
  return { rooted: matching(seq(slash, any)), dotted: matching(seq(maybe(any), slash, dot, maybe(dot), maybe(seq(slash, any)))) };
}
const special = pathsOf(...pathRanges);
/** Where the scheme is none of the special ones, a backslash is a character like others. */
const general = pathsOf(...pathRanges, range("\\"));
/** What follows a scheme without a host and without a slash. */
const opaquePaths = matching(
  maybe(seq(one(range(" ", '"'), range("$", "."), range("0", ">"), range("@", "~")), many(one(range(" ", '"'), range("$", ">"), range("@", "~"))))),
);
const localhost = { kind: "set", values: ["localhost"] } as const;

/** The rest of a URL that a policy writes out is kept as it is, behind `=`; any other is a query of these letters. */
const rests = matching(either(many(one(lower, digit)), seq(one(range("=")), many(one([0, 0xd7ff], [0xe000, 0x10ffff])))));

/** Variables for a URL; `fact` is told what holds of them. */
export function urlOf(vocabulary: Vocabulary, name: string, fact: (formula: Formula) => void): UrlVariables {
  const scheme = newText(vocabulary, [schemes]);
  const host = newText(vocabulary, []);
  const path = newText(vocabulary, []);
  const rest = newText(vocabulary, [rests]);
  const port = newOrdinal(vocabulary, "Int", [{ kind: "intervals", of: [[0, 65_535]] }]);
  const hasPort = atom(vocabulary, { kind: "flag", name: `${name}.port is there` });
  const is = (variable: number, test: Parameters<typeof textIs>[2]): Formula => textIs(vocabulary, variable, test);
  const isPorted = is(scheme, ported);
  const isFile = is(scheme, file);
  const named = any([all([is(host, domains), not(is(host, endsInNumber))]), is(host, ipv4), is(host, ipv6)]);
  const noHost = is(host, empty);
  const isRooted = ({ rooted, dotted }: typeof special): Formula => all([is(path, rooted), not(is(path, dotted))]);
  fact(
    any([
      all([isPorted, named, isRooted(special), hasPort]),
      all([isFile, any([noHost, all([named, not(is(host, localhost))])]), isRooted(special), not(hasPort)]),
      all([not(isPorted), not(isFile), noHost, not(hasPort), any([is(path, opaquePaths), isRooted(general)])]),
      all([not(isPorted), not(isFile), any([is(host, opaqueHosts), is(host, ipv6)]), any([is(path, empty), isRooted(general)])]),
    ]),
  );
  return { scheme, host, path, rest, port: { present: hasPort, variable: port } };
}

function textIs(
  vocabulary: Vocabulary,
  variable: number,
  test: typeof schemes | typeof ported | typeof file | typeof empty | typeof localhost,
): Formula {
  return atom(vocabulary, { kind: "text", variable, test });
}

/** That both are the same URL. */
export function sameUrl(vocabulary: Vocabulary, one: UrlVariables, other: UrlVariables): Formula {
  const same = (left: number, right: number): Formula => atom(vocabulary, { kind: "text-relation", relation: "equal", left, right });
  const [a, b] = [one.port, other.port];
  const samePort = atom(vocabulary, { kind: "number-relation", relation: "equal", left: a.variable, right: b.variable });
  return all([
    same(one.scheme, other.scheme),
    same(one.host, other.host),
    same(one.path, other.path),
    same(one.rest, other.rest),
    any([all([not(a.present), not(b.present)]), all([a.present, b.present, samePort])]),
  ]);
}

/** That it is the URL which the text is read as. */
export function isUrl(vocabulary: Vocabulary, url: UrlVariables, value: string): Formula {
  const parts = readUrl(value);
  if (parts === undefined) return FALSE;
  const is = (variable: number, exactly: string): Formula => atom(vocabulary, { kind: "text", variable, test: { kind: "set", values: [exactly] } });
  const { port } = parts;
  const isPort =
    port === undefined
      ? not(url.port.present)
      : all([url.port.present, atom(vocabulary, { kind: "number", variable: url.port.variable, test: { kind: "intervals", of: [[port, port]] } })]);
  return all([is(url.scheme, parts.scheme), is(url.host, parts.host), is(url.path, parts.path), is(url.rest, restOf(parts.href)), isPort]);
}

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
