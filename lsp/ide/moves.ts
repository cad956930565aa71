/** What files that are about to be moved mean for imports: those of the files themselves, and those that others have of them. */
import { type Ast, parentFolder, relativePath } from "../../compiler/index.js";
import type { Edit } from "./formatting.js";
import type { Snapshot } from "./snapshot.js";

/** A file or a folder, by absolute paths. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** The edits after which every import means the file that it meant, wherever that is then. Offsets and files are as they are before. */
export function movedImports(snapshot: Snapshot, moves: readonly Move[]): readonly Edit[] {
  const edits = new Map<Ast.Import, Edit>();
  for (const { program } of snapshot.policies()) {
    for (const { file, imports } of program.modules) {
      // What comes with the program stays where it is.
      if (file.startsWith("std:")) continue;
      for (const { syntax, module } of imports) {
        if (module === undefined || module.file.startsWith("std:")) continue;
        const [importer, imported] = [movedBy(moves, file), movedBy(moves, module.file)];
        if (importer === file && imported === module.file) continue;
        const { text, span } = syntax.path;
        const path = pathBetween(importer, imported, text.endsWith(".remit"));
        if (path !== text) edits.set(syntax, { file, start: span.start, end: span.end, text: JSON.stringify(path) });
      }
    }
  }
  return [...edits.values()];
}

/** Where a file is after the moves. */
function movedBy(moves: readonly Move[], file: string): string {
  for (const { from, to } of moves) {
    if (file === from) return to;
    if (file.startsWith(`${from}/`)) return to + file.slice(from.length);
  }
  return file;
}

/** As an import writes it, with `.remit` or without, as it was. */
function pathBetween(importer: string, imported: string, isWhole: boolean): string {
  const relative = relativePath(parentFolder(importer), imported);
  const path = relative.startsWith("../") ? relative : `./${relative}`;
  return isWhole ? path : path.replace(/\.remit$/, "");
}
