/** Quick fixes as an editor meets them: over the pipes of a process. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClientCapabilities, CodeAction, CodeActionParams, Diagnostic, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Client, startClient } from "../client.js";
import { desk } from "./fixture.js";

const policy = desk(
  "delegate a -> b for help {\r\n  $0allow orders.refund where amount <= 100\r\n  $1ttl 1d\r\n}\r\n$2delegate a -> b for other { allow orders.refund where amount <= 50  ttl 5m }\r\n",
).replace("task help", 'task other "Other" part of help\ntask help');

/** The program is bundled first, and the machine may have more to do. */
const slow = 60_000;

const literals = { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } } };
const able: ClientCapabilities = {
  workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
  textDocument: { codeAction: { ...literals, dataSupport: true, isPreferredSupport: true, resolveSupport: { properties: ["edit"] } } },
};
/** One that resolves nothing, and knows no versions of documents. */
const plain: ClientCapabilities = { textDocument: { codeAction: literals } };

async function actionsAt(client: Client, mark: number, only?: string[], diagnostics: Diagnostic[] = []): Promise<readonly CodeAction[]> {
  const { textDocument, position } = client.mark(mark);
  const params: CodeActionParams = { textDocument, range: { start: position, end: position }, context: { diagnostics, ...(only && { only }) } };
  return client.connection.sendRequest("textDocument/codeAction", params);
}

describe("an editor that resolves", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy, { capabilities: able });
    await client.open("main.remit");
  }, slow);
  afterAll(async () => {
    await client.end();
  });
  const applied = ({ documentChanges = [] }: WorkspaceEdit): string => {
    const edits = documentChanges.flatMap((each) => ("edits" in each ? (each as TextDocumentEdit).edits : []));
    return TextDocument.applyEdits(
      TextDocument.create(client.uri("main.remit"), "remit", 1, client.text("main.remit")),
      edits.map((edit) => ("snippet" in edit ? { range: edit.range, newText: edit.snippet.value } : edit)),
    );
  };

  it("is told what can be done, and at what kinds of action", () => {
    expect(client.initialized.capabilities.codeActionProvider).toEqual({
      codeActionKinds: ["quickfix", "refactor.extract", "source.fixAll.remit"],
      resolveProvider: true,
    });
  });

  it("is offered what checks, and given the edit when it asks for it", async () => {
    const { diagnostics } = await client.published("main.remit", 1);
    const actions = await actionsAt(client, 0, undefined, diagnostics);
    expect(actions.map(({ title, kind, isPreferred, edit }) => [title, kind, isPreferred === true, edit])).toEqual([
      ["Narrow this clause to what `a` receives", "quickfix", true, undefined],
      ["Pass on only what `a` receives: `allow received`", "quickfix", false, undefined],
      ["Fix all that can be fixed in this file", "source.fixAll.remit", false, undefined],
    ]);
    expect(actions[0]?.diagnostics?.map(({ code }) => code)).toEqual(["wider-scope"]);
    const resolved: CodeAction = await client.connection.sendRequest("codeAction/resolve", actions[0]);
    expect(applied(resolved.edit ?? {})).toBe(client.text("main.remit").replace("amount <= 100", "amount <= 50"));
    const all: CodeAction = await client.connection.sendRequest("codeAction/resolve", actions[2]);
    expect(applied(all.edit ?? {})).toBe(client.text("main.remit").replace("amount <= 100", "amount <= 50").replace("ttl 1d", "ttl 1h"));
  });

  it("is offered all at once where it asks for that alone", async () => {
    const actions = await actionsAt(client, 2, ["source.fixAll"]);
    expect(actions.map(({ kind }) => kind)).toEqual(["source.fixAll.remit"]);
    expect(applied(actions[0]?.edit ?? {})).toContain("  ttl 1h\r\n}\r\ndelegate a -> b for other");
    expect(await actionsAt(client, 2, ["refactor"])).toEqual([]);
  });

  it("may type over the reason for which a warning is allowed", async () => {
    const [allow] = await actionsAt(client, 2, ["quickfix"]);
    const resolved: CodeAction = await client.connection.sendRequest("codeAction/resolve", allow);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's
    expect(applied(resolved.edit ?? {})).toContain("}\r\n// remit-allow no-narrowing: ${1:the reason}\r\ndelegate a -> b for other");
  });

  it("is refused what is not there any more, and what nobody offered", async () => {
    const [narrow] = await actionsAt(client, 0, ["quickfix"]);
    const resolve = (action: unknown): Promise<CodeAction> => client.connection.sendRequest("codeAction/resolve", action);
    await expect(resolve({ title: "x", data: { kind: "fix" } })).rejects.toThrow("not there any more");
    await expect(resolve({ title: "x" })).rejects.toThrow("not there any more");
    await expect(resolve({ ...narrow, data: { ...(narrow?.data as object), name: "widen" } })).rejects.toThrow("something else would be an error");
    await client.change("main.remit", 2, 'task t "t"\n');
    await expect(resolve(narrow)).rejects.toThrow("not there any more");
  });
});

describe("an editor that resolves nothing", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy, { capabilities: plain });
    await client.open("main.remit");
  }, slow);
  afterAll(async () => {
    await client.end();
  });

  it("is given each edit with the offer", async () => {
    const [narrow] = await actionsAt(client, 0);
    const { position } = client.mark(0);
    const range = { start: position, end: { line: position.line, character: "  allow orders.refund where amount <= 100".length } };
    expect(narrow?.edit).toEqual({ changes: { [client.uri("main.remit")]: [{ range, newText: "allow orders.refund where amount <= 50" }] } });
    const [allow] = await actionsAt(client, 2);
    expect(JSON.stringify(allow?.edit)).toContain("// remit-allow no-narrowing: the reason\\r\\n");
  });
});
