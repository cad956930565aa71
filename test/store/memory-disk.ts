/** A disk that is a record of bytes: for tests that open a store a thousand times. */
import type { Disk } from "../../stdlib/runtime/store/disk.js";

export interface MemoryDisk extends Disk {
  readonly files: Map<string, Uint8Array>;
}

export function memoryDisk(files: Readonly<Record<string, Uint8Array>> = {}): MemoryDisk {
  const all = new Map(Object.entries(files));
  const bytesOf = (path: string): Uint8Array => all.get(path) ?? new Uint8Array(0);
  const remove = (path: string): boolean => all.delete(path);
  return {
    files: all,
    makeFolder: async () => {},
    list: async (folder) => [...all.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    readText: async (path) => (all.has(path) ? new TextDecoder().decode(bytesOf(path)) : undefined),
    writeWhole: async (path, bytes) => {
      all.set(path, bytes.slice());
    },
    link: async (from, to) => {
      if (all.has(to)) return false;
      all.set(to, bytesOf(from));
      return true;
    },
    rename: async (from, to) => {
      all.set(to, bytesOf(from));
      remove(from);
    },
    remove: async (path) => {
      remove(path);
    },
    syncFolder: async () => {},
    exists: (path) => all.has(path),
    open: async (path) => ({
      size: async () => bytesOf(path).length,
      read: async (into, at) => {
        const found = bytesOf(path).subarray(at, at + into.length);
        into.set(found);
        return found.length;
      },
      write: async (bytes, at) => {
        const longer = new Uint8Array(Math.max(bytesOf(path).length, at + bytes.length));
        longer.set(bytesOf(path));
        longer.set(bytes, at);
        all.set(path, longer);
      },
      sync: async () => {},
      truncate: async (size) => {
        all.set(path, bytesOf(path).slice(0, size));
      },
      close: async () => {},
    }),
  };
}
