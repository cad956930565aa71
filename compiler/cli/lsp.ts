/** `remit lsp`: the language server, for an editor that has started it. */
import { serveStdio } from "../../lsp/server/stdio.js";
import { version } from "./version.js";
import type { World } from "./world.js";

export function lsp({ host }: World): Promise<number> {
  return serveStdio(host, version);
}
