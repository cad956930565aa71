/** Findings in the protocol's words, and which of them the client has already been told. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { CannotRun, Code, Severity } from "../../compiler/index.js";
import { type Finding, findingsIn } from "../ide/diagnostics.js";
import { pageOf } from "../ide/pages.js";
import type { Snapshot } from "../ide/snapshot.js";
import type { Client } from "./feature.js";
import { uriOf } from "./uri.js";

/** What the client is told of one file. */
export interface Report {
  readonly file: string;
  /** Another one where the items are others. */
  readonly id: string;
  readonly items: readonly Diagnostic[];
}

export interface Reports {
  /** The report of a file as the snapshot has it. */
  of(file: string, items: readonly Diagnostic[]): Report;
  /** Forgets a file that is no more. */
  forget(file: string): void;
}

/** Counts the reports of each file that differ from the one before. */
export function reportBook(): Reports {
  const known = new Map<string, Report & { readonly text: string }>();
  let count = 0;
  return {
    of(file, items) {
      const text = JSON.stringify(items);
      const before = known.get(file);
      if (before?.text === text) return before;
      count++;
      const report = { file, id: String(count), items, text };
      known.set(file, report);
      return report;
    },
    forget: (file) => known.delete(file),
  };
}

export function diagnosticsOf(snapshot: Snapshot, file: string, client: Client): readonly Diagnostic[] {
  return findingsIn(snapshot, file).map((finding) => diagnosticOf(snapshot, finding, client));
}

function diagnosticOf(snapshot: Snapshot, finding: Finding, client: Client): Diagnostic {
  const { code, severity, place, message, related, witness, isUnused } = finding;
  const can = client.capabilities.textDocument?.publishDiagnostics;
  const page = can?.codeDescriptionSupport === false ? undefined : linkTo(code);
  return {
    range: client.range(snapshot, place),
    severity: severities[severity],
    code,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    source: "remit",
    message,
    ...(isUnused ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0
      ? {}
      : { relatedInformation: related.map((each) => ({ location: client.location(snapshot, each.place), message: each.message })) }),
    ...(witness === undefined ? {} : { data: { witness } }),
  };
}

/** A hint of an editor is hardly to be seen, and what could be taken away is shown faded besides. */
const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/**
 * The page that documents a code: a file, which every editor opens. (A link to a command would work in one editor only, and such
 * links are not followed from a code.)
 */
function linkTo(code: Code): string | undefined {
  const page = pageOf(code);
  return page === undefined ? undefined : uriOf(page);
}

/** That nothing can be checked, said of the settings that are to blame. */
export function problemOf({ reason }: CannotRun): Diagnostic {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: DiagnosticSeverity.Error, source: "remit", message: reason };
}
