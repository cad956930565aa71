/** `textDocument/foldingRange` */
import { type FoldingRange, FoldingRangeKind, FoldingRangeRequest } from "vscode-languageserver";
import { type Fold, foldsIn } from "../../ide/folding.js";
import type { Feature } from "../feature.js";

export const folding: Feature = {
  capabilities: () => ({ foldingRangeProvider: true }),
  register({ document }) {
    document(FoldingRangeRequest.type, "tree", ({ snapshot, file, client }) =>
      foldsIn(snapshot, file, client.capabilities.textDocument?.foldingRange?.rangeLimit).map(rangeOf),
    );
  },
};

function rangeOf({ kind, first, last }: Fold): FoldingRange {
  const range = { startLine: first, endLine: last };
  switch (kind) {
    case "block":
      return range;
    case "comment":
      return { ...range, kind: FoldingRangeKind.Comment };
    case "imports":
      return { ...range, kind: FoldingRangeKind.Imports };
  }
}
