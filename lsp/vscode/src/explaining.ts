/** The page of a rule, shown as Markdown: of the finding under the cursor, or of one that is chosen from the list. */
import * as vscode from "vscode";
import { ask, type Program } from "./program.js";

/** Pages have addresses of their own: `remit-explain:/wider-scope.md`. */
const scheme = "remit-explain";

export function explaining(program: () => Program): vscode.Disposable {
  const pages = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const code = /^\/?([a-z-]+)(?:\.md)?$/.exec(uri.path)?.[1] ?? "";
      const { code: exit, out, err } = await ask(program(), ["explain", code], undefined);
      return exit === 0 ? out : err;
    },
  });
  const command = vscode.commands.registerCommand("remit.explain", async (given?: unknown) => {
    const code = typeof given === "string" ? given : (ruleAtCursor() ?? (await choose(program())));
    if (code === undefined) return;
    const uri = vscode.Uri.from({ scheme, path: `/${code}.md` });
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  });
  return vscode.Disposable.from(pages, command);
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { active } = editor.selection;
  const found = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "remit" && range.contains(active))
    .sort((a, b) => a.severity - b.severity);
  const code = found[0]?.code;
  return typeof code === "object" ? String(code.value) : code === undefined ? undefined : String(code);
}

/** From the list that the program prints: a code and what it means on each line. */
async function choose(program: Program): Promise<string | undefined> {
  const { out } = await ask(program, ["explain"], undefined);
  const items = out.split("\n").flatMap((line): vscode.QuickPickItem[] => {
    const [, label, description = ""] = /^\s*([a-z][a-z-]+)\s*(.*)$/.exec(line) ?? [];
    return label === undefined ? [] : [{ label, description }];
  });
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which rule?", matchOnDescription: true }))?.label;
}
