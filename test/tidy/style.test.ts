import { expect, test } from "vitest";
import { sourcesBelow } from "./sources.js";

const sources = sourcesBelow("compiler", "stdlib", "lsp", "test");
const ours = sources.filter(({ path }) => !path.startsWith("test/"));

test("a file is at most 450 lines", () => {
  expect(sources.filter(({ text }) => text.split("\n").length > 451).map(({ path }) => path)).toEqual([]);
});

test("a source file opens with a comment that says what it owns", () => {
  expect(ours.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text)).map(({ path }) => path)).toEqual([]);
});

test("the type checker is not silenced", () => {
  expect(
    sources.filter(({ path, text }) => path !== "test/tidy/style.test.ts" && /@ts-(ignore|expect-error|nocheck)/.test(text)).map(({ path }) => path),
  ).toEqual([]);
});
