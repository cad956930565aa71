import fc from "fast-check";
import { expect, test } from "vitest";
import { anchored } from "../../compiler/import/pattern.js";
import { readRegex } from "../../compiler/types/patterns.js";
import { matches } from "../../stdlib/runtime/pattern.js";

function shown(pattern: string): string {
  const found = anchored(pattern);
  switch (found.kind) {
    case "always":
      return "always";
    case "source":
      return found.source;
    case "run":
      return `${found.unit} ${found.min} ${found.max}`;
    case "beyond":
      return `beyond: ${found.reason}`;
  }
}

test.each([
  ["^abc$", "abc"],
  ["abc", "[^]*abc[^]*"],
  ["^abc", "abc[^]*"],
  ["abc$", "[^]*abc"],
  ["^a|b$", "a[^]*|[^]*b"],
  ["^(?:a|b)$", "(?:a|b)"],
  ["^(a|b$)", "a[^]*|b"],
  ["^$", ""],
  ["", "always"],
  ["x*", "always"],
  ["^.*", "always"],
  ["^[\\s\\S]*$", "always"],
  ["^.*$", ". 0 null"],
  ["^[a-z0-9-]{1,64}$", "[a-z0-9\\-] 1 64"],
  ["^(?<year>\\d{4})/x$", "(?:\\d{4})\\/x"],
  ["^a+?$", "a 1 null"],
  ["^a\\-b$", "a-b"],
  ["^a\nb\u202e$", "a\\nb\\u{202E}"],
  ["(?=a)b", "beyond: look-around"],
  ["(a)\\1", "beyond: a back-reference"],
  ["\\bfoo\\b", "beyond: a word boundary"],
  ["a^b", "beyond: an anchor inside it"],
  ["(", "beyond: not a regular expression"],
  ["^\\-[^a]$", "beyond: half characters (it is not valid with the `u` flag)"],
  ["^(a{1000}){1000}b$", "beyond: too large"],
  [`${"(".repeat(5000)}${")".repeat(5000)}`, "beyond: too large"],
])("%.40s", (pattern, expected) => {
  expect(shown(pattern)).toBe(expected);
});

/** Patterns over a few letters, with anchors at the ends of their alternatives and now and then elsewhere. */
const patterns = fc.letrec<{ all: string; group: string; part: string; atom: string }>((tie) => {
  const parts = fc.array(tie("part"), { maxLength: 3 }).map((each) => each.join(""));
  const anchoredParts = fc.tuple(fc.constantFrom("", "^"), parts, fc.constantFrom("", "$")).map((each) => each.join(""));
  const alternatives = (each: fc.Arbitrary<string>) => fc.array(each, { minLength: 1, maxLength: 3 }).map((all) => all.join("|"));
  return {
    all: alternatives(
      fc.oneof({ weight: 4, arbitrary: anchoredParts }, { weight: 1, arbitrary: alternatives(anchoredParts).map((all) => `^(?:${all})`) }),
    ),
    group: alternatives(fc.oneof({ weight: 20, arbitrary: parts }, { weight: 1, arbitrary: anchoredParts })).map((all) => `(${all})`),
    part: fc.tuple(tie("atom"), fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "*?")).map((each) => each.join("")),
    atom: fc.oneof({ maxDepth: 2 }, fc.constantFrom("a", "b", ".", "[^a]", "[ab]", "\\n"), tie("group")),
  };
}).all;

const texts = fc.array(fc.constantFrom("a", "b", "c", "\n", "😀"), { maxLength: 6 }).map((each) => each.join(""));

test("a pattern that is said matches what a search with it finds", () => {
  let said = 0;
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 5, maxLength: 5 }), (pattern, samples) => {
      const found = anchored(pattern);
      if (found.kind === "beyond") return;
      said++;
      const search = new RegExp(pattern, "u");
      for (const text of samples) {
        if (found.kind === "always") expect(search.test(text)).toBe(true);
        else {
          const source = found.kind === "source" ? found.source : `${found.unit}{${found.min},${found.max ?? ""}}`;
          const read = readRegex(source);
          if (source === "") expect(search.test(text)).toBe(text === "");
          else if (read.kind === "pattern") expect(matches(read.pattern, text)).toBe(search.test(text));
          else expect(read).toBe("a pattern");
        }
      }
    }),
    { numRuns: 2000 },
  );
  expect(said).toBeGreaterThan(1000);
});
