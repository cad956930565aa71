import { afterAll, beforeAll, expect, test } from "vitest";
import { graphIn } from "../../lsp/ide/graph.js";
import { accepted, refused } from "../cli/run.js";
import { type Client, startClient } from "./client.js";
import { openMarked } from "./marked.js";

const fileOf = (files: readonly string[], name: string): string => files.find((file) => file.endsWith(`/${name}`)) ?? "";

test("the graph is that of the text as it is now", () => {
  const { snapshot, file, edit } = openMarked(`${accepted}$0`);
  const folder = file.slice(0, file.lastIndexOf("/"));
  const [before] = graphIn([snapshot], file, folder).policies;
  expect(before?.faults).toEqual([]);
  const next = edit([{ kind: "text", file, text: refused }]);
  const [after] = graphIn([next], file, folder).policies;
  expect(after?.faults.map(({ code, path }) => [code, path])).toEqual([["wider-scope", ["p0_h0", "p0_h1"]]]);
  expect(after?.hops[1]?.where.file).toBe("main.remit");
});

test("of a module it is that of the policies that import it; of none, of all", () => {
  const source = `//# file: main.remit
import { t } from "./shared.remit"
task work "Work"
principal p {}
agent a { owner "a" }
delegate p -> a for work { allow t.get ttl 1h }
$0
//# file: shared.remit
tool t { read get(x: Int) }
`;
  const { snapshot } = openMarked(source);
  const shared = fileOf(snapshot.files(), "shared.remit");
  expect(shared).not.toBe("");
  for (const file of [shared, undefined, "/nowhere.remit"]) {
    expect(graphIn([snapshot], file, "/").policies.map(({ hops }) => hops.map(({ title }) => title))).toEqual([["p -> a for work"]]);
  }
});

let client: Client;

beforeAll(async () => {
  client = await startClient(`${refused}$0`);
});

afterAll(async () => {
  expect(await client.end()).toBe(0);
});

test("an editor gets the page, with the folder's names for files", async () => {
  await client.open("main.remit");
  const { textDocument } = client.mark(0);
  const { html } = await client.connection.sendRequest<{ readonly html: string }>("remit/graph", { textDocument, folder: client.folder });
  expect(html).toContain("<title>Agents and hops of main.remit</title>");
  expect(html).toContain("1 error");
  const all = await client.connection.sendRequest<{ readonly html: string }>("remit/graph", { folder: client.folder });
  expect(all).toEqual({ html });
});
