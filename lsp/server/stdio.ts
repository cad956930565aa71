/** The server at the end of a pipe: this process's standard input and output. */
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import type { Host } from "../../compiler/index.js";
import { serve } from "./server.js";

/** Serves whoever started this process; the connection ends the process when the client says so, or has gone. */
export function serveStdio(host: Host, version: string): Promise<never> {
  serve(createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)), host, version);
  return new Promise(() => {});
}
