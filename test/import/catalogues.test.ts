import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importedTools } from "../../compiler/import/changes.js";
import { makeModule } from "../../compiler/import/make.js";
import { printModule } from "../../compiler/import/module.js";
import { parse } from "../../compiler/syntax/parse.js";
import { cataloguesFolder, checked, compiled, readFixture } from "./compile.js";

const files = readdirSync(cataloguesFolder).filter((file) => file.endsWith(".tools.json"));

test("there are the catalogues of 21 servers, with 482 tools", () => {
  const index: readonly { readonly file: string; readonly tools: number }[] = JSON.parse(
    readFileSync(new URL("index.json", cataloguesFolder), "utf8"),
  );
  expect(index.map(({ file }) => file.replace("mcp/", "")).sort()).toEqual(files);
  expect(index.reduce((sum, { tools }) => sum + tools, 0)).toBe(482);
});

test.each(files)("%s becomes a module that check has nothing against", (file) => {
  const catalogue = readFixture(file);
  const text = makeModule(catalogue, { name: "server", source: file });
  const { actions, said } = compiled(text);
  expect(said).toEqual([]);
  expect(actions.map(({ name }) => name)).toEqual(catalogue.tools.map(({ name }) => name));
  for (const [i, tool] of catalogue.tools.entries()) {
    const input = JSON.parse(JSON.stringify(tool.input));
    expect(actions[i]?.params.map(({ name }) => name)).toEqual(Object.keys(input.properties ?? {}));
    expect(actions[i]?.params.filter(({ optional }) => !optional).map(({ name }) => name)).toEqual(
      Object.keys(input.properties ?? {}).filter((name) => input.required?.includes(name)),
    );
    expect(actions[i]?.effect).toBe(tool.destructiveHint === true ? "destructive" : tool.readOnlyHint === true ? "read" : "write");
  }
  // A read with an argument that no expression can look into is worth a warning, and is what the catalogue says.
  expect(checked({ "m.remit": text }, ["/m.remit"]).filter((line) => !line.startsWith("opaque-effect "))).toEqual([]);
});

test.each(files)("%s: what a schema says beyond the language is said in a comment", (file) => {
  const text = makeModule(readFixture(file), { name: "server", source: file });
  const lines = text.split("\n");
  for (const [i, line] of lines.entries()) {
    if (!/\bAny\b/.test(line) || line.trim().startsWith("/")) continue;
    if (line.startsWith("type ")) continue;
    expect(
      lines.slice(Math.max(0, i - 6), i).some((each) => each.trim().startsWith("// ")),
      `${file}:${i + 1}: ${line}`,
    ).toBe(true);
  }
});

test.each(files)("%s: importing twice gives the same bytes, in the one layout", (file) => {
  const catalogue = readFixture(file);
  const options = { name: "server", source: file };
  const text = makeModule(catalogue, options);
  expect(makeModule(readFixture(file), options, text)).toBe(text);
  expect(printModule(catalogue, options).replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
  expect(importedTools({ text, source: parse(file, text).value }).map(({ from }) => from.digest.text)).toEqual([catalogue.digest]);
});
