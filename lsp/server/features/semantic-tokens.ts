/** `textDocument/semanticTokens/full`, `full/delta` and `range` */
import {
  SemanticTokenModifiers as Modifiers,
  type SemanticTokens,
  type SemanticTokensDelta,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SemanticTokenTypes as Types,
} from "vscode-languageserver";
import { type Mark, type SemanticToken, semanticTokens as tokensOf } from "../../ide/semantic-tokens.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { Feature } from "../feature.js";

/** The protocol's types are those of programs; every theme has a colour for them. */
const types: Readonly<Record<SemanticToken["kind"], Types>> = {
  label: Types.enumMember,
  domain: Types.namespace,
  task: Types.event,
  type: Types.type,
  let: Types.variable,
  tool: Types.interface,
  action: Types.method,
  argument: Types.property,
  parameter: Types.parameter,
  field: Types.property,
  fact: Types.property,
  variable: Types.variable,
  unit: Types.enumMember,
  "built-in": Types.type,
  secret: Types.variable,
  scope: Types.function,
  principal: Types.class,
  agent: Types.class,
  delegate: Types.function,
  keyword: Types.keyword,
  number: Types.number,
  text: Types.string,
  regex: Types.regexp,
  operator: Types.operator,
  comment: Types.comment,
};
const marks: readonly Mark[] = ["declaration", "readonly", "documentation", "defaultLibrary"];

const tokenTypes = [...new Set(Object.values(types))];
const tokenModifiers = marks.map((mark) => Modifiers[mark]);

/** The whole of a longer text is not painted at once, which would be a message of many megabytes: what is in sight is, by its range. */
const longest = 2_000_000;

export const semanticTokens: Feature = {
  capabilities: () => ({ semanticTokensProvider: { legend: { tokenTypes, tokenModifiers }, full: { delta: true }, range: true } }),
  register({ document, closed }) {
    /** The last answer for each document. */
    const told = new Map<string, SemanticTokens>();
    let count = 0;
    const tell = (file: string, data: number[]): SemanticTokens => {
      count++;
      const answer = { resultId: String(count), data };
      told.set(file, answer);
      return answer;
    };
    closed((file) => told.delete(file));
    document(SemanticTokensRequest.type, "tree", ({ snapshot, file }) =>
      isTooLong(snapshot, file) ? null : tell(file, encoded(tokensOf(snapshot, file))),
    );
    document(SemanticTokensDeltaRequest.type, "tree", ({ snapshot, file, params }) => {
      if (isTooLong(snapshot, file)) return null;
      const before = told.get(file);
      const now = tell(file, encoded(tokensOf(snapshot, file)));
      return before === undefined || before.resultId !== params.previousResultId ? now : difference(before.data, now);
    });
    document(SemanticTokensRangeRequest.type, "tree", ({ snapshot, file, params: { range } }) => {
      const [start, end] = [snapshot.offset(file, range.start), snapshot.offset(file, range.end)];
      return { data: encoded(tokensOf(snapshot, file, { start: Math.min(start, end), end: Math.max(start, end) })) };
    });
  },
};

function isTooLong(snapshot: Snapshot, file: string): boolean {
  const last = snapshot.edited(file)?.pieces.at(-1);
  return last !== undefined && last.at + last.text.length > longest;
}

/** Five numbers a token, each place counted from the token before. */
function encoded(tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let lastLine = 0;
  let lastCharacter = 0;
  for (const { kind, line, character, length, marks: has } of tokens) {
    const bits = has.reduce((sum, mark) => sum | (1 << marks.indexOf(mark)), 0);
    data.push(line - lastLine, line === lastLine ? character - lastCharacter : character, length, typeAt(kind), bits);
    lastLine = line;
    lastCharacter = character;
  }
  return data;
}

function typeAt(kind: SemanticToken["kind"]): number {
  return tokenTypes.indexOf(types[kind]);
}

/** What lies between what is the same at the beginning and what is at the end. */
function difference(before: readonly number[], { resultId, data }: SemanticTokens): SemanticTokensDelta {
  const most = Math.min(before.length, data.length);
  let start = 0;
  while (start < most && before[start] === data[start]) start++;
  let back = 0;
  while (back < most - start && before[before.length - 1 - back] === data[data.length - 1 - back]) back++;
  const deleteCount = before.length - back - start;
  const inserted = data.slice(start, data.length - back);
  const edits = deleteCount === 0 && inserted.length === 0 ? [] : [{ start, deleteCount, ...(inserted.length === 0 ? {} : { data: inserted }) }];
  return { ...(resultId === undefined ? {} : { resultId }), edits };
}
