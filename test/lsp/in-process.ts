/** A client and a server in one process, over a disk in memory: for laws, which need many sessions. */
import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { diskHost } from "../../compiler/host/disk.js";
import type { Host } from "../../compiler/host/host.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { serve } from "../../lsp/server/server.js";

/** Files by absolute path, which may come, change and go. */
export type Disk = Map<string, string>;

export interface Session {
  readonly connection: ProtocolConnection;
  /** What the server said went wrong. */
  readonly failures: readonly string[];
  /** What it showed to whoever sits before it. */
  readonly shown: readonly string[];
  readonly publications: readonly PublishDiagnosticsParams[];
  end(): Promise<void>;
}

/** Opens a session on the folder `/w`. */
export async function startSession(disk: Disk, capabilities: ClientCapabilities): Promise<Session> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection((logger) => createProtocolConnection(new StreamMessageReader(up), new StreamMessageWriter(down), logger), {
    shutdownReceived: false,
    initialize: () => {},
    exit: () => {},
  });
  serve(server, hostOf(disk), "0");
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const failures: string[] = [];
  const shown: string[] = [];
  const publications: PublishDiagnosticsParams[] = [];
  connection.onNotification("window/logMessage", ({ message }: { readonly message: string }) => {
    failures.push(message);
  });
  connection.onNotification("window/showMessage", ({ message }: { readonly message: string }) => {
    shown.push(message);
  });
  connection.onNotification("textDocument/publishDiagnostics", (published: PublishDiagnosticsParams) => {
    publications.push(published);
  });
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities,
    workspaceFolders: [{ uri: "file:///w", name: "w" }],
  });
  await connection.sendNotification("initialized", {});
  return {
    connection,
    failures,
    shown,
    publications,
    async end() {
      await connection.sendRequest("shutdown");
      connection.dispose();
      server.dispose();
    },
  };
}

function hostOf(disk: Disk): Host {
  const standard = diskHost();
  const now = (): Host => memoryHost(Object.fromEntries(disk), { folder: "/w", std: standard });
  return {
    folder: "/w",
    read: (path) => now().read(path),
    findPolicies: (folder) => now().findPolicies(folder),
    isFolder: (path) => path === "/w" || now().isFolder(path),
    write: (path, text) => void disk.set(path, text),
    now: () => 0,
  };
}
