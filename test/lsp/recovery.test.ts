/** What goes wrong while nobody waits for an answer is logged, and is over with the next edit. */
import { expect, it } from "vitest";
import { type Disk, startSession } from "./in-process.js";

const uri = "file:///w/main.remit";

it("goes on after a mistake of its own in a proof", async () => {
  const disk: Disk = new Map([["/w/main.remit", "agent a {}\n"]]);
  // The disk is read when the folder is opened, which is left to the proof.
  let broken = false;
  disk[Symbol.iterator] = () => {
    if (broken) throw new Error("a mistake of our own");
    return disk.entries();
  };
  const session = await startSession(disk, {});
  const { connection, failures, publications } = session;
  const last = (): unknown => publications.findLast((each) => each.uri === uri)?.diagnostics.map(({ code }) => code);
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text: "agent a {}\n" } });
  await expect.poll(last).toContain("no-owner");
  expect(failures).toEqual([]);

  broken = true;
  disk.set("/w/remit.json", '{ "language": 1 }');
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///w/remit.json", type: 1 }] });
  await expect.poll(() => failures.join("\n")).toContain("a mistake of our own");

  broken = false;
  const text = 'agent a { owner "a@example.com" }\nagent a {}\n';
  await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
  await expect.poll(last).toContain("duplicate-name");
  expect(await connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } })).not.toEqual([]);
  await session.end();
});
