/** The host that a person's machine is. */
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { revisionOf } from "./git.js";
import type { Host, ReadResult } from "./host.js";
import { packageFolder, readOwn } from "./package.js";

/** The files below and around a folder, by default the one that the program runs in. */
export function diskHost(folder: string = process.cwd()): Host {
  const root = folder.replaceAll("\\", "/");
  const host: Pick<Host, "read" | "findPolicies"> = {
    read: (path) => (path.startsWith("std:") ? readStandard(path.slice("std:".length)) : readText(path)),
    findPolicies: (path) => (path === "std:" ? standardModules() : findPolicies(path)),
  };
  return {
    ...host,
    folder: root,
    revision: (ref) => revisionOf(root, ref, host),
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    write,
    now: () => Date.now(),
  };
}

function readText(path: string): ReadResult {
  try {
    // The decoder leaves a byte order mark out and puts U+FFFD for what is not UTF-8.
    return { kind: "text", text: new TextDecoder().decode(readFileSync(path)) };
  } catch (problem) {
    const code = codeOf(problem);
    return code === "ENOENT" || code === "ENOTDIR" ? { kind: "missing" } : { kind: "unreadable", reason: reasonOf(problem) };
  }
}

/** `std:` modules come with the program; a name that would leave their folder names nothing. */
function readStandard(name: string): ReadResult {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) return { kind: "missing" };
  const text = readOwn(`stdlib/policy/${name}.remit`);
  return text === undefined ? { kind: "missing" } : { kind: "text", text };
}

function standardModules(): ReturnType<Host["findPolicies"]> {
  const folder = `${packageFolder.replaceAll("\\", "/")}/stdlib/policy`;
  const found = findPolicies(folder);
  if (found.kind !== "files") return { kind: "files", files: [] };
  return { kind: "files", files: found.files.map((file) => `std:${file.slice(folder.length + 1).replace(/\.remit$/, "")}`) };
}

function findPolicies(folder: string): ReturnType<Host["findPolicies"]> {
  const files: string[] = [];
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    try {
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        const path = at === "/" ? `/${entry.name}` : `${at}/${entry.name}`;
        // A link to a file counts as the file; a link to a folder is not followed, since it may lead in a circle.
        if (entry.isDirectory()) {
          if (!entry.name.startsWith(".") && entry.name !== "node_modules") folders.push(path);
        } else if (entry.name.endsWith(".remit") && (entry.isFile() || isLinkToFile(path))) files.push(path);
      }
    } catch (problem) {
      if (codeOf(problem) === "ENOENT" && at === folder) return { kind: "missing" };
      return { kind: "unreadable", reason: `${at}: ${reasonOf(problem)}` };
    }
  }
  return { kind: "files", files: files.sort() };
}

function isLinkToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * Writes all or nothing: beside the file first, then in its place, with the mode that it had; a link stays one. Makes the
 * folders that are missing. Throws what the disk says.
 */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const there = statSync(path, { throwIfNoEntry: false });
  const target = there === undefined ? path : realpathSync(path);
  const beside = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: there?.mode ?? 0o666 });
    renameSync(beside, target);
  } catch (problem) {
    rmSync(beside, { force: true });
    throw problem;
  }
}

/** What the disk said, in words. */
export function reasonOf(problem: unknown): string {
  switch (codeOf(problem)) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EISDIR":
      return "it is a folder";
    case "ELOOP":
      return "its links lead in a circle";
    case "ENAMETOOLONG":
      return "its name is too long";
    case "ENOSPC":
      return "the disk is full";
    case "EROFS":
      return "the disk is read-only";
    default:
      return problem instanceof Error ? problem.message : String(problem);
  }
}

function codeOf(problem: unknown): string | undefined {
  return problem instanceof Error && "code" in problem && typeof problem.code === "string" ? problem.code : undefined;
}
