/** A catalogue as a module in the language's one layout, with the hand part of the module that it replaces. */
import { format } from "../syntax/format.js";
import { parse } from "../syntax/parse.js";
import type { Catalogue } from "./catalogue.js";
import { printModule } from "./module.js";
import { type ImportOptions, keepHandPart } from "./options.js";

/** The module's text. `old`: the text of the one that it replaces, or nothing. */
export function makeModule(catalogue: Catalogue, options: ImportOptions, old = ""): string {
  const text = keepHandPart(printModule(catalogue, options), old);
  return format(text, parse("imported", text)) ?? text;
}
