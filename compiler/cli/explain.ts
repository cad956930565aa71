/** `remit explain`: the page of a code. */
import { didYouMean } from "../base/near.js";
import { codes, isCode } from "../diagnostics/code.js";
import { severities } from "../diagnostics/diagnostic.js";
import { colored, plain } from "../diagnostics/paint.js";
import { groups, rulesPage, titleOf } from "../diagnostics/rules.js";
import { readDoc } from "./docs.js";
import { cannotRun, type World } from "./world.js";

/** Prints the page of a code, or the list of all codes; with `all`, every page as one. */
export function explain(name: string | undefined, { all = false }: { readonly all?: boolean }, { terminal }: World): number {
  if (all && name !== undefined) return cannotRun("give a code or --all, not both", terminal);
  if (all) {
    terminal.out(rulesPage(readDoc));
    return 0;
  }
  if (name === undefined) {
    terminal.out(list());
    return 0;
  }
  if (!isCode(name)) {
    const near = didYouMean(name, codes);
    return cannotRun(`no diagnostic has the code \`${name}\`${near === "" ? "; `remit explain` lists them" : near}`, terminal);
  }
  const page = readDoc(name);
  if (page === undefined) throw new Error(`the page of ${name} is missing`);
  const paint = terminal.color.out ? colored : plain;
  const lines = page.trimEnd().split("\n");
  terminal.out(`${lines.map((line) => (line.startsWith("#") ? paint("strong", line) : line)).join("\n")}\n`);
  return 0;
}

function list(): string {
  return groups
    .map(({ severity, title }) => {
      const rows = codes
        .filter((code) => severities[code] === severity)
        .map((code) => `  ${code.padEnd(24)}${titleOf(readDoc(code) ?? "")}`.trimEnd());
      return `${title}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}
