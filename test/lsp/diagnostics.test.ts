/** Findings as an editor shows them, pushed and pulled. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Diagnostic, DocumentDiagnosticReport, WorkspaceDiagnosticReport } from "vscode-languageserver-protocol";
import { type Client, shown, soon, startClient } from "./client.js";

const policy = `task t "t"
tool files { read open(path: Path) }
principal p { holds { allow files.open where path under "/srv" } }
agent a { owner "o" }
agent b { owner "o" }
delegate p -> a for t {
  allow files.open where path under "/srv"
  ttl 1h
}
delegate a -> b for t {
  allow files.open where path under "/srv/b"
  ttl 1m
}
`;
const wide = policy.replace('"/srv/b"', '"/"');

let client: Client;
afterEach(async () => {
  expect(client.log).toEqual([]);
  expect(await client.end()).toBe(0);
});

const pulling = { textDocument: { diagnostic: {}, publishDiagnostics: {} }, workspace: { diagnostics: { refreshSupport: true } } };
const pull = (name: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  client.connection.sendRequest("textDocument/diagnostic", {
    textDocument: { uri: client.uri(name) },
    identifier: "remit",
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });
const pullAll = (previousResultIds: readonly { readonly uri: string; readonly value: string }[]): Promise<WorkspaceDiagnosticReport> =>
  client.connection.sendRequest("workspace/diagnostic", { previousResultIds });
const itemsOf = (report: { readonly kind: string; readonly items?: Diagnostic[] }): readonly Diagnostic[] => {
  expect(report.kind).toBe("full");
  return report.items ?? [];
};

describe("a finding", () => {
  it("has the witness in its message, the other place, the page of its code, and is faded where nothing would change without it", async () => {
    client = await startClient(wide);
    await client.open("main.remit");
    const { diagnostics } = await client.published("main.remit", 1);
    const found = diagnostics.find(({ code }) => code === "wider-scope");
    expect(found?.severity).toBe(1);
    expect(found?.source).toBe("remit");
    expect(String(found?.message)).toMatch(/\nfor example:\n {2}chain {4}p → a → b\n {2}request {2}files\.open\(path: "\/[^"]*"\)\nhelp: /);
    expect(found?.relatedInformation?.map(({ location }) => location.range.start.line)).toEqual([6]);
    expect(found?.relatedInformation?.[0]?.location.uri).toBe(client.uri("main.remit"));
    const page = fileURLToPath(found?.codeDescription?.href ?? "");
    expect(page).toMatch(/compiler\/diagnostics\/docs\/wider-scope\.md$/);
    expect(found?.data).toMatchObject({ witness: { chain: ["p", "a", "b"], action: "files.open" } });
    expect(found?.tags).toBeUndefined();
    const line = { line: 12, character: 0 };
    await client.change("main.remit", 2, '  allow files.open where path under "/srv/b/c"\n', { start: line, end: line });
    const dead = (await client.published("main.remit", 2)).diagnostics;
    expect(dead.filter(({ tags }) => tags?.includes(1)).map(({ code }) => code)).toContain("dead-clause");
  });

  it("of a file that nobody has open is published too, and taken back when the file is gone", async () => {
    client = await startClient(`${policy}//# file: other.remit\nagent lonely {}\n`);
    expect(shown((await client.published("other.remit")).diagnostics).map((line) => line.split(" ")[1])).toEqual(["no-owner", "unreachable-agent"]);
    rmSync(join(client.folder, "other.remit"));
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: client.uri("other.remit"), type: 3 }] });
    await soon(() => client.publications.filter(({ uri }) => uri === client.uri("other.remit")).at(-1)?.diagnostics).toEqual([]);
  });

  it("changes with the remit.json, and is said of it where nothing can be checked", async () => {
    client = await startClient(policy.replace('agent b { owner "o" }', "agent b {}"));
    await client.open("main.remit");
    expect((await client.published("main.remit", 1)).diagnostics.map(({ code }) => code)).toEqual(["no-owner"]);
    const settings = async (text: string): Promise<void> => {
      writeFileSync(join(client.folder, "remit.json"), text);
      await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: client.uri("remit.json"), type: 2 }] });
    };
    const last = (name: string) => client.publications.filter(({ uri }) => uri === client.uri(name)).at(-1)?.diagnostics ?? [];
    await settings('{ "language": 1, "severities": { "no-owner": "off" } }');
    await soon(() => last("main.remit")).toEqual([]);
    await settings('{ "language": 2 }');
    await soon(() => last("remit.json").map(({ message }) => message)).toEqual([expect.stringContaining('it has to say `"language": 1`')]);
    // The open file is not left alone.
    await soon(() => last("main.remit").map(({ code }) => code)).toEqual(["no-owner"]);
    await settings('{ "language": 1 }');
    await soon(() => last("remit.json")).toEqual([]);
  });
});

describe("findings that are pulled", () => {
  it("are said to be unchanged where they are, and are of the text as it is", async () => {
    client = await startClient(wide, { capabilities: pulling });
    expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
    await client.open("main.remit");
    const first = await pull("main.remit");
    expect(itemsOf(first).map(({ code }) => code)).toContain("wider-scope");
    const again = await pull("main.remit", first.resultId);
    expect(again).toEqual({ kind: "unchanged", resultId: first.resultId });
    // A question that an edit overtakes is to be asked again; one that comes after it has the new answer.
    await client.change("main.remit", 2, policy);
    const fixed = await pull("main.remit", first.resultId);
    expect(itemsOf(fixed)).toEqual([]);
    expect(client.publications).toEqual([]);
  });

  it("are those of every file, and of files that are gone", async () => {
    client = await startClient(`${wide}//# file: other.remit\nagent lonely {}\n`, { capabilities: pulling });
    await client.open("main.remit");
    const all = await pullAll([]);
    expect(all.items.map(({ uri, version }) => [uri, version])).toEqual([
      [client.uri("main.remit"), 1],
      [client.uri("other.remit"), null],
    ]);
    const ids = all.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? "" }));
    expect((await pullAll(ids)).items.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
    rmSync(join(client.folder, "other.remit"));
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: client.uri("other.remit"), type: 3 }] });
    const left = await pullAll(ids);
    expect(left.items.map(({ kind }) => kind)).toEqual(["unchanged", "full"]);
    expect(left.items[1]).toMatchObject({ uri: client.uri("other.remit"), items: [] });
  });

  it("are asked for again where an edit changes another file's", async () => {
    client = await startClient(
      `import { a } from "./agents"
task t "t"
tool files { read open(path: Path) }
principal p { holds { allow files.open } }
delegate p -> a for t { allow files.open ttl 1h }
//# file: agents.remit
agent a { owner "o" }
`,
      { capabilities: pulling },
    );
    let refreshes = 0;
    client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refreshes++;
      return null;
    });
    await client.open("main.remit");
    await client.open("agents.remit");
    const before = itemsOf(await pull("main.remit"));
    await client.change("agents.remit", 2, 'agent b { owner "o" }\n');
    await pull("agents.remit");
    await soon(() => refreshes).toBeGreaterThan(0);
    expect(itemsOf(await pull("main.remit")).map(({ code }) => code)).toContain("unknown-name");
    expect(before.map(({ code }) => code)).not.toContain("unknown-name");
  });
});
