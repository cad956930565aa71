/** A client of the language server that types, and measures how long it takes until what it typed has been judged. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { linesOf } from "../../compiler/base/lines.js";

export interface Typist {
  readonly connection: ProtocolConnection;
  uri(name: string): string;
  open(name: string): Promise<PublishDiagnosticsParams>;
  /** Replaces a part of an open file. What is found then, and what it cost until that was read. */
  type(name: string, start: number, end: number, text: string): Promise<Cost & { readonly found: PublishDiagnosticsParams }>;
  /** The answer to a request about a place in a file, and what it cost. */
  ask(method: string, name: string, offset: number): Promise<Cost & { readonly answer: unknown }>;
  text(name: string): string;
  /** The server's memory, in megabytes. */
  memory(): number;
  end(): Promise<void>;
}

/** Milliseconds on the clock, and of the server's main thread: other processes share the machine. */
export interface Cost {
  readonly time: number;
  readonly work: number;
}

/** Starts the built program on some files. */
export async function startTypist(files: Readonly<Record<string, string>>): Promise<Typist> {
  const folder = mkdtempSync(join(tmpdir(), "remit-bench-lsp-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const texts = new Map(Object.entries(files));
  const versions = new Map<string, number>();
  const program = join(process.cwd(), "dist/remit.js");
  // What the program's first line asks of Node when it is started by its name.
  const options =
    readFileSync(program, "utf8")
      .split("\n")[0]
      ?.match(/--[\w-]+=\d+/g) ?? [];
  const server: ChildProcess = spawn(process.execPath, [...options, program, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  if (server.stdout === null || server.stdin === null) throw new Error("the server has no pipes");
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const waiting = new Map<string, (found: PublishDiagnosticsParams) => void>();
  connection.onNotification("textDocument/publishDiagnostics", (found: PublishDiagnosticsParams) => {
    const key = `${found.version} ${found.uri}`;
    waiting.get(key)?.(found);
    waiting.delete(key);
  });
  connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
    process.stderr.write(`${message}\n`);
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.listen();
  const exited = new Promise<void>((resolve) => server.on("exit", () => resolve()));
  const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
  const published = (name: string, version: number): Promise<PublishDiagnosticsParams> =>
    new Promise((resolve) => {
      waiting.set(`${version} ${uri(name)}`, resolve);
    });
  const worked = (): number => Number(readFileSync(`/proc/${server.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  const cost = async <T extends object>(of: () => Promise<T>): Promise<T & Cost> => {
    const before = worked();
    const began = performance.now();
    const value = await of();
    const time = performance.now() - began;
    return { ...value, time, work: worked() - before };
  };
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      window: { workDoneProgress: true },
      textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true } },
    },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "bench" }],
  });
  await connection.sendNotification("initialized", {});

  return {
    connection,
    uri,
    text: (name) => texts.get(name) ?? "",
    async open(name) {
      versions.set(name, 1);
      const found = published(name, 1);
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uri(name), languageId: "remit", version: 1, text: texts.get(name) ?? "" },
      });
      return found;
    },
    async type(name, start, end, text) {
      const before = texts.get(name) ?? "";
      const lines = linesBefore(before, start);
      const at = (offset: number): { line: number; character: number } => lines.positionAt(offset, before);
      const range = { start: at(start), end: at(end) };
      texts.set(name, before.slice(0, start) + text + before.slice(end));
      const version = (versions.get(name) ?? 0) + 1;
      versions.set(name, version);
      const found = published(name, version);
      return cost(async () => {
        await connection.sendNotification("textDocument/didChange", { textDocument: { uri: uri(name), version }, contentChanges: [{ range, text }] });
        return { found: await found };
      });
    },
    async ask(method, name, offset) {
      const position = linesBefore(texts.get(name) ?? "", offset).positionAt(offset, texts.get(name) ?? "");
      return cost(async () => ({ answer: await connection.sendRequest<unknown>(method, { textDocument: { uri: uri(name) }, position }) }));
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024,
    async end() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Positions near one place of a large text: the lines before it are counted once, not kept. */
function linesBefore(text: string, offset: number): { positionAt(of: number, text: string): { line: number; character: number } } {
  const from = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  let line = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < from; at = text.indexOf("\n", at + 1)) line++;
  return {
    positionAt(of, whole) {
      const { line: more, character } = linesOf(whole.slice(from, of)).positionAt(of - from);
      return { line: line + more, character };
    },
  };
}
