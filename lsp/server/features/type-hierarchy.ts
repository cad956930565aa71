/** `textDocument/prepareTypeHierarchy`, `typeHierarchy/supertypes`, `typeHierarchy/subtypes`: over tasks, labels and types. */
import {
  type TypeHierarchyItem,
  TypeHierarchyPrepareRequest,
  TypeHierarchySubtypesRequest,
  TypeHierarchySupertypesRequest,
} from "vscode-languageserver";
import { above, below, type Ordered, orderedAt } from "../../ide/orders.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { AskAll, Client, Feature } from "../feature.js";
import { symbolKinds } from "./symbols.js";

export const typeHierarchy: Feature = {
  capabilities: () => ({ typeHierarchyProvider: true }),
  register({ document, workspace }) {
    document(TypeHierarchyPrepareRequest.type, "tree", ({ snapshot, file, params, client }) =>
      orderedAt(snapshot, file, snapshot.offset(file, params.position)).map((each) => itemOf(snapshot, each, client)),
    );
    workspace(TypeHierarchySupertypesRequest.type, "tree", (ask) => answer(ask, above));
    workspace(TypeHierarchySubtypesRequest.type, "tree", (ask) => answer(ask, below));
  },
};

/** The item may be of a text that has been edited since: what it stands for is found by its name. */
function answer(
  { snapshots, params: { item }, client }: AskAll<{ readonly item: TypeHierarchyItem }>,
  beside: (snapshot: Snapshot, file: string, name: string) => readonly Ordered[],
): TypeHierarchyItem[] | null {
  const found = client.find(snapshots, item.uri);
  return found === undefined ? null : beside(found.snapshot, found.file, item.name).map((each) => itemOf(found.snapshot, each, client));
}

function itemOf(snapshot: Snapshot, { kind, name, detail, file, whole, at }: Ordered, client: Client): TypeHierarchyItem {
  return {
    name,
    kind: symbolKinds[kind],
    ...(detail === "" ? {} : { detail }),
    uri: client.uri(file),
    range: client.range(snapshot, { file, span: whole }),
    selectionRange: client.range(snapshot, { file, span: at }),
  };
}
