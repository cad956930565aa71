/** The door to the disk that the file store goes through: one function a step, so that a test can fail or stop at each. */
import { existsSync } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";

export interface Disk {
  /** With the folders above it; for its owner alone. */
  makeFolder(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** A small file's text; `undefined` where there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Makes or replaces a file, and waits for the disk. */
  writeWhole(path: string, bytes: Uint8Array): Promise<void>;
  /** Gives a file a second name. False where that name is taken. */
  link(from: string, to: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** Where it is there. */
  remove(path: string): Promise<void>;
  /** Makes what a folder lists durable. */
  syncFolder(path: string): Promise<void>;
  exists(path: string): boolean;
  open(path: string): Promise<DiskFile>;
}

export interface DiskFile {
  size(): Promise<number>;
  /** Fills what it can; answers how many bytes, 0 at the end. */
  read(into: Uint8Array, at: number): Promise<number>;
  write(bytes: Uint8Array, at: number): Promise<void>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export const nodeDisk: Disk = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: (folder) => readdir(folder),
  readText: async (path) => {
    try {
      return await readFile(path, "utf8");
    } catch (problem) {
      if (codeOf(problem) === "ENOENT") return undefined;
      throw problem;
    }
  },
  writeWhole: async (path, bytes) => {
    const file = await open(path, "w", 0o600);
    try {
      await writeAll(file, bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  link: async (from, to) => {
    try {
      await link(from, to);
      return true;
    } catch (problem) {
      if (codeOf(problem) === "EEXIST") return false;
      throw problem;
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  syncFolder: async (path) => {
    // Windows has no such thing, and needs none.
    if (process.platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  exists: existsSync,
  open: async (path) => {
    const file = await open(path, "r+");
    return {
      size: async () => (await file.stat()).size,
      read: async (into, at) => (await file.read(into, 0, into.length, at)).bytesRead,
      write: (bytes, at) => writeAll(file, bytes, at),
      sync: () => file.datasync(),
      truncate: (size) => file.truncate(size),
      close: () => file.close(),
    };
  },
};

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** The disk's own name for what went wrong. */
export function codeOf(problem: unknown): string | undefined {
  return problem instanceof Error && "code" in problem && typeof problem.code === "string" ? problem.code : undefined;
}
