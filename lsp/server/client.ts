/** The editor at the other end: what it can do, what it was set to, and how it names places. */
import type { ClientCapabilities, Connection, InitializeParams, Location } from "vscode-languageserver";
import type { Documents } from "./documents.js";
import type { Client } from "./feature.js";
import { fileOf } from "./uri.js";

export interface MutableClient extends Client {
  /** Takes over what the client says at the beginning. */
  initialize(params: InitializeParams): void;
  /** Takes over the settings below `remit`. */
  configure(settings: unknown): void;
}

export function clientAt(connection: Connection, documents: Documents): MutableClient {
  let capabilities: ClientCapabilities = {};
  let settings: unknown;
  const range: Client["range"] = (snapshot, place) => snapshot.range(place);
  return {
    connection,
    get capabilities() {
      return capabilities;
    },
    initialize(params) {
      capabilities = params.capabilities;
      settings = params.initializationOptions;
    },
    configure(given) {
      settings = given;
    },
    setting: (name) => name.split(".").reduce((at: unknown, key) => (isRecord(at) ? at[key] : undefined), settings),
    uri: (file) => documents.uri(file),
    range,
    location: (snapshot, place): Location => ({ uri: documents.uri(place.file), range: range(snapshot, place) }),
    find(snapshots, uri) {
      const file = fileOf(uri);
      const snapshot = snapshots.find((each) => each.has(file));
      return snapshot === undefined ? undefined : { snapshot, file };
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
