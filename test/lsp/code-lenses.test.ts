import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CodeLens, ShowMessageParams } from "vscode-languageserver-protocol";
import { chainsThrough, checkCertificateOf, lensesIn, lensTitle, runTestAt } from "../../lsp/ide/lenses.js";
import type { Snapshot } from "../../lsp/ide/snapshot.js";
import { type Client, startClient } from "./client.js";
import { openMarked } from "./marked.js";

const policy = `task t "t"
tool orders { read lookup(limit: Int) }
principal p { holds { allow orders.* } }
agent a { owner "o" identity "a" }
agent b { owner "o" identity "b" }
delegate p -> a for t { allow orders.lookup where limit <= 100 ttl 1h }
delegate a -> b for t { allow orders.lookup where limit <= 50 ttl 5m }
delegate b -> a for t { allow orders.lookup where limit <= 50 ttl 5m }
test "it narrows" { chain p -> a -> b allow orders.lookup(limit: 50) deny orders.lookup(limit: 51) }
test "it does not" { chain p -> a -> b allow orders.lookup(limit: 51) }
`;
const finite = policy.replace(/delegate b -> a.*\n/, "");

/** Each lens with the line that it is above. */
function shown(source: string): readonly string[] {
  const { snapshot, file } = openMarked(source);
  return lensesIn(snapshot, file).map(
    ({ kind, span }) => `${snapshot.position(file, span.start).line} ${kind}: ${lensTitle(snapshot, file, kind, span.start) ?? "nothing"}`,
  );
}

describe("code lenses", () => {
  it("say how many chains a hop is on, what is proved, and that a test can be run", () => {
    expect(shown(finite)).toEqual([
      "0 certificate: Proved: 3 obligations on 2 chains",
      "5 chains: 1 chain, 1 hop below",
      "6 chains: 1 chain",
      "7 test: Run test",
      "8 test: Run test",
    ]);
  });

  it("say what is not proved", () => {
    expect(shown(finite.replace("limit <= 50", "limit <= 500"))[0]).toBe("0 certificate: Not proved: 1 of 3 obligations");
    expect(shown(`${finite}garbage`)[0]).toBe("0 certificate: Not proved: 1 error");
    expect(shown(finite.replace("delegate p -> a", "delegate b -> a"))).toContain("6 chains: in no chain");
    expect(shown(policy)[0]).toContain("Not proved");
  });

  it("are of the entry, of each module its own", () => {
    const { snapshot } = openMarked('import { t } from "./tools"\nagent a {}\n//# file: tools.remit\ntask t "t"\ntest "x" { chain p -> a }');
    expect(lensesIn(snapshot, "/tools.remit").map(({ kind }) => kind)).toEqual(["test"]);
  });
});

describe("what a lens does", () => {
  const at = (text: string, source = finite): { readonly snapshot: Snapshot; readonly file: string; readonly start: number } => {
    const { snapshot, file } = openMarked(source);
    return { snapshot, file, start: source.indexOf(text) };
  };

  it("runs the test", () => {
    const passing = at('"it narrows"', finite);
    expect(runTestAt(passing.snapshot, passing.file, passing.start)).toEqual({ name: "it narrows", outcome: "passed", messages: [] });
    const failing = at('"it does not"', finite);
    const run = runTestAt(failing.snapshot, failing.file, failing.start);
    expect(run).toMatchObject({ name: "it does not", outcome: "failed" });
    expect(run?.messages).toHaveLength(1);
    const broken = at('"it narrows"', `${finite}garbage`);
    expect(runTestAt(broken.snapshot, broken.file, broken.start)?.outcome).toBe("not run");
  });

  it("shows the chains", () => {
    const { snapshot, file, start } = at("delegate a -> b");
    expect(chainsThrough(snapshot, file, start)).toEqual({ hop: "a -> b for t", chains: [["p", "a", "b"]], hasMore: false });
    expect(chainsThrough(snapshot, file, 0)).toBeUndefined();
  });

  it("checks the certificate", () => {
    const { snapshot, file } = at("task");
    expect(checkCertificateOf(snapshot, file)).toEqual({
      holds: true,
      message: expect.stringMatching(/^The certificate holds: 2 hops as chains make them/),
    });
    const wide = at("task", finite.replace("limit <= 50", "limit <= 500"));
    expect(checkCertificateOf(wide.snapshot, wide.file)).toEqual({ holds: false, message: "A policy with errors has no certificate." });
  });
});

describe("over stdio", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(finite);
    await client.open("main.remit");
  });
  afterAll(async () => {
    await client.end();
  });

  it("gives lenses, says what they say, and runs what they offer", async () => {
    const messages: ShowMessageParams[] = [];
    client.connection.onNotification("window/showMessage", (message: ShowMessageParams) => void messages.push(message));
    const lenses: CodeLens[] = await client.connection.sendRequest("textDocument/codeLens", { textDocument: { uri: client.uri("main.remit") } });
    expect(lenses).toHaveLength(5);
    const resolved: CodeLens[] = [];
    for (const lens of lenses) resolved.push(await client.connection.sendRequest("codeLens/resolve", lens));
    expect(resolved.map(({ command }) => `${command?.command}: ${command?.title}`)).toEqual([
      "remit.checkCertificate: Proved: 3 obligations on 2 chains",
      "remit.showChains: 1 chain, 1 hop below",
      "remit.showChains: 1 chain",
      "remit.runTest: Run test",
      "remit.runTest: Run test",
    ]);
    const answers: unknown[] = [];
    for (const { command } of resolved)
      answers.push(await client.connection.sendRequest("workspace/executeCommand", { command: command?.command, arguments: command?.arguments }));
    expect(answers).toMatchObject([
      { holds: true },
      { chains: [["p", "a"]] },
      { chains: [["p", "a", "b"]] },
      { outcome: "passed" },
      { outcome: "failed" },
    ]);
    expect(messages.map(({ type }) => type)).toEqual([3, 3, 3, 3, 1]);
    expect(messages[2]?.message).toBe("Chains to a -> b for t:\np → a → b");
  });

  it("answers null where there is nothing to run", async () => {
    const run = (args: readonly unknown[]): Promise<unknown> =>
      client.connection.sendRequest("workspace/executeCommand", { command: "remit.runTest", arguments: args });
    expect(await run([])).toBeNull();
    expect(await run(["file:///nowhere.remit", 0])).toBeNull();
    expect(await run([client.uri("main.remit"), 1_000_000])).toBeNull();
  });
});
