/** `workspace/willRenameFiles` */
import { type TextEdit, WillRenameFilesRequest } from "vscode-languageserver";
import { movedImports } from "../../ide/moves.js";
import { workspaceEdit } from "../edits.js";
import type { Feature } from "../feature.js";
import { fileOf } from "../uri.js";

export const moves: Feature = {
  capabilities: (client) =>
    client.workspace?.fileOperations?.willRename === true
      ? {
          workspace: {
            fileOperations: {
              willRename: {
                filters: [
                  { scheme: "file", pattern: { glob: "**/*.remit", matches: "file" } },
                  { scheme: "file", pattern: { glob: "**", matches: "folder" } },
                ],
              },
            },
          },
        }
      : {},
  register({ workspace }) {
    workspace(WillRenameFilesRequest.type, "tree", ({ snapshots, params, client }) => {
      const moved = params.files.map(({ oldUri, newUri }) => ({ from: fileOf(oldUri), to: fileOf(newUri) }));
      const seen = new Set<string>();
      const changes: Record<string, TextEdit[]> = {};
      for (const snapshot of snapshots) {
        // A file that several folders' policies import is edited once.
        const edits = movedImports(snapshot, moved).filter(({ file }) => !seen.has(file));
        for (const { file } of edits) seen.add(file);
        Object.assign(changes, workspaceEdit(snapshot, edits, client).changes);
      }
      return Object.keys(changes).length === 0 ? null : { changes };
    });
  },
};
