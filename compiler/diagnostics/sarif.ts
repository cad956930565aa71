/** Diagnostics as SARIF 2.1.0 (OASIS), in the subset that code scanning services read. */
import { createHash } from "node:crypto";
import { type Code, type Diagnostic, type Severity, severities } from "./diagnostic.js";
import { fingerprints } from "./fingerprint.js";
import { wordsOf } from "./github.js";
import { type Locator, locator, type Sources } from "./located.js";

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

/** The weakness of MITRE's Common Weakness Enumeration that a finding of a code would be; most faults of form are none. */
const weaknesses: Readonly<Partial<Record<Code, number>>> = {
  // Incorrect Authorization: more is handed on than was received.
  "wider-scope": 863,
  "over-ceiling": 863,
  "over-principal": 863,
  "failed-assertion": 863,
  // Privilege Chaining.
  "no-narrowing": 268,
  // Insufficient Session Expiration: authority outlives what it came from.
  "wider-ttl": 613,
  "missing-ttl": 613,
  "secret-outlives-hop": 613,
  // Uncontrolled Recursion, and Allocation of Resources Without Limits.
  "wider-depth": 674,
  "missing-depth": 674,
  "wider-budget": 770,
  "overcommitted-budget": 770,
  "unbounded-spend": 770,
  // Exposure of Sensitive Information to an Unauthorized Actor.
  "wider-data": 200,
  "over-clearance": 200,
  "lethal-trifecta": 200,
  // Missing Authorization: nothing guards, or nobody is asked.
  "unguarded-delegator": 862,
  "unapproved-crossing": 862,
  "unapproved-destructive": 862,
  // Authorization Bypass Through User-Controlled Key.
  "chosen-parameter": 639,
  // Improper Isolation or Compartmentalization.
  "shared-identity": 653,
  "shared-runtime": 653,
  "shared-secret": 653,
  // Incorrect Privilege Assignment: more is granted than is used.
  "unused-authority": 266,
};

function ruleOf(code: Code, help: string | undefined): object {
  const text = help ?? code;
  const title = /^# (.*)$/m.exec(text)?.[1] ?? code;
  const weakness = weaknesses[code];
  const tags = weakness === undefined ? [] : ["security", `external/cwe/cwe-${weakness}`];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: firstParagraph(text) },
    help: { text, markdown: text },
    defaultConfiguration: { level: levels[severities[code]] },
    properties: { tags, ...(weakness === undefined ? {} : { "security-severity": scores[severities[code]] }) },
  };
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
