/** Quick fixes, as a test makes them. */
import { expect } from "vitest";
import type { Diagnostic } from "../../../compiler/diagnostics/diagnostic.js";
import type { Fix } from "../../../lsp/ide/fixes/fix.js";
import type { Snapshot } from "../../../lsp/ide/snapshot.js";

/** The text of a file with the edits of a fix made. */
export function textAfter(snapshot: Snapshot, file: string, edits: Fix["edits"]): string {
  let text = snapshot.text(file);
  for (const { start, end, text: by } of edits.filter((edit) => edit.file === file).sort((a, b) => b.start - a.start || b.end - a.end))
    text = text.slice(0, start) + by + text.slice(end);
  return text;
}

/** The finding that has the code and begins on the line of the cursor. */
export function findingAt(snapshot: Snapshot, file: string, offset: number, code: string): Diagnostic {
  const { line } = snapshot.position(file, offset);
  const found = snapshot.findings(file);
  return (
    found.find((each) => each.code === code && snapshot.position(file, each.place.span.start).line === line) ??
    expect.fail(`there is no ${code} on line ${line + 1}, but ${found.map((each) => `${each.code}: ${each.message}`).join("; ")}`)
  );
}
