/** `textDocument/documentLink` */
import { DocumentLinkRequest } from "vscode-languageserver";
import { linksIn } from "../../ide/links.js";
import type { Feature } from "../feature.js";

export const links: Feature = {
  capabilities: () => ({ documentLinkProvider: {} }),
  register({ document }) {
    document(DocumentLinkRequest.type, "tree", ({ snapshot, file, client }) =>
      linksIn(snapshot, file).map(({ span, kind, file: target }) => ({
        range: client.range(snapshot, { file, span }),
        target: client.uri(target),
        tooltip: kind === "module" ? "Open the module" : "Read what it means",
      })),
    );
  },
};
