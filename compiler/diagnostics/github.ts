/** Diagnostics as GitHub Actions' workflow commands, which the forge shows beside the lines of a change. */
import type { Diagnostic, Severity } from "./diagnostic.js";
import { type Locator, locator, type Sources } from "./located.js";
import { showWitness, visible } from "./show.js";

/** One command a line. Source: "Workflow commands for GitHub Actions", setting a notice, warning or error message. */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  return diagnostics.map((diagnostic) => annotation(diagnostic, diagnostic.code, wordsOf(diagnostic), at)).join("");
}

/** One command: words at a place. `title` stands after the program's name. */
export function annotation({ severity, place }: Pick<Diagnostic, "severity" | "place">, title: string, words: string, at: Locator): string {
  const { start, end } = at.range(place);
  const properties = {
    file: at.file(place),
    line: start.line + 1,
    endLine: end.line + 1,
    // An annotation may have columns only where it begins and ends on one line.
    ...(start.line === end.line ? { col: start.character + 1, endColumn: end.character + 1 } : {}),
    title: `remit ${title}`,
  };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[severity]} ${shown.join(",")}::${escapeData(words)}\n`;
}

/** The message, the witness and the help, a line each: what formats without a place for them print. */
export function wordsOf({ message, witness, help }: Diagnostic): string {
  const rows = witness === undefined ? [] : showWitness(witness).map((row) => `${row.heading}: ${row.text}`);
  return [message, ...rows, ...(help === undefined ? [] : [`help: ${help}`])].map(visible).join("\n");
}

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
