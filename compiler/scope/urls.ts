/**
 * A URL as variables: its parts, and one text for the rest of it (user, query, fragment), which policies only compare
 * whole. The facts about the parts allow all that the WHATWG serialiser can yield, and a little more (labels that merely
 * look like punycode, say): a refusal is never missed by it, and a witness is parsed before it is believed.
 */
import { readUrl, type UrlPart } from "../../stdlib/runtime/value.js";
import { type Ordinal, scales } from "../proof/replay/scales.js";
import {
  domains,
  empty,
  endsInNumber,
  file,
  general,
  ipv4,
  ipv6,
  localhost,
  opaqueHosts,
  opaquePaths,
  ported,
  restOf,
  rests,
  schemes,
  special,
} from "../proof/replay/url-parts.js";
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

export interface UrlVariant {
  readonly kind: "url";
  /** The variable of the scheme, which also stands for the URL as a whole. */
  readonly variable: number;
  readonly host: number;
  readonly path: number;
  readonly rest: number;
  readonly port: { readonly present: Formula; readonly variable: number };
}

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

/** What the parts do not say: see `restOf`. */
interface Rest {
  readonly user: string;
  readonly password: string;
  readonly tail: string;
  readonly slashes: boolean;
}

const nothingElse: Rest = { user: "", password: "", tail: "", slashes: false };

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
