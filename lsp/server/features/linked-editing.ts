/** `textDocument/linkedEditingRange` */
import { LinkedEditingRangeRequest } from "vscode-languageserver";
import { linkedAt } from "../../ide/linked.js";
import type { Feature } from "../feature.js";

export const linkedEditing: Feature = {
  capabilities: () => ({ linkedEditingRangeProvider: true }),
  register({ document }) {
    document(LinkedEditingRangeRequest.type, "tree", ({ snapshot, file, params, client }) => {
      const spans = linkedAt(snapshot, file, snapshot.offset(file, params.position));
      if (spans.length === 0) return null;
      return { ranges: spans.map((span) => client.range(snapshot, { file, span })), wordPattern: "[A-Za-z_][A-Za-z0-9_]*" };
    });
  },
};
