/** Each feature that walks or changes the texts, asked for by a real client over the pipes of a process. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  Location,
  LocationLink,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SymbolInformation,
  TextEdit,
  TypeHierarchyItem,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { type Client, startClient } from "./client.js";

const policy = `import { files, Folder } from "./lib/tools"

task work "Work"
task part "Part" part of work
principal p { holds { allow files.* } }
agent a { owner "o" }
agent b { owner "o" }
delegate p -> $0a(cap: Int) for $1work {
  // remit-allow no-narrowing: it is a test
  allow files.open where $2path under "/srv" and size <= $$3cap
  ttl 1h
}
delegate a -> b for part { allow files.$4open where path under "/srv" ttl 5m }
//# file: lib/tools.remit
type Folder = Path
tool files { read open(path: Folder, size: Int) }
`;

/** On a busy machine. */
const starting = 60_000;

const capabilities = {
  workspace: { workspaceFolders: true, fileOperations: { willRename: true } },
  textDocument: {
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
};

describe("over the protocol", () => {
  let client: Client;
  const ask = <T>(method: string, params: object): Promise<T> => client.connection.sendRequest(method, params);
  const at = (range: Range): string => `${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`;
  const place = ({ uri, range }: Location): string => `${uri.slice(client.uri("").length + 1)} ${at(range)}`;
  const main = (): { readonly textDocument: { readonly uri: string } } => ({ textDocument: { uri: client.uri("main.remit") } });

  beforeAll(async () => {
    client = await startClient(policy, { capabilities });
    await client.open("main.remit");
  }, starting);
  afterAll(async () => {
    expect(await client.end()).toBe(0);
    expect(client.log).toEqual([]);
  });

  it("definitions are links, where the client knows links, and places where not", async () => {
    const [link] = await ask<LocationLink[]>("textDocument/definition", client.mark(4));
    expect(link).toMatchObject({ targetUri: client.uri("lib/tools.remit"), targetSelectionRange: { start: { line: 2, character: 18 } } });
    expect(at(link?.originSelectionRange ?? expect.fail())).toBe("12:39-12:43");
    expect((await ask<Location[]>("textDocument/typeDefinition", client.mark(2))).map(place)).toEqual(["lib/tools.remit 1:5-1:11"]);
    expect((await ask<Location[]>("textDocument/implementation", client.mark(0))).map(place)).toEqual(["main.remit 7:0-7:34"]);
  });

  it("references and highlights", async () => {
    const found = await ask<Location[]>("textDocument/references", { ...client.mark(4), context: { includeDeclaration: true } });
    expect(found.map(place)).toEqual(["lib/tools.remit 2:18-2:22", "main.remit 9:14-9:18", "main.remit 12:39-12:43"]);
    const highlights = await ask<DocumentHighlight[]>("textDocument/documentHighlight", client.mark(3));
    expect(highlights.map(({ range, kind }) => `${at(range)} ${kind}`)).toEqual(["7:16-7:19 3", "9:56-9:59 2"]);
  });

  it("rename, and why not", async () => {
    expect(await ask("textDocument/prepareRename", client.mark(4))).toMatchObject({ placeholder: "open" });
    const edit = await ask<WorkspaceEdit>("textDocument/rename", { ...client.mark(4), newName: "read all" });
    expect(edit.changes?.[client.uri("lib/tools.remit")]).toEqual([
      { range: { start: { line: 2, character: 18 }, end: { line: 2, character: 22 } }, newText: "`read all`" },
    ]);
    expect(edit.changes?.[client.uri("main.remit")]).toHaveLength(2);
    await expect(ask("textDocument/rename", { ...client.mark(0), newName: "b" })).rejects.toThrow(
      "`b` is taken by the agent in line 7 of main.remit",
    );
    expect(await ask("textDocument/prepareRename", { ...main(), position: { line: 1, character: 0 } })).toBeNull();
  });

  it("symbols of a document and of the workspace", async () => {
    const outline = await ask<DocumentSymbol[]>("textDocument/documentSymbol", main());
    expect(outline.map(({ name }) => name)).toEqual(["work", "part", "p", "a", "b", "p -> a", "a -> b"]);
    expect(outline[5]).toMatchObject({ detail: "for work", children: [{ name: "cap" }] });
    const found = await ask<SymbolInformation[]>("workspace/symbol", { query: "op" });
    expect(found.map(({ name, containerName, location }) => `${containerName}.${name} ${place(location)}`)).toEqual([
      "files.open lib/tools.remit 2:13-2:47",
    ]);
  });

  it("the hierarchy of delegation", async () => {
    const [item] = await ask<CallHierarchyItem[]>("textDocument/prepareCallHierarchy", client.mark(0));
    const incoming = await ask<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", { item });
    expect(incoming.map(({ from, fromRanges }) => `${from.name} ${from.detail} ${fromRanges.map(at)}`)).toEqual(["p for work, ttl 1h 7:0-7:34"]);
    const outgoing = await ask<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", { item });
    expect(outgoing.map(({ to, fromRanges }) => `${to.name} ${to.detail} ${fromRanges.map(at)}`)).toEqual(["b for part, ttl 5m 12:0-12:24"]);
    expect(await ask("callHierarchy/incomingCalls", { item: { ...item, uri: "file:///nowhere.remit" } })).toBeNull();
    expect(await ask("callHierarchy/incomingCalls", { item: { ...item, data: 7 } })).toBeNull();
  });

  it("the hierarchy of tasks", async () => {
    const [item] = await ask<TypeHierarchyItem[]>("textDocument/prepareTypeHierarchy", client.mark(1));
    expect((await ask<TypeHierarchyItem[]>("typeHierarchy/subtypes", { item })).map(({ name }) => name)).toEqual(["part"]);
    expect(await ask("typeHierarchy/supertypes", { item })).toEqual([]);
  });

  it("semantic tokens: whole, in part, and what has changed", async () => {
    const legend: readonly string[] = client.initialized.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
    const whole = await ask<SemanticTokens>("textDocument/semanticTokens/full", main());
    expect(whole.data.slice(0, 15)).toEqual([
      0,
      0,
      6,
      legend.indexOf("keyword"),
      0,
      0,
      9,
      5,
      legend.indexOf("interface"),
      0,
      0,
      7,
      6,
      legend.indexOf("type"),
      0,
    ]);
    const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } };
    const part = await ask<SemanticTokens>("textDocument/semanticTokens/range", { ...main(), range });
    expect(part.data).toEqual([2, 0, 4, legend.indexOf("keyword"), 0, 0, 5, 4, legend.indexOf("event"), 1, 0, 5, 6, legend.indexOf("string"), 0]);

    await client.change("main.remit", 2, "x", { start: { line: 3, character: 9 }, end: { line: 3, character: 9 } });
    const delta = await ask<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", { ...main(), previousResultId: whole.resultId });
    const data = [...whole.data];
    for (const { start, deleteCount, data: inserted } of delta.edits) data.splice(start, deleteCount, ...(inserted ?? []));
    expect(delta.edits[0]?.data?.length ?? 0).toBeLessThan(20);
    const fresh = await ask<SemanticTokens>("textDocument/semanticTokens/full", main());
    expect(data).toEqual(fresh.data);
    // Of an answer that was not the last, and after a document was closed, the client is told all.
    expect(await ask("textDocument/semanticTokens/full/delta", { ...main(), previousResultId: whole.resultId })).toHaveProperty("data", fresh.data);
    await client.change("main.remit", 3, "", { start: { line: 3, character: 9 }, end: { line: 3, character: 10 } });
  });

  it("selection ranges, linked editing, links and folds", async () => {
    const { textDocument, position } = client.mark(3);
    const [selection] = await ask<SelectionRange[]>("textDocument/selectionRange", { textDocument, positions: [position] });
    expect([selection, selection?.parent, selection?.parent?.parent].map((each) => at(each?.range ?? expect.fail()))).toEqual([
      "9:56-9:59",
      "9:55-9:59",
      "9:47-9:59",
    ]);
    expect(await ask("textDocument/linkedEditingRange", client.mark(3))).toMatchObject({ ranges: [{ start: { line: 7 } }, { start: { line: 9 } }] });
    expect(await ask("textDocument/linkedEditingRange", client.mark(0))).toBeNull();
    const links = await ask<DocumentLink[]>("textDocument/documentLink", main());
    expect(links.map(({ target }) => target?.replace(/^.*(?=compiler\/)/, ""))).toEqual([
      client.uri("lib/tools.remit"),
      "compiler/diagnostics/docs/no-narrowing.md",
    ]);
    expect(await ask("textDocument/foldingRange", main())).toEqual([{ startLine: 7, endLine: 10 }]);
  });

  it("formatting: a document, a range, several, and what is typed", async () => {
    const text = 'agent a {\nowner   "o"\n}\nagent   b {}\n';
    await client.open("new.remit", text);
    const options = { tabSize: 4, insertSpaces: false };
    const document = { textDocument: { uri: client.uri("new.remit") }, options };
    const lines = (edits: readonly TextEdit[]): readonly string[] => edits.map(({ range, newText }) => `${at(range)} ${JSON.stringify(newText)}`);
    const whole = ['1:0-1:0 "  "', '1:6-1:8 ""', '3:0-3:0 "\\n"', '3:6-3:8 ""'];
    expect(lines(await ask("textDocument/formatting", document))).toEqual(whole);
    const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 12 } };
    expect(lines(await ask("textDocument/rangeFormatting", { ...document, range }))).toEqual(['3:6-3:8 ""']);
    expect(lines(await ask("textDocument/rangesFormatting", { ...document, ranges: [range, range] }))).toEqual(['3:6-3:8 ""']);
    expect(lines(await ask("textDocument/onTypeFormatting", { ...document, position: { line: 2, character: 1 }, ch: "}" }))).toEqual([
      '1:0-1:0 "  "',
      '1:6-1:8 ""',
    ]);
  });

  it("renaming files", async () => {
    const files = [{ oldUri: client.uri("lib"), newUri: client.uri("modules") }];
    const edit = await ask<WorkspaceEdit>("workspace/willRenameFiles", { files });
    expect(edit).toEqual({
      changes: {
        [client.uri("main.remit")]: [{ range: { start: { line: 0, character: 30 }, end: { line: 0, character: 43 } }, newText: '"./modules/tools"' }],
      },
    });
    expect(await ask("workspace/willRenameFiles", { files: [{ oldUri: client.uri("none"), newUri: client.uri("x") }] })).toBeNull();
  });
});

describe("with a client that can do little", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy, { capabilities: {} });
    await client.open("main.remit");
  }, starting);
  afterAll(async () => {
    await client.end();
  });

  it("is offered what it knows", () => {
    const { renameProvider, workspace } = client.initialized.capabilities;
    expect(renameProvider).toBe(true);
    expect(workspace?.fileOperations).toBeUndefined();
  });

  it("gets places for links, and a list of symbols for a tree", async () => {
    const [place] = await client.connection.sendRequest<Location[]>("textDocument/definition", client.mark(4));
    expect(place).toEqual({ uri: client.uri("lib/tools.remit"), range: { start: { line: 2, character: 18 }, end: { line: 2, character: 22 } } });
    const symbols = await client.connection.sendRequest<SymbolInformation[]>("textDocument/documentSymbol", {
      textDocument: { uri: client.uri("main.remit") },
    });
    expect(symbols.map(({ name, containerName }) => `${containerName ?? ""} ${name}`)).toContain("p -> a cap");
  });
});
