/** What holds of every feature that walks or changes the texts, whatever is in them and however it came there. */
import fc from "fast-check";
import { expect } from "vitest";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { openLive } from "../../compiler/live-check.js";
import { delegatesOf, delegatorsOf, partiesAt } from "../../lsp/ide/call-hierarchy.js";
import { foldsIn } from "../../lsp/ide/folding.js";
import { formatting, formattingOnType } from "../../lsp/ide/formatting.js";
import { linkedAt } from "../../lsp/ide/linked.js";
import { linksIn } from "../../lsp/ide/links.js";
import { movedImports } from "../../lsp/ide/moves.js";
import { definitionsAt, implementationsAt, typeDefinitionsAt } from "../../lsp/ide/navigation.js";
import { above, below, orderedAt } from "../../lsp/ide/orders.js";
import { outlineOf, searched } from "../../lsp/ide/outline.js";
import { highlightsAt, referencesAt } from "../../lsp/ide/references.js";
import { renamableAt, renameAt } from "../../lsp/ide/rename.js";
import { selectionsAt } from "../../lsp/ide/selection.js";
import { semanticTokens } from "../../lsp/ide/semantic-tokens.js";
import { type Snapshot, snapshotOf } from "../../lsp/ide/snapshot.js";
import { example } from "../harness/example.js";
import { openMarked } from "./marked.js";

const main = "/main.remit";
const source = `${example}agent plain {
}
delegate refunder -> plain for refund {
  allow received where amount <= received.cap // remit-allow no-narrowing: so it is
  ttl 1m
}
//# file: other.remit
import { planner } from "./main"
deny any by planner
`;

/** Of plain data, as a test can compare it: offsets and not the spans that move. */
function everything(snapshot: Snapshot, file: string, offset: number): string {
  return JSON.stringify([
    definitionsAt(snapshot, file, offset),
    typeDefinitionsAt(snapshot, file, offset),
    implementationsAt(snapshot, file, offset),
    referencesAt(snapshot, file, offset, true).map((each) => [each.file, each.span, each.declares]),
    highlightsAt(snapshot, file, offset).map(({ span }) => span),
    renamableAt(snapshot, file, offset)?.kind,
    selectionsAt(snapshot, file, offset),
    linkedAt(snapshot, file, offset),
    linksIn(snapshot, file),
    partiesAt(snapshot, file, offset).map(({ key }) => [key, delegatorsOf(snapshot, key), delegatesOf(snapshot, key)]),
    orderedAt(snapshot, file, offset).map((each) => [each, above(snapshot, each.file, each.name), below(snapshot, each.file, each.name)]),
    outlineOf(snapshot, file),
    searched(snapshot, [file], "re", 20),
    foldsIn(snapshot, file),
    semanticTokens(snapshot, file),
    semanticTokens(snapshot, file, { start: Math.max(0, offset - 100), end: offset }),
    formatting(snapshot, file),
    formatting(snapshot, file, { start: Math.max(0, offset - 100), end: offset }),
    formattingOnType(snapshot, file, offset, "}"),
    formattingOnType(snapshot, file, offset, "\n"),
    movedImports(snapshot, [{ from: main, to: "/x/y.remit" }]),
  ]);
}

function freshly(texts: Readonly<Record<string, string>>): Snapshot {
  const live = openLive(memoryHost(texts, { std: diskHost() }), []);
  if (live.kind === "cannot-run") expect.fail(live.reason);
  return snapshotOf(live, 0, () => true);
}

const fragments = [
  "}",
  "{",
  "\n",
  "\r\n",
  "\r",
  " ",
  '"',
  "`",
  "//",
  "/// ",
  "\ud83d",
  "\ude00",
  "agent x {\n}\n",
  "delegate",
  "context.",
  "$",
  "a",
  "refund",
  "é",
  "allow any\n",
  'import { a } from "./other"\n',
  "label public < x\n",
  'task refund "again"\n',
];
const edit = fc.record({
  at: fc.nat(),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  text: fc.constantFrom("", ...fragments),
  cursor: fc.nat(),
});

/** They answer for any text and place, and after edits as if the text had just been opened. */
export function answersAsFresh(numRuns: number): void {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      const opened = openMarked(source);
      let now = opened.snapshot;
      const texts: Record<string, string> = { ...opened.texts };
      for (const { at, length, text, cursor } of edits) {
        const before = texts[main] ?? "";
        const start = at % (before.length + 1);
        const end = Math.min(before.length, start + length);
        texts[main] = before.slice(0, start) + text + before.slice(end);
        everything(now, main, cursor % (before.length + 1));
        now = opened.edit([{ kind: "range", file: main, start, end, text }]);
        expect(now.text(main)).toBe(texts[main]);
        const offset = cursor % (texts[main].length + 1);
        expect(everything(now, main, offset)).toBe(everything(freshly(texts), main, offset));
      }
    }),
    { numRuns },
  );
}

/** A renaming that is tried leaves everything as it was. */
export function trialLeavesNothing(numRuns: number): void {
  const { snapshot } = openMarked(source);
  const before = everything(snapshot, main, 400);
  fc.assert(
    fc.property(
      fc.nat(source.length),
      fc.constantFrom("planner", "x", "public", "limit", "has", "`has`", "usd", "calls", "github"),
      (offset, name) => {
        renameAt(snapshot, main, offset, name);
        expect(snapshot.isCurrent()).toBe(true);
        expect(everything(snapshot, main, 400)).toBe(before);
      },
    ),
    { numRuns },
  );
}
