import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InlayHint } from "vscode-languageserver-protocol";
import { explainHint, type HintKind, hintsIn } from "../../lsp/ide/inlay-hints.js";
import { type Client, startClient } from "./client.js";
import { openMarked } from "./marked.js";

/** The text with the hints in it, as an editor shows them. */
function shown(source: string, wants?: (kind: HintKind) => boolean): string {
  const { snapshot, file, texts } = openMarked(source);
  const text = texts[file] ?? "";
  let from = 0;
  let with_ = "";
  for (const { offset, label } of hintsIn(snapshot, file, { start: 0, end: text.length }, wants)) {
    with_ += `${text.slice(from, offset)} «${label}»`;
    from = offset;
  }
  return (with_ + text.slice(from)).slice(text.indexOf("delegate"));
}

const before = `label public < internal < confidential
task resolve "Resolve a ticket"
task refund "Refund an order" part of resolve
tool orders {
  read  lookup(customer: String, limit: Int) returns confidential
  write refund(order: String, amount: Number) spends amount usd
}
principal oncall { holds { allow orders.* } }
agent planner { owner "o" identity "p" clearance confidential }
agent refunder { owner "o" identity "r" }
`;
const policy = `${before}delegate oncall -> planner for resolve {
  allow orders.lookup
  relay orders.refund where amount <= 200
  ttl 1h
  depth 2
  budget 500 usd, 100 calls per 1h
}
delegate planner -> refunder for refund {
  allow orders.refund where amount <= 50
  ttl 5m
  budget 100 usd
}
`;

describe("inlay hints", () => {
  it("say what is left, which labels reach a hop, and what it cuts away", () => {
    expect(shown(policy)).toBe(`delegate oncall -> planner for resolve «holds confidential» «narrows orders.refund» {
  allow orders.lookup
  relay orders.refund where amount <= 200
  ttl 1h
  depth 2
  budget 500 usd, 100 calls per 1h
}
delegate planner -> refunder for refund «1 hop left» «100 calls per 1h left» «cuts off orders.lookup; narrows orders.refund» {
  allow orders.refund where amount <= 50
  ttl 5m «of 1h»
  budget 100 usd «of 500 usd»
}
`);
  });

  it("are ranges where chains differ", () => {
    const two = policy.replace(
      "delegate planner ->",
      "delegate oncall -> planner for refund {\n  relay orders.refund\n  ttl 30m\n  depth 3\n}\ndelegate planner ->",
    );
    const below = shown(two).split("delegate planner")[1];
    expect(below).toContain("«1 – 2 hops left»");
    expect(below).toContain("«of 30m – 1h»");
    expect(below).toContain("«of 500 – any number of usd»");
  });

  it("are those that are asked for, and none of hops with mistakes or in no chain", () => {
    expect(shown(policy, (kind) => kind === "ttl").match(/«[^»]*»/g)).toEqual(["«of 1h»"]);
    expect(shown(`${before}delegate planner -> refunder for refund { allow orders.refund ttl 5m }`)).not.toContain("«");
    expect(shown(policy.replace("ttl 5m", "ttl"))).toContain("ttl\n");
  });

  it("do not say how much is left where a parameter does", () => {
    const by = policy.replace("planner for resolve {", "planner(cap: Number) for resolve {\n  require $cap <= 500").replace("500 usd", "$cap usd");
    expect(shown(by, (kind) => kind === "budget")).not.toContain("«");
  });

  it("are those of the text as it is after an edit", () => {
    const { snapshot, file, texts, edit } = openMarked(policy);
    const text = texts[file] ?? "";
    const labels = (of: typeof snapshot, end: number): readonly string[] =>
      hintsIn(of, file, { start: 0, end }, (kind) => kind === "cuts").map(({ label }) => label);
    expect(labels(snapshot, text.length)).toEqual(["narrows orders.refund", "cuts off orders.lookup; narrows orders.refund"]);
    // The hop above hands on no more than the one below, which is not touched.
    const at = text.indexOf("amount <= 200") + "amount <= ".length;
    const next = edit([{ kind: "range", file, start: at, end: at + 3, text: "50" }]);
    expect(labels(next, text.length)).toEqual(["narrows orders.refund", "cuts off orders.lookup"]);
    const back = edit([{ kind: "range", file, start: at, end: at + 2, text: "200" }]);
    expect(labels(back, text.length)).toEqual(["narrows orders.refund", "cuts off orders.lookup; narrows orders.refund"]);
  });

  it("say why", () => {
    const { snapshot, file, texts } = openMarked(policy);
    const start = (texts[file] ?? "").indexOf("delegate planner");
    expect(explainHint(snapshot, file, "ttl", start)).toContain("- `oncall -> planner for resolve`: 1h");
    expect(explainHint(snapshot, file, "depth", start)).toContain("depth 2");
    expect(explainHint(snapshot, file, "budget", start)).toContain("500 usd, 100 calls");
    expect(explainHint(snapshot, file, "labels", start)).toContain("`refunder`");
    expect(explainHint(snapshot, file, "cuts", start)).toContain("orders.lookup");
    expect(explainHint(snapshot, file, "cuts", 0)).toBeUndefined();
  });
});

describe("over stdio", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(policy.replaceAll("\n", "\r\n"), { initializationOptions: { inlayHints: { cuts: false } } });
    await client.open("main.remit");
  });
  afterAll(async () => {
    await client.end();
  });

  it("gives hints in a range, and why on request", async () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints: InlayHint[] = await client.connection.sendRequest("textDocument/inlayHint", {
      textDocument: { uri: client.uri("main.remit") },
      range,
    });
    expect(hints.map(({ label }) => label)).toEqual(["holds confidential", "1 hop left", "100 calls per 1h left", "of 1h", "of 500 usd"]);
    const resolved: InlayHint = await client.connection.sendRequest("inlayHint/resolve", hints[3]);
    expect(resolved.tooltip).toMatchObject({ kind: "markdown", value: expect.stringContaining("1h") });
    const none = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(await client.connection.sendRequest("textDocument/inlayHint", { textDocument: { uri: client.uri("main.remit") }, range: none })).toEqual(
      [],
    );
  });
});
