/**
 * Marked policies for the editor's features: a text in which `$0` is where the cursor stands, and `$1`, `$2` … are other places that
 * a test speaks of. The signs are not in the text that is checked. Files are divided as in `test/harness/marked.ts`; the first is
 * the entry, and all stand in the folder `/`.
 */
import { expect } from "vitest";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { type LiveCheck, openLive } from "../../compiler/live-check.js";
import type { Change } from "../../compiler/workspace.js";
import { type Snapshot, snapshotOf } from "../../lsp/ide/snapshot.js";
import { splitFiles } from "../harness/marked.js";

export interface Mark {
  /** Absolute. */
  readonly file: string;
  readonly offset: number;
}

export interface Marked {
  readonly snapshot: Snapshot;
  /** Where the cursor stands; a policy without one may not be asked for it. */
  readonly cursor: Mark;
  readonly file: string;
  readonly offset: number;
  /** The place of `$1`, `$2` … */
  mark(number: number): Mark;
  /** The texts without signs, by absolute path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Edits the texts; the snapshot is old from then on, and this is the new one. */
  edit(changes: readonly Change[]): Snapshot;
}

/** Opens a marked policy as an editor would. Modules of the standard library can be imported. */
export function openMarked(source: string): Marked {
  const { texts, marks } = readMarks(source);
  const live = openLive(memoryHost(texts, { std: diskHost() }), []);
  if (live.kind === "cannot-run") expect.fail(live.reason);
  let version = 0;
  const view = (of: LiveCheck): Snapshot => {
    const at = version;
    return snapshotOf(of, at, () => at === version);
  };
  const mark = (number: number): Mark => marks.get(number) ?? expect.fail(`there is no $${number} in the policy`);
  return {
    snapshot: view(live),
    texts,
    mark,
    get cursor() {
      return mark(0);
    },
    get file() {
      return marks.get(0)?.file ?? Object.keys(texts)[0] ?? "";
    },
    get offset() {
      return mark(0).offset;
    },
    edit(changes) {
      version++;
      live.change(changes);
      return view(live);
    },
  };
}

/** The texts without their signs, by absolute path, and where the signs were. */
export function readMarks(source: string): { readonly texts: Readonly<Record<string, string>>; readonly marks: ReadonlyMap<number, Mark> } {
  const marks = new Map<number, Mark>();
  const texts = Object.entries(splitFiles(source)).map(([name, marked]): [string, string] => {
    const file = name.startsWith("std:") ? name : `/${name}`;
    let text = "";
    let from = 0;
    // Only before what is no part of a name: `$0` in a policy, but not the parameter `$cap`.
    for (const match of marked.matchAll(/\$(\d)/g)) {
      text += marked.slice(from, match.index);
      marks.set(Number(match[1]), { file, offset: text.length });
      from = match.index + match[0].length;
    }
    return [file, text + marked.slice(from)];
  });
  return { texts: Object.fromEntries(texts), marks };
}

/** The text with a sign before and behind each of some spans: what a test shows of places. */
export function withSpans(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    shown += `${text.slice(from, start)}«${text.slice(start, end)}»`;
    from = end;
  }
  return shown + text.slice(from);
}
