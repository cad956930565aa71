/** Files that come while an editor has them open already: an editor opens what it creates before anyone tells of the file. */
import { expect, it } from "vitest";
import { type Disk, type Session, startSession } from "./in-process.js";

const main = "file:///w/main.remit";
const text = 'import { a } from "./more"\nagent a2 {}\n';

interface Findings {
  readonly items: readonly { readonly uri: string; readonly items: readonly { readonly message: string }[] }[];
}

async function messages({ connection }: Session, uri: string): Promise<readonly string[]> {
  const found: Findings = await connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  return found.items.flatMap((each) => (each.uri === uri ? each.items.map(({ message }) => message) : []));
}

async function comes({ connection }: Session, disk: Disk, uri: string, content: string): Promise<void> {
  disk.set(uri.slice("file://".length), content);
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text: content } });
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 1 }] });
}

it("the entry that the settings name is there as soon as it comes", async () => {
  const disk: Disk = new Map([["/w/remit.json", '{ "language": 1, "policies": { "m": "main.remit" } }']]);
  const session = await startSession(disk, { textDocument: { diagnostic: {} } });
  expect(await messages(session, "file:///w/remit.json")).toEqual([expect.stringContaining("is not there")]);
  await comes(session, disk, main, "agent a {}\n");
  expect(await messages(session, "file:///w/remit.json")).toEqual([]);
  expect(await messages(session, main)).toContainEqual(expect.stringContaining("owner"));
  await session.end();
});

it("a module that was not found is, with what the editor has of it", async () => {
  const disk: Disk = new Map([["/w/main.remit", text]]);
  const session = await startSession(disk, { textDocument: { diagnostic: {} } });
  expect(await messages(session, main)).toContainEqual(expect.stringContaining("more"));
  const more = "file:///w/more.remit";
  disk.set("/w/more.remit", "agent b {}\n");
  const { connection } = session;
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri: more, languageId: "remit", version: 1, text: "agent b {}\nagent a {}\n" },
  });
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: more, type: 1 }] });
  expect(await messages(session, main)).not.toContainEqual(expect.stringContaining("more"));
  await session.end();
});
