/** Texts that an editor holds, however they come: outside of its folders, without a file, with any line ends and positions. */
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import type { PublishDiagnosticsParams } from "vscode-languageserver-protocol";
import { type Client, shown, soon, startClient } from "./client.js";

const policy = 'task t "t"\nagent a { owner "o" }\n';

let client: Client;
afterEach(async () => {
  expect(client.log).toEqual([]);
  await client.end();
});

const openUri = (uri: string, text: string): Promise<void> =>
  client.connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text } });
const told = (uri: string): PublishDiagnosticsParams | undefined => client.publications.filter((each) => each.uri === uri).at(-1);
const codes = (uri: string): readonly unknown[] | undefined => told(uri)?.diagnostics.map(({ code }) => code);

it("checks a document that has no file, and forgets it when it is closed", async () => {
  client = await startClient(policy);
  const uri = "untitled:Untitled-1";
  await openUri(uri, "agent z {}\n");
  await soon(() => codes(uri)).toEqual(["no-owner", "unreachable-agent"]);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  await soon(() => codes(uri)).toEqual([]);
});

it("checks a file outside of the folders, with what it imports, and the standard library", async () => {
  client = await startClient(policy);
  const outside = join(tmpdir(), `remit-outside-${process.pid}`);
  writeFileSync(`${outside}.tools.remit`, "tool files { read open(path: Path) }\n");
  const uri = pathToFileURL(`${outside}.remit`).href;
  await openUri(uri, `import { files } from "./remit-outside-${process.pid}.tools"\nimport { github } from "std:mcp/github"\ndeny files.shut\n`);
  await soon(() => codes(uri)).toEqual(["unknown-name"]);
  rmSync(`${outside}.tools.remit`);
});

it("sees a file that is not saved yet as a part of its folder", async () => {
  client = await startClient('import { files } from "./tools"\ndeny files.open\n');
  await client.open("main.remit");
  expect((await client.published("main.remit", 1)).diagnostics.map(({ code }) => code)).toEqual(["unknown-name"]);
  await client.open("tools.remit", "tool files { read open(path: Path) }\n");
  await soon(() => codes(client.uri("main.remit"))).toEqual([]);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: client.uri("tools.remit") } });
  await soon(() => codes(client.uri("main.remit"))).toEqual(["unknown-name"]);
});

it("goes back to what is on disk when a document is closed unsaved", async () => {
  client = await startClient(policy);
  await client.open("main.remit", "agent a {}\n");
  await soon(() => codes(client.uri("main.remit"))).toEqual(["no-owner", "unreachable-agent"]);
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: client.uri("main.remit") } });
  await soon(() => codes(client.uri("main.remit"))).toEqual(["unreachable-agent"]);
});

it("counts lines and characters as the protocol does, whatever ends lines, and takes positions beyond the end", async () => {
  client = await startClient(policy);
  // A pair of surrogates counts as two, and `\r` alone ends a line.
  await client.open("main.remit", '// 😀 \r\nagent a { owner "😀" }\ragent b { owner "o" }\nagent c { owner "o" } agent d {}');
  const found = shown((await client.published("main.remit", 1)).diagnostics);
  expect(found.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "2:7 unreachable-agent",
    "3:7 unreachable-agent",
    "4:7 unreachable-agent",
    "4:29 no-owner",
    "4:29 unreachable-agent",
  ]);
  const beyond = { line: 1_000_000, character: 1_000_000 };
  await client.change("main.remit", 2, "\nagent e {}", { start: beyond, end: beyond });
  expect(shown((await client.published("main.remit", 2)).diagnostics).at(-1)).toMatch(/^5:7 unreachable-agent/);
  // One half of the pair is taken away.
  await client.change("main.remit", 3, "", { start: { line: 1, character: 17 }, end: { line: 1, character: 18 } });
  expect(shown((await client.published("main.remit", 3)).diagnostics).filter((line) => line.startsWith("2:"))).toEqual([
    expect.stringMatching(/^2:17 syntax This text is not well-formed Unicode/),
  ]);
  // Past a line's end is its end.
  await client.change("main.remit", 4, " // end", { start: { line: 2, character: 900 }, end: { line: 2, character: 900 } });
  expect(shown((await client.published("main.remit", 4)).diagnostics)).toEqual(shown((await client.published("main.remit", 4)).diagnostics));
});

it("counts a byte order mark that an editor has in its text", async () => {
  client = await startClient("agent a {}\n");
  await client.open("main.remit", '\ufeffagent a { owner "o" } agent b {}\n');
  const found = shown((await client.published("main.remit", 1)).diagnostics);
  expect(found.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual(["1:8 unreachable-agent", "1:30 no-owner", "1:30 unreachable-agent"]);
});

it("takes several changes of one notification one after the other, in whatever order they stand", async () => {
  client = await startClient("agent a {}\nagent b {}\n");
  await client.open("main.remit");
  const at = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });
  await client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: client.uri("main.remit"), version: 2 },
    contentChanges: [
      { range: at(1, 9), text: ' owner "o" ' },
      { range: at(0, 9), text: ' owner "o" ' },
      { range: at(0, 0), text: "// first\n" },
      { range: at(1, 0), text: "agent c {}\n" },
    ],
  });
  expect(shown((await client.published("main.remit", 2)).diagnostics).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "2:7 no-owner",
    "2:7 unreachable-agent",
    "3:7 unreachable-agent",
    "4:7 unreachable-agent",
  ]);
});
