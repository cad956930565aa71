/** `textDocument/completion` and `completionItem/resolve` */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  InsertTextFormat,
} from "vscode-languageserver";
import { diskHost } from "../../../compiler/index.js";
import { type About, type Completion, withoutStops } from "../../ide/completion/item.js";
import { completionsAt } from "../../ide/completion.js";
import { describeAbout } from "../../ide/describe.js";
import type { Client, Feature } from "../feature.js";
import { markup } from "./hover.js";

/** They come with the program, and stay as they are. */
let standard: readonly string[] | undefined;

function standardModules(): readonly string[] {
  if (standard === undefined) {
    const found = diskHost().findPolicies("std:");
    standard = found.kind === "files" ? found.files : [];
  }
  return standard;
}

export const completion: Feature = {
  capabilities: () => ({ completionProvider: { triggerCharacters: [".", "$", '"', "(", "[", " "], resolveProvider: true } }),
  register({ document, workspace }) {
    document(CompletionRequest.type, "tree", ({ snapshot, file, params, client }): CompletionList | null => {
      const found = completionsAt(snapshot, file, snapshot.offset(file, params.position), standardModules());
      if (found === undefined) return null;
      // A space asks for what must follow a word, and is no reason to offer the words that may open another statement.
      const isBySpace = params.context?.triggerCharacter === " ";
      const range = client.range(snapshot, { file, span: found.span });
      const items = found.items.filter(({ kind }) => !isBySpace || kind !== "word");
      return { isIncomplete: found.isIncomplete, items: items.map((item) => itemOf(item, range, client, params.textDocument.uri)) };
    });
    workspace(CompletionResolveRequest.type, "tree", ({ snapshots, params, client }) => {
      const data: unknown = params.data;
      const asked = isAsked(data) ? client.find(snapshots, data.uri) : undefined;
      if (asked === undefined || !isAsked(data)) return params;
      const text = describeAbout(asked.snapshot, asked.file, data.about);
      if (text === undefined) return params;
      const formats = client.capabilities.textDocument?.completion?.completionItem?.documentationFormat;
      return { ...params, documentation: markup(text, formats) };
    });
  },
};

function itemOf(
  { label, kind, detail, snippet, rank, about }: Completion,
  range: ReturnType<Client["range"]>,
  client: Client,
  uri: string,
): CompletionItem {
  const canFill = client.capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
  const isSnippet = canFill && /(?<!\\)\$/.test(snippet);
  return {
    label,
    kind: kinds[kind],
    ...(detail === undefined ? {} : { detail }),
    sortText: `${rank}${label}`,
    // What is replaced may begin with a quote or a backtick, which the label then has to be held against as well.
    filterText: label,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText: isSnippet ? snippet : withoutStops(snippet) },
    ...(about === undefined ? {} : { data: { uri, about } }),
  };
}

const kinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  label: CompletionItemKind.EnumMember,
  domain: CompletionItemKind.Module,
  task: CompletionItemKind.Event,
  type: CompletionItemKind.Interface,
  let: CompletionItemKind.Constant,
  tool: CompletionItemKind.Class,
  secret: CompletionItemKind.Constant,
  scope: CompletionItemKind.Function,
  principal: CompletionItemKind.Struct,
  agent: CompletionItemKind.Struct,
  delegate: CompletionItemKind.Reference,
  action: CompletionItemKind.Method,
  argument: CompletionItemKind.Field,
  parameter: CompletionItemKind.Variable,
  field: CompletionItemKind.Property,
  fact: CompletionItemKind.Variable,
  variable: CompletionItemKind.Variable,
  unit: CompletionItemKind.Unit,
  "built-in": CompletionItemKind.TypeParameter,
  word: CompletionItemKind.Keyword,
  value: CompletionItemKind.Value,
  module: CompletionItemKind.File,
  code: CompletionItemKind.Text,
};

interface Asked {
  readonly uri: string;
  readonly about: About;
}

const abouts: ReadonlySet<string> = new Set<About["kind"]>(["name", "action", "argument", "fact", "word"]);

/** Whether what a client sends back is what it was given. */
function isAsked(data: unknown): data is Asked {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("about" in data) || typeof data.uri !== "string") return false;
  const { about } = data;
  if (typeof about !== "object" || about === null || !("kind" in about) || typeof about.kind !== "string" || !abouts.has(about.kind)) return false;
  return Object.values(about).every((each) => typeof each === "string");
}
