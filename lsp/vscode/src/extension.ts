/** The extension: starts the server, and the commands that show what the program says. It decides nothing about policies itself. */
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { explaining } from "./explaining.js";
import { graphing } from "./graph.js";
import { importing } from "./importing.js";
import { ask, folderOf, type Program, programOf } from "./program.js";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const program = (): Program => programOf(context);
  const log = vscode.window.createOutputChannel("Remit", { log: true });
  const trace = vscode.window.createOutputChannel("Remit Trace", { log: true });
  const files = vscode.workspace.createFileSystemWatcher("**/{*.remit,remit.json}");
  const start = async (): Promise<void> => {
    await stop();
    client = clientOf(program(), { log, trace, files });
    await client.start();
  };
  let last: Promise<void> = Promise.resolve();
  /** One after another, so that never two run. What the client has said to the person of a failure stays in the log. */
  const restart = (): Promise<void> => {
    last = last.then(start).catch((problem: unknown) => log.error(String(problem)));
    return last;
  };
  context.subscriptions.push(
    log,
    trace,
    files,
    vscode.commands.registerCommand("remit.restartServer", restart),
    vscode.commands.registerCommand("remit.showLog", () => log.show()),
    vscode.commands.registerCommand("remit.checkWorkspace", () => checkWorkspace(program())),
    explaining(program),
    graphing(async (params) => {
      if (client === undefined) throw new Error("The server does not run. Remit: Restart Server starts it.");
      return client.sendRequest<{ readonly html: string }>("remit/graph", params);
    }),
    importing(program),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("remit.server")) void restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  // One that never came up has nothing to stop.
  if (running?.needsStop() === true) await running.stop();
}

interface Channels {
  readonly log: vscode.LogOutputChannel;
  readonly trace: vscode.LogOutputChannel;
  readonly files: vscode.FileSystemWatcher;
}

function clientOf({ command, args, env }: Program, { log, trace, files }: Channels): LanguageClient {
  return new LanguageClient(
    "remit",
    "Remit",
    { command, args: [...args, "lsp", "--stdio"], options: { env } },
    {
      documentSelector: [{ language: "remit" }],
      synchronize: { configurationSection: "remit", fileEvents: files },
      outputChannel: log,
      traceOutputChannel: trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    },
  );
}

/** What `remit check` says of the whole folder, and where to read more. */
async function checkWorkspace(program: Program): Promise<void> {
  const folder = folderOf(vscode.window.activeTextEditor?.document.uri);
  if (folder === undefined) {
    void vscode.window.showWarningMessage("There is no folder to check. Open one that has policies.");
    return;
  }
  await vscode.workspace.saveAll(false);
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Checking policies" }, () =>
    ask(program, ["check", "--format", "json"], folder),
  );
  const report = answer.code === 0 || answer.code === 1 ? readReport(answer.out) : undefined;
  if (report === undefined) {
    void vscode.window.showErrorMessage(answer.err.trim() || "remit check could not be run.");
    return;
  }
  const { proved, obligations, errors, warnings } = report;
  const proof = `${proved.toLocaleString("en")} of ${obligations.toLocaleString("en")} obligations are proved`;
  if (errors === 0 && warnings === 0) void vscode.window.showInformationMessage(`Remit found no error: ${proof}.`);
  else {
    const show = errors > 0 ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
    const found = `${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
    void show(`Remit found ${found}; ${proof}.`, "Show Problems").then((chosen) => {
      if (chosen !== undefined) void vscode.commands.executeCommand("workbench.actions.view.problems");
    });
  }
}

interface Report {
  readonly proof: { readonly obligations: number; readonly proved: number };
  readonly diagnostics: readonly { readonly severity: string }[];
}

function readReport(text: string): { obligations: number; proved: number; errors: number; warnings: number } | undefined {
  try {
    const { proof, diagnostics } = JSON.parse(text) as Report;
    const count = (severity: string): number => diagnostics.filter((each) => each.severity === severity).length;
    return { obligations: proof.obligations, proved: proof.proved, errors: count("error"), warnings: count("warning") };
  } catch {
    return undefined;
  }
}
