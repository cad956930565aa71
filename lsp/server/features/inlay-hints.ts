/** `textDocument/inlayHint` and `inlayHint/resolve` */
import { type InlayHint, InlayHintRequest, InlayHintResolveRequest, MarkupKind } from "vscode-languageserver";
import { explainHint, type HintKind, hintsIn } from "../../ide/inlay-hints.js";
import type { Client, Feature } from "../feature.js";

/** Which setting below `remit.inlayHints.` shows a kind of hint, unless it is set to false. */
const settings: Readonly<Record<HintKind, string>> = { ttl: "bounds", depth: "bounds", budget: "bounds", labels: "labels", cuts: "cuts" };

export const inlayHints: Feature = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: true } }),
  register({ document, workspace }) {
    document(InlayHintRequest.type, "proof", ({ snapshot, file, params, client }): InlayHint[] => {
      const span = { start: snapshot.offset(file, params.range.start), end: snapshot.offset(file, params.range.end) };
      return hintsIn(snapshot, file, span, isWanted(client)).map(({ kind, offset, label, hop }) => ({
        position: snapshot.position(file, offset),
        label,
        paddingLeft: true,
        data: { uri: params.textDocument.uri, kind, hop, version: snapshot.version } satisfies Asked,
      }));
    });
    workspace(InlayHintResolveRequest.type, "proof", ({ snapshots, params, client }) => {
      const data: unknown = params.data;
      if (!isAsked(data)) return params;
      const found = client.find(snapshots, data.uri);
      // The hint is of another text, and the client will ask for new ones.
      if (found === undefined || found.snapshot.version !== data.version) return params;
      const value = explainHint(found.snapshot, found.file, data.kind, data.hop);
      return value === undefined ? params : { ...params, tooltip: { kind: MarkupKind.Markdown, value } };
    });
  },
};

function isWanted(client: Client): (kind: HintKind) => boolean {
  return (kind) => client.setting(`inlayHints.${settings[kind]}`) !== false;
}

interface Asked {
  readonly uri: string;
  readonly kind: HintKind;
  readonly hop: number;
  readonly version: number;
}

function isAsked(data: unknown): data is Asked {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("kind" in data) || !("hop" in data) || !("version" in data)) return false;
  const { uri, kind, hop, version } = data;
  return typeof uri === "string" && typeof kind === "string" && kind in settings && typeof hop === "number" && typeof version === "number";
}
