/** `textDocument/codeLens`, `codeLens/resolve`, and the commands that lenses offer. */
import { type CodeLens, CodeLensRequest, CodeLensResolveRequest, MessageType, ShowMessageNotification } from "vscode-languageserver";
import { chainsThrough, checkCertificateOf, type LensKind, lensesIn, lensTitle, runTestAt } from "../../ide/lenses.js";
import type { Snapshot } from "../../ide/snapshot.js";
import type { AskAll, Client, Feature } from "../feature.js";

/** The command that each kind of lens runs, with the document's URI and the offset that it is about. */
export const commands: Readonly<Record<LensKind, string>> = {
  chains: "remit.showChains",
  test: "remit.runTest",
  certificate: "remit.checkCertificate",
};

export const codeLenses: Feature = {
  capabilities: () => ({ codeLensProvider: { resolveProvider: true } }),
  register({ document, workspace, command }) {
    document(CodeLensRequest.type, "tree", ({ snapshot, file, params, client }): CodeLens[] =>
      lensesIn(snapshot, file).map(({ kind, span }) => ({
        range: client.range(snapshot, { file, span }),
        data: { uri: params.textDocument.uri, kind, start: span.start, version: snapshot.version } satisfies Asked,
      })),
    );
    workspace(CodeLensResolveRequest.type, "proof", ({ snapshots, params, client }) => {
      const data: unknown = params.data;
      if (!isAsked(data)) return params;
      const found = client.find(snapshots, data.uri);
      const title = found?.snapshot.version === data.version ? lensTitle(found.snapshot, found.file, data.kind, data.start) : undefined;
      // Of what is no more there nothing is said, and the client will ask for new ones.
      return {
        ...params,
        command: { title: title ?? "…", command: title === undefined ? "" : commands[data.kind], arguments: [data.uri, data.start] },
      };
    });
    command(commands.chains, "proof", (ask) =>
      run(ask, (snapshot, file, start) => {
        const shown = chainsThrough(snapshot, file, start);
        if (shown === undefined) return undefined;
        const lines = shown.chains.map((chain) => chain.join(" → "));
        const text =
          lines.length === 0 ? `No chain makes ${shown.hop}.` : `Chains to ${shown.hop}:\n${[...lines, ...(shown.hasMore ? ["…"] : [])].join("\n")}`;
        return { answer: shown, text, type: MessageType.Info };
      }),
    );
    command(commands.test, "tree", (ask) =>
      run(ask, (snapshot, file, start) => {
        const test = runTestAt(snapshot, file, start);
        if (test === undefined) return undefined;
        const type = test.outcome === "passed" ? MessageType.Info : test.outcome === "failed" ? MessageType.Error : MessageType.Warning;
        return { answer: test, text: [`Test "${test.name}": ${test.outcome}.`, ...test.messages].join("\n"), type };
      }),
    );
    command(commands.certificate, "proof", (ask) =>
      run(ask, (snapshot, file) => {
        const checked = checkCertificateOf(snapshot, file);
        return checked === undefined
          ? undefined
          : { answer: checked, text: checked.message, type: checked.holds ? MessageType.Info : MessageType.Error };
      }),
    );
  },
};

interface Told {
  /** For the client that asked. */
  readonly answer: object;
  /** For whoever reads. */
  readonly text: string;
  readonly type: MessageType;
}

/** Runs a command on a document: shows what it has to say, and answers it as data. `null` where its document or place is gone. */
function run(
  { snapshots, params, client }: AskAll<readonly unknown[]>,
  what: (snapshot: Snapshot, file: string, start: number) => Told | undefined,
): object | null {
  const [uri, start] = params;
  const found = typeof uri === "string" ? client.find(snapshots, uri) : undefined;
  const told = found === undefined || typeof start !== "number" ? undefined : what(found.snapshot, found.file, start);
  if (told === undefined) return null;
  show(client, told);
  return told.answer;
}

function show({ connection }: Client, { text, type }: Told): void {
  void connection.sendNotification(ShowMessageNotification.type, { type, message: text });
}

interface Asked {
  readonly uri: string;
  readonly kind: LensKind;
  readonly start: number;
  readonly version: number;
}

function isAsked(data: unknown): data is Asked {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("kind" in data) || !("start" in data) || !("version" in data)) return false;
  const { uri, kind, start, version } = data;
  return typeof uri === "string" && typeof kind === "string" && kind in commands && typeof start === "number" && typeof version === "number";
}
