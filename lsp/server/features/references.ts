/** `textDocument/references`, `textDocument/documentHighlight` */
import { type DocumentHighlight, DocumentHighlightKind, DocumentHighlightRequest, ReferencesRequest } from "vscode-languageserver";
import { highlightsAt, referencesAt } from "../../ide/references.js";
import type { Feature } from "../feature.js";

export const references: Feature = {
  capabilities: () => ({ referencesProvider: true, documentHighlightProvider: true }),
  register({ document }) {
    document(ReferencesRequest.type, "tree", ({ snapshot, file, params, client }) => {
      const found = referencesAt(snapshot, file, snapshot.offset(file, params.position), params.context.includeDeclaration);
      return found.map((each) => client.location(snapshot, each));
    });
    document(DocumentHighlightRequest.type, "tree", ({ snapshot, file, params, client }) =>
      highlightsAt(snapshot, file, snapshot.offset(file, params.position)).map(
        (each): DocumentHighlight => ({
          range: client.range(snapshot, each),
          kind: each.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }),
      ),
    );
  },
};
