/** The documents that the client has open: what the editor shows counts, not what the disk has. */
import type { Host } from "../../compiler/index.js";
import { fileOf, uriOf } from "./uri.js";

export interface Document {
  /** As the client names it. */
  readonly uri: string;
  readonly file: string;
  /** The client's number for the text as it is now. */
  version: number;
  /** The text, where no root has taken it in: as it was when the last one let go of it. */
  text: string;
}

export interface Documents {
  get(file: string): Document | undefined;
  all(): readonly Document[];
  open(uri: string, version: number, text: string): Document;
  close(file: string): void;
  /** As the client named the file, if it did. */
  uri(file: string): string;
  /** Takes over texts from whoever held them. */
  keep(text: (file: string) => string | undefined): void;
  /** The host, with the open documents in the place of what the disk has, or has not. `current`: the text as those have it who edit it. */
  over(host: Host, current: (file: string) => string | undefined): Host;
}

export function openDocuments(): Documents {
  const documents = new Map<string, Document>();
  return {
    get: (file) => documents.get(file),
    all: () => [...documents.values()],
    open(uri, version, text) {
      const document: Document = { uri, file: fileOf(uri), version, text };
      documents.set(document.file, document);
      return document;
    },
    close(file) {
      documents.delete(file);
    },
    uri: (file) => documents.get(file)?.uri ?? uriOf(file),
    keep(text) {
      for (const document of documents.values()) document.text = text(document.file) ?? document.text;
    },
    over: (host, current) => ({
      ...host,
      folder: host.folder,
      read(path) {
        const document = documents.get(path);
        return document === undefined ? host.read(path) : { kind: "text", text: current(path) ?? document.text };
      },
      findPolicies(folder) {
        const found = host.findPolicies(folder);
        const unsaved = [...documents.keys()].filter((file) => isFoundIn(folder, file));
        if (found.kind !== "files") return unsaved.length > 0 ? { kind: "files", files: unsaved.sort() } : found;
        return { kind: "files", files: [...new Set([...found.files, ...unsaved])].sort() };
      },
      isFolder: (path) => host.isFolder(path),
    }),
  };
}

/** Whether a search of the folder finds the file: not in hidden folders, nor in `node_modules`. */
export function isFoundIn(folder: string, file: string): boolean {
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  if (!file.startsWith(start) || !file.endsWith(".remit")) return false;
  const folders = file.slice(start.length).split("/").slice(0, -1);
  return folders.every((each) => !each.startsWith(".") && each !== "node_modules");
}
