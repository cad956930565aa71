/** Comparing two texts, in one line. */
import { compareVersions } from "../../compiler/compare.js";
import { findingsOf } from "../../compiler/diff/accepted.js";
import type { Difference } from "../../compiler/diff/difference.js";
import { headline, narrowedLine } from "../../compiler/diff/words.js";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";

export type Files = Readonly<Record<string, string>>;

/** The difference between two versions: texts of one file, or files by name. Fails where they can't be compared. */
export function difference(before: string | Files, after: string | Files): Difference {
  const host = (of: string | Files) => memoryHost(typeof of === "string" ? { "main.remit": of } : of, { folder: "/home", std: diskHost() });
  const compared = compareVersions({ host: host(before), paths: [] }, { host: host(after), paths: [] });
  if (compared.kind !== "compared")
    throw new Error(compared.kind === "faulty" ? compared.diagnostics.map(({ message }) => message).join("\n") : compared.reason);
  return compared.difference;
}

/** All that fails, and all that is less, a line each. */
export function told(found: Difference): readonly string[] {
  return [
    ...findingsOf(found).map((finding) => `${finding.kind}: ${headline(finding)}`),
    ...found.narrowed.map((change) => `narrowed: ${narrowedLine(change)}`),
    ...found.bounds.filter(({ widened }) => !widened).map(({ hop, bound, old, new: now }) => `less: ${hop}: ${bound} ${old} → ${now}`),
    ...found.notes.map((note) => `note: ${note}`),
  ];
}
