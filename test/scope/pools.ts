/** The few constants that drawn constraints and requests are made of: few, so that atoms meet. */
import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import type { Json, Sort, UrlPart } from "../../stdlib/runtime/value.js";
import { between, glob, is, it, like, literal, regex, under } from "./build.js";

export const constants: Readonly<Record<Sort, readonly Json[]>> = {
  Bool: [true, false],
  Int: [0, 1, 2, 3, -1],
  Number: [0, 1, 0.5, 2, -1],
  String: ["a", "b", "ab", "", "aa", "a/b", "é", "true"],
  Path: ["/a", "/a/b", "/", "/b", "a", "a/b", "/ab"],
  Url: ["https://a/", "https://a.b/x", "http://a/", "https://a:8443/x/y", "file:///a", "mailto:a", "https://a/x?q#f"],
  Ip: ["10.0.0.0", "10.0.0.1", "10.255.255.255", "::", "::1", "255.255.255.255"],
  Date: ["2026-01-01", "2026-01-02", "2025-12-31", "1970-01-02"],
  Time: ["2026-01-01T00:00Z", "2026-01-01T01:00Z", "2026-01-01T01:30:00.001Z", "2025-12-31T23:00+01:00"],
};

/** Values for requests beside the constants: next to them, at the ends of a scale, and other than a constraint would name. */
export const others: Readonly<Record<Sort, readonly Json[]>> = {
  Bool: [],
  Int: [4, -2, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -0],
  Number: [1.5, 0.50000000000000011, Number.MIN_VALUE, -Number.MAX_VALUE, 3, -0],
  String: ["c", "abc", "ba", "/", "\u{1F600}", "aab", " "],
  Path: ["/a/b/c", "/b/a", "b", "/a/bc", "ab", "/a b"],
  Url: ["https://b/", "ftp://a/", "https://a.b/y", "https://a:80/", "https://user@a/", "x:y", "https://[::1]/", "https://10.0.0.1/"],
  Ip: ["10.0.0.2", "9.255.255.255", "11.0.0.0", "::2", "fe80::1"],
  Date: ["2026-01-03", "0000-01-01", "9999-12-31"],
  Time: ["2026-01-01T01:30Z", "2026-01-01T02:00Z", "9999-12-31T23:59:59.999Z", "2026-01-01T00:00:00.001Z"],
};

/** What is of no sort, or of another than is asked for. */
export const strangers: readonly Json[] = [
  null,
  "",
  7,
  2.5,
  true,
  [],
  {},
  "\ud800",
  ["a"],
  [1, null],
  { k: "x" },
  { v: 1, w: [] },
  "/a/",
  "300.0.0.1",
];

export const urlConstants: Readonly<Record<UrlPart, readonly Json[]>> = {
  scheme: ["https", "http", "file", "mailto", "x"],
  host: ["a", "a.b", "10.0.0.1", "[::1]", ""],
  port: [443, 80, 8443, 0],
  path: ["/", "/x", "/x/y", "a", ""],
};

export const networks: readonly string[] = ["10.0.0.0/8", "10.0.0.0/31", "0.0.0.0/0", "::/0", "::/127", "10.0.0.1/32"];
export const principals: readonly string[] = ["alice", "bob"];
export const hours: readonly Json[] = [0, 1, 2, 23];

export interface NamedPattern {
  readonly pattern: Pattern;
  readonly source: string;
}
const globs = (sort: "String" | "Path", ...sources: readonly string[]): readonly NamedPattern[] =>
  sources.map((source) => ({ pattern: glob(source, sort), source: `like ${JSON.stringify(source)}` }));
/** Each is read when a constraint first needs it: `\p{…}` costs a tenth of a second, and most tests can do without. */
const regexes = (...sources: readonly string[]): readonly NamedPattern[] =>
  sources.map((source) => {
    let pattern: Pattern | undefined;
    return {
      source: `matches /${source}/`,
      get pattern() {
        pattern ??= regex(source);
        return pattern;
      },
    };
  });

export const patterns: Readonly<Record<"String" | "Path", readonly NamedPattern[]>> = {
  String: [
    ...globs("String", "a*", "*b", "?", "*", "a*b", "{a,b}*", "*a*", "??*", "{a,ab,}", "*/*"),
    ...regexes("a+", "[ab]*", "[^a]", "a{1,2}b?", "(ab|a)*", "\\p{L}+", "a|b|ab", "."),
  ],
  Path: [
    ...globs("Path", "/a/**", "/a/*", "/**", "*", "**/b", "/{a,b}/**", "/a*", "/a*/**", "?", "/a/?"),
    ...regexes("/a(/.*)?", "[^/]+", "(/[ab])+"),
  ],
};
/** For the path of a URL, whose `*` stops at `/` though it is a String. */
export const urlPathPatterns: readonly NamedPattern[] = globs("Path", "/x/**", "/*", "/x*", "**");

/** Refinements that leave something of each sort. */
export const refinements: Readonly<Record<Sort, readonly Constraint[]>> = {
  Bool: [is("Bool", it, "==", true)],
  Int: [between("Int", it, 0, 2), is("Int", it, ">=", 1), is("Int", it, "!=", 0)],
  Number: [between("Number", it, 0, 1), is("Number", it, ">", 0.5)],
  String: [like(it, "a*"), like(it, "?*"), is("String", it, "!=", "a")],
  Path: [under(it, literal("/a")), like(it, "/*", "Path"), is("Path", it, "!=", "/")],
  Url: [is("String", { ...it, part: "scheme" }, "==", "https"), is("Int", { ...it, part: "port" }, "==", 443)],
  Ip: [{ kind: "in-network", negated: false, term: it, network: "10.0.0.0/8" }],
  Date: [is("Date", it, ">=", "2026-01-01")],
  Time: [is("Time", it, "<", "2026-01-01T01:00Z")],
};

/** The places that a constraint may speak of, with what is known of each. */
export interface Spot {
  readonly term: Term;
  readonly type: Type;
  /** The constants to compare it with, where they are others than those of its sort. */
  readonly values?: readonly Json[];
  readonly patterns?: readonly NamedPattern[];
}
