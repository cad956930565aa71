import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GlobKind, type PatternResult, readGlob, readRegex } from "../../compiler/types/patterns.js";
import { matches } from "../../stdlib/runtime/pattern.js";

const runs = { numRuns: 3000 };

function matched(result: PatternResult, text: string): boolean {
  if (result.kind !== "pattern") throw new Error(JSON.stringify(result));
  return matches(result.pattern, text);
}

/** Where a brace ended: `{*}*` is two stars, and no `**`. */
const seam = "\0";

/** Globs by their definition: every way to read the glob from here on is tried. */
function naive(glob: string, text: string, kind: GlobKind): boolean {
  const [first] = glob;
  if (first === undefined) return text === "";
  const [character] = text;
  const rest = character === undefined ? "" : text.slice(character.length);
  const free = character !== undefined && (kind === "string" || character !== "/");
  switch (first) {
    case "*":
      if (glob[1] === "*") return naive(glob.slice(2), text, kind) || (character !== undefined && naive(glob, rest, kind));
      return naive(glob.slice(1), text, kind) || (free && naive(glob, rest, kind));
    case "?":
      return free && naive(glob.slice(1), rest, kind);
    case "\\":
      return text.startsWith(glob[1] ?? "") && naive(glob.slice(2), text.slice(1), kind);
    case "{": {
      const { alternatives, after } = braces(glob);
      return alternatives.some((each) => naive(each + seam + after, text, kind));
    }
    case seam:
      return naive(glob.slice(1), text, kind);
    default:
      return character === first && naive(glob.slice(1), rest, kind);
  }
}

/** The alternatives of the brace that a glob starts with, and what follows it. */
function braces(glob: string): { alternatives: string[]; after: string } {
  const alternatives = [""];
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const each = glob[i] ?? "";
    if (each === "{" && ++depth === 1) continue;
    if (each === "}" && --depth === 0) return { alternatives, after: glob.slice(i + 1) };
    if (each === "," && depth === 1) {
      alternatives.push("");
      continue;
    }
    const taken = each === "\\" ? each + (glob[++i] ?? "") : each;
    alternatives.push(`${alternatives.pop() ?? ""}${taken}`);
  }
  throw new Error(`unbalanced: ${glob}`);
}

const { glob } = fc.letrec<{ glob: string; part: string }>((tie) => ({
  glob: fc.array(tie("part"), { maxLength: 5 }).map((parts) => parts.join("")),
  part: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "/", "*", "**", "?", ".", "\\*", "\\{", "\\,", ","),
    fc.array(tie("glob"), { minLength: 1, maxLength: 3 }).map((parts) => `{${parts.map((part) => part.replaceAll(",", "\\,")).join(",")}}`),
  ),
}));
const text = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "{", ",", ".", "é"), maxLength: 7 });

describe("globs", () => {
  for (const kind of ["path", "string"] as const) {
    it(`of a ${kind} match what their definition says`, () => {
      // `***` may be read as `**` and `*` or the other way round; the definition is ambiguous only in words.
      fc.assert(
        fc.property(glob, text, (source, input) => {
          expect(matched(readGlob(source, kind), input)).toBe(naive(source, input, kind));
        }),
        runs,
      );
    });
  }

  it.each([
    ["/srv/*", "/srv/a", true],
    ["/srv/*", "/srv/a/b", false],
    ["/srv/**", "/srv/a/b", true],
    ["/srv/*.{ts,js}", "/srv/a.ts", true],
    ["/srv/a{,-old}", "/srv/a", true],
    ["/srv/?", "/srv/é", true],
    ["/srv/?", "/srv/😀", true],
    ["/srv?a", "/srv/a", false],
    ["/srv/{*}*", "/srv/a/b", false],
    ["/srv/*{*}", "/srv/a/b", false],
  ])("the path glob %s and %s", (source, input, expected) => {
    expect(matched(readGlob(source, "path"), input)).toBe(expected);
  });

  it("of a string let `*` and `?` be a `/`", () => {
    expect(matched(readGlob("a*?c", "string"), "a//c")).toBe(true);
  });

  it.each([
    ["a{b", "never closed", 1, 2],
    ["a}", "closes nothing", 1, 2],
    ["a\\", "escapes nothing", 1, 2],
    ["😀{", "never closed", 2, 3],
    ["a\ud800", "surrogate", 1, 2],
  ])("%s is malformed", (source, problem, start, end) => {
    expect(readGlob(source, "string")).toEqual({ kind: "malformed", problem: expect.stringContaining(problem), start, end });
  });

  it("end at a counted limit", () => {
    expect(readGlob("{a,".repeat(400), "string").kind).toBe("malformed");
    expect(readGlob("a".repeat(50_000), "string").kind).toBe("too-large");
  });
});

const { regex } = fc.letrec<{ regex: string; term: string }>((tie) => ({
  regex: fc
    .array(
      fc.array(tie("term"), { maxLength: 3 }).map((terms) => terms.join("")),
      { minLength: 1, maxLength: 3 },
    )
    .map((all) => all.join("|")),
  term: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "a",
      "b",
      ".",
      "[ab]",
      "[^a]",
      "\\d",
      "\\w",
      "\\W",
      "\\s",
      "[a-c1]",
      "\\p{Lu}",
      "\\u{1F600}",
      "a?",
      "b*",
      "a+?",
      "[]",
      "[^]",
      "\\.",
    ),
    tie("regex").map((inner) => `(${inner})`),
    fc.tuple(tie("regex"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "{0}", "*?")).map(([inner, count]) => `(?:${inner})${count}`),
  ),
}));
const subject = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", "A", "É", " ", "\n", "\u2028", "😀", ".", "_"), maxLength: 6 });

const engine = createContext({ source: "", input: "" });

/** What JavaScript's own engine says; `undefined` where it would backtrack for ages, as in `(?:(?:a?){2,}){2,}`. */
function backtracked(source: string, input: string): boolean | undefined {
  Object.assign(engine, { source: `^(?:${source})$`, input });
  try {
    return runInContext('new RegExp(source, "u").test(input)', engine, { timeout: 1000 }) as boolean;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}

describe("regular expressions", () => {
  it("match what those of JavaScript do, anchored and with the flag u", () => {
    fc.assert(
      fc.property(regex, subject, (source, input) => {
        const expected = backtracked(source, input);
        fc.pre(expected !== undefined);
        expect(matched(readRegex(source), input)).toBe(expected);
      }),
      runs,
    );
  });

  it("may say with ^ and $ that they are anchored", () => {
    expect(matched(readRegex("^ab$"), "ab")).toBe(true);
    expect(matched(readRegex("^a|b$"), "b")).toBe(true);
    expect(matched(readRegex("^a|b$"), "ax")).toBe(false);
  });

  it("never match half a character", () => {
    expect(matched(readRegex("."), "😀")).toBe(true);
    expect(matched(readRegex(".."), "😀")).toBe(false);
    expect(JSON.stringify(readRegex("[^a]"))).not.toContain("55296");
  });

  it.each([
    ["(?=a)b", "looks around", 0, 5],
    ["a(?<!b)", "looks around", 1, 7],
    ["a\\b", "looks at the characters", 1, 3],
    ["(a)\\1", "refers back", 3, 5],
    ["(?<x>a)\\k<x>", "refers back", 7, 12],
    ["a^b", "only at the start", 1, 2],
    ["(^a)", "only at the start", 1, 2],
    ["(?:a$)*", "only at the end", 4, 5],
    ["(a", "unterminated group", 1, 2],
    ["a**", "nothing to repeat", 2, 3],
    ["\\q", "invalid escape", 1, 2],
  ])("%s is refused", (source, problem, start, end) => {
    expect(readRegex(source)).toEqual({ kind: "malformed", problem: expect.stringMatching(new RegExp(problem, "i")), start, end });
  });

  it.each([
    ["repeats inside repeats", "(a{1000}){1000}"],
    ["repeats four deep", "(((a{99}){99}){99}){99}"],
    ["groups without end", `${"(".repeat(5000)}a${")".repeat(5000)}`],
    ["a large repeat", "a{100000}"],
    ["a repeat beyond all counting", "a{1000000000}"],
  ])("end at a counted limit: %s", (_, source) => {
    expect(readRegex(source).kind).toBe("too-large");
  });

  it("take repeats that are large and few", () => {
    expect(matched(readRegex("[a-z0-9-]{1,100}"), "a-1")).toBe(true);
    expect(readRegex("\\p{L}{1,1000}").kind).toBe("pattern");
  });
});
