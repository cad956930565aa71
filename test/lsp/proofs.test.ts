/** What takes long: it is shown, it can be cancelled, and a newer edit goes before it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { generatePolicy } from "../bench/generate.js";
import { type Client, soon, startClient } from "./client.js";

/** Long enough that its proof takes more than a slice, even where nothing else runs. */
const large = generatePolicy(1_000, 6);

let client: Client;
afterEach(async () => {
  expect(client.log).toEqual([]);
  await client.end();
});

const refused = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => "answered",
    (problem: unknown) => (problem instanceof ResponseError ? [problem.code, problem.data] : problem),
  );

it("shows the proof of a large workspace, and reads requests meanwhile", async () => {
  client = await startClient(large, { capabilities: { window: { workDoneProgress: true }, textDocument: { publishDiagnostics: {} } } });
  const shown: { readonly kind: string; readonly title?: string; readonly percentage?: number }[] = [];
  client.connection.onNotification("$/progress", ({ value }: { readonly value: (typeof shown)[number] }) => {
    shown.push(value);
  });
  let isPublished = false;
  await client.open("main.remit");
  const published = client.published("main.remit", 1).then(() => {
    isPublished = true;
  });
  await client.connection.sendRequest("textDocument/foldingRange", { textDocument: { uri: client.uri("main.remit") } });
  expect(isPublished).toBe(false);
  await published;
  await soon(() => shown.at(-1)?.kind).toBe("end");
  expect(shown[0]).toMatchObject({ kind: "begin", title: "Remit: proving" });
  const percentages = shown.flatMap(({ percentage }) => percentage ?? []);
  expect(percentages).toEqual(percentages.toSorted((a, b) => a - b));
});

it("cancels what waits for the proof, and has what an edit has overtaken asked again", async () => {
  client = await startClient(large, { capabilities: { textDocument: { diagnostic: {} } } });
  await client.open("main.remit");
  const pull = (source?: CancellationTokenSource): Promise<unknown> =>
    client.connection.sendRequest(
      "textDocument/diagnostic",
      { textDocument: { uri: client.uri("main.remit") } },
      (source ?? new CancellationTokenSource()).token,
    );
  const source = new CancellationTokenSource();
  const cancelled = refused(pull(source));
  source.cancel();
  const overtaken = refused(pull());
  const start = { line: 0, character: 0 };
  await client.change("main.remit", 2, "// a comment\n", { start, end: start });
  expect(await cancelled).toEqual([LSPErrorCodes.RequestCancelled, undefined]);
  expect(await overtaken).toEqual([LSPErrorCodes.ServerCancelled, { retriggerRequest: true }]);
  expect(await pull()).toMatchObject({ kind: "full", items: [] });
});

it("forgets the files of a folder of which it is only told that the folder is gone", async () => {
  client = await startClient('agent a { owner "o" }\n//# file: sub/b.remit\nagent b {}\n//# file: sub/deep/c.remit\nagent c {}\n');
  const last = (name: string) => client.publications.filter(({ uri }) => uri === client.uri(name)).at(-1)?.diagnostics.length;
  await soon(() => [last("sub/b.remit"), last("sub/deep/c.remit")]).toEqual([2, 2]);
  rmSync(join(client.folder, "sub"), { recursive: true });
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: client.uri("sub"), type: 3 }] });
  await soon(() => [last("sub/b.remit"), last("sub/deep/c.remit")]).toEqual([0, 0]);
});

it("refuses what is no question of its", async () => {
  client = await startClient('agent a { owner "o" }\n');
  expect(await refused(client.connection.sendRequest("textDocument/foldingRange", {}))).toEqual([-32602, undefined]);
  expect(await refused(client.connection.sendRequest("workspace/executeCommand", { command: "remit.none" }))).toEqual([-32602, undefined]);
  expect(await refused(client.connection.sendRequest("remit/none"))).toEqual([-32601, undefined]);
  expect(await client.connection.sendRequest("textDocument/foldingRange", { textDocument: { uri: "file:///nowhere/x.remit" } })).toBe(null);
});
