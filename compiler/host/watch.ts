/** The part of the disk's door that tells of changes. */
import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

export interface Watched {
  /** Folders in which, at any depth, every policy matters. */
  readonly folders: readonly string[];
  /** Single files, watched by way of their folders: an editor replaces a file as often as it writes to it. */
  readonly files: readonly string[];
}

/** Calls back once after each burst of changes to what is watched, and to any `remit.json` beside it. Answers with how to stop. */
export function watchPaths({ folders, files }: Watched, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onChange = (matters: (name: string) => boolean) => (name: string | null) => {
    if (name !== null && !matters(basename(name))) return;
    clearTimeout(timer);
    timer = setTimeout(changed, 100);
  };
  const isPolicy = (name: string): boolean => name.endsWith(".remit") || name === "remit.json";
  const namesIn = new Map<string, Set<string>>();
  for (const file of files) {
    const names = namesIn.get(dirname(file)) ?? new Set(["remit.json"]);
    namesIn.set(dirname(file), names.add(basename(file)));
  }
  const watchers = folders.flatMap((folder) => open(folder, true, onChange(isPolicy)));
  for (const [folder, names] of namesIn)
    watchers.push(
      ...open(
        folder,
        false,
        onChange((name) => names.has(name)),
      ),
    );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** What can't be watched is passed over. */
function open(path: string, recursive: boolean, listener: (name: string | null) => void): FSWatcher[] {
  try {
    const watcher = watch(path, { recursive }, (_, name) => listener(name));
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
