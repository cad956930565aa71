/** What goes wrong while nobody waits for an answer is logged, and is over with the next edit. */
import { expect, it } from "vitest";
import { LSPErrorCodes } from "vscode-languageserver-protocol";
import { type Disk, startSession } from "./in-process.js";

const uri = "file:///w/main.remit";

/** A disk whose reading is a mistake of ours, from when on it is disturbed. It is read when a folder is opened. */
function disturbed(): { readonly disk: Disk; readonly disturb: (is: boolean) => void } {
  const disk: Disk = new Map([["/w/main.remit", "agent a {}\n"]]);
  let broken = false;
  disk[Symbol.iterator] = () => {
    if (broken) throw new Error("a mistake of our own");
    return disk.entries();
  };
  return {
    disk,
    disturb: (is) => {
      broken = is;
    },
  };
}

it("goes on after a mistake of its own in a proof", async () => {
  const { disk, disturb } = disturbed();
  const session = await startSession(disk, {});
  const { connection, failures, publications } = session;
  const last = (): unknown => publications.findLast((each) => each.uri === uri)?.diagnostics.map(({ code }) => code);
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "remit", version: 1, text: "agent a {}\n" } });
  await expect.poll(last).toContain("no-owner");
  expect(failures).toEqual([]);

  disturb(true);
  disk.set("/w/remit.json", '{ "language": 1 }');
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///w/remit.json", type: 1 }] });
  await expect.poll(() => failures.join("\n")).toContain("a mistake of our own");

  disturb(false);
  const text = 'agent a { owner "a@example.com" }\nagent a {}\n';
  await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
  await expect.poll(last).toContain("duplicate-name");
  expect(await connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } })).not.toEqual([]);
  await session.end();
});

it("says of a mistake that lasts what it is, and not to ask again", async () => {
  const { disk, disturb } = disturbed();
  const session = await startSession(disk, { textDocument: { diagnostic: {} } });
  const { connection, failures, shown } = session;
  const ask = (): Promise<unknown> => connection.sendRequest("workspace/diagnostic", { previousResultIds: [] });
  await expect(ask()).resolves.toMatchObject({ items: [{ uri }] });

  // Nothing is open: the folder is opened by the proof.
  disturb(true);
  disk.set("/w/remit.json", '{ "language": 1 }');
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///w/remit.json", type: 1 }] });
  const failed = { code: LSPErrorCodes.RequestFailed, message: expect.stringContaining("a bug in remit") };
  for (let i = 0; i < 2; i++) await expect(ask()).rejects.toMatchObject(failed);
  expect(failures.length).toBeGreaterThan(1);
  expect(shown).toEqual([expect.stringContaining("a mistake of our own")]);

  disturb(false);
  await expect(ask()).resolves.toMatchObject({ items: [{ uri }] });
  await session.end();
});
