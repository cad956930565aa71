/** The language reference as the tests see it: its fenced blocks, and the policies that they stand for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../compiler/host/package.js";

export const page = readFileSync(join(packageFolder, "compiler/LANGUAGE.md"), "utf8");

/** What a block says of itself after its language: `name=` for a whole file, `fragment=` for a part of one. */
export interface Block {
  readonly language: string;
  readonly name?: string;
  readonly fragment?: string;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

export const blocks: readonly Block[] = [...page.matchAll(/^```(\S*)([^\n]*)\n(.*?)^```$/gms)].map((match) => {
  const [, language = "", info = "", text = ""] = match;
  const { name, fragment } = Object.fromEntries([...info.matchAll(/(\S+?)=(\S+)/g)].map(([, key, value]) => [key, value]));
  const line = page.slice(0, match.index).split("\n").length;
  return { language, ...(name === undefined ? {} : { name }), ...(fragment === undefined ? {} : { fragment }), text, line };
});

/** The whole files of the page, by name. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  blocks.flatMap(({ name, text }) => (name === undefined || !name.endsWith(".remit") ? [] : [[name, text]])),
);

export interface Example {
  readonly title: string;
  /** Marked as `test/harness/marked.ts` reads it. */
  readonly policy: string;
}

/** The policies that a block of Remit stands for: the file that it is, or its fragments among the declarations of the page. */
export function examplesIn(block: Block): readonly Example[] {
  const preamble = files["preamble.remit"] ?? "";
  const title = `line ${block.line}`;
  switch (block.fragment) {
    case undefined:
      return block.name === undefined ? [] : [{ title: block.name, policy: block.text }];
    case "decl":
      return [{ title, policy: `${preamble}\n${block.text}` }];
    case "hop": {
      const gives = /^\s*(allow|relay)\b/m.test(block.text) ? "" : "  allow files.list\n";
      const ends = /^\s*ttl\b/m.test(block.text) ? "" : "  ttl 1h\n";
      return [{ title, policy: `${preamble}\ndelegate boss -> planner for work {\n${gives}${ends}${block.text}}\n` }];
    }
    case "expr":
      // One line, one expression. Marks stand behind it, so that what follows is on a line of its own.
      return block.text
        .split("\n")
        .map((text, index) => ({ text, line: block.line + 1 + index }))
        .filter(({ text }) => text.trim() !== "")
        .map(({ text, line }) => ({
          title: `line ${line}: ${text.replace(/\s*\/\/~.*/, "")}`,
          policy: `${preamble}\ndelegate boss -> planner for work {\n  ttl 1h\n  allow demo.ask where ${text}\n}\n`,
        }));
    default:
      throw new Error(`line ${block.line}: no such fragment: ${block.fragment}`);
  }
}
