/** The panel with the graph: the page that `remit graph --format html` writes, drawn anew when a policy is saved. */
import { resolve } from "node:path";
import * as vscode from "vscode";
import { ask, folderOf, type Program } from "./program.js";

export function graphing(program: () => Program): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let shown: { readonly file: string | undefined; readonly folder: string | undefined } = { file: undefined, folder: undefined };
  let turn = 0;

  const draw = async (): Promise<void> => {
    const mine = ++turn;
    const { file, folder } = shown;
    const { code, out, err } = await ask(program(), ["graph", "--format", "html", ...(file === undefined ? [] : [file])], folder);
    // A later drawing is on its way, or nobody looks any more.
    if (mine !== turn || panel === undefined) return;
    panel.webview.html = code === 0 ? out : problemPage(err);
  };
  const open = async (place: { readonly file: string; readonly line: number; readonly character: number }): Promise<void> => {
    const at = new vscode.Position(place.line, place.character);
    const uri = vscode.Uri.file(shown.folder === undefined ? place.file : resolve(shown.folder, place.file));
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand("remit.showGraph", async (given?: unknown) => {
      const editor = vscode.window.activeTextEditor;
      const active = editor?.document.languageId === "remit" ? editor.document.uri : undefined;
      const document = given instanceof vscode.Uri ? given : active;
      if (document !== undefined) await vscode.workspace.save(document);
      shown = { file: document?.scheme === "file" ? document.fsPath : undefined, folder: folderOf(document) };
      if (panel === undefined) {
        const made = vscode.window.createWebviewPanel("remit.graph", "Remit Graph", vscode.ViewColumn.Beside, {
          enableScripts: true,
          localResourceRoots: [],
        });
        made.onDidDispose(() => {
          panel = undefined;
        });
        made.webview.onDidReceiveMessage((message: unknown) => {
          if (isOpen(message)) void open(message);
        });
        panel = made;
      } else panel.reveal();
      await draw();
    }),
    vscode.workspace.onDidSaveTextDocument(({ languageId }) => {
      if (panel !== undefined && languageId === "remit") void draw();
    }),
    { dispose: () => panel?.dispose() },
  );
}

function isOpen(message: unknown): message is { readonly file: string; readonly line: number; readonly character: number } {
  if (typeof message !== "object" || message === null) return false;
  const { kind, file, line, character } = message as Record<string, unknown>;
  return kind === "open" && typeof file === "string" && Number.isInteger(line) && Number.isInteger(character);
}

function problemPage(text: string): string {
  const escaped = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head><body><h1>Nothing to draw</h1><pre>${escaped}</pre></body></html>`;
}
