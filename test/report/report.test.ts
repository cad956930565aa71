import { expect, test } from "vitest";
import { locator } from "../../compiler/diagnostics/located.js";
import { renderHtml } from "../../compiler/report/html.js";
import { renderMarkdown } from "../../compiler/report/markdown.js";
import { type Report, reportOf } from "../../compiler/report/report.js";
import type { Control, Framework } from "../../compiler/report/standard.js";
import { frameworks } from "../../compiler/report/standards/index.js";
import { strict, subjectFor } from "./policies.js";

function reportFor(source: string, of: readonly Framework[] = frameworks): Report {
  const subject = subjectFor(source);
  const refusedFor = subject.diagnostics.filter(({ severity }) => severity === "error");
  return reportOf(
    [{ subject, refusedFor }],
    of,
    locator(() => source, "/"),
  );
}

/** A framework of one control. */
function asking(control: Partial<Control>, kind: Framework["kind"] = "requirements"): readonly Framework[] {
  return [
    {
      short: "own",
      name: "Own",
      version: "1",
      kind,
      publisher: "nobody",
      sources: ["nowhere"],
      controls: [{ id: "O1", title: "One", summary: "One.", decides: [], ...control }],
    },
  ];
}

const judged = (source: string, control: Partial<Control>) => {
  const found = reportFor(source, asking(control)).policies[0]?.frameworks[0]?.controls[0];
  return { verdict: found?.verdict, isPart: found?.isPart };
};
const noOwner = strict.replace('owner "b@acme.dev"', "");
const noLabels = strict.replace(" ingests untrusted", "");

test.each<{ readonly why: string; readonly source?: string; readonly control: Partial<Control>; readonly verdict: string; readonly isPart: boolean }>(
  [
    { why: "the weakest answer decides", control: { decides: ["narrowing", "guarded"] }, verdict: "enforced", isPart: false },
    { why: "evidence is weaker than what is enforced", control: { decides: ["guarded", "certified"] }, verdict: "evidence", isPart: false },
    { why: "a no decides", source: noOwner, control: { decides: ["narrowing", "owners"] }, verdict: "not-met", isPart: false },
    { why: "a no beside it is a finding", source: noOwner, control: { decides: ["narrowing"], also: ["owners"] }, verdict: "not-met", isPart: false },
    { why: "a yes beside it changes nothing", control: { decides: ["narrowing"], also: ["certified"] }, verdict: "proved", isPart: false },
    {
      why: "what is not addressed leaves a part open",
      source: noLabels,
      control: { decides: ["narrowing", "trifecta"] },
      verdict: "proved",
      isPart: true,
    },
    { why: "nothing addressed", source: noLabels, control: { decides: ["trifecta"] }, verdict: "not-addressed", isPart: false },
    { why: "nothing asked", control: { decides: [] }, verdict: "not-addressed", isPart: false },
    { why: "a part of the control", control: { decides: ["narrowing"], part: true }, verdict: "proved", isPart: true },
    {
      why: "an agent without a guard leaves a part open of what is enforced",
      source: strict.replace("reader in vendor {", "reader in vendor unguarded {"),
      control: { decides: ["ledger-kept"] },
      verdict: "enforced",
      isPart: true,
    },
  ],
)("$why", ({ source = strict, control, verdict, isPart }) => {
  expect(judged(source, control)).toEqual({ verdict, isPart });
});

test("a list of risks is mitigated, requirements are supported; of nothing it is said that it is complied with", () => {
  const report = reportFor(strict);
  const text = renderMarkdown(report);
  expect(text).toContain("A list of risks: 7 of 10 are mitigated, at least in part");
  expect(text).not.toMatch(/\b(is compliant|are compliant|complies|conforms|certified by)\b/i);
  expect([...text.matchAll(/complied/g)]).toHaveLength(1);
  expect(text).toContain("is not an isolated decision point");
});

test("a policy that check refuses is told at the top, with the errors", () => {
  const source = strict.replace('allow web.fetch where page == "/"', "allow web.fetch");
  const [policy] = reportFor(source).policies;
  expect(policy?.refusedFor.map(({ code }) => code)).toEqual(["wider-scope"]);
  expect(policy?.frameworks.flatMap(({ counts }) => [counts.proved, counts.enforced]).filter((n) => n > 0)).toEqual([]);
  const text = renderMarkdown(reportFor(source));
  expect(text.indexOf("**Refused.**")).toBeGreaterThan(0);
  expect(text.indexOf("**Refused.**")).toBeLessThan(text.indexOf("### OWASP"));
  expect(renderHtml(reportFor(source))).toContain('<div class="refused" role="alert">');
});

const hostile = strict.replaceAll("a@acme.dev", "<img src=x onerror=alert(1)>|`**\u202e[x](javascript:1)");

test("what a policy says is text in Markdown and HTML", () => {
  const report = reportFor(hostile);
  const html = renderHtml(report);
  expect(html).toContain("&#60;img src=x onerror=alert(1)&#62;");
  expect(html).not.toContain("<img");
  expect(html).not.toContain("\u202e");
  const markdown = renderMarkdown(report);
  expect(markdown).not.toMatch(/(?<!\\)<img/);
  expect(markdown).not.toContain("\u202e");
  expect(markdown).not.toMatch(/(?<!\\)\[x\]/);
});

test("the page is one file: nothing is loaded, no script runs, and every link leads to a place on it", () => {
  const html = renderHtml(reportFor(strict));
  expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(html).not.toMatch(/<(script|link|img|iframe|object)\b|url\(|@import|\bon[a-z]+=/);
  const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target = ""]) => target);
  expect(targets.filter((target) => !target.startsWith("#") || !ids.has(target.slice(1)))).toEqual([]);
  expect(ids.size).toBe([...html.matchAll(/ id="/g)].length);
});

test("the same policies give the same report", () => {
  expect(renderHtml(reportFor(strict))).toBe(renderHtml(reportFor(strict)));
});

test("of many declarations some are shown, and how many more there are", () => {
  const agents = Array.from({ length: 30 }, (_, n) => `agent a${n} { owner "a${n}" }`).join("\n");
  const owners = reportFor(`${strict}\n${agents}`).policies[0]?.answers.find(({ question }) => question === "owners");
  expect(owners).toMatchObject({ verdict: "proved", more: 13 });
  expect(owners?.shows).toHaveLength(20);
});
