/** `textDocument/formatting`, `rangeFormatting`, `rangesFormatting`, `onTypeFormatting`. There is one layout: the client's options are not asked. */
import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentRangesFormattingRequest,
  type Range,
  type TextEdit,
} from "vscode-languageserver";
import { formatting as edits, formattingOnType } from "../../ide/formatting.js";
import { textEdit } from "../edits.js";
import type { Ask, Feature } from "../feature.js";

export const formatting: Feature = {
  capabilities: () => ({
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
  }),
  register({ document }) {
    document(DocumentFormattingRequest.type, "tree", ({ snapshot, file, client }) =>
      edits(snapshot, file).map((edit) => textEdit(snapshot, edit, client)),
    );
    document(DocumentRangeFormattingRequest.type, "tree", (ask) => ofRanges(ask, [ask.params.range]));
    document(DocumentRangesFormattingRequest.type, "tree", (ask) => ofRanges(ask, ask.params.ranges));
    document(DocumentOnTypeFormattingRequest.type, "tree", ({ snapshot, file, params, client }) =>
      formattingOnType(snapshot, file, snapshot.offset(file, params.position), params.ch).map((edit) => textEdit(snapshot, edit, client)),
    );
  },
};

/** What several of the ranges ask for is mended once. */
function ofRanges({ snapshot, file, client }: Ask<unknown>, ranges: readonly Range[]): TextEdit[] {
  const found = ranges.flatMap(({ start, end }) => {
    const [from, to] = [snapshot.offset(file, start), snapshot.offset(file, end)];
    return edits(snapshot, file, { start: Math.min(from, to), end: Math.max(from, to) });
  });
  return [...new Map(found.map((edit) => [`${edit.start} ${edit.end}`, edit])).values()].map((edit) => textEdit(snapshot, edit, client));
}
