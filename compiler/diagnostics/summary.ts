/** What a forge shows of a job, in Markdown: how it ended, and a table of what was found. */
import type { Diagnostic, Severity } from "./diagnostic.js";
import type { ProofCount } from "./json.js";
import { locator, type Sources } from "./located.js";
import { showWitness, visible } from "./show.js";
import { countText } from "./text.js";

/** A forge shows no more than a megabyte of it, and nobody reads as much. */
const mostRows = 100;

export function renderSummary(diagnostics: readonly Diagnostic[], proof: ProofCount, sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  const isRefused = diagnostics.some(({ severity }) => severity === "error");
  const counts = diagnostics.length === 0 ? "nothing to report" : countText(diagnostics);
  const rows = diagnostics.slice(0, mostRows).map((diagnostic) => {
    const { line } = at.range(diagnostic.place).start;
    return `| ${marks[diagnostic.severity]} ${diagnostic.severity} | ${code(`${at.file(diagnostic.place)}:${line + 1}`)} | ${code(diagnostic.code)} | ${wordsOf(diagnostic)} |`;
  });
  const more = diagnostics.length - rows.length;
  const count = (n: number, one: string): string => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
  const { agents, hops, chains, obligations, proved } = proof;
  return [
    `### remit check: ${isRefused ? "refused" : "accepted"}, ${counts}`,
    "",
    `${count(agents, "agent")}, ${count(hops, "hop")}, ${count(chains, "chain")}; ${proved.toLocaleString("en")} of ${count(obligations, "obligation")} proved.`,
    "",
    ...(rows.length === 0 ? [] : ["| | where | code | what |", "|---|---|---|---|", ...rows, ""]),
    ...(more === 0 ? [] : [`And ${more.toLocaleString("en")} more.`, ""]),
  ].join("\n");
}

const marks: Readonly<Record<Severity, string>> = { error: "❌", warning: "⚠️", info: "ℹ️" };

/** The message, then the witness and the help under it: a cell has no lines of its own. */
function wordsOf({ message, witness, help }: Diagnostic): string {
  const rows = witness === undefined ? [] : showWitness(witness).map(({ heading, text }) => `${heading}: ${code(text)}`);
  return [inline(message), ...rows, ...(help === undefined ? [] : [`help: ${inline(help)}`])].join("<br>");
}

/** Text, never markup; names in backticks stay code. */
function inline(text: string): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll("|", "\\|") : part.replace(/[&\\*_[\]<>|#~@`]/g, (sign) => `&#${sign.charCodeAt(0)};`)))
    .join("");
}

/** Code in a cell: entities, since a backtick or a bar would end it. */
function code(text: string): string {
  return `<code>${visible(text).replace(/[&<>|`\\*_[\]~@]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`;
}
