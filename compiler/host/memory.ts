/** The host that is a record of texts: for tests, and for anyone who has policies but no disk. */
import type { Host } from "./host.js";

export interface MemoryHost extends Host {
  /** What the files hold now, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Files by absolute path, or by path from `folder` (`/` unless given); `std:` modules by their name. `unreadable` names files
 * and folders that exist and can't be read. Time stands still at `now`.
 */
export function memoryHost(
  texts: Readonly<Record<string, string>>,
  options: { readonly folder?: string; readonly now?: number; readonly unreadable?: readonly string[]; readonly std?: Pick<Host, "read"> } = {},
): MemoryHost {
  const folder = options.folder ?? "/";
  const absolute = (path: string): string => (path.startsWith("/") || path.startsWith("std:") ? path : `${folder === "/" ? "" : folder}/${path}`);
  const files = new Map(Object.entries(texts).map(([path, text]) => [absolute(path), text]));
  const unreadable = new Set((options.unreadable ?? []).map(absolute));
  const isFolder = (path: string): boolean => path === folder || [...files.keys(), ...unreadable].some((file) => file.startsWith(below(path)));

  return {
    folder,
    files,
    isFolder,
    read(path) {
      if (unreadable.has(path)) return { kind: "unreadable", reason: "permission denied" };
      const text = files.get(path);
      if (text !== undefined) return { kind: "text", text: text.replace(/^\uFEFF/, "") };
      if (path.startsWith("std:") && options.std !== undefined) return options.std.read(path);
      return isFolder(path) ? { kind: "unreadable", reason: "it is a folder" } : { kind: "missing" };
    },
    findPolicies(path) {
      if (path === "std:") return { kind: "files", files: [...files.keys()].filter((file) => file.startsWith("std:")).sort() };
      const closed = [...unreadable].find((each) => each === path || (each.startsWith(below(path)) && !each.endsWith(".remit")));
      if (closed !== undefined) return { kind: "unreadable", reason: `${closed}: permission denied` };
      if (!isFolder(path)) return { kind: "missing" };
      const found = [...files.keys(), ...unreadable].filter((file) => file.startsWith(below(path)) && isPolicy(file.slice(below(path).length)));
      return { kind: "files", files: found.sort() };
    },
    write(path, text) {
      if (unreadable.has(path)) throw new Error("permission denied");
      files.set(path, text);
    },
    now: () => options.now ?? 0,
  };
}

function below(folder: string): string {
  return folder === "/" ? "/" : `${folder}/`;
}

function isPolicy(path: string): boolean {
  const segments = path.split("/");
  return path.endsWith(".remit") && segments.slice(0, -1).every((segment) => !segment.startsWith(".") && segment !== "node_modules");
}
