/** A disk that goes wrong as it is told to. */
import { type Disk, type DiskFile, nodeDisk } from "../../stdlib/runtime/store/disk.js";

export type Step = keyof Disk | `file.${keyof DiskFile}`;

/**
 * The real disk, and before each step a question: what is thrown there is what the disk says. Of a write, `bytes` are what is to be
 * written, and a number as the answer writes only so many of them before the disk fails with ENOSPC.
 */
export function faultyDisk(before: (step: Step, path: string, bytes?: Uint8Array) => number | undefined | Promise<number | undefined>): Disk {
  const then = async <T>(step: Step, path: string, work: () => T | Promise<T>): Promise<T> => {
    await before(step, path);
    return work();
  };
  return {
    makeFolder: (path) => then("makeFolder", path, () => nodeDisk.makeFolder(path)),
    list: (path) => then("list", path, () => nodeDisk.list(path)),
    readText: (path) => then("readText", path, () => nodeDisk.readText(path)),
    writeWhole: (path, bytes) => then("writeWhole", path, () => nodeDisk.writeWhole(path, bytes)),
    link: (from, to) => then("link", to, () => nodeDisk.link(from, to)),
    rename: (from, to) => then("rename", to, () => nodeDisk.rename(from, to)),
    remove: (path) => then("remove", path, () => nodeDisk.remove(path)),
    syncFolder: (path) => then("syncFolder", path, () => nodeDisk.syncFolder(path)),
    exists: nodeDisk.exists,
    open: (path) =>
      then("open", path, async () => {
        const file = await nodeDisk.open(path);
        return {
          size: () => then("file.size", path, file.size),
          read: (into, at) => then("file.read", path, () => file.read(into, at)),
          write: async (bytes, at) => {
            const most = await before("file.write", path, bytes);
            await file.write(most === undefined ? bytes : bytes.subarray(0, most), at);
            if (most !== undefined) throw diskError("ENOSPC");
          },
          sync: () => then("file.sync", path, file.sync),
          truncate: (size) => then("file.truncate", path, () => file.truncate(size)),
          close: () => then("file.close", path, file.close),
        };
      }),
  };
}

export function diskError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
