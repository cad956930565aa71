/** Declarations in one line, as they are written: without comments, without what makes them long. */
import type { Ast, Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

/** A part of a text on one line, without its comments. */
export function textOf(snapshot: Snapshot | undefined, file: string, span: Span): string {
  return oneLine(snapshot?.slice(file, span) ?? "");
}

export function oneLine(text: string): string {
  return text
    .replace(/("(?:[^"\\\n\r]|\\.)*")|\/\/[^\n\r]*/g, (_, kept: string | undefined) => kept ?? "")
    .replace(/\s+/g, " ")
    .replace(/([([]) /g, "$1")
    .replace(/ ([)\]])/g, "$1")
    .trim();
}

/** An action: its effect, its arguments, what it returns and spends. */
export function signatureOf(snapshot: Snapshot, file: string, { span }: Ast.ActionDecl): string {
  return textOf(snapshot, file, span);
}

/** What a declaration is called and between which: up to its `{`. */
export function headOf(snapshot: Snapshot, file: string, declaration: Ast.Declaration): string {
  const text = textOf(snapshot, file, declaration.kind === "delegate" ? declaration.head : declaration.span);
  switch (declaration.kind) {
    case "agent":
    case "principal":
    case "tool":
    case "secret":
    case "scope":
    case "annotate":
    case "test":
      return headOfBlock(text);
    default:
      return text;
  }
}

/** Up to the brace of the block: braces within parentheses are of types. */
function headOfBlock(text: string): string {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"' && text[at - 1] !== "\\") isText = !isText;
    else if (isText) continue;
    else if (sign === "(") depth++;
    else if (sign === ")") depth--;
    else if (sign === "{" && depth === 0) return text.slice(0, at).trim();
  }
  return text;
}
