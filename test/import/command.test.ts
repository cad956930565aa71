import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nameFrom } from "../../compiler/cli/import-mcp.js";
import { run } from "../../compiler/cli/program.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { handLine } from "../../compiler/import/options.js";
import { remit } from "../cli/run.js";
import { cataloguesFolder } from "./compile.js";

const tool = (name: string, more: object = {}): object => ({
  name,
  inputSchema: { type: "object", properties: { x: { type: "string" } }, additionalProperties: false },
  ...more,
});
const one = JSON.stringify({ tools: [tool("a")] });
const two = JSON.stringify({ tools: [tool("a"), tool("b", { annotations: { readOnlyHint: true } })] });

test("a file becomes a module on standard output", async () => {
  const ran = await remit("import mcp lists/my-server.tools.json", { "lists/my-server.tools.json": one });
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(ran.out).toContain('tool my from "lists/my-server.tools.json" digest "sha256:');
});

test("--out writes it, and importing anew keeps what was said by hand", async () => {
  const first = await remit("import mcp t.json --out desk.remit --name desk --read a --about none --source somewhere", { "t.json": one });
  expect(first).toMatchObject({ code: 0, out: "", err: "wrote desk.remit: tool desk, 1 action\n" });
  const written = first.host.files.get("/home/desk.remit") ?? "";
  const hand = `\n${handLine}\nannotate desk { a ingests untrusted }\n`;
  const second = await remit("import mcp t.json --out desk.remit", { "t.json": two, "desk.remit": written + hand });
  const text = second.host.files.get("/home/desk.remit") ?? "";
  expect(text).toContain("read a(");
  expect(text).toContain('tool desk from "somewhere"');
  expect(text.endsWith(hand)).toBe(true);
});

test("a file that is a person's is not overwritten", async () => {
  const ran = await remit("import mcp t.json --out p.remit", { "t.json": one, "p.remit": "domain a\n" });
  expect(ran).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("`p.remit` would be overwritten, and its line 1 (domain) is a person's"),
  });
  expect(ran.host.files.get("/home/p.remit")).toBe("domain a\n");
});

test("--check says whether the catalogue is the one it was", async () => {
  const written = (await remit("import mcp t.json --out m.remit", { "t.json": one })).host.files.get("/home/m.remit") ?? "";
  const same = await remit("import mcp t.json --check --out m.remit", { "t.json": one, "m.remit": written });
  expect(same).toMatchObject({ code: 0, out: "", err: "m.remit: the catalogue is the one it was made from\n" });
  for (const args of ["import mcp t.json --check --out m.remit", "import mcp m.remit --check"]) {
    const other = await remit(args, { "t.json": two, "m.remit": written });
    expect(other).toMatchObject({
      code: 1,
      out: "added: `b`, a read action  (widens)\n",
      err: expect.stringContaining("no longer the one it was made from"),
    });
    expect(other.host.files.get("/home/m.remit")).toBe(written);
  }
});

test("--check of a change that the module does not show", async () => {
  const written = (await remit("import mcp t.json --out m.remit", { "t.json": one })).host.files.get("/home/m.remit") ?? "";
  const ran = await remit("import mcp t.json --check --out m.remit", {
    "t.json": JSON.stringify({ tools: [tool("a", { title: "A" })] }),
    "m.remit": written,
  });
  expect(ran).toMatchObject({ code: 1, out: expect.stringMatching(/^changed: /) });
});

test("a server is started and asked", async () => {
  const server = fileURLToPath(new URL("./fixtures/server.mjs", import.meta.url));
  const folder = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
  const said: string[] = [];
  const terminal = {
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
    color: { out: false, err: false },
    interactive: false,
    columns: undefined,
  };
  const code = await run(["import", "mcp", "--name", "fixture", "--", process.execPath, server, "pages"], memoryHost({}, { folder }), terminal);
  expect(code).toBe(0);
  expect(said.join("")).toMatch(/^tool fixture from ".*server\.mjs pages" digest "sha256:/m);
  expect(said.join("").match(/^ {2}read tool_[012]\(/gm)).toHaveLength(3);
});

test.each([
  ["import mcp", {}, "give a JSON file with the tools, or a command behind `--`"],
  ["import mcp none.json", {}, "there is no file `none.json`"],
  ["import mcp t.json", { "t.json": "{" }, "`t.json` is not JSON"],
  ["import mcp t.json", { "t.json": "[]" }, "`t.json` offers no tools"],
  ["import mcp a b", {}, "expected one file"],
  ["import mcp t.json -- node", { "t.json": one }, "give a file or a command behind `--`, not both"],
  ["import mcp t.json --check", { "t.json": one }, "`--check` needs the module to check"],
  ["import mcp t.json --check --out m.remit", { "t.json": one }, "holds no tool that was imported"],
  ["import mcp t.json --out m.remit", { "t.json": one, "m.remit": "tool {" }, "`m.remit` has syntax errors"],
  ["import mcp t.json --timeout soon", { "t.json": one }, "a number of seconds"],
  ["import mcp --timeout 9 -- no-such-program-anywhere --flag", {}, "the server `no-such-program-anywhere --flag` could not be started"],
])("%s: one clear line, and exit 2", async (args, files, message) => {
  const ran = await remit(args, files);
  expect(ran).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) });
  expect(
    ran.err
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("(")),
  ).toHaveLength(1);
});

test.each([
  ["@playwright/mcp", "playwright"],
  ["modelcontextprotocol__server-github", "github"],
  ["cocal__google-calendar-mcp", "cocal_google_calendar"],
  ["mcp-server", "tool"],
  ["", "tool"],
])("the server %s is called %s", (name, expected) => {
  expect(nameFrom(name)).toBe(expected);
});

test("a catalogue of the corpus, by the command", async () => {
  const text = readFileSync(new URL("mongodb-mcp-server.tools.json", cataloguesFolder), "utf8");
  const ran = await remit("import mcp mongodb-mcp-server.tools.json", { "mongodb-mcp-server.tools.json": text });
  expect(ran).toMatchObject({ code: 0, err: "" });
  expect(ran.out).toContain('tool mongodb from "mongodb-mcp-server.tools.json"');
});
