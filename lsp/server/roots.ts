/** The client's folders and the files outside of them: which of them a file belongs to, and what an edit of it means to each. */
import type { Host } from "../../compiler/index.js";
import type { Snapshot } from "../ide/snapshot.js";
import { type Documents, isFoundIn } from "./documents.js";
import { openRoot, type Root } from "./root.js";
import { plainText, type Text } from "./sync.js";

export interface Roots {
  all(): readonly Root[];
  /** The folders that the client has; one inside of another is the other's. */
  set(folders: readonly string[]): void;
  /** Settings have changed: everything is found and read anew. Open documents are to be admitted again. */
  reopen(): void;
  /** The root whose answers count for a file, as it is now. */
  of(file: string): { readonly root: Root; readonly snapshot: Snapshot } | undefined;
  /** Sees to it that each open document is read by some root: one of its own, where no folder's policies have it. */
  admit(): void;
  /** The text of an open document, to be edited in all roots that read it. */
  text(file: string): Text;
  /** Takes over the text of a document that was opened. */
  open(file: string, text: string): void;
  /** Takes over what there is now: what the editor has open, or else what the disk has, which may be nothing. */
  put(file: string): void;
  /** The snapshots of all roots that have something to check. */
  snapshots(): readonly Snapshot[];
}

export function rootsOver(host: Host, documents: Documents, clock: () => number): Roots {
  let folders: readonly Root[] = [];
  const singles = new Map<string, Root>();
  const over = documents.over(host, (file) => knowing(file)[0]?.text(file));
  const open = (from: Host, path: string, isFolder: boolean): Root => openRoot(from, path, isFolder, clock, documents.keep);
  const all = (): readonly Root[] => [...folders, ...singles.values()];
  const knowing = (file: string): readonly Root[] => all().filter((root) => root.knows(file));
  const folderOf = (file: string): Root | undefined => folders.find((root) => root.snapshot()?.has(file) === true);

  return {
    all,
    set(paths) {
      const outer = paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other === "/" ? "/" : `${other}/`)));
      const known = new Map(folders.map((root) => [root.path, root]));
      for (const root of folders) if (!outer.includes(root.path)) root.reopen();
      folders = [...new Set(outer)].map((path) => known.get(path) ?? open({ ...over, folder: path }, path, true));
    },
    reopen() {
      for (const root of all()) root.reopen();
      singles.clear();
    },
    of(file) {
      const root = folderOf(file) ?? singles.get(file) ?? [...singles.values()].find((each) => each.snapshot()?.has(file) === true);
      const snapshot = root?.snapshot();
      return root === undefined || snapshot === undefined ? undefined : { root, snapshot };
    },
    admit() {
      for (const { file } of documents.all()) {
        if (singles.has(file) || folderOf(file) !== undefined) continue;
        const root = open(over, file, false);
        singles.set(file, root.problem() === undefined ? root : open(withoutSettings(over), file, false));
      }
      for (const [file, root] of [...singles]) {
        if (documents.get(file) !== undefined && folderOf(file) === undefined) continue;
        root.reopen();
        singles.delete(file);
      }
    },
    text(file) {
      const document = documents.get(file);
      const [first] = knowing(file);
      if (first === undefined)
        return plainText(
          () => document?.text ?? "",
          (text) => {
            if (document !== undefined) document.text = text;
          },
        );
      return {
        offset: (position) => first.offset(file, position),
        write: (changes) => {
          for (const root of knowing(file)) root.write(changes);
        },
      };
    },
    open(file, text) {
      const isOnDisk = host.read(file).kind === "text";
      // One that is on disk and yet unknown is in no policy, and does not get into one by being opened.
      for (const root of all()) if (root.knows(file) || (!isOnDisk && root.isFolder && isFoundIn(root.path, file))) give(root, file, text);
    },
    put(file) {
      const now = over.read(file);
      const text = now.kind === "text" ? now.text : undefined;
      for (const root of all()) {
        const isNew = text !== undefined && root.isFolder && isFoundIn(root.path, file);
        if (!root.knows(file) && !isNew) continue;
        if (text === undefined) root.write([{ kind: "gone", file }]);
        else give(root, file, text);
      }
    },
    snapshots: () => all().flatMap((root) => root.snapshot() ?? []),
  };
}

/** A text that is the same begins no proof anew. */
function give(root: Root, file: string, text: string): void {
  if (root.text(file) !== text) root.write([{ kind: "text", file, text }]);
}

/** With settings that can't be read a file has none: its errors are worth more than a silence. */
function withoutSettings(host: Host): Host {
  return {
    ...host,
    folder: host.folder,
    read: (path) => (path.endsWith("/remit.json") ? { kind: "missing" } : host.read(path)),
    findPolicies: (folder) => host.findPolicies(folder),
    isFolder: (path) => host.isFolder(path),
  };
}
