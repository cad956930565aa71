/** Whatever the text, parsing comes back: with a tree that has its shape, and diagnostics that lie in the text. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, test } from "vitest";
import { parse } from "../../compiler/syntax/parse.js";
import { words } from "../../compiler/syntax/tokens.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);
const example = readFileSync(new URL("example.remit", import.meta.url), "utf8");

const signs =
  '{ } ( ) [ ] , : . .. -> | ? $ * / == != <= >= < > = && || ! ; - \' " ` /// // \n 1 -2 0.5 1e400 5m 1h30m 5x 01 "a" `b-c` /a|b/ x y List String usd read write'.split(
    " ",
  );
const token = fc.constantFrom(...words.keys(), ...signs, "\n", "\n");

/** Holds where nothing in the tree is `undefined`, and every span lies in the text. */
function sound(text: string): void {
  const { value, diagnostics } = parse("fuzz.remit", text);
  for (const { place, message } of diagnostics) {
    hold(inside(place.span), `a diagnostic at ${JSON.stringify(place.span)}`);
    hold(!/undefined|NaN|\[object/.test(message), message);
  }
  const open: unknown[] = [value];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [key, part] of Object.entries(node as object)) {
      hold(part !== undefined && !Number.isNaN(part), `\`${key}\` is ${part}`);
      if (key === "span" || key === "head") hold(inside(part), `\`${key}\` is ${JSON.stringify(part)}`);
      if (typeof part === "object") open.push(part);
    }
  }

  function inside(span: { readonly start: number; readonly end: number }): boolean {
    return 0 <= span.start && span.start <= span.end && span.end <= text.length;
  }

  // `expect` is too slow to call for every node of a long text.
  function hold(holds: boolean, what: string): void {
    if (!holds) throw new Error(what);
  }
}

describe("any text at all", () => {
  test("bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => sound(Buffer.from(bytes).toString("latin1"))),
      { numRuns },
    );
  });

  test("characters, halves of surrogate pairs too", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }), (codes) => sound(String.fromCharCode(...codes))),
      { numRuns },
    );
  });

  test("the language's own tokens in any order", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 120 }), (tokens) => sound(tokens.join(" "))),
      { numRuns },
    );
  });

  test("declarations with the wrong tokens in them", () => {
    const opening = fc.constantFrom(
      "delegate a -> b for t {",
      "agent a {",
      "tool t {",
      'test "t" {',
      "deny any where",
      "allow a.b where",
      "ceiling {",
      "}",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, opening), { maxLength: 80 }), (tokens) => sound(tokens.join(" "))),
      { numRuns },
    );
  });

  test("an example with parts of it removed, repeated or replaced", () => {
    const edit = fc.record({ at: fc.nat(example.length), remove: fc.nat(12), insert: fc.oneof(fc.constant(""), token) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = example;
        for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
        sound(text);
      }),
      { numRuns },
    );
  });

  test.each([
    ["parentheses", "deny any where ", "("],
    ["braces", "", "{"],
    ["brackets", "let x = ", "["],
    ["records", "let x = ", "{a:"],
    ["lists of lists", "type t = ", "List<"],
    ["record types", "type t = ", "{a:"],
    ["negations", "deny any where ", "not "],
    ["quantifiers", "deny any where ", "all x in y: "],
    ["quantifiers and negations", "deny any where ", "not all x in y: "],
    ["agents", "", "agent a { "],
    ["ceilings", "agent a { ", "ceiling { "],
    ["texts", "", '"'],
    ["regular expressions", "deny any where x matches ", "/"],
    ["backslashes", 'let x = "', "\\"],
    ["comments", "", "//"],
    ["docs", "", "/// \n"],
    ["conjunctions", "deny any where a", " and a"],
    ["mixed connectives", "deny any where a", " and a or b"],
    ["comparisons", "deny any where a", " < a"],
    ["commas", "let x = [", ","],
    ["deep and wide", "deny any where ", "a and (b or (c "],
  ])("100,000 %s", (_what, before, repeated) => {
    sound(before + repeated.repeat(100_000));
  });
});
