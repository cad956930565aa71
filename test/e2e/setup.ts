/** Before all: the extension is packed, and the editor is there. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageFolder } from "../../compiler/host/package.js";
import { codeServer } from "./code-server.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The packed extension. */
    readonly vsix: string;
    /** The script that starts the editor. */
    readonly editor: string;
    /** Where screenshots and logs go. */
    readonly reports: string;
  }
}

export default function setup({ provide }: TestProject): void {
  const reports = join(packageFolder, "reports", "e2e");
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const vsix = join(reports, "package", "remit.vsix");
  execFileSync(process.execPath, [join(packageFolder, "lsp/vscode/package.mjs"), vsix], { stdio: "inherit" });
  provide("vsix", vsix);
  provide("editor", codeServer());
  provide("reports", reports);
}
