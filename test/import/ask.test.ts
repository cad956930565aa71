import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Answer, askServer } from "../../compiler/import/ask.js";
import { digestOf, readCatalogue } from "../../compiler/import/catalogue.js";

const folder = fileURLToPath(new URL("../..", import.meta.url));
const server = fileURLToPath(new URL("./fixtures/server.mjs", import.meta.url));

function ask(manner: string, timeout = 20_000): Promise<Answer> {
  return askServer({ command: process.execPath, args: [server, manner], folder, timeout, version: "0.0.0" });
}

test("a server is asked for all its pages, and what it says comes through unchanged", async () => {
  const answer = await ask("pages");
  if (answer.kind !== "tools") throw new Error(answer.message);
  expect(answer.server).toEqual({ name: "fixture-server", version: "1.0.0" });
  const { tools } = JSON.parse(answer.text);
  expect(tools.map((tool: { readonly name: string }) => tool.name)).toEqual(["tool_0", "tool_1", "tool_2"]);
  expect(tools[0].annotations).toEqual({ readOnlyHint: true, ownHint: "kept" });
  expect(tools[0].inputSchema.properties.x).toEqual({ type: "string", "x-own": 1 });
  expect(readCatalogue(answer.text)).toMatchObject({ kind: "catalogue", catalogue: { digest: digestOf(tools) } });
});

test("an empty list is a list", async () => {
  expect(await ask("empty")).toMatchObject({ kind: "tools", text: '{"tools":[]}' });
});

test.each([
  ["toolless", "offers no tools"],
  ["dies", "ended before it had listed its tools (its last words: fatal: no API key)"],
  ["crashes", "ended before it had listed its tools (its last words: Segmentation\uFFFD fault)"],
  ["circle", "sends the same page of its tools again and again"],
  ["endless", "goes on listing tools without an end (1000 so far)"],
  ["bare", "answered tools/list without a list of tools"],
  ["text", "answered tools/list without a list of tools"],
  ["breaks", "failed: MCP error -32603: out of order"],
])("a server that is %s", async (manner, message) => {
  expect(await ask(manner)).toEqual({ kind: "problem", message });
});

test("a server that does not answer", async () => {
  expect(await ask("silent", 1500)).toEqual({ kind: "problem", message: "did not answer within 1.5 s" });
});

test.each([
  ["no-such-program-anywhere", [], "could not be started: there is no program `no-such-program-anywhere`"],
  [process.execPath, ["-e", "console.log('Listening on port 3000'); setTimeout(() => {}, 60_000)"], "did not answer within 1 s"],
])("a command that is no server: %s", async (command, args, message) => {
  expect(await askServer({ command, args, folder, timeout: 1000, version: "0.0.0" })).toEqual({ kind: "problem", message });
});
