/** The text of a ledger that a command was told to read. */
import { resolvePath } from "../base/path.js";
import type { World } from "./world.js";

export type LedgerText =
  | { readonly kind: "text"; readonly text: string; readonly path: string }
  | { readonly kind: "cannot-run"; readonly reason: string };

export function readLedger(path: string, { host }: World): LedgerText {
  const whole = resolvePath(host.folder, path);
  const file = host.isFolder(whole) ? `${whole}/ledger.jsonl` : whole;
  const read = host.read(file);
  if (read.kind === "text") return { kind: "text", text: read.text, path: file };
  return { kind: "cannot-run", reason: read.kind === "missing" ? `there is no ledger \`${path}\`` : `can't read \`${path}\`: ${read.reason}` };
}
