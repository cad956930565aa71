/** The panel with the graph: the page that the server makes of the policies as they are now, and again after each edit. */
import { resolve } from "node:path";
import * as vscode from "vscode";
import { folderOf } from "./program.js";

interface GraphParams {
  readonly textDocument?: { readonly uri: string };
  readonly folder: string;
}

/** How the server is asked; it fails where there is none, or where an edit came in between. */
export type AskGraph = (params: GraphParams) => Promise<{ readonly html: string }>;

/** How long after an edit the page is asked for, and how long after an answer that an edit made void. Milliseconds. */
const pause = 400;

export function graphing(ask: AskGraph): vscode.Disposable {
  let panel: vscode.WebviewPanel | undefined;
  let shown: GraphParams = { folder: "/" };
  let html = "";
  let waiting: NodeJS.Timeout | undefined;

  const show = (page: string): void => {
    if (panel === undefined || page === html) return;
    html = page;
    panel.webview.html = page;
  };
  const draw = async (): Promise<void> => {
    try {
      show((await ask(shown)).html);
    } catch (problem) {
      if (isVoid(problem)) later();
      else show(problemPage(problem instanceof Error ? problem.message : String(problem)));
    }
  };
  const later = (): void => {
    clearTimeout(waiting);
    if (panel !== undefined) waiting = setTimeout(() => void draw(), pause);
  };
  const open = async ({ file, line, character }: Opening): Promise<void> => {
    const at = new vscode.Position(line, character);
    const uri = vscode.Uri.file(resolve(shown.folder, file));
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand("remit.showGraph", async (given?: unknown) => {
      const active = vscode.window.activeTextEditor?.document;
      const document = given instanceof vscode.Uri ? given : active?.languageId === "remit" ? active.uri : undefined;
      shown = { folder: folderOf(document) ?? "/", ...(document === undefined ? {} : { textDocument: { uri: document.toString() } }) };
      if (panel === undefined) {
        const options = { enableScripts: true, localResourceRoots: [] };
        const made = vscode.window.createWebviewPanel("remit.graph", "Remit Graph", vscode.ViewColumn.Beside, options);
        made.onDidDispose(() => {
          panel = undefined;
          html = "";
        });
        made.webview.onDidReceiveMessage((message: unknown) => {
          if (isOpening(message)) void open(message);
        });
        panel = made;
      } else panel.reveal();
      await draw();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === "remit") later();
    }),
    {
      dispose() {
        clearTimeout(waiting);
        panel?.dispose();
      },
    },
  );
}

/** The server says so where the texts changed while it worked, or where a later question has overtaken this one. */
function isVoid(problem: unknown): boolean {
  const code = typeof problem === "object" && problem !== null && "code" in problem ? problem.code : undefined;
  return code === -32801 || code === -32800 || code === -32802;
}

interface Opening {
  readonly file: string;
  readonly line: number;
  readonly character: number;
}

function isOpening(message: unknown): message is Opening {
  if (typeof message !== "object" || message === null) return false;
  const { kind, file, line, character } = message as Record<string, unknown>;
  return kind === "open" && typeof file === "string" && Number.isInteger(line) && Number.isInteger(character);
}

function problemPage(text: string): string {
  const escaped = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>Remit Graph</title>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>There is no graph</h1><p>${escaped}</p></body></html>`;
}
