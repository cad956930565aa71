import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { example, githubModule } from "../harness/example.js";
import { lowerFiles } from "../harness/marked.js";

const words = example.match(/"[^"]*"|[A-Za-z_$]+|[0-9.]+|\S/g) ?? [];
const others = [
  "any",
  "received.cap",
  "$cap",
  "Any",
  "null",
  "not",
  "all x in customer: x == 1",
  "List<",
  "| null",
  "?",
  "$",
  "it",
  "`",
  "1h",
  "{",
  "}",
  "(",
  ")",
  "size(",
];

/** The example with some words dropped, doubled, swapped or put in place of others. */
const mutated = fc
  .array(fc.record({ at: fc.nat(words.length - 1), with: fc.option(fc.constantFrom(...words, ...others), { nil: "" }), keep: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((changes) => {
    const text = [...words];
    for (const change of changes) text[change.at] = `${change.keep ? text[change.at] : ""} ${change.with}`;
    return text.join(" ");
  });

describe("any text", () => {
  it("is lowered as far as it goes, and never throws", () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const { value, diagnostics, incomplete } = lowerFiles({ "main.remit": text, "std:mcp/github": githubModule });
        const faulty = diagnostics.some((each) => each.severity === "error");
        expect(value.hops.every((hop, index) => hop.index === index)).toBe(true);
        if (incomplete || value.hops.some((hop) => hop.erroneous)) expect(faulty).toBe(true);
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
