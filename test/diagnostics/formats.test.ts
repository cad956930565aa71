import { expect, test } from "vitest";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { renderGithub } from "../../compiler/diagnostics/github.js";
import { renderJson } from "../../compiler/diagnostics/json.js";
import { renderJunit } from "../../compiler/diagnostics/junit.js";
import { renderSarif } from "../../compiler/diagnostics/sarif.js";
import { marked } from "./marked.js";

const { text, spans } = marked("first\n  «0a 日 b» «1c»\n«2d\ne»\n");
const at = (i: number) => ({ file: "/home/p q/a.remit", span: spans[i] ?? { start: 0, end: 0 } });
const sources = (): string => text;
const proof = { agents: 2, hops: 2, chains: 2, obligations: 9, proved: 8 };
const wider = diagnostic("wider-scope", at(0), "100% `a`:\nwider", {
  related: [{ message: "received here", place: at(1) }],
  help: "narrow it",
  witness: { chain: ["o", "p"], action: "t.a", args: { x: 1 }, context: {}, approvals: [], params: { "o.p.cap": 40 } },
});
const lines = diagnostic("no-owner", at(2), "two lines");
const all: readonly Diagnostic[] = [wider, lines];

test("JSON is the document of version 1", () => {
  const document: unknown = JSON.parse(renderJson(all, proof, sources, "/home"));
  expect(document).toEqual({
    version: 1,
    ok: false,
    diagnostics: [
      {
        code: "wider-scope",
        severity: "error",
        message: "100% `a`:\nwider",
        file: "p q/a.remit",
        range: { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } },
        related: [{ message: "received here", file: "p q/a.remit", range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } } }],
        witness: { chain: ["o", "p"], action: "t.a", args: { x: 1 }, context: {}, approvals: [], params: { "o.p.cap": 40 } },
      },
      {
        code: "no-owner",
        severity: "warning",
        message: "two lines",
        file: "p q/a.remit",
        range: { start: { line: 2, character: 0 }, end: { line: 3, character: 1 } },
        related: [],
      },
    ],
    proof,
  });
});

test("JSON is ok where there is no error", () => {
  expect(JSON.parse(renderJson([lines], proof, sources, "/home"))).toMatchObject({ ok: true });
});

test("a workflow command is one line, its columns only within one line", () => {
  expect(renderGithub(all, sources, "/home")).toBe(
    "::error file=p q/a.remit,line=2,endLine=2,col=3,endColumn=8,title=remit wider-scope::" +
      "100%25 `a`:\\u{a}wider%0Achain: o → p%0Awhere: o.p.cap = 40%0Arequest: t.a(x: 1)%0Ahelp: narrow it\n" +
      "::warning file=p q/a.remit,line=3,endLine=4,title=remit no-owner::two lines\n",
  );
});

test("JUnit has a case a file, and a failure an error", () => {
  const shown = renderJunit([diagnostic("syntax", at(0), 'a < b & "c"\u0000'), lines], ["/home/clean.remit", "/home/p q/a.remit"], sources, "/home");
  expect(shown).toContain('<testsuites tests="2" failures="1">');
  expect(shown).toContain('<testcase classname="remit check" name="clean.remit"/>');
  expect(shown).toContain('message="a &lt; b &amp; &quot;c&quot;\\u{0}"');
  expect(shown).toContain("<system-out>p q/a.remit:3:1 warning[no-owner]: two lines</system-out>");
});

test("SARIF has rules with their help, and results that keep their fingerprints when lines move", () => {
  const options = { folder: "/home", version: "1.2.3", help: (code: string) => `# Title of ${code}\n\nWhat it\nmeans.\n` };
  const log = JSON.parse(renderSarif(all, sources, options));
  const [run] = log.runs;
  expect(log.version).toBe("2.1.0");
  expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(["no-owner", "wider-scope"]);
  expect(run.tool.driver.rules[1]).toMatchObject({
    shortDescription: { text: "Title of wider-scope" },
    fullDescription: { text: "What it means." },
    properties: { tags: ["security", "external/cwe/cwe-266"] },
  });
  expect(run.results[0]).toMatchObject({
    ruleId: "wider-scope",
    ruleIndex: 1,
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "p%20q/a.remit" },
          region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 8 },
        },
      },
    ],
    relatedLocations: [{ message: { text: "received here" } }],
  });
  const moved = { ...wider, place: at(1) };
  const [again] = JSON.parse(renderSarif([moved], sources, options)).runs;
  expect(again.results[0].partialFingerprints).toEqual(run.results[0].partialFingerprints);
  const twice = JSON.parse(renderSarif([wider, wider], sources, options)).runs[0].results;
  expect(twice[0].partialFingerprints).not.toEqual(twice[1].partialFingerprints);
});
