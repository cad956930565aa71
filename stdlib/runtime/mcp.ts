/**
 * Tools of an MCP server. The policy was written for one catalogue of it, pinned by a digest: a server that offers another one, at
 * the start or later, is not called. The client is the application's, known by its shape alone.
 */
import { canonical, sha256 } from "./canonical.js";
import { outcomeUnknown } from "./perform.js";
import { refusal } from "./refusal.js";
import { snapshot } from "./snapshot.js";
import { type BoundTool, type ToolBinding, toolBinding } from "./tools.js";
import type { Json } from "./value.js";

/** What is used of the SDK's `Client`. */
export interface McpClient {
  listTools(params?: { cursor?: string }): Promise<{ readonly tools: readonly unknown[]; readonly nextCursor?: string | undefined }>;
  callTool(
    params: { name: string; arguments: Record<string, unknown>; _meta?: Record<string, unknown> },
    schema?: undefined,
    options?: { signal?: AbortSignal; timeout?: number },
  ): Promise<unknown>;
  fallbackNotificationHandler?: ((notification: never) => Promise<void>) | undefined;
}

export interface McpTools extends ToolBinding {
  /** The server said that its list changed: for an application whose client handles that notification itself. */
  readonly listChanged: () => Promise<void>;
}

const catalogueLimits = { depth: 200, values: 1_000_000, units: 20_000_000 };

/**
 * SHA-256 over the canonical JSON (RFC 8785) of a catalogue's tools, sorted by name, without `_meta`: what `remit import mcp`
 * pins. `undefined` where what was listed is no catalogue.
 */
export function catalogueDigest(tools: readonly unknown[]): string | undefined {
  const taken = snapshot(tools, catalogueLimits);
  if (taken.kind !== "copy" || !Array.isArray(taken.value)) return undefined;
  const texts = taken.value.map((tool: Json) => {
    const { _meta, ...rest } = asRecord(tool) ?? {};
    return { name: typeof rest.name === "string" ? rest.name : "", text: canonical(asRecord(tool) === undefined ? tool : rest) };
  });
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  texts.sort((a, b) => order(a.name, b.name) || order(a.text, b.text));
  return `sha256:${sha256(`[${texts.map(({ text }) => text).join(",")}]`)}`;
}

function asRecord(value: Json): { readonly [name: string]: Json } | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: Json }) : undefined;
}

/** The tools of a server, to be bound by name in `open`. */
export function mcpTools(client: McpClient): McpTools {
  const looks: (() => Promise<void>)[] = [];
  const listChanged = async (): Promise<void> => {
    await Promise.all(looks.map((look) => look()));
  };
  const before = client.fallbackNotificationHandler as ((notification: { readonly method?: unknown }) => Promise<void>) | undefined;
  const heard = async (notification: { readonly method?: unknown }): Promise<void> => {
    if (notification.method === "notifications/tools/list_changed") await listChanged();
    await before?.call(client, notification);
  };
  client.fallbackNotificationHandler = heard;

  const bind: ToolBinding["bind"] = async ({ digest, name, actions }): Promise<BoundTool> => {
    let closed: string | undefined = "not yet looked at";
    let turn = 0;
    const look = async (): Promise<void> => {
      const mine = ++turn;
      closed = "its catalogue is being looked at";
      const found = await listed(client).catch(() => undefined);
      // A later look knows more.
      if (mine !== turn) return;
      const names = found?.map((tool) => (tool as { readonly name?: unknown } | null)?.name) ?? [];
      const same = found !== undefined && (digest === undefined ? actions.every((each) => names.includes(each)) : catalogueDigest(found) === digest);
      closed = same ? undefined : "its catalogue is not the one that the policy was written for";
    };
    looks.push(look);
    await look();
    if (closed !== undefined) throw refusal({ code: "desk", argument: `tools.${name}` });
    return {
      closed: () => closed,
      call: (action) => async (args, call) =>
        answerOf(
          await client
            .callTool({ name: action, arguments: { ...args }, _meta: { "remit/idempotency-key": call.idempotencyKey } }, undefined, {
              signal: call.signal,
            })
            .catch((error: unknown) => {
              throw isSaid(error) ? error : outcomeUnknown(error);
            }),
        ),
    };
  };
  return Object.assign(toolBinding(bind), { listChanged });
}

async function listed(client: McpClient): Promise<readonly unknown[]> {
  const tools: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 1_000; page++) {
    const answer = await client.listTools(cursor === undefined ? {} : { cursor });
    tools.push(...answer.tools);
    cursor = answer.nextCursor;
    if (cursor === undefined) return tools;
  }
  throw new Error("its catalogue has no end");
}

/** An answer of the server that refuses the request (JSON-RPC 2.0, section 5.1); any other error leaves open what was done. */
function isSaid(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === -32_600 || code === -32_601 || code === -32_602;
}

/** What the tool says: an error of its own is a failure, with its words. */
function answerOf(result: unknown): unknown {
  const { isError, content } = (result ?? {}) as { readonly isError?: unknown; readonly content?: unknown };
  if (isError !== true) return result;
  const texts = Array.isArray(content)
    ? content.flatMap((part: { readonly text?: unknown } | null) => (typeof part?.text === "string" ? [part.text] : []))
    : [];
  throw new Error(texts.join("\n"));
}
