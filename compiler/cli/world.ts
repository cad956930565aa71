/** What every command is given, and how one says that it could not do its work. */
import { visible } from "../diagnostics/show.js";
import type { Host } from "../host/host.js";
import type { Terminal } from "./terminal.js";

export interface World {
  readonly host: Host;
  readonly terminal: Terminal;
}

/** The exit code of a command that could not do its work: a usage error, an unreadable file. */
export const couldNotRun = 2;

/** Says in one line why, and answers with the exit code. */
export function cannotRun(reason: string, terminal: Terminal): number {
  terminal.err(`remit: ${visible(reason)}\n`);
  return couldNotRun;
}
