/** From the client's notifications about texts to changes of the workspace. */
import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { type Change, linesOf, type Position } from "../../compiler/index.js";

/** A text that is being edited: where a position is in it, and how it is changed. */
export interface Text {
  offset(position: Position): number;
  /** Makes changes, in their order; each of them counted in the text as it is then. */
  write(changes: readonly Change[]): void;
}

/**
 * Makes the changes of one notification. Each is counted in the text that the one before has left. An editor that types in
 * several places gives the last place first, so that all can be counted at once; else they are made one by one.
 */
export function takeIn(file: string, events: readonly TextDocumentContentChangeEvent[], text: Text): void {
  let ready: Change[] = [];
  /** Before here nothing has been touched yet, and lines and offsets are what they will be. */
  let untouched = Number.POSITIVE_INFINITY;
  const flush = (): void => {
    if (ready.length > 0) text.write(ready);
    ready = [];
    untouched = Number.POSITIVE_INFINITY;
  };
  for (const event of events) {
    if (!("range" in event)) {
      flush();
      text.write([{ kind: "text", file, text: event.text }]);
      continue;
    }
    if (ready.length > 0 && text.offset(later(event.range.start, event.range.end)) >= untouched) flush();
    const [start, end] = [text.offset(event.range.start), text.offset(event.range.end)];
    // Ends that have changed places are taken as they were meant.
    const change = { start: Math.min(start, end), end: Math.max(start, end) };
    untouched = change.start;
    ready.push({ kind: "range", file, ...change, text: event.text });
  }
  flush();
}

function later(one: Position, other: Position): Position {
  return one.line > other.line || (one.line === other.line && one.character > other.character) ? one : other;
}

/** A text that no workspace holds. */
export function plainText(read: () => string, write: (text: string) => void): Text {
  return {
    offset: (position) => linesOf(read()).offsetAt(position),
    write(changes) {
      for (const change of changes) {
        if (change.kind === "text") write(change.text);
        else if (change.kind === "range") write(read().slice(0, change.start) + change.text + read().slice(change.end));
      }
    },
  };
}
