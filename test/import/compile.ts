/** Imported modules through the compiler: what the text of an import means, rather than what the importer meant. */
import { readFileSync } from "node:fs";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { type Catalogue, readCatalogue } from "../../compiler/import/catalogue.js";
import { load } from "../../compiler/load.js";
import type { Action } from "../../compiler/model/model.js";
import { check } from "../../compiler/pipeline.js";
import type { Json } from "../../stdlib/runtime/value.js";

export const cataloguesFolder = new URL("./catalogues/", import.meta.url);

/** The catalogue of a text that is one. */
export function catalogueOf(text: string): Catalogue {
  const result = readCatalogue(text);
  if (result.kind === "problem") throw new Error(result.message);
  return result.catalogue;
}

export function readFixture(file: string): Catalogue {
  return catalogueOf(readFileSync(new URL(file, cataloguesFolder), "utf8"));
}

/** A catalogue of tools with one required argument `x` each. */
export function catalogueOfArguments(schemas: readonly Json[]): Catalogue {
  return catalogueOf(
    JSON.stringify({
      tools: schemas.map((schema, i) => ({
        name: `a${i}`,
        inputSchema: { type: "object", properties: { x: schema }, required: ["x"], additionalProperties: false },
      })),
    }),
  );
}

/** The actions that a module declares, and what is said of it, as `code: message`. */
export function compiled(text: string): { readonly actions: readonly Action[]; readonly said: readonly string[] } {
  const loaded = load(memoryHost({ "m.remit": text }, { std: diskHost() }), ["/m.remit"]);
  if (loaded.kind !== "loaded") throw new Error(loaded.reason);
  return { actions: loaded.policies.flatMap((policy) => policy.actions), said: loaded.diagnostics.map(({ code, message }) => `${code}: ${message}`) };
}

/** All that `remit check` says of files, as `code file: message`. */
export function checked(files: Readonly<Record<string, string>>, paths: readonly string[]): readonly string[] {
  const found = check(memoryHost(files, { std: diskHost() }), paths);
  if (found.kind !== "checked") throw new Error(found.reason);
  return found.diagnostics.map(({ code, message, place }) => `${code} ${place.file}: ${message}`);
}
