/** The language server: what the client says, brought to those whose business it is. */
import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  type ServerCapabilities,
  ShowMessageNotification,
  TextDocumentSyncKind,
  WatchKind,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver";
import type { Host } from "../../compiler/index.js";
import { answersTo } from "./answering.js";
import { clientAt } from "./client.js";
import { openDocuments } from "./documents.js";
import { features } from "./features/index.js";
import { proofsOf } from "./proofs.js";
import { publishedTo } from "./published.js";
import { rootsOver } from "./roots.js";
import { takeIn } from "./sync.js";
import { fileOf } from "./uri.js";

/** Serves a client until it says that it is done. `version`: of the program, as the client is told. */
export function serve(connection: Connection, host: Host, version: string): void {
  const clock = (): number => performance.now();
  const failed = (problem: unknown): void => {
    connection.console.error(problem instanceof Error ? (problem.stack ?? problem.message) : String(problem));
  };
  /** What goes wrong where nobody waits for an answer is told to the client's log, and does not bring the server down. */
  const told =
    <P>(take: (params: P) => void) =>
    (params: P): void => {
      try {
        take(params);
      } catch (problem) {
        failed(problem);
      }
    };
  const said = new Set<string>();
  /** Without a proof there are no findings: that must not look as if there were none. Each mistake is shown once. */
  const shown = (message: string): void => {
    if (said.has(message)) return;
    said.add(message);
    const text = `Remit can't prove the policies: ${message}. This is a bug in remit; its log has more.`;
    connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message: text }).catch(failed);
  };
  const documents = openDocuments();
  const client = clientAt(connection, documents);
  const roots = rootsOver(host, documents, clock);
  const published = publishedTo(connection, client, roots, documents, failed);
  const proofs = proofsOf(
    roots.all,
    connection,
    () => client.capabilities.window?.workDoneProgress === true,
    clock,
    published.proved,
    (problem) => {
      failed(problem);
      shown(problem instanceof Error ? problem.message : String(problem));
      // A bug of ours must not be one for ever: what was made of the texts is made anew.
      told(() => {
        roots.reopen();
        roots.admit();
      })(undefined);
    },
  );
  const answers = answersTo(connection, { client, roots, documents, proofs });
  for (const feature of features) feature.register(answers);

  const touched = (): void => {
    roots.admit();
    proofs.touch();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client.initialize(params);
    const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (typeof params.rootUri === "string" ? [params.rootUri] : []);
    roots.set(folders.map(fileOf));
    return { capabilities: capabilitiesOf(client.capabilities, answers.commands()), serverInfo: { name: "remit", version } };
  });

  connection.onInitialized(
    told(() => {
      const { workspace } = client.capabilities;
      if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
        // Of a folder that is deleted some clients say that alone.
        const watchers = [{ globPattern: "**/*.remit" }, { globPattern: "**/remit.json" }, { globPattern: "**/*", kind: WatchKind.Delete }];
        connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(failed);
      }
      if (workspace?.didChangeConfiguration?.dynamicRegistration === true)
        connection.client.register(DidChangeConfigurationNotification.type, { section: "remit" }).catch(failed);
      if (workspace?.workspaceFolders === true)
        connection.workspace.onDidChangeWorkspaceFolders(
          told(({ added, removed }) => {
            const gone = new Set(removed.map(({ uri }) => fileOf(uri)));
            const kept = roots.all().filter(({ path, isFolder }) => isFolder && !gone.has(path));
            roots.set([...kept.map(({ path }) => path), ...added.map(({ uri }) => fileOf(uri))]);
            touched();
          }),
        );
      configure(undefined);
      proofs.touch();
    }),
  );

  const configure = (given: unknown): void => {
    if (client.capabilities.workspace?.configuration === true) connection.workspace.getConfiguration("remit").then(client.configure, failed);
    else if (typeof given === "object" && given !== null && "remit" in given) client.configure(given.remit);
  };
  connection.onDidChangeConfiguration(told(({ settings }) => configure(settings)));

  connection.onDidOpenTextDocument(
    told(({ textDocument: { uri, version: number, text } }) => {
      const { file } = documents.open(uri, number, text);
      roots.open(file, text);
      touched();
    }),
  );
  connection.onDidChangeTextDocument(
    told(({ textDocument: { uri, version: number }, contentChanges }) => {
      const file = fileOf(uri);
      const document = documents.get(file);
      if (document === undefined) return;
      document.version = number;
      takeIn(file, contentChanges, roots.text(file));
      published.typed(file);
      proofs.touch();
    }),
  );
  connection.onDidCloseTextDocument(
    told(({ textDocument: { uri } }) => {
      const file = fileOf(uri);
      documents.close(file);
      roots.put(file);
      answers.close(file);
      touched();
    }),
  );
  connection.onDidChangeWatchedFiles(
    told(({ changes }) => {
      const named = new Set(changes.map(({ uri }) => fileOf(uri)));
      const known = roots.snapshots().flatMap((snapshot) => snapshot.files());
      for (const { uri, type } of changes) {
        if (type !== FileChangeType.Deleted) continue;
        const below = `${fileOf(uri)}/`;
        for (const file of known) if (file.startsWith(below)) named.add(file);
      }
      for (const file of named) {
        if (file.endsWith("/remit.json")) roots.reopen();
        // One that is open stays as the editor has it, and yet may be new to a folder.
        else if (file.endsWith(".remit")) roots.put(file);
      }
      touched();
    }),
  );

  connection.onRequest(DocumentDiagnosticRequest.type, async (params, token: CancellationToken) => {
    await unlessOvertaken(answers.ready("proof", token, fileOf(params.textDocument.uri)));
    return published.document(params);
  });
  connection.onRequest(WorkspaceDiagnosticRequest.type, async (params, token: CancellationToken) => {
    await unlessOvertaken(answers.ready("proof", token));
    return published.workspace(params);
  });
  connection.onRequest(ExecuteCommandRequest.type, (params, token) => answers.run(params.command, params.arguments ?? [], token));
  connection.onShutdown(() => proofs.stop());
  connection.listen();
}

/** Whoever asked for findings of a text that is another by now shall ask again. */
async function unlessOvertaken(ready: Promise<void>): Promise<void> {
  try {
    await ready;
  } catch (problem) {
    if (!(problem instanceof ResponseError) || problem.code !== LSPErrorCodes.ContentModified) throw problem;
    throw new ResponseError(LSPErrorCodes.ServerCancelled, problem.message, { retriggerRequest: true });
  }
}

function capabilitiesOf(client: InitializeParams["capabilities"], commands: readonly string[]): ServerCapabilities {
  const own: ServerCapabilities = {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.textDocument?.diagnostic === undefined
      ? {}
      : { diagnosticProvider: { identifier: "remit", interFileDependencies: true, workspaceDiagnostics: true } }),
    ...(commands.length === 0 ? {} : { executeCommandProvider: { commands: [...commands] } }),
  };
  for (const feature of features) {
    const { workspace, ...more } = feature.capabilities(client);
    Object.assign(own, more, { workspace: { ...own.workspace, ...workspace } });
  }
  return own;
}
