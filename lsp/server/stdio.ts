/** The server at the end of a pipe: this process's standard input and output. */
import { createConnection } from "vscode-languageserver/node";
import type { Host } from "../../compiler/index.js";
import { serve } from "./server.js";

/** Serves whoever started this process. The process ends when the client says so, or when its end of the pipe is closed. */
export function serveStdio(host: Host, version: string): Promise<never> {
  // Standard output is the protocol's: what anything in this process logs goes beside it.
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  serve(createConnection(process.stdin, process.stdout), host, version);
  return new Promise(() => {});
}
