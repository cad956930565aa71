/** `textDocument/hover` */
import { type ClientCapabilities, HoverRequest, type MarkupContent, MarkupKind } from "vscode-languageserver";
import { hoverAt } from "../../ide/hover.js";
import type { Feature } from "../feature.js";

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register({ document }) {
    document(HoverRequest.type, "tree", ({ snapshot, file, params, client }) => {
      const found = hoverAt(snapshot, file, snapshot.offset(file, params.position));
      if (found === undefined) return null;
      const formats = client.capabilities.textDocument?.hover?.contentFormat;
      return { contents: markup(found.markdown, formats), range: client.range(snapshot, { file, span: found.span }) };
    });
  },
};

type Formats = NonNullable<NonNullable<ClientCapabilities["textDocument"]>["hover"]>["contentFormat"];

/** Markdown, or the text of it where the client wants no Markdown. */
export function markup(markdown: string, formats: Formats): MarkupContent {
  if (formats === undefined || formats.length === 0 || formats.includes(MarkupKind.Markdown)) return { kind: MarkupKind.Markdown, value: markdown };
  const text = markdown
    .replace(/^```.*\n?/gm, "")
    .replace(/\*\*(.*?)\*\*/g, "$1")
    .replace(/``(.*?)``|`([^`\n]*)`/g, (_, long: string | undefined, short: string | undefined) => long ?? short ?? "");
  return { kind: MarkupKind.PlainText, value: text };
}
