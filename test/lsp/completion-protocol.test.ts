import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CompletionItem, CompletionList } from "vscode-languageserver-protocol";
import { type Client, startClient } from "./client.js";

const policy = `task t "t"
tool orders {
  /// Looks one up.
  read lookup(customer: String, size: "small" | "large")
}
principal p {}
agent a { owner "o" }
delegate p -> a for t {
  allow orders.lookup where size == $1
  allow orders.$0
  ttl 1h
}
$2`;

describe("completion over stdio", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy);
    await client.open("main.remit");
  });
  afterAll(async () => {
    await client.end();
  });

  const complete = (mark: number, more: object = {}): Promise<CompletionList | null> =>
    client.connection.sendRequest("textDocument/completion", { ...client.mark(mark), ...more });

  it("offers actions, and documents the one that is looked at", async () => {
    const list = await complete(0, { context: { triggerKind: 2, triggerCharacter: "." } });
    const item = list?.items.find(({ label }) => label === "lookup");
    expect(item).toMatchObject({ detail: 'read lookup(customer: String, size: "small" | "large")', textEdit: { newText: "lookup" } });
    const resolved: CompletionItem = await client.connection.sendRequest("completionItem/resolve", item);
    expect(resolved.documentation).toMatchObject({ kind: "markdown", value: expect.stringContaining("Looks one up.") });
  });

  it("writes values in quotes, and what follows a word", async () => {
    const values = await complete(1);
    expect(values?.items.filter(({ sortText }) => sortText?.startsWith("0")).map(({ textEdit }) => textEdit?.newText)).toEqual([
      '"small"',
      '"large"',
    ]);
    const words = await complete(2);
    const delegate = words?.items.find(({ label }) => label === "delegate");
    expect(delegate).toMatchObject({ insertTextFormat: 2, textEdit: { newText: expect.stringMatching(/-> \$\{2:to\} for \$\{3:task\}/) } });
  });

  it("does not offer words because a space was typed", async () => {
    const list = await complete(2, { context: { triggerKind: 2, triggerCharacter: " " } });
    expect(list?.items ?? []).toEqual([]);
  });

  it("answers what a client sends back that it was never given", async () => {
    const item = { label: "x", data: { uri: 1, about: { kind: "name" } } };
    expect(await client.connection.sendRequest("completionItem/resolve", item)).toEqual(item);
  });
});

it("writes no places to fill in for a client that has none", async () => {
  const client = await startClient(policy, { capabilities: {} });
  await client.open("main.remit");
  const list: CompletionList = await client.connection.sendRequest("textDocument/completion", client.mark(2));
  const delegate = list.items.find(({ label }) => label === "delegate");
  expect(delegate).toMatchObject({ insertTextFormat: 1, textEdit: { newText: "delegate from -> to for task {\n\tallow \n\tttl 15m\n}" } });
  await client.end();
});
