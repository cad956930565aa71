/** A module of generated code as the text of a TypeScript file. The only file that knows ts-morph. */
import {
  type FunctionDeclarationStructure,
  IndentationText,
  type InterfaceDeclarationStructure,
  NewLineKind,
  type OptionalKind,
  Project,
  type PropertySignatureStructure,
  QuoteKind,
  type StatementStructures,
  StructureKind,
} from "ts-morph";
import { unreachable } from "../base/unreachable.js";
import type { Item, Member, Module } from "./module.js";
import { property } from "./names.js";

/** The same module gives the same bytes. */
export function print(module: Module): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, newLineKind: NewLineKind.LineFeed, quoteKind: QuoteKind.Double },
  });
  const file = project.createSourceFile(module.file, {
    statements: [
      comment(module.doc),
      { kind: StructureKind.ImportDeclaration, namespaceImport: "v1", moduleSpecifier: "remit/runtime/v1" },
      ...module.items.map((item, i) => {
        const made = structure(item);
        return typeof made === "string" && !(isTable(item) && isTable(module.items[i - 1])) ? `\n${made}` : made;
      }),
    ],
  });
  return `${file
    .getFullText()
    .replaceAll(/[ \t]+$/gm, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .replace(/^(import .*)\n(?!\n)/m, "$1\n\n")
    .trim()}\n`;
}

/** Constants without a comment stand together. */
function isTable(item: Item | undefined): boolean {
  return item?.kind === "constant" && item.doc === undefined && !item.value.includes("\n");
}

/** What is laid out already is text; ts-morph would indent it once more. */
function structure(item: Item): StatementStructures | string {
  switch (item.kind) {
    case "interface": {
      const made: InterfaceDeclarationStructure = {
        kind: StructureKind.Interface,
        name: item.name,
        isExported: true,
        properties: item.members.map(signature),
        ...docs(item.doc),
      };
      return item.extends === undefined ? made : { ...made, extends: [...item.extends] };
    }
    case "alias":
      return `${above(item.doc)}export type ${item.name} = ${item.type};`;
    case "constant": {
      const type = item.type === undefined ? "" : `: ${item.type}`;
      return `${above(item.doc)}${item.exported ? "export " : ""}const ${item.name}${type} = ${item.value};`;
    }
    case "function":
      return {
        kind: StructureKind.Function,
        name: item.name,
        isExported: item.exported,
        parameters: item.parameters.map(({ name, type }) => ({ name, type })),
        returnType: item.returns,
        statements: [...item.body],
        ...docs(item.doc),
      } satisfies FunctionDeclarationStructure;
    default:
      return unreachable(item);
  }
}

function signature({ name, type, optional, doc }: Member): OptionalKind<PropertySignatureStructure> {
  return { name: property(name), type, isReadonly: true, hasQuestionToken: optional, ...docs(doc) };
}

function docs(doc: string | undefined): { docs?: [string] } {
  return doc === undefined || doc === "" ? {} : { docs: [safe(doc)] };
}

function above(doc: string | undefined): string {
  if (doc === undefined || doc === "") return "";
  return doc.includes("\n") ? `${comment(doc)}\n` : `/** ${safe(doc)} */\n`;
}

function comment(text: string): string {
  return `/**\n${safe(text)
    .split("\n")
    .map((line) => ` * ${line}`.trimEnd())
    .join("\n")}\n */`;
}

/** A text that can't end the comment that it stands in, nor show other than it is: what has no look of its own is written out. */
function safe(text: string): string {
  return text
    .replaceAll("*/", "*\\/")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(unseen, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Controls but tab and newline, and what is invisible or changes the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
