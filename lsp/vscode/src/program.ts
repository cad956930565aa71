/** The program `remit`, as it comes with the extension or as the settings name another: how it is started, and what it answered. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import * as vscode from "vscode";

/** What to run, before the program's own arguments. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The bundled program runs on the Node that runs the extension. */
export function programOf(context: vscode.ExtensionContext): Program {
  const path = vscode.workspace.getConfiguration("remit").get<string>("server.path", "").trim();
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const other = vscode.workspace.isTrusted ? path : "";
  if (other !== "" && !/\.[cm]?js$/.test(other)) return { command: other, args: [], env: process.env };
  const script = other === "" ? join(context.extensionPath, "server", "dist", "remit.js") : other;
  return { command: process.execPath, args: [script], env };
}

/** Runs the program to its end. A program that can't be started has the code -1, and says why. */
export function ask(program: Program, args: readonly string[], folder: string | undefined, signal?: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: program.env, maxBuffer: 256 * 1024 * 1024, signal };
    execFile(program.command, [...program.args, ...args], options, (problem, out, err) => {
      const code = problem === null ? 0 : typeof problem.code === "number" ? problem.code : -1;
      resolve({ code, out, err: code === -1 && err === "" ? (problem?.message ?? "") : err });
    });
  });
}

/** The folder that the work is about: that of a document, or the first. */
export function folderOf(document: vscode.Uri | undefined): string | undefined {
  const own = document === undefined ? undefined : vscode.workspace.getWorkspaceFolder(document);
  return (own ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
}
