/** `textDocument/definition`, `textDocument/typeDefinition`, `textDocument/implementation` */
import {
  type Definition,
  type DefinitionClientCapabilities,
  type DefinitionLink,
  DefinitionRequest,
  ImplementationRequest,
  type TextDocumentPositionParams,
  TypeDefinitionRequest,
} from "vscode-languageserver";
import { definitionsAt, implementationsAt, type Lead, placeOf, typeDefinitionsAt } from "../../ide/navigation.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { Ask, Feature } from "../feature.js";

export const definition: Feature = {
  capabilities: () => ({ definitionProvider: true, typeDefinitionProvider: true, implementationProvider: true }),
  register({ document }) {
    document(DefinitionRequest.type, "tree", (ask) => answer(ask, definitionsAt, ask.client.capabilities.textDocument?.definition));
    document(TypeDefinitionRequest.type, "tree", (ask) => answer(ask, typeDefinitionsAt, ask.client.capabilities.textDocument?.typeDefinition));
    document(ImplementationRequest.type, "tree", (ask) => answer(ask, implementationsAt, ask.client.capabilities.textDocument?.implementation));
  },
};

/** Links tell the client what leads there, and how far the declaration goes; one that knows no links gets places. */
function answer(
  { snapshot, file, params, client }: Ask<TextDocumentPositionParams>,
  leadsAt: (snapshot: Snapshot, file: string, offset: number) => readonly Lead[],
  can: DefinitionClientCapabilities | undefined,
): Definition | DefinitionLink[] {
  const leads = leadsAt(snapshot, file, snapshot.offset(file, params.position));
  if (can?.linkSupport !== true) return leads.map(({ to }) => client.location(snapshot, placeOf(to)));
  return leads.map(({ from, to }) => ({
    originSelectionRange: client.range(snapshot, { file, span: from }),
    targetUri: client.uri(to.file),
    targetRange: client.range(snapshot, { file: to.file, span: to.whole }),
    targetSelectionRange: client.range(snapshot, placeOf(to)),
  }));
}
