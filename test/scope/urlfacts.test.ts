import { describe, expect, test } from "vitest";
import { type Formula, newVocabulary, TRUE, type Vocabulary } from "../../compiler/scope/formula.js";
import { isUrl, newUrl, sameUrl, type UrlVariant, writeUrl } from "../../compiler/scope/urls.js";
import { matches } from "../../stdlib/runtime/pattern.js";
import { readUrl } from "../../stdlib/runtime/value.js";

// The facts about the parts of a URL, held against what the parser yields: one character and one form at a time.

interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly rest: string;
  readonly port: number | undefined;
}

/** Whether a formula is true where the variables of a URL are these parts. */
function isTrue(formula: Formula, vocabulary: Vocabulary, { variable, host, path, rest, port }: UrlVariant, parts: Parts): boolean {
  const texts = new Map([
    [variable, parts.scheme],
    [host, parts.host],
    [path, parts.path],
    [rest, parts.rest],
  ]);
  const holds = (literal: number): boolean => {
    if (literal < 0) return !holds(-literal);
    const atom = vocabulary.atoms[literal - 1];
    if (atom?.kind === "text") {
      const value = texts.get(atom.variable) ?? "";
      return atom.test.kind === "set" ? atom.test.values.includes(value) : atom.test.kind === "pattern" && matches(atom.test.pattern, value);
    }
    if (atom?.kind === "number") {
      const value = parts.port ?? 0;
      return atom.variable === port.variable && atom.test.kind === "intervals" && atom.test.of.some(([low, high]) => low <= value && value <= high);
    }
    return parts.port !== undefined;
  };
  const all = (of: Formula): boolean => (typeof of === "number" ? holds(of) : of.kind === "and" ? of.of.every(all) : of.of.some(all));
  return all(formula);
}

/** Whether the facts allow a URL of these parts. */
function isAllowed(parts: Parts): boolean {
  const ground = { vocabulary: newVocabulary(), facts: [] as Formula[] };
  const made = newUrl(ground, "u", TRUE);
  const always = [made.variable, made.rest].every((variable) =>
    (ground.vocabulary.texts[variable] ?? []).every(
      (each) => each.kind === "pattern" && matches(each.pattern, variable === made.variable ? parts.scheme : parts.rest),
    ),
  );
  const ports = ground.vocabulary.ordinals[made.port.variable]?.tests ?? [];
  const port = parts.port ?? 0;
  const hasPort = ports.every((each) => each.kind === "intervals" && each.of.some(([low, high]) => low <= port && port <= high));
  return always && hasPort && ground.facts.every((fact) => isTrue(fact, ground.vocabulary, made, parts));
}

/** Whether the parser yields a URL of these parts. */
function isYielded(parts: Parts): boolean {
  const read = readUrl(writeUrl(parts));
  return read !== undefined && read.scheme === parts.scheme && read.host === parts.host && read.path === parts.path && read.port === parts.port;
}

const https: Parts = { scheme: "https", host: "h", path: "/", rest: "", port: 443 };
const other: Parts = { scheme: "x", host: "h", path: "/", rest: "", port: undefined };
const opaque: Parts = { ...other, host: "" };
const file: Parts = { scheme: "file", host: "", path: "/", rest: "", port: undefined };
const characters = [...Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)), "\u0080", "é", "\u{1f600}"];

/** The forms that the facts allow though no URL has them: a witness of one is not confirmed, and the answer is a limit. */
const lenient: Readonly<Record<string, readonly string[]>> = {
  // The parser takes spaces off the end.
  "the first of a path without a host and a slash": [" "],
};

describe("the facts allow what the parser yields, and nothing else", () => {
  test.each<[string, (character: string) => Parts]>([
    ["the first of a scheme", (each) => ({ ...other, scheme: `${each}x` })],
    ["a scheme", (each) => ({ ...other, scheme: `x${each}` })],
    ["a host", (each) => ({ ...https, host: `a${each}b` })],
    ["a host alone", (each) => ({ ...https, host: each })],
    ["the host of a file", (each) => ({ ...file, host: `a${each}b` })],
    ["an opaque host", (each) => ({ ...other, host: `a${each}b` })],
    ["a path", (each) => ({ ...https, path: `/a${each}b` })],
    ["the path of a file", (each) => ({ ...file, path: `/a${each}b` })],
    ["a path behind an opaque host", (each) => ({ ...other, path: `/a${each}b` })],
    ["a path without a host", (each) => ({ ...opaque, path: `/a${each}b` })],
    ["the first of a path without a host and a slash", (each) => ({ ...opaque, path: each })],
    ["the first of a path behind a host", (each) => ({ ...other, path: `${each}a` })],
    ["the first of a path of https", (each) => ({ ...https, path: `${each}a` })],
    ["a path without a host and a slash", (each) => ({ ...opaque, path: `a${each}b` })],
  ])("%s", (name, partsOf) => {
    const [allowed, yielded] = [isAllowed, isYielded].map((is) => characters.filter((each) => is(partsOf(each))));
    expect(allowed).toEqual(characters.filter((each) => yielded?.includes(each) || lenient[name]?.includes(each)));
  });

  const octets = ["0", "9", "10", "19", "99", "100", "199", "200", "249", "250", "255", "256", "260", "299", "300", "00", "01", "1000"];
  test.each<[string, Parts, readonly string[], "host" | "path" | "scheme"]>([
    ["addresses", https, octets.flatMap((each) => [`${each}.1.2.3`, `1.${each}.2.3`, `1.2.${each}.3`, `1.2.3.${each}`]), "host"],
    [
      "what looks like an address",
      https,
      [
        "1.2.3",
        "1.2.3.4.",
        "1.2.3.4.5",
        "1",
        "a.1",
        "a.1.",
        "a.b1",
        "a.1b",
        "0x",
        "a.0x",
        "a.0xf",
        "a.0xf.",
        "a.0xg",
        "0xf",
        "0xfa",
        "1.",
        "1.a",
        "a.",
        "a.b",
        "",
        ".",
      ],
      "host",
    ],
    ["addresses in brackets", https, ["[::1]", "[::]", "::1", "[::1", "::1]", "[::g]", "[1:2:3:4:5:6:7:8]"], "host"],
    ["addresses in brackets, of another scheme", other, ["[::1]", "[::]", "[::1", "::1]", "[::g]"], "host"],
    ["hosts of a file", file, ["", "localhost", "localhos", "a.b", "1.2.3.4", "1.2.3", "[::1]"], "host"],
    [
      "dots",
      https,
      [
        "/.",
        "/..",
        "/...",
        "/a/./b",
        "/a/../b",
        "/./",
        "/../",
        "/a.",
        "/.a",
        "/a/.",
        "/a/..",
        "/a/...",
        "/..a",
        "/a..",
        "/a./b",
        "/.a/b",
        "/",
        "//",
        "//.",
        "/a//b",
        "a",
        "",
        ".",
      ],
      "path",
    ],
    [
      "dots in other words",
      https,
      ["/%2e", "/%2E", "/%2e%2E", "/.%2e", "/%2e.", "/a/%2e/b", "/%2ea", "/a%2e", "/%2e%2e%2e", "/%2f", "/%2", "/%"],
      "path",
    ],
    ["dots, behind an opaque host", other, ["/.", "/a/../b", "/%2e", "/...", "", "/\\..", "/..\\"], "path"],
    ["dots, without a host", opaque, ["/.", "/a/../b", "/%2e", "/...", "", ".", "..", "a/../b", "//", "//a", "/a"], "path"],
    ["schemes", other, ["", "a", "a1", "1a", "a+b", "a-b", "a.b", "A", "aB", "é"], "scheme"],
    ["schemes with a port of their own", https, ["https", "http", "ws", "wss", "ftp", "file", "x"], "scheme"],
    ["schemes without a port", { ...https, port: undefined }, ["https", "http", "ws", "wss", "ftp", "file", "x"], "scheme"],
    ["schemes without a host", { ...https, host: "" }, ["https", "http", "ws", "wss", "ftp", "file", "x"], "scheme"],
    ["schemes without a host and a port", { ...https, host: "", port: undefined }, ["https", "http", "ws", "wss", "ftp", "file", "x"], "scheme"],
  ])("%s", (name, parts, values, part) => {
    const [allowed, yielded] = [isAllowed, isYielded].map((is) => values.filter((each) => is({ ...parts, [part]: each })));
    expect(allowed).toEqual(values.filter((each) => yielded?.includes(each) || lenient[name]?.includes(each)));
  });

  test("ports", () => {
    for (const parts of [https, other])
      expect([-1, 0, 1, 443, 65_535, 65_536, undefined].filter((port) => isAllowed({ ...parts, port }))).toEqual(
        parts === https ? [0, 1, 443, 65_535] : [0, 1, 443, 65_535, undefined],
      );
  });

  test("what else a URL says is kept as it was written, or a query of few letters", () => {
    expect(["", "a", "az09", "A", "a b", "=", '=["u","","",false]', "=é", "=\ud800", "a="].filter((rest) => isAllowed({ ...https, rest }))).toEqual([
      "",
      "a",
      "az09",
      "=",
      '=["u","","",false]',
      "=é",
    ]);
  });
});

describe("a URL is written from its parts", () => {
  test.each<[string, Partial<Parts>, Parts]>([
    ["https://h/", {}, https],
    ["https://h:8/", { port: 8 }, https],
    ["https://h/a/b", { path: "/a/b" }, https],
    ["https://h/?ab", { rest: "ab" }, https],
    ["https://u@h/", { rest: '=["u","","",false]' }, https],
    ["https://u:p@h/?a#b", { rest: '=["u","p","?a#b",false]' }, https],
    ["https://:p@h/", { rest: '=["","p","",false]' }, https],
    ["https://h/", { rest: "=[]" }, https],
    ["https://h/?", { rest: "=no JSON" }, https],
    ["file:///a", { path: "/a" }, file],
    ["file://h/a", { path: "/a", host: "h" }, file],
    ["x://h/", {}, other],
    ["x://h", { path: "" }, other],
    ["x://h:1/", { port: 1 }, other],
    ["x:a", { path: "a" }, opaque],
    ["x:/a", { path: "/a" }, opaque],
    ["x:/.//a", { path: "//a" }, opaque],
    ["x:///a", { path: "/a", rest: '=["","","",true]' }, opaque],
    ["x:", { path: "" }, opaque],
    ["no url at all", { scheme: "no url at all", path: "" }, opaque],
  ])("%s", (href, parts, from) => expect(writeUrl({ ...from, ...parts })).toBe(href === "no url at all" ? "no url at all:" : href));

  const written = [
    "https://a/",
    "https://a/?x",
    "https://a/#x",
    "https://u@a/",
    "https://u:p@a/",
    "x://a",
    "x:///",
    "x:/",
    "https://a:8/",
    "http://a/",
    "https://a/b",
    "file:///",
  ];
  test.each(written)("%s is the URL of its parts alone", (text) => {
    const vocabulary = newVocabulary();
    const made = newUrl({ vocabulary, facts: [] }, "u", TRUE);
    const is = isUrl(vocabulary, made, text);
    const rests = vocabulary.atoms.flatMap((atom) =>
      atom.kind === "text" && atom.variable === made.rest && atom.test.kind === "set" ? atom.test.values : [],
    );
    expect(rests).toHaveLength(1);
    for (const each of written) {
      const read = readUrl(each);
      if (read === undefined) throw new Error(each);
      const own = newVocabulary();
      isUrl(own, newUrl({ vocabulary: own, facts: [] }, "u", TRUE), each);
      const rest = own.atoms.flatMap((atom) =>
        atom.kind === "text" && atom.variable === made.rest && atom.test.kind === "set" ? atom.test.values : [],
      )[0];
      const parts: Parts = { scheme: read.scheme, host: read.host, path: read.path, rest: rest ?? "", port: read.port };
      expect(isTrue(is, vocabulary, made, parts), each).toBe(each === text);
      expect(writeUrl(parts)).toBe(read.href);
    }
  });

  test("no text that is no URL is one", () => {
    const vocabulary = newVocabulary();
    expect(isUrl(vocabulary, newUrl({ vocabulary, facts: [] }, "u", TRUE), "no url")).toEqual({ kind: "or", of: [] });
  });

  test("two are the same where all their parts are", () => {
    const vocabulary = newVocabulary();
    const [one, two] = [newUrl({ vocabulary, facts: [] }, "a", TRUE), newUrl({ vocabulary, facts: [] }, "b", TRUE)];
    expect(sameUrl(vocabulary, one, one)).toEqual(TRUE);
    const same = sameUrl(vocabulary, one, two);
    const evaluate = (formula: Formula, isSame: (part: string) => boolean, ports: readonly [boolean, boolean]): boolean => {
      if (typeof formula !== "number")
        return formula.kind === "and"
          ? formula.of.every((each) => evaluate(each, isSame, ports))
          : formula.of.some((each) => evaluate(each, isSame, ports));
      const atom = vocabulary.atoms[Math.abs(formula) - 1];
      const holds =
        atom?.kind === "flag"
          ? ports[formula === one.port.present || -formula === one.port.present ? 0 : 1]
          : atom?.kind === "number-relation"
            ? isSame("port")
            : atom?.kind === "text-relation" &&
              isSame(atom.left === one.variable ? "scheme" : atom.left === one.host ? "host" : atom.left === one.path ? "path" : "rest");
      return holds === formula > 0;
    };
    expect(evaluate(same, () => true, [true, true])).toBe(true);
    expect(evaluate(same, (part) => part !== "port", [false, false])).toBe(true);
    expect(evaluate(same, () => true, [true, false])).toBe(false);
    expect(evaluate(same, () => true, [false, true])).toBe(false);
    for (const part of ["scheme", "host", "path", "rest", "port"]) expect(evaluate(same, (each) => each !== part, [true, true])).toBe(false);
  });
});
