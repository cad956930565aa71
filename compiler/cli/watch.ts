/** `--watch`: the same command again whenever a file that it read changes. */
import { resolvePath } from "../base/path.js";
import { watchPaths } from "../host/watch.js";
import type { World } from "./world.js";

/** Waits for changes until the process is interrupted, and answers with 0 then. `again` runs the command and answers with the files that it read. */
export function watchForever(
  paths: readonly string[],
  files: readonly string[],
  { host, terminal }: World,
  again: () => Promise<readonly string[]>,
): Promise<number> {
  const given = (paths.length === 0 ? ["."] : paths).map((path) => resolvePath(host.folder, path));
  const roots = given.filter((path) => host.isFolder(path));
  let stop = (): void => {};
  const start = (read: readonly string[]): void => {
    const single = [...given, ...read].filter(
      (file) => !file.startsWith("std:") && !roots.some((root) => file.startsWith(`${root}/`) || file === root),
    );
    stop = watchPaths({ folders: roots, files: single }, run);
    terminal.err("watching for changes; Ctrl-C ends it\n");
  };
  const run = (): void => {
    stop();
    terminal.err("\n");
    // A failure here is a bug of ours, and is reported as one by whoever started us.
    again().then(start, failed);
  };
  let failed: (problem: unknown) => void = () => {};
  return new Promise((resolve, reject) => {
    failed = reject;
    process.once("SIGINT", () => {
      stop();
      resolve(0);
    });
    start(files);
  });
}
