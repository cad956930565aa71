/** The project's own source files, for the tests that look at them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { packageFolder } from "../../compiler/host/package.js";

export interface Source {
  /** From the package's folder. */
  readonly path: string;
  readonly text: string;
  /** What it imports: a path from the package's folder, or the name of a package. */
  readonly imports: readonly string[];
  /** The same without what is imported for its types alone. */
  readonly loads: readonly string[];
}

/** Every TypeScript file below some top-level folders. */
export function sourcesBelow(...folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(packageFolder, folder), { recursive: true, encoding: "utf8" })
      .map((path) => posix.join(folder, path.replaceAll("\\", "/")))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules"))
      .sort()
      .map((path) => sourceOf(path, readFileSync(join(packageFolder, path), "utf8"))),
  );
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, imports: importsOf(path, text), loads: importsOf(path, text.replace(/^(import|export) type\b[^;]*;/gm, "")) };
}

function importsOf(path: string, text: string): readonly string[] {
  const statements = /^(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s*"([^"]+)"/gm;
  return [...text.matchAll(statements)].map(([, from, lazy, bare]) => resolve(path, from ?? lazy ?? bare ?? ""));
}

function resolve(from: string, to: string): string {
  return to.startsWith(".") ? posix.join(posix.dirname(from), to).replace(/\.js$/, ".ts") : to;
}
