/** The pages that explain the codes of findings, as they were installed: of this version, and without a network. */
import { type Code, packageFolder, readOwn } from "../../compiler/index.js";

const known = new Map<Code, string | undefined>();

/** The file of the page; nothing where it was not installed. */
export function pageOf(code: Code): string | undefined {
  if (!known.has(code)) {
    const path = `compiler/diagnostics/docs/${code}.md`;
    known.set(code, readOwn(path) === undefined ? undefined : `${packageFolder.replaceAll("\\", "/")}/${path}`);
  }
  return known.get(code);
}
