import fc from "fast-check";
import { expect, test } from "vitest";
import { find, includes } from "../../compiler/scope/narrower.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { type Json, readUrl, type UrlPart } from "../../stdlib/runtime/value.js";
import { and, argument, has, is, not, partOf, signature, url, yes } from "./build.js";
import { numRuns } from "./laws.js";

const of = signature({ u: url });
const u = argument("u");

/** That the parts are these, and that there is no other port. */
function hasParts(parts: { readonly [part in UrlPart]?: Json | undefined }): Constraint {
  const named = (["scheme", "host", "path"] as const).map((part) => is("String", partOf(u, part), "==", parts[part] ?? ""));
  const { port } = parts;
  return and(...named, port === undefined ? not(has(partOf(u, "port"))) : is("Int", partOf(u, "port"), "==", port));
}

/** Texts that are URLs surprisingly often, and use what the parser treats in its own way. */
const texts = fc
  .tuple(
    fc.constantFrom(
      "https://",
      "http://a",
      "ws:",
      "ftp://",
      "file://",
      "file:",
      "x://",
      "x:",
      "x:/",
      "x://h/",
      "mailto:",
      "a+b.c-1:",
      "https://a/",
      "",
    ),
    fc.array(
      fc.oneof(
        fc.constantFrom(
          "a",
          "A",
          "a.b",
          "xn--bcher-kva",
          "0x7f",
          "127.1",
          "10.0.0.1",
          "[::1]",
          "[2001:DB8::]",
          "localhost",
          "C:",
          "C|",
          "é",
          "ß",
          "\u{1F4A9}",
          "%C3%A9",
        ),
        fc.constantFrom(
          "/",
          "//",
          ".",
          "..",
          "/./",
          "/../",
          "%2e",
          "%2E.",
          "%2F",
          "%",
          "%zz",
          "\\",
          "?",
          "#",
          "@",
          ":",
          ":80",
          ":443",
          ":0",
          "|",
          "^",
          "`",
        ),
        fc.constantFrom(..."{}<>\"' \t!$&()*+,;=~_-[]\u007f\u0080\u00ad"),
      ),
      { maxLength: 7 },
    ),
  )
  .map(([start, rest]) => start + rest.join(""));

test("every URL that the parser yields is one that the facts about the parts allow", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const parts = readUrl(text);
      if (parts === undefined) return;
      expect(find(of, is("Url", u, "==", text)), "the whole").toMatchObject({ kind: "found" });
      expect(find(of, hasParts({ ...parts })).kind, "its parts").not.toBe("none");
      expect(includes(of, { facts: yes, child: is("Url", u, "==", text), parent: hasParts({ ...parts }) }).kind).toBe("none");
    }),
    { numRuns },
  );
});

test("two URLs are equal just where the parser writes them the same", () => {
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const [left, right] = [readUrl(one), readUrl(other)];
      if (left === undefined || right === undefined) return;
      const both = find(of, and(is("Url", u, "==", one), is("Url", u, "==", other)));
      expect(both.kind).toBe(left.href === right.href ? "found" : "none");
    }),
    { numRuns },
  );
});

test.each<[string, Readonly<Partial<Record<UrlPart, Json>>>]>([
  ["a host with a slash", { scheme: "x", host: "a/b", path: "/" }],
  ["a host in upper case", { scheme: "https", host: "A", port: 443, path: "/" }],
  ["a host that is no address but looks like one", { scheme: "https", host: "1.2.3", port: 443, path: "/" }],
  ["no host where there must be one", { scheme: "https", host: "", port: 443, path: "/" }],
  ["no port where there must be one", { scheme: "https", host: "a", path: "/" }],
  ["a port where there is none", { scheme: "file", host: "a", port: 80, path: "/" }],
  ["a port without a host", { scheme: "x", host: "", port: 80, path: "/" }],
  ["a port too high", { scheme: "https", host: "a", port: 65_536, path: "/" }],
  ["a path with a dot segment", { scheme: "https", host: "a", port: 443, path: "/a/../b" }],
  ["a path with an encoded dot segment", { scheme: "https", host: "a", port: 443, path: "/a/%2E" }],
  ["a path with a question mark", { scheme: "https", host: "a", port: 443, path: "/a?" }],
  ["a path with a space", { scheme: "https", host: "a", port: 443, path: "/a b" }],
  ["a path that does not begin with a slash", { scheme: "x", host: "a", path: "b" }],
  ["a scheme in upper case", { scheme: "X", host: "a", path: "" }],
])("no URL has %s", (_, parts) => {
  expect(find(of, hasParts(parts))).toEqual({ kind: "none" });
});

test.each<[string, Readonly<Partial<Record<UrlPart, Json>>>]>([
  ["https://a.b/x", { scheme: "https", host: "a.b", port: 443, path: "/x" }],
  ["https://a:8080//", { scheme: "https", host: "a", port: 8080, path: "//" }],
  ["file:///etc", { scheme: "file", host: "", path: "/etc" }],
  ["mailto:a@b", { scheme: "mailto", host: "", path: "a@b" }],
  ["x:/.//y", { scheme: "x", host: "", path: "//y" }],
  ["x://h:1/y", { scheme: "x", host: "h", port: 1, path: "/y" }],
])("%s is found by its parts", (text, parts) => {
  const answer = find(of, hasParts(parts));
  expect(answer.kind === "found" && answer.request.args.u).toBe(text);
});
