import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examplesOf } from "../../../compiler/scope/strings/examples.js";
import { readGlob, readRegex } from "../../../compiler/types/patterns.js";
import { matches, type Pattern } from "../../../stdlib/runtime/pattern.js";
import { isPath } from "../../../stdlib/runtime/value.js";

function glob(source: string, kind: "path" | "string" = "string"): Pattern {
  const read = readGlob(source, kind);
  return read.kind === "pattern" ? read.pattern : expect.fail(source);
}

describe("examples of a pattern", () => {
  it("are short, and those that do not match are near", () => {
    expect(examplesOf(glob("acme/*"), false)).toEqual({ matches: ["acme/", "acme/a", "acme/b"], misses: ["acme", "", "a"] });
    expect(examplesOf(glob("/srv/*", "path"), true)).toEqual({ matches: ["/srv/a", "/srv/b", "/srv/c"], misses: ["/srv/a/a", "/srv/b/a", "/srv"] });
  });

  it("match and do not match, whatever the pattern", () => {
    const sources = fc.array(fc.constantFrom("a", "*", "?", "{a,b}", "/", "**", "x"), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(sources, fc.boolean(), (source, path) => {
        const pattern = glob(source, path ? "path" : "string");
        const found = examplesOf(pattern, path);
        for (const each of found?.matches ?? []) expect(matches(pattern, each)).toBe(true);
        for (const each of found?.misses ?? []) expect(matches(pattern, each)).toBe(false);
        for (const each of [...(found?.matches ?? []), ...(found?.misses ?? [])]) if (path) expect(isPath(each)).toBe(true);
        expect(found?.matches.length === 0 && found.misses.length === 0).toBe(false);
      }),
    );
  });

  it("are none where nothing matches, or everything does", () => {
    expect(examplesOf(glob("*"), false)?.misses).toEqual([]);
    const read = readRegex("[]");
    if (read.kind === "pattern") expect(examplesOf(read.pattern, false)?.matches).toEqual([]);
  });
});
