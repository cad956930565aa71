/** Importing tools: asks for the command that starts an MCP server, and opens what `remit import mcp` makes of its catalogue. */
import * as vscode from "vscode";
import { ask, folderOf, type Program } from "./program.js";
import { wordsOf } from "./words.js";

export function importing(program: () => Program): vscode.Disposable {
  return vscode.commands.registerCommand("remit.importMcp", async (given?: unknown) => {
    const line =
      typeof given === "string"
        ? given
        : await vscode.window.showInputBox({
            title: "Import tools from an MCP server",
            prompt: "The command that starts the server. It is run, and asked for its tools.",
            placeHolder: "npx -y @modelcontextprotocol/server-filesystem /srv/files",
            ignoreFocusOut: true,
          });
    const command = wordsOf(line ?? "");
    if (command.length === 0) return;
    const { code, out, err } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Asking ${command[0] ?? ""} for its tools`, cancellable: true },
      (_, cancelled) => {
        const stop = new AbortController();
        cancelled.onCancellationRequested(() => stop.abort());
        return ask(program(), ["import", "mcp", "--", ...command], folderOf(undefined), stop.signal);
      },
    );
    if (code !== 0) {
      void vscode.window.showErrorMessage(`The tools could not be imported. ${err.trim().split("\n").slice(-3).join(" ")}`);
      return;
    }
    const document = await vscode.workspace.openTextDocument({ language: "remit", content: out });
    await vscode.window.showTextDocument(document);
  });
}
