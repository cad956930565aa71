/** What a person sees where the program itself is wrong. */
import { visible } from "../diagnostics/show.js";
import type { Terminal } from "./terminal.js";
import { version } from "./version.js";

/** Says so, shortly, and answers with the exit code. The stack is shown only to those who set REMIT_DEBUG. */
export function reportBug(problem: unknown, terminal: Terminal): number {
  const [message = ""] = (problem instanceof Error ? problem.message : String(problem)).split("\n");
  terminal.err(`remit: this is a bug in remit ${version}, not in your policy: ${visible(message)}\n`);
  if ((process.env.REMIT_DEBUG ?? "") !== "" && problem instanceof Error) terminal.err(`${problem.stack ?? ""}\n`);
  else terminal.err("       please report it with the policy that shows it; REMIT_DEBUG=1 prints where it happened\n");
  return 2;
}
