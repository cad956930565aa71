/** Diagnostics as SARIF 2.1.0 (OASIS), in the subset that code scanning services read. */
import { createHash } from "node:crypto";
import { type Code, type Diagnostic, type Severity, severities } from "./diagnostic.js";
import { fingerprints } from "./fingerprint.js";
import { wordsOf } from "./github.js";
import { type Locator, locator, type Sources } from "./located.js";
import { weaknesses } from "./weaknesses.js";

export interface SarifOptions {
  readonly folder: string;
  /** The program's own version. */
  readonly version: string;
  /** The page that documents a code, in Markdown. */
  readonly help: (code: Code) => string | undefined;
}

/** One log with one run: the rules that were broken, and a result for each diagnostic. */
export function renderSarif(diagnostics: readonly Diagnostic[], sources: Sources, options: SarifOptions): string {
  const at = locator(sources, options.folder);
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))].sort();
  const prints = fingerprints(diagnostics, options.folder);
  const driver = { name: "remit", semanticVersion: options.version, rules: codes.map((code) => ruleOf(code, options.help(code))) };
  const results = diagnostics.map((diagnostic, i) => ({
    ruleId: diagnostic.code,
    ruleIndex: codes.indexOf(diagnostic.code),
    level: levels[diagnostic.severity],
    message: { text: wordsOf(diagnostic) },
    locations: [locationOf(diagnostic, at)],
    relatedLocations: diagnostic.related.map((each, id) => ({ id, ...locationOf(each, at), message: { text: each.message } })),
    partialFingerprints: {
      "remit/v1": createHash("sha256")
        .update(prints[i] ?? "")
        .digest("hex"),
    },
  }));
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

function ruleOf(code: Code, help: string | undefined): object {
  const text = help ?? code;
  const title = /^# (.*)$/m.exec(text)?.[1] ?? code;
  const weak = weaknesses[code] ?? [];
  const tags = weak.length === 0 ? [] : ["security", ...weak.map(cweTag)];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: firstParagraph(text) },
    help: { text, markdown: text },
    defaultConfiguration: { level: levels[severities[code]] },
    properties: { tags, ...(weak.length === 0 ? {} : { "security-severity": scores[severities[code]] }) },
  };
}

/** As the rules of code scanning name a weakness: three digits at least. */
export function cweTag(weakness: number): string {
  return `external/cwe/cwe-${String(weakness).padStart(3, "0")}`;
}

/** Where code scanning sorts a finding: high, medium, low. */
const scores: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.0", info: "2.0" };

function firstParagraph(markdown: string): string {
  const paragraph = markdown.split(/\n\s*\n/).find((block) => block.trim() !== "" && !block.startsWith("#"));
  return (paragraph ?? markdown).replaceAll("\n", " ").trim();
}

/** A place as SARIF has it, from the folder that its reader knows as the root. */
export function locationOf({ place }: Pick<Diagnostic, "place">, at: Locator): object {
  const { start, end } = at.range(place);
  return {
    physicalLocation: {
      artifactLocation: {
        uri: at.file(place).split("/").map(encodeURIComponent).join("/"),
        ...(place.file.startsWith("std:") ? {} : { uriBaseId: "%SRCROOT%" }),
      },
      region: { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
    },
  };
}
