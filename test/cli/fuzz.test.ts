import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderText } from "../../compiler/diagnostics/text.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { packageFolder } from "../../compiler/host/package.js";
import { check } from "../../compiler/pipeline.js";

/** Whole policies: those on the pages of the codes. */
const policies: readonly string[] = readdirSync(join(packageFolder, "compiler/diagnostics/docs")).flatMap((page) =>
  [...readFileSync(join(packageFolder, "compiler/diagnostics/docs", page), "utf8").matchAll(/^```remit\n(.*?)^```$/gms)].map(
    ([, text]) => text ?? "",
  ),
);

/** What policies are written with: their own tokens, and a few that have no place in one. */
const tokens: readonly string[] = [
  ...new Set(policies.flatMap((text) => text.match(/[A-Za-z_]+|"[^"\n]*"|[0-9]+[a-z]*|->|[=!<>]=|\S/g) ?? [])),
  ...'` \\ " /* // /// $ ... 1e999 0x1 -0 1..2 {} {{ }} [ ] `` `a-b` \u202e \u0000 \ud800 é 🦊'.split(" "),
];

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder().decode(array));
const sentences = fc.array(fc.constantFrom(...tokens), { maxLength: 120 }).map((words) => words.join(" "));
const edits = fc.array(
  fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), put: fc.oneof(fc.constant(""), fc.constantFrom(...tokens), fc.string({ maxLength: 3 })) }),
  { minLength: 1, maxLength: 4 },
);
const mutants = fc
  .tuple(fc.constantFrom(...policies), edits)
  .map(([policy, all]) =>
    all.reduce((text, { at, length, put }) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + length), policy),
  );

const runs = 3_400;

test.each([
  { kind: "bytes", texts: bytes },
  { kind: "sentences of the language's tokens", texts: sentences },
  { kind: "policies with a few mistakes", texts: mutants },
])("$kind get diagnostics, and no exception", { timeout: 300_000 }, ({ texts }) => {
  fc.assert(
    fc.property(texts, (text) => {
      const checked = check(memoryHost({ "a.remit": text }), []);
      if (checked.kind === "cannot-run") throw new Error(checked.reason);
      for (const { place } of checked.diagnostics) {
        expect(place.span.start).toBeLessThanOrEqual(place.span.end);
        expect(place.span.end).toBeLessThanOrEqual(text.length);
      }
      renderText(checked.diagnostics, checked.sources, { folder: "/" });
    }),
    { numRuns: runs },
  );
});
