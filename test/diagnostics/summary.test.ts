import { expect, test } from "vitest";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { renderSummary } from "../../compiler/diagnostics/summary.js";
import { refused, remit, warned } from "../cli/run.js";

const proof = { agents: 2, hops: 1, chains: 2, obligations: 9, proved: 8 };
const place = { file: "/home/a|b.remit", span: { start: 2, end: 3 } };
const render = (found: readonly Diagnostic[]): string => renderSummary(found, proof, () => "a\nb\n", "/home");

test("a table of what was found, with the request that shows it", () => {
  const wider = diagnostic("wider-scope", place, "`a` is wider | than <b>", {
    help: "narrow it",
    witness: { chain: ["o", "p"], action: "t.a", args: { x: "|`" }, context: {}, approvals: [], params: {} },
  });
  expect(render([wider, diagnostic("no-owner", place, "nobody")])).toBe(`\
### remit check: refused, 1 error, 1 warning

2 agents, 1 hop, 2 chains; 8 of 9 obligations proved.

| | where | code | what |
|---|---|---|---|
| ❌ error | <code>a&#124;b.remit:2</code> | <code>wider-scope</code> | \`a\` is wider &#124; than &#60;b&#62;<br>chain: <code>o → p</code><br>request: <code>t.a(x: "&#124;&#96;")</code><br>help: narrow it |
| ⚠️ warning | <code>a&#124;b.remit:2</code> | <code>no-owner</code> | nobody |
`);
});

test("nothing found, and more than anyone reads", () => {
  expect(render([])).toContain("### remit check: accepted, nothing to report\n");
  const many = render(Array.from({ length: 130 }, (_, n) => diagnostic("no-owner", place, `nobody ${n}`)));
  expect(many.match(/nobody/g)).toHaveLength(100);
  expect(many).toContain("And 30 more.");
});

test("what a policy says can't end a row", () => {
  const rows = render([diagnostic("no-owner", place, "a\nb | c \\| d `|` e")])
    .split("\n")
    .filter((line) => line.startsWith("| ⚠️"));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(5);
});

test("the annotations of a job are added to its summary as well", async () => {
  const ran = await remit("check --format github a.remit", { "a.remit": refused, "out/summary.md": "before\n" }, { summary: "/home/out/summary.md" });
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("::error file=a.remit");
  expect(ran.host.read("/home/out/summary.md")).toMatchObject({ text: expect.stringMatching(/^before\n### remit check: refused, 1 error/) });
});

test("no other format writes it, and without a job none does", async () => {
  const ran = await remit("check --format text a.remit", { "a.remit": warned }, { summary: "/home/summary.md" });
  expect(ran.host.read("/home/summary.md").kind).toBe("missing");
  expect((await remit("check --format github a.remit", { "a.remit": warned })).code).toBe(0);
});
