/** How requests are answered: what they need is waited for, and what an edit has overtaken is not answered at all. */
import { type CancellationToken, type Connection, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { StaleSnapshot } from "../ide/snapshot.js";
import type { MutableClient } from "./client.js";
import type { Documents } from "./documents.js";
import type { Answering, AskAll, Needs } from "./feature.js";
import type { Proofs } from "./proofs.js";
import type { Roots } from "./roots.js";
import { fileOf } from "./uri.js";

export interface Answers extends Answering {
  /** The names of the commands. */
  commands(): readonly string[];
  /** Runs a command. */
  run(name: string, args: readonly unknown[], token: CancellationToken): Promise<unknown>;
  /** Tells that a document was closed. */
  close(file: string): void;
  /** Waits for what is needed. Throws the protocol's error where an edit or a cancellation comes first. */
  ready(needs: Needs, token: CancellationToken, file?: string): Promise<void>;
}

export function answersTo(
  connection: Connection,
  {
    client,
    roots,
    documents,
    proofs,
  }: { readonly client: MutableClient; readonly roots: Roots; readonly documents: Documents; readonly proofs: Proofs },
): Answers {
  const commands = new Map<string, { readonly needs: Needs; readonly run: (ask: AskAll<readonly unknown[]>) => unknown }>();
  const listeners: ((file: string) => void)[] = [];

  const ready: Answers["ready"] = async (needs, token, file) => {
    if (needs === "tree") return;
    const version = file === undefined ? undefined : documents.get(file)?.version;
    const outcome = await Promise.race([
      proofs.wait(),
      new Promise<"cancelled">((cancel) => {
        token.onCancellationRequested(() => cancel("cancelled"));
      }),
    ]);
    if (outcome === "cancelled" || token.isCancellationRequested)
      throw new ResponseError(LSPErrorCodes.RequestCancelled, "the request was cancelled");
    // Whoever asked once more would be told the same.
    if (outcome === "failed") throw new ResponseError(LSPErrorCodes.RequestFailed, "the proof failed: this is a bug in remit, not in the policy");
    if (outcome === "overtaken" || (file !== undefined && documents.get(file)?.version !== version)) throw contentModified();
  };
  const asking = <R>(answer: () => R): R => {
    try {
      return answer();
    } catch (problem) {
      throw problem instanceof StaleSnapshot ? contentModified() : problem;
    }
  };
  const run: Answers["run"] = async (name, args, token) => {
    const command = commands.get(name);
    if (command === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `there is no command \`${name}\``);
    await ready(command.needs, token);
    return await asking(() => command.run({ snapshots: roots.snapshots(), params: args, client }));
  };

  return {
    ready,
    run,
    commands: () => [...commands.keys()],
    close: (file) => {
      for (const listener of listeners) listener(file);
    },
    closed: (listener) => listeners.push(listener),
    command: (name, needs, how) => commands.set(name, { needs, run: how }),
    document(type, needs, answer) {
      connection.onRequest(type.method, async (params: Parameters<typeof answer>[0]["params"], token: CancellationToken) => {
        const uri: unknown = params?.textDocument?.uri;
        if (typeof uri !== "string") throw new ResponseError(ErrorCodes.InvalidParams, "`textDocument.uri` is missing");
        const file = fileOf(uri);
        await ready(needs, token, file);
        const found = roots.of(file);
        return found === undefined ? null : asking(() => answer({ snapshot: found.snapshot, file, params, client }));
      });
    },
    workspace(type, needs, answer) {
      connection.onRequest(type.method, async (params: Parameters<typeof answer>[0]["params"], token: CancellationToken) => {
        await ready(needs, token);
        return await asking(() => answer({ snapshots: roots.snapshots(), params, client }));
      });
    },
  };
}

function contentModified(): ResponseError<unknown> {
  return new ResponseError(LSPErrorCodes.ContentModified, "the texts have changed since");
}
