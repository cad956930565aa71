/** Where this program's own files are: the same below the sources and below the bundle. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package that this file belongs to: the nearest above it with a package.json. */
export const packageFolder: string = above(dirname(fileURLToPath(import.meta.url)));

/** The text of one of the package's own files, by its path from the package's folder; `undefined` where there is none. */
export function readOwn(path: string): string | undefined {
  try {
    return readFileSync(join(packageFolder, path), "utf8");
  } catch {
    return undefined;
  }
}

function above(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, "package.json")) || parent === folder ? folder : above(parent);
}
