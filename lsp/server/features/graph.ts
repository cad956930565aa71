/** `remit/graph`: the page that shows the policies of a document, for an editor that can show a page. No part of the protocol. */
import { ProtocolRequestType, type TextDocumentIdentifier } from "vscode-languageserver";
import { writePage } from "../../../compiler/index.js";
import { graphIn } from "../../ide/graph.js";
import type { Feature } from "../feature.js";

export interface GraphParams {
  /** Without one, or with one that is in no policy: all policies. */
  readonly textDocument?: TextDocumentIdentifier;
  /** A path; the page names files from there. */
  readonly folder: string;
}

export interface GraphResult {
  readonly html: string;
}

const GraphRequest = new ProtocolRequestType<GraphParams, GraphResult, never, void, void>("remit/graph");

export const graph: Feature = {
  capabilities: () => ({}),
  register({ workspace }) {
    workspace(GraphRequest, "proof", async ({ snapshots, params, client }) => {
      const { textDocument, folder } = params;
      const file = textDocument === undefined ? undefined : client.find(snapshots, textDocument.uri)?.file;
      return { html: await writePage(graphIn(snapshots, file, folder.replaceAll("\\", "/"))) };
    });
  },
};
