/**
 * What the client knows of the findings. A client that can ask (pull) is told when to ask again; all others are told each file's
 * findings as soon as these are proved, with the number of the text that they are of: never of an older one after a newer.
 */
import {
  type Connection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver";
import type { MutableClient } from "./client.js";
import type { Documents } from "./documents.js";
import { diagnosticsOf, problemOf, type Report, reportBook } from "./findings.js";
import type { Roots } from "./roots.js";
import { fileOf } from "./uri.js";

export interface Published {
  /** Someone types in a file: a client that pulls will ask for it without being told. */
  typed(file: string): void;
  /** All is proved: what is new is told, or that there is something new. */
  proved(): void;
  document(params: DocumentDiagnosticParams): DocumentDiagnosticReport;
  workspace(params: WorkspaceDiagnosticParams): WorkspaceDiagnosticReport;
}

export function publishedTo(
  connection: Connection,
  client: MutableClient,
  roots: Roots,
  documents: Documents,
  failed: (problem: unknown) => void,
): Published {
  const book = reportBook();
  /** What was pushed last, by file. */
  const pushed = new Map<string, { readonly id: string; readonly version: number | undefined }>();
  /** The reports of the files with findings, when all was proved last: those of which pulling clients were told. */
  let told = new Map<string, string>();
  /** Where someone has typed since then. */
  const typed = new Set<string>();

  const pulls = (): boolean => client.capabilities.textDocument?.diagnostic !== undefined;

  const reportOf = (file: string): Report => {
    const found = roots.of(file);
    return book.of(file, found === undefined ? problemsIn(file) : diagnosticsOf(found.snapshot, file, client));
  };
  /** What keeps whole folders from being checked, where this file is to blame. */
  const problemsIn = (file: string): readonly Diagnostic[] =>
    roots.all().flatMap((root) => {
      const problem = root.problem();
      return problem?.settings === file ? [problemOf(problem)] : [];
    });
  /** The files that have findings. */
  const withFindings = (): ReadonlySet<string> => {
    const files = new Set<string>();
    for (const root of roots.all()) {
      const settings = root.problem()?.settings;
      if (settings !== undefined) files.add(settings);
    }
    for (const snapshot of roots.snapshots()) for (const { place } of snapshot.checked().diagnostics) files.add(place.file);
    return files;
  };

  const push = (): void => {
    const files = new Set([...withFindings(), ...pushed.keys(), ...documents.all().map(({ file }) => file)]);
    for (const file of files) {
      const version = documents.get(file)?.version;
      const { id, items } = reportOf(file);
      const before = pushed.get(file);
      if (before?.id === id && before.version === version) continue;
      if (items.length === 0 && version === undefined) {
        pushed.delete(file);
        if (before === undefined) continue;
      } else pushed.set(file, { id, version });
      connection.sendDiagnostics({ uri: documents.uri(file), ...(version === undefined ? {} : { version }), diagnostics: [...items] }).catch(failed);
    }
  };
  /** What became of files in which nobody types the client can't know. */
  const callBack = (): void => {
    const now = new Map([...new Set([...withFindings(), ...told.keys()])].map((file) => [file, reportOf(file).id]));
    const before = told;
    told = now;
    if (client.capabilities.workspace?.diagnostics?.refreshSupport !== true) return;
    const isNew = [...now].some(([file, id]) => before.get(file) !== id && !typed.has(file));
    typed.clear();
    if (isNew) connection.sendRequest(DiagnosticRefreshRequest.type).catch(failed);
  };

  return {
    typed: (file) => typed.add(file),
    proved: () => (pulls() ? callBack() : push()),
    document({ textDocument, previousResultId }) {
      const file = fileOf(textDocument.uri);
      const { id, items } = reportOf(file);
      if (id === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id };
      return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items: [...items] };
    },
    workspace({ previousResultIds }) {
      const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      const files = new Set(roots.snapshots().flatMap((snapshot) => snapshot.files().filter((file) => !file.startsWith("std:"))));
      for (const file of withFindings()) files.add(file);
      const uris = new Map([...files].map((file) => [documents.uri(file), file]));
      for (const uri of previous.keys()) if (!uris.has(uri)) uris.set(uri, fileOf(uri));
      return {
        items: [...uris].map(([uri, file]) => {
          const { id, items } = reportOf(file);
          const version = documents.get(file)?.version ?? null;
          if (previous.get(uri) === id) return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId: id };
          return { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId: id, items: [...items] };
        }),
      };
    },
  };
}
