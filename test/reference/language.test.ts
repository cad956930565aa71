import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { codes } from "../../compiler/diagnostics/code.js";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { packageFolder } from "../../compiler/host/package.js";
import { check } from "../../compiler/pipeline.js";
import { readSettings } from "../../compiler/settings.js";
import { words } from "../../compiler/syntax/tokens.js";
import { remit } from "../cli/run.js";
import { type Check, checkMarked } from "../harness/marked.js";
import { blocks, examplesIn, files, page } from "./page.js";

const ofLanguage = (language: string) => blocks.filter((block) => block.language === language);
const examples = ofLanguage("remit").flatMap(examplesIn);

test("every block of the page is of a kind that is tested", () => {
  const untested = blocks.filter(({ language, name, fragment }) => {
    if (language === "remit") return name === undefined && fragment === undefined;
    if (language === "json") return name !== "remit.json";
    return language !== "console" && language !== "ebnf";
  });
  expect(untested.map(({ line }) => line)).toEqual([]);
  expect([...page.matchAll(/^```/gm)]).toHaveLength(2 * blocks.length);
  expect(examples.length).toBeGreaterThan(80);
});

/** The whole compiler, over a policy that may import the other files of the page. */
const whole: Check = (given, entry) => {
  const checked = check(memoryHost({ ...files, ...given }, { std: diskHost() }), [entry]);
  if (checked.kind === "cannot-run") throw new Error(checked.reason);
  return checked.diagnostics;
};

describe("the examples", () => {
  test.each(examples)("$title", ({ title, policy }) => {
    const name = Object.hasOwn(files, title) ? title : "example.remit";
    checkMarked(`//# file: ${name}\n${policy}`, whole);
  });
});

describe("what the program says", () => {
  test.each(ofLanguage("console"))("on line $line", async ({ text }) => {
    const [, command = "", shown = ""] = /^\$ remit ([^\n]*)\n(.*)$/s.exec(text) ?? [];
    const { out, err } = await remit(command, unmarked(files));
    expect(`${out}${err}`).toBe(shown);
  });
});

/** Without their marks, which a reader of the page sees and the program need not. */
function unmarked(marked: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(marked).map(([name, text]) => [name, text.replace(/ *\/\/~.*$/gm, "")]));
}

test("the settings can be read", () => {
  for (const { text } of ofLanguage("json")) expect(readSettings(text, "/")).toMatchObject({ kind: "settings" });
});

test("the grammar has no words but those of the language", () => {
  const quoted = ofLanguage("ebnf").flatMap(({ text }) => [...text.matchAll(/"([^"\n]+)"/g)].map(([, word = ""]) => word));
  const known = new Set([...words.keys(), "read", "write", "destructive", "List", "hour"]);
  expect(quoted.filter((word) => /^[A-Za-z]+$/.test(word) && !known.has(word))).toEqual([]);
  expect(quoted.length).toBeGreaterThan(80);
});

test("every rule of the grammar that is used is given", () => {
  const grammar = ofLanguage("ebnf").map(({ text }) => text);
  for (const text of grammar) expect([...text.matchAll(/^ *([a-z]+) *=/gm)].length, text).toBeGreaterThan(0);
  const given = new Set(grammar.flatMap((text) => [...text.matchAll(/^ *([a-z]+) *=/gm)].map(([, name = ""]) => name)));
  const used = grammar.flatMap((text) => [...text.replace(/"[^"\n]*"/g, "").matchAll(/\b[a-z]+\b/g)].map(([name]) => name));
  // These three are told in words.
  expect([...new Set(used)].filter((name) => !given.has(name)).sort()).toEqual(["list", "literal", "relation"]);
});

/** What stands in the page as code: in backticks, or in a block of Remit or of grammar. */
const code = [...page.matchAll(/`([^`\n]+)`/g), ...blocks.map(({ text }) => ["", text])].map(([, text]) => text ?? "");
const inline = [...page.replace(/^```.*?^```$/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text);

test.each([...words.keys(), "read", "write", "destructive", "List"])("the word `%s` is explained", (word) => {
  const whole = new RegExp(`(?<![\\w-])${word}(?![\\w-])`);
  expect(inline.some((text) => whole.test(text))).toBe(true);
  expect(code.filter((text) => whole.test(text)).length).toBeGreaterThan(1);
});

test.each([
  "label",
  "domain",
  "task",
  "type",
  "let",
  "context",
  "tool",
  "annotate",
  "secret",
  "scope",
  "principal",
  "agent",
  "delegate",
  "deny",
  "assert",
  "test",
])("the declaration `%s` has its own section", (word) => expect(page).toMatch(new RegExp(`^### .*\`${word}\``, "m")));

test.each(codes)("the code %s stands in the page, with the page that explains it", (code) => {
  expect(page).toContain(`](diagnostics/docs/${code}.md)`);
  expect(inline).toContain(code);
});

test("every link leads somewhere", () => {
  const anchors = new Set([...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => anchorOf(title)));
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const dead = links.filter((target) =>
    target.startsWith("#")
      ? !anchors.has(target.slice(1))
      : !existsSync(join(packageFolder, "compiler", dirname(target), target.split("/").at(-1) ?? "")),
  );
  expect(dead).toEqual([]);
  expect(links.length).toBeGreaterThan(codes.length);
});

/** As the usual forges make it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

/** Where each limit of the page stands in the code. Each of these lines must be there. */
const limits: readonly (readonly [row: string, file: string, line: string])[] = [
  ["inside one another | 100 |", "compiler/syntax/grammar.ts", "mostNesting = 100;"],
  ["written out | 20,000 |", "compiler/types/patterns.ts", "patternLimit = 20_000;"],
  ["of a pattern inside one another | 200 |", "compiler/types/patterns.ts", "depthLimit = 200;"],
  ["followed up | 400 |", "compiler/scope/nesting.ts", "deepestNesting = 400;"],
  ["of several | 100,000 |", "compiler/scope/strings/limits.ts", "states: 100_000,"],
  ["a witness needs | 4,096 |", "compiler/scope/cells.ts", "longestList = 4096;"],
  ["in one question | 20,000 |", "compiler/scope/cells.ts", "mostInstances = 20_000;"],
  ["| 50,000 and 400,000 |", "compiler/scope/search.ts", "mostConflicts = 50_000;"],
  ["| 50,000 and 400,000 |", "compiler/scope/search.ts", "mostClauses = 400_000;"],
  ["in one question | 4,096 |", "compiler/scope/numbers.ts", "mostSplits = 4096;"],
  ["what they received | 200 |", "compiler/analysis/authority.ts", "longestRelay = 200;"],
  ["as it stands there | 20,000 |", "compiler/analysis/authority.ts", "largestRelay = 20_000;"],
  ["| 20 for each hop, and 20,000 |", "compiler/analysis/chains.ts", "contextsPerHop: 20,"],
  ["| 20 for each hop, and 20,000 |", "compiler/analysis/chains.ts", "contexts: 20_000,"],
  ["on one chain | 64 |", "compiler/analysis/chains.ts", "environment: 64,"],
  ["more than 200 mistakes", "compiler/syntax/lex.ts", "mostMistakes = 200;"],
];

test.each(limits)("the limit %s", (row, file, line) => {
  expect(page).toContain(row);
  expect(readFileSync(join(packageFolder, file), "utf8")).toContain(line);
});
