/** `--baseline`: the warnings that a policy had when it was taken on. The file is what `remit check --format json` printed then. */
import { relativePath, resolvePath } from "../base/path.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Host } from "../host/host.js";

export type Unknown =
  /** Those that the baseline does not have, and how many of its own there are no more. */
  | { readonly kind: "diagnostics"; readonly diagnostics: readonly Diagnostic[]; readonly gone: number }
  | { readonly kind: "unusable"; readonly reason: string };

/**
 * Leaves out the warnings and notes that the baseline has. Code, file and message say which is which, so that lines may move;
 * each is known as often as the baseline has it. An error is never known.
 */
export function withoutKnown(diagnostics: readonly Diagnostic[], path: string, host: Host): Unknown {
  const file = resolvePath(host.folder, path);
  const read = host.read(file);
  if (read.kind === "missing") return unusable(`there is no baseline \`${path}\``);
  if (read.kind === "unreadable") return unusable(`can't read the baseline \`${path}\`: ${read.reason}`);
  const known = readBaseline(read.text);
  if (known === undefined) return unusable(`\`${path}\` is not a baseline: it has to be what \`remit check --format json\` printed`);

  const left = diagnostics.filter((diagnostic) => {
    const key = keyOf(diagnostic.code, relativePath(host.folder, diagnostic.place.file), diagnostic.message);
    const count = known.get(key) ?? 0;
    if (diagnostic.severity === "error" || count === 0) return true;
    known.set(key, count - 1);
    return false;
  });
  return { kind: "diagnostics", diagnostics: left, gone: [...known.values()].reduce((sum, count) => sum + count, 0) };
}

/** How often each warning stands in a baseline. */
function readBaseline(text: string): Map<string, number> | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document) || document.version !== 1 || !Array.isArray(document.diagnostics)) return undefined;
  const known = new Map<string, number>();
  for (const each of document.diagnostics) {
    if (!isRecord(each)) return undefined;
    const { code, severity, file, message } = each;
    if (typeof code !== "string" || typeof file !== "string" || typeof message !== "string") return undefined;
    if (severity === "error") continue;
    const key = keyOf(code, file, message);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return known;
}

function keyOf(code: string, file: string, message: string): string {
  return JSON.stringify([code, file, message]);
}

function unusable(reason: string): Unknown {
  return { kind: "unusable", reason };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
