/** Asks a running MCP server for its tools, over stdio. The only place that knows the protocol's SDK, which takes long to load. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { oneLine } from "./words.js";

export interface AskOptions {
  /** The command and its arguments, run as it is, without a shell, with this process's environment. */
  readonly command: string;
  readonly args: readonly string[];
  /** The folder that it is started in. */
  readonly folder: string;
  /** How long the server may take for its first answer and for each page, in milliseconds. */
  readonly timeout: number;
  /** The version that the client says it has. */
  readonly version: string;
}

export type Answer =
  /** `text`: the tools of all pages as `{"tools": […]}`; `server`: what it calls itself. */
  | { readonly kind: "tools"; readonly text: string; readonly server: { readonly name: string; readonly version: string } }
  | { readonly kind: "problem"; readonly message: string };

/** A server that goes on listing is cut off here: no real one has a tenth as many. */
const most = { pages: 1000, tools: 100_000 } as const;

/** How much of the server's own words is kept, for the message when it fails. */
const keptWords = 8192;

/** Starts a server, asks for its tools until there are no more pages, and ends it. Never throws. */
export async function askServer(options: AskOptions): Promise<Answer> {
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  const transport = new StdioClientTransport({ command: options.command, args: [...options.args], cwd: options.folder, env, stderr: "pipe" });
  let words = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString("utf8")).slice(-keptWords);
  });
  const client = new Client({ name: "remit", version: options.version }, { capabilities: {} });
  try {
    await client.connect(transport, { timeout: options.timeout });
    return await listTools(client, options.timeout);
  } catch (problem) {
    return { kind: "problem", message: `${explain(problem, options)}${lastWords(words)}` };
  } finally {
    await client.close().catch(() => undefined);
  }
}

/** The tools of all pages, as the server sent them: nothing is checked or left out here, so that the digest is over what was said. */
async function listTools(client: Client, timeout: number): Promise<Answer> {
  const { name = "", version = "" } = client.getServerVersion() ?? {};
  if (client.getServerCapabilities()?.tools === undefined) return { kind: "problem", message: "offers no tools" };
  const tools: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < most.pages && tools.length <= most.tools; page++) {
    const request = { method: "tools/list" as const, params: cursor === undefined ? {} : { cursor } };
    const result: { readonly [key: string]: unknown } = await client.request(request, ResultSchema, { timeout });
    if (!Array.isArray(result.tools)) return { kind: "problem", message: "answered tools/list without a list of tools" };
    tools.push(...result.tools);
    const next = result.nextCursor;
    if (typeof next !== "string") return { kind: "tools", text: JSON.stringify({ tools }), server: { name, version } };
    if (seen.has(next)) return { kind: "problem", message: "sends the same page of its tools again and again" };
    seen.add(next);
    cursor = next;
  }
  return { kind: "problem", message: `goes on listing tools without an end (${tools.length} so far)` };
}

function explain(problem: unknown, { command, timeout }: AskOptions): string {
  const code = typeof problem === "object" && problem !== null && "code" in problem ? problem.code : undefined;
  switch (code) {
    case "ENOENT":
      return `could not be started: there is no program \`${oneLine(command)}\``;
    case "EACCES":
      return `could not be started: \`${oneLine(command)}\` may not be run`;
    case -32000:
      return "ended before it had listed its tools";
    case -32001:
      return `did not answer within ${timeout / 1000} s`;
    case -32601:
      return "does not know tools/list";
    default:
      return `failed: ${oneLine(problem instanceof Error ? problem.message : String(problem))}`;
  }
}

/** The last line that the server wrote to its standard error, which mostly says why. */
function lastWords(words: string): string {
  const line = words
    .split(/[\r\n]+/)
    .map((each) => oneLine(each, 240))
    .findLast((each) => each !== "");
  return line === undefined ? "" : ` (its last words: ${line})`;
}
