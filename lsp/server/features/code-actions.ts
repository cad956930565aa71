/** `textDocument/codeAction` and `codeAction/resolve`: quick fixes, each proved before it is offered, and what else can be done to a text. */
import {
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeActionResolveRequest,
  type Diagnostic,
  ErrorCodes,
  LSPErrorCodes,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver";
import { fixAll } from "../../ide/fixes/all.js";
import { extractType } from "../../ide/fixes/extract-type.js";
import type { Fix, TextEdit } from "../../ide/fixes/fix.js";
import { type Offer, offersAt, offersFor } from "../../ide/fixes/offers.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { Ask, Client, Feature } from "../feature.js";

const allKind = `${CodeActionKind.SourceFixAll}.remit`;

/** What tells a fix again when it is to be resolved. */
interface FixData {
  readonly kind: "fix";
  readonly uri: string;
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

interface AllData {
  readonly kind: "all";
  readonly uri: string;
}

export const codeActions: Feature = {
  capabilities: (client) => ({
    codeActionProvider:
      client.textDocument?.codeAction?.codeActionLiteralSupport === undefined
        ? false
        : { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, allKind], resolveProvider: true },
  }),
  register({ document, workspace }) {
    document(CodeActionRequest.type, "proof", (ask) => {
      const { snapshot, file, params, client } = ask;
      const { only } = params.context;
      const isWanted = (kind: string): boolean => only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));
      const start = snapshot.offset(file, params.range.start);
      const end = snapshot.offset(file, params.range.end);
      const offers = isWanted(CodeActionKind.QuickFix) || only === undefined ? offersAt(snapshot, file, start, end) : [];
      const type = isWanted(CodeActionKind.RefactorExtract) ? extractType(snapshot, file, start, end) : undefined;
      return [
        ...(isWanted(CodeActionKind.QuickFix) ? offers.flatMap((offer) => quickFix(ask, offer) ?? []) : []),
        ...(type === undefined ? [] : [{ title: type.title, kind: CodeActionKind.RefactorExtract, edit: editOf(snapshot, client, type.edits) }]),
        ...(isWanted(allKind) ? all(ask, only === undefined, offers) : []),
      ];
    });
    workspace(CodeActionResolveRequest.type, "proof", ({ snapshots, params: action, client }) => {
      const data = dataOf(action.data);
      const found = data === undefined ? undefined : client.find(snapshots, data.uri);
      if (data === undefined || found === undefined) throw gone();
      const { snapshot, file } = found;
      if (data.kind === "all") return { ...action, edit: editOf(snapshot, client, fixAll(snapshot, file)) };
      const { code, start, end, name } = data;
      const finding = snapshot.findings(file).find((each) => each.code === code && each.place.span.start === start && each.place.span.end === end);
      if (finding === undefined) throw gone();
      const offer = offersFor(snapshot, finding, "all").find((each) => each.fix.name === name);
      if (offer === undefined) throw new ResponseError(ErrorCodes.InvalidRequest, "with this change something else would be an error");
      return { ...action, edit: editOf(snapshot, client, offer.fix.edits, offer.fix) };
    });
  },
};

function gone(): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.ContentModified, "what was to be fixed is not there any more");
}

function quickFix(
  { snapshot, file, params, client }: Ask<{ readonly context: { readonly diagnostics: Diagnostic[] } }>,
  offer: Offer,
): CodeAction | undefined {
  const { finding, fix } = offer;
  if (!offer.isProved && !canResolve(client)) return undefined;
  const { start, end } = finding.place.span;
  const range = client.range(snapshot, finding.place);
  const told = params.context.diagnostics.filter((each) => each.code === finding.code && isSame(each.range, range));
  const data: FixData = { kind: "fix", uri: client.uri(file), code: finding.code, start, end, name: fix.name };
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(told.length === 0 ? {} : { diagnostics: told }),
    ...(fix.isPreferred ? { isPreferred: true } : {}),
    ...(canResolve(client) ? { data } : { edit: editOf(snapshot, client, fix.edits, fix) }),
  };
}

/** Where it was not asked for, only where something to be fixed so stands at the cursor. */
function all({ snapshot, file, client }: Ask<unknown>, isAside: boolean, offers: readonly Offer[]): readonly CodeAction[] {
  const title = "Fix all that can be fixed in this file";
  if (isAside) {
    if (!offers.some(({ fix, isProved }) => fix.isPreferred && isProved)) return [];
    const data: AllData = { kind: "all", uri: client.uri(file) };
    return canResolve(client) ? [{ title, kind: allKind, data }] : [];
  }
  const edits = fixAll(snapshot, file);
  return edits.length === 0 ? [] : [{ title, kind: allKind, edit: editOf(snapshot, client, edits) }];
}

function canResolve({ capabilities }: Client): boolean {
  return capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true;
}

function editOf(snapshot: Snapshot, client: Client, edits: readonly TextEdit[], fix?: Fix): WorkspaceEdit {
  const can = client.capabilities.workspace?.workspaceEdit;
  const files = [...new Set(edits.map(({ file }) => file))];
  const of = (file: string): readonly TextEdit[] => edits.filter((each) => each.file === file);
  const range = ({ file, start, end }: TextEdit): Range => snapshot.range({ file, span: { start, end } });
  if (can?.documentChanges !== true)
    return {
      changes: Object.fromEntries(files.map((file) => [client.uri(file), of(file).map((each) => ({ range: range(each), newText: each.text }))])),
    };
  return {
    documentChanges: files.map((file) => ({
      textDocument: { uri: client.uri(file), version: null },
      edits: of(file).map((each) => {
        const snippet = can.snippetEditSupport === true && each === edits[0] ? snippetOf(each.text, fix?.blank) : undefined;
        return snippet === undefined
          ? { range: range(each), newText: each.text }
          : { range: range(each), snippet: { kind: "snippet", value: snippet } };
      }),
    })),
  };
}

/** The text with a part that is to be typed over. */
function snippetOf(text: string, blank: string | undefined): string | undefined {
  const at = blank === undefined ? -1 : text.lastIndexOf(blank);
  if (blank === undefined || at < 0) return undefined;
  const plain = (part: string): string => part.replace(/[\\$}]/g, "\\$&");
  return `${plain(text.slice(0, at))}\${1:${plain(blank)}}${plain(text.slice(at + blank.length))}`;
}

function isSame(one: Range, other: Range): boolean {
  return (["start", "end"] as const).every((side) => one[side].line === other[side].line && one[side].character === other[side].character);
}

/** What comes back is a client's word. */
function dataOf(data: unknown): FixData | AllData | undefined {
  if (typeof data !== "object" || data === null || !("kind" in data) || !("uri" in data) || typeof data.uri !== "string") return undefined;
  if (data.kind === "all") return { kind: "all", uri: data.uri };
  if (data.kind !== "fix" || !("code" in data) || !("start" in data) || !("end" in data) || !("name" in data)) return undefined;
  const { uri, code, start, end, name } = data;
  if (typeof code !== "string" || typeof start !== "number" || typeof end !== "number" || typeof name !== "string") return undefined;
  return { kind: "fix", uri, code, start, end, name };
}
