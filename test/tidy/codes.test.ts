import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDoc } from "../../compiler/cli/docs.js";
import { codes } from "../../compiler/diagnostics/code.js";
import type { Code } from "../../compiler/diagnostics/diagnostic.js";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { packageFolder } from "../../compiler/host/package.js";
import { check } from "../../compiler/pipeline.js";
import { sourcesBelow } from "./sources.js";

/** The codes whose rule is still to be built. One that is built has to leave this list, or the test below fails. */
const unbuilt: readonly Code[] = [];

test("there is a page for every code, and for nothing else", () => {
  const pages = readdirSync(join(packageFolder, "compiler/diagnostics/docs"));
  expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`).sort());
});

test("every code is given somewhere in the compiler", () => {
  const text = sourcesBelow("compiler")
    .filter(({ path }) => path !== "compiler/diagnostics/diagnostic.ts" && path !== "compiler/diagnostics/weaknesses.ts")
    .map((source) => source.text)
    .join("\n");
  expect(codes.filter((code) => !text.includes(`"${code}"`) && !unbuilt.includes(code))).toEqual([]);
});

describe.each(codes.map((code) => ({ code })))("the page of $code", ({ code }) => {
  const page = readDoc(code) ?? "";
  const [meaning = "", example = "", fixed = ""] = page.split(/^## (?:Example|Fixed)$/m);

  test("has a title, a meaning, an example and a fix", () => {
    expect(meaning).toMatch(/^# [A-Z].*[^.]\n\n\S/);
    expect(Object.keys(policiesIn(example))).not.toHaveLength(0);
    expect(Object.keys(policiesIn(fixed))).not.toHaveLength(0);
  });

  if (unbuilt.includes(code)) {
    test("is of a rule that is still to be built", () => expect(codesOf(example)).not.toContain(code));
    return;
  }

  test("has an example that gives exactly the code", () => {
    expect([...new Set(codesOf(example))]).toEqual([code]);
  });

  test("has a fixed example that gives none", () => {
    expect(codesOf(fixed)).toEqual([]);
  });
});

/** The policies in a piece of a page, by file name. */
function policiesIn(markdown: string): Readonly<Record<string, string>> {
  const blocks = [...markdown.matchAll(/^```remit ?(\S*)\n(.*?)^```$/gms)];
  return Object.fromEntries(blocks.map(([, name, text]) => [name === undefined || name === "" ? "example.remit" : name, text ?? ""]));
}

function codesOf(markdown: string): readonly Code[] {
  const checked = check(memoryHost(policiesIn(markdown), { std: diskHost() }), []);
  if (checked.kind === "cannot-run") throw new Error(checked.reason);
  return checked.diagnostics.map((diagnostic) => diagnostic.code);
}
