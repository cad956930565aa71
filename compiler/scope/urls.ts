/**
 * A URL as variables: its parts, and one text for the rest of it (user, query, fragment), which policies only compare
 * whole. The facts about the parts allow all that the WHATWG serialiser can yield, and a little more (labels that merely
 * look like punycode, say): a refusal is never missed by it, and a witness is parsed before it is believed.
 */
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { readUrl, type UrlPart } from "../../stdlib/runtime/value.js";
import {
  all,
  any,
  type Formula,
  flag,
  implies,
  newOrdinal,
  newText,
  not,
  numberAtom,
  numberRelation,
  TRUE,
  textAtom,
  textRelation,
  type Vocabulary,
} from "./formula.js";
import { type Ordinal, scales } from "./numbers.js";

export interface UrlVariant {
  readonly kind: "url";
  /** The variable of the scheme, which also stands for the URL as a whole. */
  readonly variable: number;
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

/** A new URL, and the facts about its parts. */
export function newUrl(
  { vocabulary, facts }: { readonly vocabulary: Vocabulary; readonly facts: Formula[] },
  name: string,
  guard: Formula,
): UrlVariant {
  const scheme = newText(vocabulary, [schemes]);
  const host = newText(vocabulary, []);
  const path = newText(vocabulary, []);
  const rest = newText(vocabulary, [rests]);
  const port = newOrdinal(vocabulary, scales.Int, [{ kind: "intervals", of: [[0, 65_535]] }]);
  const hasPort = flag(vocabulary, `${name}.port is present`);
  const isPorted = textAtom(vocabulary, scheme, ported);
  const isFile = textAtom(vocabulary, scheme, file);
  const named = any([
    all([textAtom(vocabulary, host, domains), not(textAtom(vocabulary, host, endsInNumber))]),
    textAtom(vocabulary, host, ipv4),
    textAtom(vocabulary, host, ipv6),
  ]);
  const noHost = textAtom(vocabulary, host, empty);
  const isRooted = ({ rooted, dotted }: typeof special): Formula =>
    all([textAtom(vocabulary, path, rooted), not(textAtom(vocabulary, path, dotted))]);
  const isOpaque = textAtom(vocabulary, path, opaquePaths);
  const isEmpty = textAtom(vocabulary, path, empty);
  const hasAnyHost = any([textAtom(vocabulary, host, opaqueHosts), textAtom(vocabulary, host, ipv6)]);
  facts.push(
    implies(
      guard,
      any([
        all([isPorted, named, isRooted(special), hasPort]),
        all([isFile, any([noHost, all([named, not(textAtom(vocabulary, host, localhost))])]), isRooted(special), not(hasPort)]),
        all([not(isPorted), not(isFile), noHost, not(hasPort), any([isOpaque, isRooted(general)])]),
        all([not(isPorted), not(isFile), hasAnyHost, any([isEmpty, isRooted(general)])]),
      ]),
    ),
  );
  return { kind: "url", variable: scheme, host, path, rest, port: { present: hasPort, variable: port } };
}

/** That both are the same URL. */
export function sameUrl(vocabulary: Vocabulary, one: UrlVariant, other: UrlVariant): Formula {
  if (one.variable === other.variable) return TRUE;
  const same = (left: number, right: number): Formula => textRelation(vocabulary, "equal", left, right);
  const ports = any([
    all([not(one.port.present), not(other.port.present)]),
    all([one.port.present, other.port.present, numberRelation(vocabulary, "equal", one.port.variable, other.port.variable)]),
  ]);
  return all([same(one.variable, other.variable), same(one.host, other.host), same(one.path, other.path), same(one.rest, other.rest), ports]);
}

/** That it is the URL which the text is read as. */
export function isUrl(vocabulary: Vocabulary, url: UrlVariant, value: string): Formula {
  const parts = readUrl(value);
  if (parts === undefined) return { kind: "or", of: [] };
  const is = (variable: number, exactly: string): Formula => textAtom(vocabulary, variable, { kind: "set", values: [exactly] });
  const port =
    parts.port === undefined
      ? not(url.port.present)
      : all([url.port.present, numberAtom(vocabulary, url.port.variable, { kind: "intervals", of: [[parts.port, parts.port]] })]);
  return all([is(url.variable, parts.scheme), is(url.host, parts.host), is(url.path, parts.path), is(url.rest, restOf(parts.href)), port]);
}

/**
 * What the parts do not say: who is named before the host, all from the `?` or `#` on, and the slashes of an authority without
 * a host.
 */
interface Rest {
  readonly user: string;
  readonly password: string;
  readonly tail: string;
  readonly slashes: boolean;
}

const nothingElse: Rest = { user: "", password: "", tail: "", slashes: false };

function restOf(href: string): string {
  const { username: user, password, protocol, host } = new URL(href);
  const tail = /[?#].*$/s.exec(href)?.[0] ?? "";
  const slashes = host === "" && protocol !== "file:" && href.startsWith(`${protocol}//`);
  return user === "" && password === "" && tail === "" && !slashes ? "" : `=${JSON.stringify([user, password, tail, slashes])}`;
}

/** The URL with these parts. */
export function writeUrl(parts: Readonly<Record<Exclude<UrlPart, "port"> | "rest", string>> & { readonly port: Ordinal | undefined }): string {
  const { scheme, host, path, port } = parts;
  const { user, password, tail, slashes } = readRest(parts.rest);
  const credentials = user === "" && password === "" ? "" : `${user}${password === "" ? "" : `:${password}`}@`;
  const withPort = port === undefined ? "" : `:${port}`;
  const hasAuthority = host !== "" || scheme === "file" || slashes;
  // Without an authority, a path that begins with two slashes would be read as one.
  const authority = hasAuthority ? `//${credentials}${host}${withPort}` : path.startsWith("//") ? "/." : "";
  const href = `${scheme}:${authority}${path}${tail}`;
  return readUrl(href)?.href ?? href;
}

function readRest(rest: string): Rest {
  if (!rest.startsWith("=")) return { ...nothingElse, tail: rest === "" ? "" : `?${rest}` };
  try {
    const [user = "", password = "", tail = "", slashes = false] = JSON.parse(rest.slice(1)) as [string, string, string, boolean];
    return { user, password, tail, slashes };
  } catch {
    // Not one that a policy wrote out: the witness will not be confirmed, and the answer is a limit.
    return { ...nothingElse, tail: "?" };
  }
}
