/** A comparison for a person: on a screen, and as the comment of a pull request. */
import type { Paint, Style } from "../diagnostics/paint.js";
import { unseen, visible } from "../diagnostics/show.js";
import { type Acceptance, acceptedFile, entryFor, type Finding, type Judged } from "./accepted.js";
import type { Difference } from "./difference.js";
import { boundLine, headline, narrowedLine, rowsOf } from "./words.js";

type Shown = Finding & { readonly accepted?: Acceptance };

/** Whether the comparison fails: something is there that nobody accepted, or an entry that is not to be there. */
export function fails({ findings, faults }: Judged): boolean {
  return faults.length > 0 || findings.some(({ accepted }) => accepted === undefined);
}

export function renderText({ narrowed, bounds, notes }: Difference, judged: Judged, paint: Paint): string {
  const { findings, faults } = judged;
  const lines: string[] = [];
  const say = (label: string, text: string, style?: Style): void =>
    void lines.push(`${style === undefined ? label : paint(style, label)}: ${visible(text)}`);
  const rows = (of: readonly { readonly heading: string; readonly text: string }[]): void => {
    for (const { heading, text } of of) lines.push(`    ${heading.padEnd(width)} ${visible(text)}`);
  };
  for (const note of notes) say("note", note, "info");
  for (const finding of findings) {
    const { accepted } = finding;
    if (accepted === undefined) say(titles[finding.kind], headline(finding), "error");
    else say(`${titles[finding.kind]} (accepted)`, headline(finding));
    if (finding.kind === "widened") rows(rowsOf(finding.change));
    if (accepted !== undefined) rows([{ heading: "accepted", text: `by ${accepted.by} until ${accepted.until}: ${accepted.why}` }]);
  }
  for (const change of narrowed) {
    say("narrowed", narrowedLine(change), "help");
    rows(rowsOf(change));
  }
  for (const change of bounds) if (!change.widened) say("changed", boundLine(change), "help");
  for (const fault of faults) say(acceptedFile, fault, "error");
  const open = findings.filter(({ accepted }) => accepted === undefined);
  lines.push(summary(open, narrowed.length + bounds.filter(({ widened }) => !widened).length, faults.length));
  const paste = open.length === 0 ? "" : `\nTo accept this, put your name to these entries of ${acceptedFile}:\n${entriesOf(open)}\n`;
  return `${lines.join("\n")}\n${paste}`;
}

const titles: Readonly<Record<Finding["kind"], string>> = { widened: "widened", bound: "widened", weakened: "weakened" };
const width = 11;

function summary(open: readonly Finding[], narrowed: number, faults: number): string {
  const count = (n: number, what: string): readonly string[] => (n === 0 ? [] : [`${n.toLocaleString("en")} ${what}`]);
  const parts = [
    ...count(open.filter(({ kind }) => kind !== "weakened").length, "widened"),
    ...count(open.filter(({ kind }) => kind === "weakened").length, "weakened"),
    ...count(narrowed, "narrowed"),
    ...count(faults, faults === 1 ? "entry that accepts nothing" : "entries that accept nothing"),
  ];
  return parts.length === 0 ? "nothing widened or weakened" : parts.join(", ");
}

/** The whole file, where there is none yet; what can't be seen on a screen is escaped. */
function entriesOf(open: readonly Finding[]): string {
  const hidden = (character: string): string =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
  const text = JSON.stringify({ version: 1, accepted: open.map(entryFor) }, undefined, 2);
  return Array.from(text, (character) => (character !== "\n" && unseen.test(character) ? hidden(character) : character)).join("");
}

/** For the comment of a pull request: those concerned first, then what is to be decided, then the rest folded. */
export function renderMarkdown({ narrowed, bounds, notes }: Difference, judged: Judged): string {
  const { findings, faults } = judged;
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const accepted = findings.filter((finding) => finding.accepted !== undefined);
  const narrower = [...narrowed.map(narrowedLine), ...bounds.filter(({ widened }) => !widened).map(boundLine)];
  const parts: string[] = [`### Remit: ${summary(open, narrower.length, faults.length)}`];
  const owners = ownersOf(open);
  if (owners.length > 0) parts.push(`Owners of the agents concerned: ${owners.map((owner) => inline(owner)).join(", ")}`);
  for (const note of notes) parts.push(`> ${escaped(note)}`);
  if (open.some(({ kind }) => kind === "widened")) parts.push("#### May do more", ...open.flatMap(widenedMarkdown));
  const listed = open.filter(({ kind }) => kind !== "widened");
  if (listed.length > 0) parts.push("#### Bounded or checked less", listed.map((finding) => `- ${escaped(headline(finding))}`).join("\n"));
  if (faults.length > 0) parts.push(`#### ${acceptedFile}`, faults.map((fault) => `- ${escaped(fault)}`).join("\n"));
  if (accepted.length > 0) {
    const lines = accepted.map(
      (finding) =>
        `- ${escaped(headline(finding))}: accepted by ${inline(finding.accepted?.by ?? "")} until ${finding.accepted?.until ?? ""}: ${escaped(finding.accepted?.why ?? "")}`,
    );
    parts.push(folded(`Accepted (${accepted.length})`, lines.join("\n")));
  }
  if (narrower.length > 0) parts.push(folded(`May do less (${narrower.length})`, narrower.map((line) => `- ${escaped(line)}`).join("\n")));
  if (open.length > 0) parts.push(folded(`To accept this in ${acceptedFile}`, fenced(entriesOf(open), "json")));
  return `${parts.join("\n\n")}\n`;
}

function ownersOf(findings: readonly Shown[]): readonly string[] {
  const found = findings.flatMap((finding) =>
    finding.kind === "weakened" ? [] : [finding.change.owner ?? `nobody (${finding.kind === "widened" ? finding.change.agent : finding.change.to})`],
  );
  return [...new Set(found)].sort();
}

function widenedMarkdown(finding: Shown): readonly string[] {
  if (finding.kind !== "widened") return [];
  const rows = rowsOf(finding.change).map(({ heading, text }) => `| ${heading} | ${inline(text, true)} |`);
  return [`**${escaped(headline(finding))}**`, ["| | |", "|---|---|", ...rows].join("\n")];
}

/** Code on one line, whatever it holds. `inTable`: a bar would end its cell. */
function inline(text: string, inTable = false): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const shown = visible(inTable ? text.replaceAll("|", "\\|") : text);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}

/** Words in which names stand in backticks; all else that would be marked up is not. */
function escaped(text: string): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") && part.endsWith("`") && part.length > 1 ? part : part.replace(/[\\*_[\]<>#|~!@&]/g, (each) => `\\${each}`)))
    .join("");
}

function folded(title: string, body: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>\n\n${body}\n\n</details>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
