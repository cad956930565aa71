/** Close a block that its author left open. */
import type { Fix, Rule } from "./fix.js";
import { indentAt, lineEndAt, replace } from "./text.js";

export const closeBlock: Rule = {
  codes: ["syntax"],
  propose({ snapshot, file, start, text }): readonly Fix[] {
    if (text !== "{") return [];
    const edited = snapshot.edited(file);
    const piece = edited?.pieces[edited.pieceAt(start)];
    if (piece === undefined) return [];
    // Up to where a line begins without an indent: the next declaration, or what is said of it.
    const [body = ""] = piece.text.slice(start - piece.at).split(/\s*\n(?=[^\s}])/);
    const end = start + body.trimEnd().length;
    const isTall = body.trimEnd().includes("\n");
    const closing = isTall ? `${lineEndAt(snapshot, file, start)}${indentAt(snapshot, file, start)}}` : " }";
    return [{ name: "close", title: "Close it with `}`", edits: [replace(file, { start: end, end }, closing)], isPreferred: false }];
  },
};
