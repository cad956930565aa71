/** Every feature that is asked while somebody types answers wherever a text breaks off, and offers what must be there. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";
import { expectedAt } from "../../compiler/syntax/expect.js";
import { completionsAt } from "../../lsp/ide/completion.js";
import { hoverAt } from "../../lsp/ide/hover.js";
import { signatureAt } from "../../lsp/ide/signature-help.js";
import { example } from "../harness/example.js";
import { openMarked } from "./marked.js";

const samples = readdirSync(`${packageFolder}/samples`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".remit"))
  .sort()
  .map((name) => [name, readFileSync(`${packageFolder}/samples/${name}`, "utf8")] as const);

const steps = Number(process.env.REMIT_RUNS ?? 25);
const timeout = 20_000 + 4000 * steps;

it.each([["the example", example] as const, ...samples])(
  "%s, broken off anywhere",
  (_, text) => {
    const { snapshot, edit } = openMarked(text);
    const file = snapshot.files().find((each) => each === "/main.remit") ?? "";
    let length = snapshot.text(file).length;
    // From the end on, so that each edit only takes away.
    for (let step = 1; step <= steps; step++) {
      const at = Math.floor((text.length * (steps - step)) / steps) + (step % 3);
      if (at >= length) continue;
      const cut = edit([{ kind: "range", file, start: at, end: length, text: "" }]);
      length = at;
      for (const offset of [at, Math.max(0, at - 1), Math.floor(at / 2)]) {
        const found = completionsAt(cut, file, offset);
        for (const { label } of found?.items ?? []) expect(label).not.toBe("");
        if (found !== undefined) {
          expect(found.span.start).toBeLessThanOrEqual(offset);
          expect(found.span.end).toBeGreaterThanOrEqual(offset);
        }
        hoverAt(cut, file, offset);
        signatureAt(cut, file, offset);
      }
    }
  },
  timeout,
);

it("answers in the midst of a character, at ends of lines of any kind, and past the end", () => {
  const text = 'task t "\u{1f600} \ud83d"\r\nagent a\r{ owner "\u{1f600}"\r\n // \u{1f600}\n}\r\ndelegate a -> `\u{1f600}` for t { allow ';
  const { snapshot, file } = openMarked(text);
  for (let offset = 0; offset <= text.length + 3; offset++) {
    hoverAt(snapshot, file, offset);
    signatureAt(snapshot, file, offset);
    expect(completionsAt(snapshot, file, offset)?.span.end ?? offset).toBeGreaterThanOrEqual(Math.min(offset, text.length));
  }
});

/** A text that breaks off before a word has that word among what is offered there. */
it(
  "the example, broken off before each of its names and words",
  () => {
    const { snapshot, edit } = openMarked(example);
    const file = "/main.remit";
    let length = snapshot.text(file).length;
    const words = [...example.matchAll(/(?<![\w.$"/@-])[A-Za-z_]\w*(?![\w"/@-])/g)].reverse();
    const missed: string[] = [];
    let asked = 0;
    for (const [index, { index: at, 0: word }] of words.entries()) {
      if (index % Math.max(1, Math.floor(words.length / (steps * 4))) !== 0) continue;
      const cut = edit([{ kind: "range", file, start: at, end: length, text: "" }]);
      length = at;
      const found = completionsAt(cut, file, at);
      // In texts and comments nothing is offered, and a name that is given there can't be known.
      if (found === undefined || found.items.length === 0 || expectedAt(example.slice(0, at), at)?.names.includes("new") === true) continue;
      asked++;
      if (!found.items.some(({ label }) => label === word || label.startsWith(`${word}.`))) missed.push(`${word} at ${at}`);
    }
    expect(asked).toBeGreaterThan(steps);
    expect(missed).toEqual([]);
  },
  timeout,
);
