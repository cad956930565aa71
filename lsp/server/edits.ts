/** Edits of texts in the protocol's words. */
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Snapshot } from "../ide/snapshot.js";
import type { Client } from "./feature.js";

/** What is to stand in the place of a part of a file, in offsets of the text as it is. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function textEdit(snapshot: Snapshot, { file, start, end, text }: Edit, client: Client): TextEdit {
  return { range: client.range(snapshot, { file, span: { start, end } }), newText: text };
}

/** The edits of each file, in their order. */
export function workspaceEdit(snapshot: Snapshot, edits: readonly Edit[], client: Client): WorkspaceEdit {
  const changes = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const uri = client.uri(edit.file);
    const list = changes.get(uri);
    if (list === undefined) changes.set(uri, [textEdit(snapshot, edit, client)]);
    else list.push(textEdit(snapshot, edit, client));
  }
  return { changes: Object.fromEntries(changes) };
}
