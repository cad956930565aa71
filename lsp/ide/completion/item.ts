/** What is offered where something is being written. */
import type { Span } from "../../../compiler/index.js";
import type { SymbolKind } from "../symbols.js";

export interface Completion {
  readonly label: string;
  readonly kind: SymbolKind | "word" | "value" | "module" | "code";
  /** One line beside the label: a type, a signature. */
  readonly detail?: string;
  /** With `$1`, `${2:…}` and `$0` where something is to be filled in; a `$` that is meant is `\$`. */
  readonly snippet: string;
  /** What comes first is more likely: 0 to 9. */
  readonly rank: number;
  /** What there is to be said about it, for who asks. */
  readonly about?: About;
}

export interface Completions {
  /** What is replaced. */
  readonly span: Span;
  readonly items: readonly Completion[];
  /** There are more, which the next characters may bring. */
  readonly isIncomplete: boolean;
}

/** What is to be described, by the names that the file knows it by: it can be kept for longer than a snapshot. */
export type About =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "action"; readonly tool: string; readonly action: string }
  | { readonly kind: "argument"; readonly tool: string; readonly action: string; readonly name: string }
  | { readonly kind: "fact"; readonly name: string }
  | { readonly kind: "word"; readonly word: string; readonly rule: string };

/** A text as a snippet that stands for itself. */
export function plain(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** What a snippet puts into a text where nothing can be filled in. */
export function withoutStops(snippet: string): string {
  return snippet
    .replace(/(?<!\\)\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/(?<!\\)\$(?:\d+|\{\d+\})/g, "")
    .replace(/\\([\\$}])/g, "$1");
}
