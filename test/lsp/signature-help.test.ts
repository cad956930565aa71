import { describe, expect, it } from "vitest";
import type { SignatureHelp } from "vscode-languageserver-protocol";
import { signatureAt } from "../../lsp/ide/signature-help.js";
import { startClient } from "./client.js";
import { openMarked } from "./marked.js";

const before = `task t "t"
tool orders {
  /// Pays back.
  write refund(order: String, amount: Number, note?: String)
}
scope small(top: Int, who: String) { allow orders.refund where amount <= $top and order == $who }
principal p {}
agent a {}
delegate p -> a(cap: Number, id: String) for t { allow orders.refund ttl 1h }
`;

/** The signature, with the active parameter in angle brackets. */
function shown(rest: string): string {
  const { snapshot, file, offset } = openMarked(`${before}${rest}`);
  const found = signatureAt(snapshot, file, offset);
  if (found === undefined) return "nothing";
  const active = found.params[found.active ?? -1]?.label;
  return active === undefined ? found.label : found.label.replace(active, `<${active}>`);
}

const inTest = (statement: string): string => shown(`test "x" {\n  ${statement}`);

describe("signature help", () => {
  it("shows what an action takes, and which argument is being given", () => {
    expect(inTest("chain p -> a allow orders.refund($0")).toBe("orders.refund(<order: String>, amount: Number, note?: String)");
    expect(inTest('chain p -> a allow orders.refund(order: "o", $0)')).toBe("orders.refund(order: String, <amount: Number>, note?: String)");
    expect(inTest('chain p -> a allow orders.refund(order: "o", no$0)')).toBe("orders.refund(order: String, amount: Number, <note?: String>)");
    expect(inTest('chain p -> a allow orders.refund(amount: 4, order: "o$0')).toBe("orders.refund(<order: String>, amount: Number, note?: String)");
    expect(inTest('chain p -> a allow orders.refund(amount: 4, order: "o"$0')).toBe("orders.refund(<order: String>, amount: Number, note?: String)");
    expect(inTest("chain p -> a allow orders.refund(amount: 4, nothing: $0")).toBe("orders.refund(order: String, amount: Number, note?: String)");
  });

  it("shows what a hop and a scope take", () => {
    expect(inTest("chain p -> a($0)")).toBe("a(<cap: Number>, id: String)");
    expect(inTest('chain p -> a(cap: 1, id: "$0")')).toBe("a(cap: Number, <id: String>)");
    expect(shown("delegate p -> a(x: Int) for t { allow small($0")).toBe("small(<top: Int>, who: String)");
    expect(shown('delegate p -> a(x: Int) for t { allow small($x, "$0')).toBe("small(top: Int, <who: String>)");
  });

  it("shows nothing outside of a call", () => {
    expect(inTest("chain p -> a(cap: 1) $0")).toBe("nothing");
    expect(shown("deny orders.refund where (amount$0 > 5)")).toBe("nothing");
    expect(shown("deny orders.unknown($0")).toBe("nothing");
  });
});

it("answers over stdio, with documentation", async () => {
  const client = await startClient(`${before}test "x" { chain p -> a allow orders.refund(order: $0`);
  await client.open("main.remit");
  const help: SignatureHelp = await client.connection.sendRequest("textDocument/signatureHelp", client.mark(0));
  expect(help).toMatchObject({
    signatures: [{ label: "orders.refund(order: String, amount: Number, note?: String)", documentation: { kind: "markdown", value: "Pays back." } }],
    activeParameter: 0,
  });
  await client.end();
});
