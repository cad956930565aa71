/** The server as an editor meets it: over the pipes of a process. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, shown, startClient } from "./client.js";

const policy = `task t "t"
tool files { read open(path: Path) }
principal p { holds { allow files.open where path under "/srv" } }
agent a { owner "o" }
delegate p -> a for t {
  allow files.open where path under "/srv"
  ttl 1h
}
`;

describe("a session", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy);
  });
  afterAll(async () => {
    await client.end();
  });

  it("publishes what is found, and what is found after each edit", async () => {
    await client.open("main.remit");
    expect(shown((await client.published("main.remit", 1)).diagnostics)).toEqual([]);
    const at = policy.split("\n").findIndex((line) => line.startsWith("  allow"));
    const range = { start: { line: at, character: 36 }, end: { line: at, character: 42 } };
    await client.change("main.remit", 2, '"/etc"', range);
    const found = (await client.published("main.remit", 2)).diagnostics.find(({ code }) => code === "over-principal");
    expect(found?.message).toContain('request  files.open(path: "/etc")');
  });

  it("folds", async () => {
    const folds = await client.connection.sendRequest("textDocument/foldingRange", { textDocument: { uri: client.uri("main.remit") } });
    expect(folds).toEqual([{ startLine: 4, endLine: 6 }]);
  });
});
