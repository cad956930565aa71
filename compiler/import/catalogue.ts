/** What a server's `tools/list` says: read from its JSON without trusting any of it, and pinned by a digest. */
import { createHash } from "node:crypto";
import type { Json } from "../../stdlib/runtime/value.js";
import { canonical, deepest, fieldOf, isList, isRecord, isShallow, recordOf } from "./json.js";
import { quoted } from "./words.js";

export interface Catalogue {
  /** In the order of the server, each name once. */
  readonly tools: readonly ListedTool[];
  /** `sha256:` and 64 hexadecimal digits; see `digestOf`. */
  readonly digest: string;
  /** What was odd and is worth a line to the person who imports. */
  readonly remarks: readonly string[];
}

export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  /** The JSON Schema of its arguments, as it came. */
  readonly input: Json | undefined;
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
}

export type CatalogueResult = { readonly kind: "catalogue"; readonly catalogue: Catalogue } | { readonly kind: "problem"; readonly message: string };

/** Reads `{ "tools": […] }`, a bare array of tools, or a JSON-RPC response that holds one of them. */
export function readCatalogue(text: string): CatalogueResult {
  const document = parse(text);
  if (document === undefined) return problem("is not JSON");
  if (!isShallow(document)) return problem(`is nested more than ${deepest} levels deep`);
  const refusal = fieldOf(document, "error");
  if (refusal !== undefined) return problem(`holds an error instead of tools: ${quoted(textOf(fieldOf(refusal, "message")) ?? canonical(refusal))}`);
  const result = fieldOf(document, "result") ?? document;
  const listed = isList(result) ? result : fieldOf(result, "tools");
  if (!isList(listed)) return problem('holds no list of tools: expected {"tools": […]}, an array of tools, or a response to tools/list');
  if (listed.length === 0) return problem("offers no tools");
  return readTools(
    listed,
    typeof fieldOf(result, "nextCursor") === "string" ? ["it goes on (nextCursor): these are only the tools of its first page"] : [],
  );
}

/**
 * The digest of a catalogue: SHA-256 over the canonical JSON (RFC 8785) of its tools, sorted by name so that the order in
 * which a server lists them does not matter. All that a tool says of itself counts, its description too, since that is
 * what a model reads; only `_meta` does not, which the protocol leaves to the transport's own bookkeeping.
 */
export function digestOf(tools: readonly Json[]): string {
  const texts = tools.map((tool) => ({
    name: textOf(fieldOf(tool, "name")) ?? "",
    text: canonical(isRecord(tool) ? recordOf(Object.entries(tool).filter(([key]) => key !== "_meta")) : tool),
  }));
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  texts.sort((a, b) => order(a.name, b.name) || order(a.text, b.text));
  return `sha256:${createHash("sha256")
    .update(`[${texts.map(({ text }) => text).join(",")}]`)
    .digest("hex")}`;
}

function readTools(listed: readonly Json[], found: readonly string[]): CatalogueResult {
  const remarks = [...found];
  const tools = new Map<string, ListedTool>();
  for (const [i, each] of listed.entries()) {
    const name = textOf(fieldOf(each, "name"));
    if (name === undefined) return problem(`lists a tool without a name (number ${i + 1})`);
    if (tools.has(name)) remarks.push(`the tool ${quoted(name)} is listed more than once: the first is kept`);
    else tools.set(name, readTool(name, each));
  }
  return { kind: "catalogue", catalogue: { tools: [...tools.values()], digest: digestOf(listed), remarks } };
}

function readTool(name: string, tool: Json): ListedTool {
  const description = textOf(fieldOf(tool, "description")) ?? textOf(fieldOf(tool, "title"));
  const hint = (key: string): boolean | undefined => {
    const value = fieldOf(fieldOf(tool, "annotations"), key);
    return typeof value === "boolean" ? value : undefined;
  };
  const [readOnlyHint, destructiveHint] = [hint("readOnlyHint"), hint("destructiveHint")];
  return {
    name,
    input: fieldOf(tool, "inputSchema"),
    ...(description === undefined ? {} : { description }),
    ...(readOnlyHint === undefined ? {} : { readOnlyHint }),
    ...(destructiveHint === undefined ? {} : { destructiveHint }),
  };
}

/** JSON.parse as data; a text that is nested too deep for it is not JSON either. */
function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function problem(message: string): CatalogueResult {
  return { kind: "problem", message };
}
