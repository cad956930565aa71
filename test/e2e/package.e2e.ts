/** What is packed works by itself: the bundled program, away from this project's own packages. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  createProtocolConnection,
  InitializedNotification,
  InitializeRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { packageFolder } from "../../compiler/host/package.js";
import { accepted, refused } from "../cli/run.js";

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "remit-packed-"));
  cpSync(join(dirname(inject("vsix")), "extension"), join(folder, "extension"), { recursive: true });
  program = join(folder, "extension/server/dist/remit.js");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
};

test("it is below two megabytes, and no compiler of TypeScript is in it", () => {
  expect(statSync(inject("vsix")).size).toBeLessThan(2_000_000);
  const all = readdirSync(join(folder, "extension"), { recursive: true, encoding: "utf8" });
  expect(all.filter((path) => /typescript|ts-morph|node_modules/.test(path))).toEqual([]);
  for (const path of all.filter((each) => each.endsWith("js"))) {
    expect(readFileSync(join(folder, "extension", path), "utf8"), path).not.toContain("getPreEmitDiagnostics");
  }
});

test("it checks, explains and draws", async () => {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(join(folder, "good.remit"), accepted);
  await writeFile(join(folder, "bad.remit"), refused);
  expect(run("check", "good.remit")).toMatchObject({ code: 0, out: "" });
  expect(run("check", "bad.remit").out).toContain("error[wider-scope]");
  expect(run("explain", "wider-scope")).toMatchObject({ code: 0, out: expect.stringContaining("A hop hands on more than was received") });
  const page = run("graph", "--format", "html", "bad.remit");
  expect(page).toMatchObject({ code: 0, out: expect.stringMatching(/^<!doctype html>.*<svg.*<\/html>\n$/s) });
  expect(page.out).toContain("--vscode-editor-background");
});

test("it knows the standard library", async () => {
  const { writeFile } = await import("node:fs/promises");
  const policy = accepted
    .replace("task refund", 'import { github } from "std:mcp/github"\ntask refund')
    .replace("ttl 5m", "allow github.get_me ttl 5m");
  await writeFile(join(folder, "std.remit"), policy);
  expect(run("check", "std.remit").out).not.toContain("std:mcp/github");
});

test("it asks an MCP server for its tools", () => {
  const { code, out } = run("import", "mcp", "--", process.execPath, join(packageFolder, "test/import/fixtures/server.mjs"));
  expect(code).toBe(0);
  expect(out).toMatch(/^tool \w+/m);
});

test("it is a language server", async () => {
  const server = spawn(process.execPath, [program, "lsp", "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  connection.listen();
  const { capabilities } = await connection.sendRequest(InitializeRequest.type, { processId: process.pid, rootUri: null, capabilities: {} });
  expect(capabilities).toMatchObject({ renameProvider: expect.anything(), definitionProvider: expect.anything() });
  await connection.sendNotification(InitializedNotification.type, {});
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  expect(await ended).toBe(0);
  connection.dispose();
});
