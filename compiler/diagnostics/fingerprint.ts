/** What stays the same about a diagnostic while the lines around it move. */
import { relativePath } from "../base/path.js";
import type { Diagnostic } from "./diagnostic.js";

/** The code, the file and the message of each; those that share all three are told apart by their count. */
export function fingerprints(diagnostics: readonly Diagnostic[], folder: string): readonly string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ code, place, message }) => {
    const key = JSON.stringify([code, relativePath(folder, place.file), message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${key}#${count}`;
  });
}
