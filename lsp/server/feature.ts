/**
 * What a feature of the editor brings to the server: what it can do, as the client is told, and how it answers. A handler turns
 * the protocol's words into a question for `lsp/ide`, and the answer back; it keeps nothing.
 */
import type {
  ClientCapabilities,
  Connection,
  Location,
  ProtocolRequestType,
  Range,
  ServerCapabilities,
  TextDocumentIdentifier,
} from "vscode-languageserver";
import type { Place } from "../../compiler/index.js";
import type { Snapshot } from "../ide/snapshot.js";

export interface Feature {
  capabilities(client: ClientCapabilities): Partial<ServerCapabilities>;
  register(answering: Answering): void;
}

/**
 * What an answer has to wait for: `tree`, nothing (texts, trees, names and models are always as the texts are); `proof`, the verdict
 * and the chains. Where an edit comes while a request waits, the client is told that its content was modified, and asks again.
 */
export type Needs = "tree" | "proof";

/** What a question about a document is answered from. */
export interface Ask<P> {
  readonly snapshot: Snapshot;
  readonly file: string;
  readonly params: P;
  readonly client: Client;
}

/** What a question about no one document is answered from: each folder and each file outside of them has a snapshot of its own. */
export interface AskAll<P> {
  readonly snapshots: readonly Snapshot[];
  readonly params: P;
  readonly client: Client;
}

export interface Answering {
  /** Answers a request with `params.textDocument`. Of a document that is not known the answer is `null`. */
  document<P extends { readonly textDocument: TextDocumentIdentifier }, R, PR, E, O>(
    type: ProtocolRequestType<P, R, PR, E, O>,
    needs: Needs,
    answer: (ask: Ask<P>) => R,
  ): void;
  /** Answers any other request: about the workspace, or about an item that was given before (`client.find` by its URI). */
  workspace<P, R, PR, E, O>(type: ProtocolRequestType<P, R, PR, E, O>, needs: Needs, answer: (ask: AskAll<P>) => R | Promise<R>): void;
  /** Answers `workspace/executeCommand`; the command becomes one of the server's capabilities. */
  command(name: string, needs: Needs, run: (ask: AskAll<readonly unknown[]>) => unknown): void;
  /** Is told when a document is closed, for whoever remembers what it answered last. */
  closed(listener: (file: string) => void): void;
}

/** The editor at the other end. */
export interface Client {
  readonly capabilities: ClientCapabilities;
  /** To ask the client for something: to apply an edit, to show a document. */
  readonly connection: Connection;
  /** A setting below `remit.`, as the client last told it; `undefined` where it tells none. */
  setting(name: string): unknown;
  uri(file: string): string;
  range(snapshot: Snapshot, place: Place): Range;
  location(snapshot: Snapshot, place: Place): Location;
  /** The file of a URI, with the snapshot that has it. */
  find(snapshots: readonly Snapshot[], uri: string): { readonly snapshot: Snapshot; readonly file: string } | undefined;
}
