/**
 * The law of sessions: whatever an editor does, in whatever order, every request is answered or refused as the protocol has it, and
 * what is found in the end is what a server says that is given the final texts.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { type ClientCapabilities, LSPErrorCodes, ResponseError, type TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { edited } from "../model/edits.js";
import { type Disk, type Session, startSession } from "./in-process.js";

type Position = { readonly line: number; readonly character: number };

type Step =
  | { readonly kind: "open" | "close" | "delete"; readonly file: string }
  | { readonly kind: "change"; readonly file: string; readonly changes: readonly TextDocumentContentChangeEvent[] }
  | { readonly kind: "write"; readonly file: string; readonly text: string }
  | { readonly kind: "rename"; readonly file: string; readonly to: string }
  | { readonly kind: "settings"; readonly text: string | undefined }
  | {
      readonly kind: "ask";
      readonly file: string;
      readonly method: number;
      readonly from: Position;
      readonly to: Position;
      readonly cancel: boolean;
    };

const files = ["/w/main.remit", "/w/tools.remit", "/w/sub/more.remit", "/w/node_modules/x.remit", "/out/side.remit", "untitled:Untitled-1"];
const file = fc.constantFrom(...files, "/w/main.remit", "/w/main.remit");
const position = fc.record({
  line: fc.oneof({ weight: 8, arbitrary: fc.nat(30) }, fc.constantFrom(1_000_000, 2_147_483_647)),
  character: fc.oneof({ weight: 8, arbitrary: fc.nat(50) }, fc.constantFrom(5_000, 2_147_483_647)),
});
const words = fc.constantFrom(
  ...'a|}|{|\n|\r\n|\r|\n}\n|\r\n}\r\n|\ud83d|\ude00|😀|\ufeff|\u2028|"|`|//|/// doc|// remit-allow no-owner: a reason|agent z {}\n|delegate p -> a for t {\n| ttl 1h|allow x.r where n <= 3|deny any|import { x } from "./tools"\n|label l < m\n|0|'.split(
    "|",
  ),
  "|",
  "",
);
const typed = fc.array(words, { maxLength: 3 }).map((list) => list.join(""));
/** Whole policies, as those of the front end's own laws. */
const whole = edited.map(([start]) => Object.values(start)[0] ?? "");
const event: fc.Arbitrary<TextDocumentContentChangeEvent> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(position, position, typed).map(([start, end, text]) => ({ range: { start, end }, text })) },
  {
    weight: 12,
    arbitrary: fc.tuple(position, fc.nat(8), typed).map(([start, more, text]) => ({
      range: { start, end: { line: start.line, character: start.character + more } },
      text,
    })),
  },
  { weight: 1, arbitrary: whole.map((text) => ({ text })) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: file.map((of): Step => ({ kind: "open", file: of })) },
  {
    weight: 12,
    arbitrary: fc.tuple(file, fc.array(event, { minLength: 1, maxLength: 3 })).map(([of, changes]): Step => ({ kind: "change", file: of, changes })),
  },
  { weight: 1, arbitrary: file.map((of): Step => ({ kind: "close", file: of })) },
  { weight: 1, arbitrary: file.map((of): Step => ({ kind: "delete", file: of })) },
  { weight: 1, arbitrary: fc.tuple(file, file).map(([of, to]): Step => ({ kind: "rename", file: of, to })) },
  { weight: 2, arbitrary: fc.tuple(file, whole).map(([of, text]): Step => ({ kind: "write", file: of, text })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        undefined,
        "{",
        '{ "language": 1 }',
        '{ "language": 1, "policies": { "m": "main.remit" } }',
        '{ "language": 1, "severities": { "no-owner": "error" } }',
      )
      .map((text): Step => ({ kind: "settings", text })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(file, fc.nat(1000), position, position, fc.boolean())
      .map(([of, method, from, to, cancel]): Step => ({ kind: "ask", file: of, method, from, to, cancel })),
  },
);

type Question = readonly [
  method: string,
  params: (uri: string, position: Position, range: { readonly start: Position; readonly end: Position }) => object,
];
const at = (textDocument: { readonly uri: string }, position: Position) => ({ textDocument, position });
const options = { tabSize: 2, insertSpaces: true };

/** What an editor asks; a server that can't answer one says so. */
const questions: readonly Question[] = [
  ...[
    "hover",
    "completion",
    "definition",
    "typeDefinition",
    "implementation",
    "documentHighlight",
    "prepareRename",
    "signatureHelp",
    "prepareCallHierarchy",
  ].map((name): Question => [`textDocument/${name}`, (uri, position) => at({ uri }, position)]),
  ...["foldingRange", "documentSymbol", "documentLink", "codeLens", "semanticTokens/full"].map(
    (name): Question => [`textDocument/${name}`, (uri) => ({ textDocument: { uri } })],
  ),
  ...["inlayHint", "semanticTokens/range"].map((name): Question => [`textDocument/${name}`, (uri, _, range) => ({ textDocument: { uri }, range })]),
  ["textDocument/semanticTokens/full/delta", (uri) => ({ textDocument: { uri }, previousResultId: "1" })],
  ["textDocument/references", (uri, position) => ({ ...at({ uri }, position), context: { includeDeclaration: true } })],
  ["textDocument/rename", (uri, position) => ({ ...at({ uri }, position), newName: "renamed" })],
  ["textDocument/selectionRange", (uri, position) => ({ textDocument: { uri }, positions: [position] })],
  ["textDocument/formatting", (uri) => ({ textDocument: { uri }, options })],
  ["textDocument/rangeFormatting", (uri, _, range) => ({ textDocument: { uri }, range, options })],
  ["textDocument/onTypeFormatting", (uri, position) => ({ ...at({ uri }, position), ch: "}", options })],
  ["textDocument/codeAction", (uri, _, range) => ({ textDocument: { uri }, range, context: { diagnostics: [] } })],
  ["textDocument/diagnostic", (uri) => ({ textDocument: { uri }, identifier: "remit" })],
  ["workspace/diagnostic", () => ({ previousResultIds: [] })],
  ["workspace/symbol", () => ({ query: "a" })],
];

const uriOf = (name: string): string => (name.startsWith("/") ? `file://${name}` : name);
const pulling: ClientCapabilities = { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } };

export async function holdSessions(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(whole, fc.array(step, { minLength: 1, maxLength: 25 }), fc.boolean(), async (start, steps, pulls) => {
      const disk: Disk = new Map([["/w/main.remit", start]]);
      const open = new Map<string, TextDocument>();
      const session = await startSession(disk, pulls ? pulling : {});
      const answers: Promise<void>[] = [];
      for (const each of steps) await take(session, each, disk, open, answers);
      await Promise.all(answers);
      const found = await findings(session, pulls);
      const fresh = await startSession(disk, pulls ? pulling : {});
      for (const [name, document] of open) await sendOpen(fresh, name, document);
      expect(found).toBe(await findings(fresh, pulls));
      for (const each of [session, fresh]) {
        expect(each.failures).toEqual([]);
        inOrder(each);
        await each.end();
      }
    }),
    { numRuns },
  );
}

async function take(session: Session, step: Step, disk: Disk, open: Map<string, TextDocument>, answers: Promise<void>[]): Promise<void> {
  const { connection } = session;
  const changed = (...names: readonly string[]): Promise<void> =>
    connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: names.map((name) => ({ uri: uriOf(name), type: disk.has(name) ? 2 : 3 })),
    });
  switch (step.kind) {
    case "open": {
      if (open.has(step.file)) return;
      const document = TextDocument.create(uriOf(step.file), "remit", 1, disk.get(step.file) ?? "agent new {}\n");
      open.set(step.file, document);
      return sendOpen(session, step.file, document);
    }
    case "change": {
      const document = open.get(step.file);
      if (document === undefined) return;
      const version = document.version + 1;
      for (const change of step.changes) TextDocument.update(document, [inside(document, change)], version);
      return connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: document.uri, version },
        contentChanges: [...step.changes],
      });
    }
    case "close":
      if (!open.delete(step.file)) return;
      return connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(step.file) } });
    case "delete":
      if (!disk.delete(step.file)) return;
      return changed(step.file);
    case "write":
      if (!step.file.startsWith("/")) return;
      disk.set(step.file, step.text);
      return changed(step.file);
    case "rename": {
      const text = disk.get(step.file);
      if (text === undefined || !step.to.startsWith("/")) return;
      disk.delete(step.file);
      disk.set(step.to, text);
      return changed(step.file, step.to);
    }
    case "settings":
      if (step.text === undefined) disk.delete("/w/remit.json");
      else disk.set("/w/remit.json", step.text);
      return changed("/w/remit.json");
    case "ask": {
      const [method, params] = questions[step.method % questions.length] as Question;
      const source = new (await import("vscode-languageserver-protocol")).CancellationTokenSource();
      const answer = connection.sendRequest(method, params(uriOf(step.file), step.from, { start: step.from, end: step.to }), source.token);
      answers.push(answer.then(() => undefined, refused));
      if (step.cancel) source.cancel();
      return;
    }
  }
}

/** The library that is the judge of positions here keeps no right count of lines after a change that is given beyond the last one. */
function inside(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!("range" in change)) return change;
  const at = (position: Position): Position => document.positionAt(document.offsetAt(position));
  return { ...change, range: { start: at(change.range.start), end: at(change.range.end) } };
}

/** An answer that is none has one of the protocol's reasons; a mistake of the server's is none of them. */
const reasons: readonly number[] = [
  LSPErrorCodes.ContentModified,
  LSPErrorCodes.RequestCancelled,
  LSPErrorCodes.ServerCancelled,
  LSPErrorCodes.RequestFailed,
  -32601,
  -32602,
];

function refused(problem: unknown): void {
  expect(problem).toBeInstanceOf(ResponseError);
  if (problem instanceof ResponseError) expect(reasons, `${problem.code} ${problem.message}`).toContain(problem.code);
}

function sendOpen({ connection }: Session, name: string, document: TextDocument): Promise<void> {
  return connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: uriOf(name), languageId: "remit", version: document.version, text: document.getText() },
  });
}

/** All that is found in the end, by file, as text. */
async function findings({ connection, publications }: Session, pulls: boolean): Promise<string> {
  // The answer comes when all is proved and, in a session that is pushed to, told.
  const report = await ask(connection);
  const found = new Map<string, unknown>();
  if (pulls) for (const { uri, items } of report.items) found.set(uri, items);
  else for (const { uri, diagnostics } of publications) found.set(uri, diagnostics);
  const some = [...found].filter(([, items]) => !Array.isArray(items) || items.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(some, undefined, 1);
}

interface Report {
  readonly items: readonly { readonly uri: string; readonly items: unknown }[];
}

async function ask(connection: Session["connection"]): Promise<Report> {
  for (;;) {
    try {
      return await connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
    } catch (problem) {
      if (!(problem instanceof ResponseError) || problem.code !== LSPErrorCodes.ServerCancelled) throw problem;
    }
  }
}

/** What is said of an older text never comes after what is said of a newer. A file that was closed may be opened as another. */
function inOrder({ publications }: Session): void {
  const last = new Map<string, number>();
  for (const { uri, version } of publications) {
    if (version === undefined || version === 1) last.delete(uri);
    else {
      expect(version).toBeGreaterThanOrEqual(last.get(uri) ?? 0);
      last.set(uri, version);
    }
  }
}
