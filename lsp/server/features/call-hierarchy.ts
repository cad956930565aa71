/** `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls`, `callHierarchy/outgoingCalls` */
import {
  CallHierarchyIncomingCallsRequest,
  type CallHierarchyItem,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
} from "vscode-languageserver";
import { delegatesOf, delegatorsOf, type Party, type PartyKey, partiesAt } from "../../ide/call-hierarchy.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { AskAll, Client, Feature } from "../feature.js";
import { symbolKinds } from "./symbols.js";

export const callHierarchy: Feature = {
  capabilities: () => ({ callHierarchyProvider: true }),
  register({ document, workspace }) {
    document(CallHierarchyPrepareRequest.type, "tree", ({ snapshot, file, params, client }) =>
      partiesAt(snapshot, file, snapshot.offset(file, params.position)).map((party) => itemOf(snapshot, party, client)),
    );
    workspace(CallHierarchyIncomingCallsRequest.type, "tree", (ask) => {
      const { snapshot, key } = asked(ask);
      if (snapshot === undefined || key === undefined) return null;
      return delegatorsOf(snapshot, key).map(({ party, hop }) => ({
        from: itemOf(snapshot, party, ask.client),
        fromRanges: [ask.client.range(snapshot, hop)],
      }));
    });
    workspace(CallHierarchyOutgoingCallsRequest.type, "tree", (ask) => {
      const { snapshot, key } = asked(ask);
      if (snapshot === undefined || key === undefined) return null;
      return delegatesOf(snapshot, key).map(({ party, hop }) => ({
        to: itemOf(snapshot, party, ask.client),
        // The ranges are counted in the file of whoever was asked about.
        fromRanges: ask.client.uri(hop.file) === ask.params.item.uri ? [ask.client.range(snapshot, hop)] : [],
      }));
    });
  },
};

/** The party that an item stands for, which may be gone by now, and where it is known. */
function asked({ snapshots, params: { item }, client }: AskAll<{ readonly item: CallHierarchyItem }>): {
  readonly snapshot?: Snapshot;
  readonly key?: PartyKey;
} {
  const found = client.find(snapshots, item.uri);
  return found === undefined || !isKey(item.data) ? {} : { snapshot: found.snapshot, key: item.data };
}

function isKey(data: unknown): data is PartyKey {
  return (
    typeof data === "object" && data !== null && "file" in data && typeof data.file === "string" && "name" in data && typeof data.name === "string"
  );
}

function itemOf(snapshot: Snapshot, { kind, name, detail, file, whole, at, key }: Party, client: Client): CallHierarchyItem {
  return {
    name,
    kind: symbolKinds[kind],
    ...(detail === "" ? {} : { detail }),
    uri: client.uri(file),
    range: client.range(snapshot, { file, span: whole }),
    selectionRange: client.range(snapshot, { file, span: at }),
    data: key,
  };
}
