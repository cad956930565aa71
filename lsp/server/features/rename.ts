/** `textDocument/prepareRename`, `textDocument/rename` */
import { LSPErrorCodes, PrepareRenameRequest, RenameRequest, ResponseError } from "vscode-languageserver";
import { renamableAt, renameAt } from "../../ide/rename.js";
import { workspaceEdit } from "../edits.js";
import type { Feature } from "../feature.js";

export const rename: Feature = {
  capabilities: (client) => ({ renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true }),
  register({ document }) {
    document(PrepareRenameRequest.type, "tree", ({ snapshot, file, params, client }) => {
      const found = renamableAt(snapshot, file, snapshot.offset(file, params.position));
      if (found === undefined) return null;
      if (found.kind === "refused") throw refusal(found.why);
      return { range: client.range(snapshot, found.mention), placeholder: found.mention.text };
    });
    // A proof that is being made must not be met by a trial of other texts.
    document(RenameRequest.type, "proof", ({ snapshot, file, params, client }) => {
      const renamed = renameAt(snapshot, file, snapshot.offset(file, params.position), params.newName);
      if (renamed === undefined) throw refusal("no name stands here");
      if (renamed.kind === "refused") throw refusal(renamed.why);
      return workspaceEdit(snapshot, renamed.edits, client);
    });
  },
};

/** The client shows the words to whoever asked. */
function refusal(why: string): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}
