/** Marked policies for one lint: what it says, and errors of any kind, must be marked; what other lints say need not. */
import { chainsOf } from "../../compiler/analysis/chains.js";
import { lints } from "../../compiler/analysis/lints/index.js";
import type { Code, Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { type Check, checkMarked, lowerFiles } from "../harness/marked.js";

/** Everything that all lints say of a policy, after what is wrong with it before them. */
export function lint(files: Readonly<Record<string, string>>, entry?: string): readonly Diagnostic[] {
  const { value, diagnostics, atoms, incomplete } = lowerFiles(files, entry);
  const chains = chainsOf(value, { exists, find, includes });
  return [...diagnostics.filter(({ severity }) => severity === "error"), ...chains.diagnostics, ...lints(value, chains, { atoms, incomplete })];
}

export function checkLint(source: string, ...codes: readonly Code[]): void {
  const check: Check = (files, entry) => lint(files, entry).filter(({ code, severity }) => severity === "error" || codes.includes(code));
  checkMarked(source, check);
}

/** Declarations that most fixtures need. */
export const prelude = `
label public < internal < secret
task work "Work"
task part "A part of it" part of work
task other "Something else"
domain home
domain away external
context { user: String  case: String  live halted: Bool }
tool files {
  read list(path: Path, limit: Int)
  read open(path: Path) returns internal
  write save(path: Path, text: String)
  destructive remove(path: Path)
}
tool pay {
  write send(to: String, amount: Number) spends amount usd
  write ping(to: String) spends 1 message
}
principal boss in home {}
agent lead in home { owner "lead@example.org"  clearance secret }
agent hand in home { owner "hand@example.org"  clearance secret }
agent help in home { owner "help@example.org"  clearance secret }
agent guest in away { owner "guest@example.org"  clearance secret }
`;
