/** The pages that document the codes, as they come with the program. */
import type { Code } from "../diagnostics/diagnostic.js";
import { readOwn } from "../host/package.js";

/** The page of a code, in Markdown. */
export function readDoc(code: Code): string | undefined {
  return readOwn(`compiler/diagnostics/docs/${code}.md`);
}
