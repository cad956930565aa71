/** What of a text leads to another file: the path of an import to the module, the code in an allowance to the page that explains it. */
import { isCode, type Span } from "../../compiler/index.js";
import { importedFile } from "./navigation.js";
import { pageOf } from "./pages.js";
import type { Snapshot } from "./snapshot.js";

export interface Link {
  readonly span: Span;
  readonly kind: "module" | "page";
  /** Where it leads. */
  readonly file: string;
}

/** In order. What is not found leads nowhere. */
export function linksIn(snapshot: Snapshot, file: string): readonly Link[] {
  const edited = snapshot.edited(file);
  const imports = (edited?.naming ?? []).flatMap((piece) => piece.imports);
  const modules = imports.flatMap((node): readonly Link[] => {
    const target = importedFile(snapshot, file, node);
    const { start, end } = node.path.span;
    return target === undefined ? [] : [{ span: { start: start + 1, end: end - 1 }, kind: "module", file: target }];
  });
  const comments = (edited?.allowing ?? []).flatMap((piece) => piece.comments).filter(({ text }) => allows.test(text));
  const pages = comments.flatMap(({ span }) => codesIn(snapshot.slice(file, span), span.start));
  return [...modules, ...pages].sort((a, b) => a.span.start - b.span.start);
}

const allows = /^remit-allow\b/;

/** The codes of an allowance, which end where the reason begins. */
function codesIn(comment: string, at: number): readonly Link[] {
  const from = comment.indexOf("remit-allow") + "remit-allow".length;
  const [codes = ""] = comment.slice(from).split(":");
  return [...codes.matchAll(/[a-z-]+/g)].flatMap(({ 0: code, index }): readonly Link[] => {
    const page = isCode(code) ? pageOf(code) : undefined;
    const start = at + from + index;
    return page === undefined ? [] : [{ span: { start, end: start + code.length }, kind: "page", file: page }];
  });
}
