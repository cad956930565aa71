import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { writeDot } from "../../compiler/graph/dot.js";
import { layoutFor, limits } from "../../compiler/graph/layout.js";
import { writeMermaid } from "../../compiler/graph/mermaid.js";
import { writePage } from "../../compiler/graph/page.js";
import { writeSvg } from "../../compiler/graph/svg.js";
import { accepted, refused, remit } from "../cli/run.js";
import { graphIn, tangle } from "./build.js";

/** Names that would end a text, an element or a script, if they were not escaped. */
const nasty = `domain \`a "b" \\ <i>\` external
task work "Work"
tool t { read get(x: Int) }
principal \`</script><script>alert(1)</script>\` in \`a "b" \\ <i>\` {}
agent \`x" onload="alert(1)\` { owner "a" }
agent \`日本 & ]] --> --\` unguarded { owner "b" }
delegate \`</script><script>alert(1)</script>\` -> \`x" onload="alert(1)\` for work { allow t.get ttl 1h }
delegate \`x" onload="alert(1)\` -> \`日本 & ]] --> --\` for work { allow t.get where x < 5 ttl 1m }
`;

test("a Mermaid flowchart has the domains, the parties, the hops, and what is wrong", () => {
  const graph = graphIn({ "a.remit": refused.replace("principal oncall {}", "domain acme\nprincipal oncall in acme {}") });
  expect(writeMermaid(graph)).toBe(`flowchart TD
  subgraph p0_d0["acme"]
    p0_n0(["oncall"])
  end
  p0_n1["planner"]
  p0_n2["refunder"]
  p0_n0 -->|"refund · 1h"| p0_n1
  p0_n1 -->|"refund · 5m<br>✗ wider-scope"| p0_n2
  linkStyle 1 stroke:#c62828,stroke-width:3px,color:#c62828
  linkStyle 0 stroke:#c62828,stroke-width:2px
`);
  const withTools = graphIn({ "a.remit": refused }, { tools: true });
  expect(writeMermaid(withTools, { tools: true })).toContain('p0_t0[["orders"]]\n  p0_n2 -.-> p0_t0\n');
});

test("several policies are framed each", () => {
  const graph = graphIn({ "a.remit": accepted, "b.remit": accepted });
  expect(writeMermaid(graph)).toMatch(/subgraph p0\["a\.remit"\].*subgraph p1\["b\.remit"\]/s);
  expect(writeDot(graph)).toMatch(/subgraph cluster_p0 \{\n {4}label="a\.remit".*subgraph cluster_p1/s);
});

test("whatever a policy calls its agents, it stays a text", async () => {
  const graph = graphIn({ "a.remit": nasty });
  expect(graph.policies[0]?.parties).toHaveLength(3);
  const mermaid = writeMermaid(graph);
  for (const label of mermaid.matchAll(/\["([^"]*)"\]|\|"([^"]*)"\|/g))
    expect((label[1] ?? label[2])?.replaceAll("<br>", "")).not.toMatch(/[<>&"|\]]/);
  expect(mermaid.split("\n").filter((line) => (line.match(/"/g) ?? []).length % 2 === 1)).toEqual([]);
  const svg = (await writeSvg(graph)) ?? "";
  expect(svg).not.toMatch(/<script|<i>|\sonload="/);
  const page = await writePage(graph);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(JSON.parse(/<script type="application\/json" id="graph">(.*?)<\/script>/s.exec(page)?.[1] ?? "")).toEqual(graph);
});

test("an SVG is one element whose parts have the ids of the graph, and titles for people", async () => {
  const graph = graphIn({ "a.remit": refused }, { tools: true });
  const svg = (await writeSvg(graph, { tools: true })) ?? "";
  expect(svg).toMatch(/^<svg role="img".*<\/svg>\n$/s);
  expect(svg).toContain("<title>Agents and hops of a.remit</title>");
  expect(svg).toMatch(/<g id="p0_h1" class="edge hop bad marked">\n<title>planner -&#62; refunder for refund<\/title>/);
  expect(svg).toMatch(/<g id="p0_n0" class="node principal">\n<title>principal oncall<\/title>/);
  expect(svg).toContain("prefers-color-scheme: dark");
  // The request that shows the widening is told below the picture.
  expect(svg).toMatch(/>✗ wider&#45;scope: .*orders\.refund\(order: &quot;&quot;, amount: 51\)/);
  expect(await writeSvg(graph, { tools: true })).toBe(svg);
});

test("a page loads nothing, and runs one script, which is the one that it says", async () => {
  const page = await writePage(graphIn({ "a.remit": refused }));
  const [, hash] = /script-src 'sha256-([^']*)'/.exec(page) ?? [];
  const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = ""]) => createHash("sha256").update(script).digest("base64"));
  expect(scripts).toEqual([hash]);
  expect(page).toContain("default-src 'none'");
  expect(page.replace(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:|\bsrc=|\bhref="(?!#)|@import|url\(/);
  expect(page).toContain('<span class="wrong">1 error</span>');
});

test.each([
  [limits.careful, "careful"],
  [limits.quick, "quick"],
  [limits.rows, "rows"],
] as const)("a tangle of %i hops is drawn", { timeout: 60_000 }, async (size, layout) => {
  const graph = tangle(Math.ceil(size / 2), size);
  expect(layoutFor(graph, false)).toBe(layout);
  const svg = (await writeSvg(graph)) ?? "";
  expect(svg.match(/class="edge hop"/g)).toHaveLength(size);
});

test("of a larger one it is said that it is not drawn, and what to do", async () => {
  const graph = tangle(3000, limits.rows + 1);
  expect(await writeSvg(graph)).toBeUndefined();
  const page = await writePage(graph);
  expect(page).toContain("5,001 hops are too many to draw");
  expect(page.length).toBeLessThan(40_000);
});

test("the command writes each format, and says what is wrong with the policy", async () => {
  const good = await remit("graph a.remit", { "a.remit": accepted });
  expect(good).toMatchObject({ code: 0, err: "" });
  expect(good.out).toMatch(/^flowchart TD\n/);
  const bad = await remit("graph --format dot a.remit", { "a.remit": refused });
  expect(bad).toMatchObject({ code: 0, err: "remit: 1 error found, which `remit check` explains; the graph shows what could be understood\n" });
  expect(bad.out).toMatch(/^digraph remit \{\n/);
  const written = await remit("graph --format html --out g.html", { "a.remit": accepted });
  expect(written).toMatchObject({ code: 0, out: "" });
  expect(written.host.read("/home/g.html")).toMatchObject({ kind: "text", text: expect.stringMatching(/^<!doctype html>/) });
  expect((await remit("graph --format svg --around planner", { "a.remit": accepted })).out).toMatch(/^<svg/);
});

test("the command says why it can't draw", async () => {
  expect(await remit("graph --around planer", { "a.remit": accepted })).toMatchObject({
    code: 2,
    err: "remit: no agent or principal is called `planer`; did you mean `planner`?\n",
  });
  expect(await remit("graph nothing.remit", {})).toMatchObject({ code: 2 });
  expect(await remit("graph --format png", { "a.remit": accepted })).toMatchObject({ code: 2 });
});
