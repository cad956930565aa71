/** The part of the disk's door that tells of changes. */
import { type FSWatcher, watch } from "node:fs";

/**
 * Calls back once after each burst of changes to `.remit` files and `remit.json` in folders and below them, or to single
 * files. What can't be watched is passed over. Answers with how to stop.
 */
export function watchPaths(paths: { readonly folders: readonly string[]; readonly files: readonly string[] }, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, 100);
  };
  const matters = (name: string | null): void => {
    if (name === null || /\.remit$|(^|[\\/])remit\.json$/.test(name)) soon();
  };
  const watchers = [...paths.folders.flatMap((folder) => open(folder, true, matters)), ...paths.files.flatMap((file) => open(file, false, soon))];
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

function open(path: string, recursive: boolean, listener: (name: string | null) => void): FSWatcher[] {
  try {
    const watcher = watch(path, { recursive }, (_, name) => listener(name));
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}
