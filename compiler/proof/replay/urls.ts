/** A URL as variables: its parts, and one text for the rest of it (user, query, fragment), which policies only compare whole. */
import { readUrl } from "../../../stdlib/runtime/value.js";
import { all, any, atom, FALSE, type Formula, newOrdinal, newText, not, type Vocabulary } from "./formula.js";
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
} from "./url-parts.js";

export interface UrlVariables {
  readonly scheme: number;
  readonly host: number;
  readonly path: number;
  readonly rest: number;
  readonly port: { readonly present: Formula; readonly variable: number };
}

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
