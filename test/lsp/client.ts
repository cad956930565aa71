/**
 * A client of the language server, as an editor is one: a real client library, over the standard input and output of a process. The
 * program is bundled once for all tests of a run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect } from "vitest";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { linesOf } from "../../compiler/base/lines.js";
import { packageFolder } from "../../compiler/host/package.js";
import { type Mark, readMarks } from "./marked.js";

export interface Client {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  /** The folder that the client has open; the files of the policy are in it. */
  readonly folder: string;
  readonly initialized: InitializeResult;
  /** What the server wrote to standard error, or to its log. */
  readonly log: readonly string[];
  uri(name: string): string;
  /** Where a mark is: `mark(0)` is the cursor. */
  mark(number: number): { readonly textDocument: { readonly uri: string }; readonly position: { readonly line: number; readonly character: number } };
  /** The text of a file as it was written, without signs. */
  text(name: string): string;
  /** Opens a file in the editor, by default with the text that it has on disk. */
  open(name: string, text?: string, version?: number): Promise<void>;
  /** Changes a part of an open file, or all of it. */
  change(name: string, version: number, text: string, range?: Range): Promise<void>;
  /** What was published last of a file, once it is of that version of the text; without one, once there is something. */
  published(name: string, version?: number): Promise<PublishDiagnosticsParams>;
  /** Every publication so far, in order. */
  readonly publications: readonly PublishDiagnosticsParams[];
  /** Asks the server to end, and waits until it has. Gives its exit code. */
  end(): Promise<number | null>;
}

/** What most editors can do; a test of one that can't overrides it. */
const able: ClientCapabilities = {
  workspace: { workspaceFolders: true, applyEdit: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

/** Starts the server on a marked policy. `params` goes over what is told at `initialize`. */
export async function startClient(source: string, params: Partial<InitializeParams> = {}): Promise<Client> {
  const { texts, marks } = readMarks(source);
  const folder = mkdtempSync(join(tmpdir(), "remit-lsp-"));
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const child = spawn(process.execPath, [await program(), "lsp", "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const log: string[] = [];
  child.stderr.on("data", (bytes) => log.push(String(bytes)));
  connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
    log.push(message);
  });
  const publications: PublishDiagnosticsParams[] = [];
  const latest = new Map<string, PublishDiagnosticsParams>();
  let waiting: (() => void)[] = [];
  connection.onNotification("textDocument/publishDiagnostics", (published: PublishDiagnosticsParams) => {
    publications.push(published);
    latest.set(published.uri, published);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  for (const method of ["client/registerCapability", "window/workDoneProgress/create", "workspace/diagnostic/refresh"])
    connection.onRequest(method, () => null);
  connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly unknown[] }) => items.map(() => null));
  connection.listen();

  const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
  const text = (name: string): string => texts[`/${name}`] ?? "";
  const initialized: InitializeResult = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: able,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "policies" }],
    ...params,
  });
  await connection.sendNotification("initialized", {});
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  return {
    connection,
    process: child,
    folder,
    initialized,
    log,
    publications,
    uri,
    text,
    mark(number) {
      const { file, offset }: Mark = marks.get(number) ?? { file: "", offset: 0 };
      return { textDocument: { uri: uri(file) }, position: linesOf(texts[file] ?? "").positionAt(offset) };
    },
    open: (name, given = text(name), version = 1) =>
      connection.sendNotification("textDocument/didOpen", { textDocument: { uri: uri(name), languageId: "remit", version, text: given } }),
    change: (name, version, given, range) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uri(name), version },
        contentChanges: [range === undefined ? { text: given } : { range, text: given }],
      }),
    async published(name, version) {
      for (;;) {
        const last = latest.get(uri(name));
        if (last !== undefined && (version === undefined || last.version === version)) return last;
        await new Promise<void>((wake) => {
          waiting.push(wake);
        });
      }
    },
    async end() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const code = await ended;
      connection.dispose();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Waits until something is so, however busy the machine is. */
export const soon = <T>(of: () => T) => expect.poll(of, { timeout: 40_000, interval: 20 });

/** Findings in one line each, as a test compares them. */
export function shown(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ range: { start }, code, message }) => `${start.line + 1}:${start.character + 1} ${code} ${firstLine(message)}`);
}

function firstLine(message: Diagnostic["message"]): string {
  return (typeof message === "string" ? message : message.value).split("\n")[0] ?? "";
}

let bundled: Promise<string> | undefined;

/** The program, bundled below the package's folder, where it finds what comes with it. */
function program(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const folder = join(packageFolder, "node_modules/.cache/remit-test");
  const made = join(folder, `lsp-${process.pid}`);
  await build({
    entryPoints: { remit: join(packageFolder, "compiler/cli/main.ts") },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: made,
    logLevel: "warning",
    external: ["ts-morph", "typescript"],
    banner: {
      js: 'import{createRequire as __remitRequire}from"node:module";const require=__remitRequire(import.meta.url),__filename=new URL(import.meta.url).pathname,__dirname=__filename.slice(0,__filename.lastIndexOf("/"));',
    },
  });
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  if (!existsSync(join(made, "remit.js"))) throw new Error("the program was not bundled");
  return join(made, "remit.js");
}
