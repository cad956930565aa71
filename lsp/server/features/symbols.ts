/** `textDocument/documentSymbol`, `workspace/symbol` */
import { type DocumentSymbol, DocumentSymbolRequest, type SymbolInformation, SymbolKind, WorkspaceSymbolRequest } from "vscode-languageserver";
import { type Outlined, outlineOf, searched } from "../../ide/outline.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { Client, Feature } from "../feature.js";

/** An editor asks again with every letter: nobody reads so many. */
const mostFound = 256;

export const symbols: Feature = {
  capabilities: () => ({ documentSymbolProvider: { label: "Remit" }, workspaceSymbolProvider: true }),
  register({ document, workspace }) {
    document(DocumentSymbolRequest.type, "tree", ({ snapshot, file, client }) => {
      const outline = outlineOf(snapshot, file);
      if (client.capabilities.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true)
        return outline.map((each) => nested(snapshot, file, each, client));
      return outline.flatMap((each) => [each, ...each.parts].map((one) => flat(snapshot, file, one, one === each ? undefined : each.name, client)));
    });
    workspace(WorkspaceSymbolRequest.type, "tree", ({ snapshots, params, client }) => {
      const seen = new Set<string>();
      const found: SymbolInformation[] = [];
      for (const snapshot of snapshots) {
        // The modules of the standard library are in several.
        const files = snapshot.files().filter((file) => !seen.has(file));
        for (const file of files) seen.add(file);
        for (const { symbol, file, within } of searched(snapshot, files, params.query, mostFound))
          found.push(flat(snapshot, file, symbol, within, client));
      }
      return found.slice(0, mostFound);
    });
  },
};

function nested(snapshot: Snapshot, file: string, { kind, name, detail, whole, at, parts }: Outlined, client: Client): DocumentSymbol {
  return {
    name,
    ...(detail === "" ? {} : { detail }),
    kind: symbolKinds[kind],
    range: client.range(snapshot, { file, span: whole }),
    selectionRange: client.range(snapshot, { file, span: at }),
    ...(parts.length === 0 ? {} : { children: parts.map((part) => nested(snapshot, file, part, client)) }),
  };
}

function flat(snapshot: Snapshot, file: string, { kind, name, whole }: Outlined, within: string | undefined, client: Client): SymbolInformation {
  return {
    name,
    kind: symbolKinds[kind],
    location: client.location(snapshot, { file, span: whole }),
    ...(within === undefined ? {} : { containerName: within }),
  };
}

/** The protocol's kinds are those of programs; each editor has a picture for every one. */
export const symbolKinds: Readonly<Record<Outlined["kind"], SymbolKind>> = {
  label: SymbolKind.EnumMember,
  domain: SymbolKind.Namespace,
  task: SymbolKind.Event,
  type: SymbolKind.Struct,
  let: SymbolKind.Constant,
  context: SymbolKind.Object,
  fact: SymbolKind.Property,
  tool: SymbolKind.Interface,
  annotate: SymbolKind.Interface,
  action: SymbolKind.Method,
  argument: SymbolKind.Variable,
  parameter: SymbolKind.Variable,
  field: SymbolKind.Field,
  variable: SymbolKind.Variable,
  unit: SymbolKind.Number,
  "built-in": SymbolKind.TypeParameter,
  secret: SymbolKind.Key,
  scope: SymbolKind.Package,
  principal: SymbolKind.Module,
  agent: SymbolKind.Class,
  delegate: SymbolKind.Function,
  deny: SymbolKind.Operator,
  assert: SymbolKind.Boolean,
  test: SymbolKind.File,
};
