import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { showShape } from "../../compiler/import/aliases.js";
import { importedTools } from "../../compiler/import/changes.js";
import { fieldOf, isRecord } from "../../compiler/import/json.js";
import { makeModule } from "../../compiler/import/make.js";
import { printModule } from "../../compiler/import/module.js";
import { mapInput } from "../../compiler/import/schema.js";
import { parse } from "../../compiler/syntax/parse.js";
import type { Json } from "../../stdlib/runtime/value.js";
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

test.each(files)("%s: where a type is Any, the schema says nothing or a comment says what", (file) => {
  const catalogue = readFixture(file);
  const text = flat(makeModule(catalogue, { name: "server", source: file }));
  for (const tool of catalogue.tools) {
    const { slots, notes, slotNotes } = mapInput(tool.input);
    for (const { name, shape } of slots) {
      if (!/\bAny\b/.test(showShape(shape))) continue;
      const schema = JSON.stringify(fieldOf(fieldOf(tool.input, "properties"), name));
      expect(slotNotes.has(name) || saysNothing(JSON.parse(schema)), `${tool.name}.${name}: ${schema}`).toBe(true);
    }
    for (const note of [...notes, ...[...slotNotes.values()].flat()])
      expect(text).toContain(flat(`${note.path === "" ? "" : `${note.path}: `}${note.text}`));
  }
});

/** On one line, comments in one piece. */
function flat(text: string): string {
  return text.replace(/\n\s*\/\/ /g, " ").replace(/\s+/g, " ");
}

/** Whether somewhere in a schema there is one that allows anything. */
function saysNothing(schema: Json): boolean {
  if (schema === true) return true;
  if (!isRecord(schema)) return false;
  const [type, items, properties] = ["type", "items", "properties"].map((key) => fieldOf(schema, key));
  const isOpen = type === undefined && ["anyOf", "oneOf", "allOf", "$ref", "enum", "const"].every((key) => fieldOf(schema, key) === undefined);
  return isOpen || (items !== undefined && saysNothing(items)) || (isRecord(properties) && Object.values(properties).some(saysNothing));
}

test.each(files)("%s: importing twice gives the same bytes, in the one layout", (file) => {
  const catalogue = readFixture(file);
  const options = { name: "server", source: file };
  const text = makeModule(catalogue, options);
  expect(makeModule(readFixture(file), options, text)).toBe(text);
  expect(printModule(catalogue, options).replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
  expect(importedTools({ text, source: parse(file, text).value }).map(({ from }) => from.digest.text)).toEqual([catalogue.digest]);
});
