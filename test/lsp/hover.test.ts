import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hover } from "vscode-languageserver-protocol";
import { hoverAt } from "../../lsp/ide/hover.js";
import { type Client, startClient } from "./client.js";
import { openMarked } from "./marked.js";

function shown(source: string): string {
  const { snapshot, file, offset } = openMarked(source);
  return hoverAt(snapshot, file, offset)?.markdown ?? "nothing";
}

const before = `label public < internal < confidential
task resolve "Resolve a ticket"
task refund "Refund an order" part of resolve
context { customer: String }
tool orders {
  /// Orders of one customer, newest first.
  read  lookup(customer: String, limit: Int) returns confidential
  write refund(order: String, amount: Number, note?: String) spends amount usd
}
tool files { read open(path: Path, repo: String, url: Url) }
principal oncall { holds { allow orders.*, files.open } }
/// Plans what is to be done.
agent planner { owner "o" identity "p" clearance confidential }
agent refunder { owner "o" identity "r" }
`;

const hops = (below: string): string => `${before}delegate oncall -> planner for resolve {
  allow orders.lookup where customer == context.customer
  relay orders.refund where amount <= 50
  ttl 1h
  depth 2
}
delegate oncall -> planner as urgent for refund {
  relay orders.refund where amount <= 200
  ttl 30m
}
${below}`;

describe("hover", () => {
  it("says what a hop really admits on each chain that reaches it", () => {
    expect(
      shown(
        hops(`delegate planner -$0> refunder(cap: Number) for refund {
  require $cap <= 40
  allow orders.refund where amount <= $cap
  ttl 5m
}`),
      ),
    ).toBe(`\`\`\`remit
delegate planner -> refunder(cap: Number) for refund
\`\`\`

lives \`5m\` at most · may come to hold \`public\`

On **oncall → planner (urgent) → refunder**, **oncall → planner (resolve) → refunder** where \`$cap <= 40\`

\`\`\`remit
allow orders.refund where amount <= $cap
\`\`\``);
  });

  it("says of what was received what it is on each chain", () => {
    const text = shown(hops("delegate planner -> ref$0under for refund { allow received orders.refund ttl 5m }"));
    expect(text).toContain("agent refunder");
    expect(text).toContain("allow orders.refund where amount <= 50");
    expect(text).toContain("allow orders.refund where amount <= 200");
  });

  it("tells the chains of each policy apart", () => {
    const { snapshot } = openMarked(`import { h } from "./shared"
//# file: other.remit
import { h } from "./shared"
deny any
//# file: shared.remit
task t "t"
tool files { read open(id: Int) }
principal p {}
agent a {}
delegate p -> a as h for t { allow files.open where id <= 5 ttl 1h }
`);
    const text = snapshot.text("/shared.remit");
    const markdown = hoverAt(snapshot, "/shared.remit", text.indexOf("->") + 1)?.markdown ?? "";
    expect(markdown).toContain("In the policy `main.remit`");
    expect(markdown).toContain("allow files.open where id <= 5");
    expect(markdown.slice(markdown.indexOf("In the policy `other.remit`"))).toContain("nothing is admitted");
  });

  it("says that a hop is in no chain", () => {
    expect(shown(hops("del$0egate refunder -> planner for refund { allow orders.refund ttl 5m }"))).toContain("No chain makes this hop.");
  });

  it("shows examples of a pattern, of paths as paths", () => {
    const pattern = (where: string): string => shown(`${before}deny files.open where ${where}`);
    expect(pattern('repo like "ac$0me/*"')).toContain('Matches `"acme/"`, `"acme/a"`, `"acme/b"` …\n\nDoes not match `"acme"`');
    expect(pattern('path like "/s$0rv/*"')).toContain('Matches `"/srv/a"`, `"/srv/b"`, `"/srv/c"` …\n\nDoes not match `"/srv/a/a"`');
    expect(pattern('url.path like "/s$0rv/*"')).toContain('Matches `"/srv/"`');
    expect(pattern("repo matches /[a-c]{2}$0x/")).toContain('Matches `"aax"`');
    expect(pattern('repo not like "$0*"')).toContain("It matches everything.");
    expect(pattern('path under "/s$0rv"')).toContain('Matches `"/srv"`, `"/srv/a"`, `"/srv/b"` …\n\nDoes not match `"/srva"`');
  });

  it("describes what a name means", () => {
    expect(shown(`${before}deny orders.lo$0okup`)).toBe(`\`\`\`remit
read lookup(customer: String, limit: Int) returns confidential
\`\`\`

Orders of one customer, newest first.

An action of \`orders\`.

effect \`read\` · returns \`confidential\``);
    expect(shown(`${before}deny orders.refund where am$0ount > 5`)).toBe("```remit\namount: Number\n```\n\nAn argument of `orders.refund`.");
    expect(shown(hops("assert can pla$0nner orders.lookup"))).toBe(`\`\`\`remit
agent planner
\`\`\`

Plans what is to be done.

owner \`o\` · identity \`p\` · clearance \`confidential\`

Reached by 2 hops; makes 0 hops.`);
    expect(shown(`${before}deny orders.lookup where customer == context.cu$0stomer`)).toContain(
      "A fact of the context, fixed when the chain starts.",
    );
    expect(shown(`${before}assert no flow inte$0rnal to agents`)).toContain("It includes `public`; is within `confidential`.");
    expect(shown(hops("delegate planner -> refunder for ref$0und { allow orders.refund ttl 5m }"))).toContain("Within `resolve`.");
    expect(shown(`${before}tool t { read a(x: In$0t) }`)).toContain("A whole number");
    expect(shown(hops("delegate planner -> refunder for refund { allow orders.refund budget 5 us$0d ttl 5m }"))).toContain(
      "spent by `orders.refund`",
    );
  });

  it("says what a word does", () => {
    expect(shown(hops("delegate planner -> refunder for refund { re$0lay orders.refund ttl 5m }"))).toContain("hand on but not use itself");
    expect(shown(`te$0st "x" { }`)).toContain("`remit test` runs it");
  });

  it("says nothing in a comment and between declarations", () => {
    expect(shown(`${before}// what$0 is this\n`)).toBe("nothing");
    expect(shown(`${before}\n\n$0`)).toBe("nothing");
  });
});

describe("over stdio", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(hops("delegate planner -> refun$0der for refund { allow received orders.refund ttl 5m }").replaceAll("\n", "\r\n"));
    await client.open("main.remit");
  });
  afterAll(async () => {
    await client.end();
  });

  it("answers in Markdown, with the range of the name", async () => {
    const hover: Hover = await client.connection.sendRequest("textDocument/hover", client.mark(0));
    expect(hover.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("amount <= 200") });
    const { line, character } = client.mark(0).position;
    expect(hover.range).toEqual({ start: { line, character: character - 5 }, end: { line, character: character + 3 } });
  });
});
