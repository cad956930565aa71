import { readFileSync } from "node:fs";
import { join } from "node:path";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { readDoc } from "../../compiler/cli/docs.js";
import { codes } from "../../compiler/diagnostics/code.js";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { cweTag, renderSarif } from "../../compiler/diagnostics/sarif.js";
import { weaknesses } from "../../compiler/diagnostics/weaknesses.js";
import { packageFolder } from "../../compiler/host/package.js";
import { cwe } from "../../compiler/report/standards/cwe.js";
import { accepted, refused, remit, warned } from "../cli/run.js";

/** The schema of SARIF 2.1.0 (OASIS), as schemastore.org has it: 2.1.0-rtm.5. */
const schema: Record<string, unknown> = JSON.parse(readFileSync(join(packageFolder, "test/diagnostics/sarif-2.1.0.json"), "utf8"));
const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(schema);

function faultsOf(text: string): readonly string[] {
  isSarif(JSON.parse(text));
  return (isSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

test("the schema refuses what is no log", () => {
  expect(faultsOf('{ "version": "2.1.0" }')).not.toEqual([]);
  expect(faultsOf('{ "version": "2.1.0", "runs": [{ "tool": { "driver": { "name": "remit" } }, "results": [{ "message": {} }] }] }')).not.toEqual([]);
});

test.each([
  ["an accepted policy", accepted],
  ["one that is refused, with a witness and related places", refused],
  ["one with a warning", warned],
  ["one that does not parse", "delegate {"],
  ["one that imports what is not there", 'import { x } from "std:mcp/nowhere"'],
])("what is printed for %s is valid", async (_, source) => {
  expect(faultsOf((await remit("check --format sarif a.remit", { "a.remit": source })).out)).toEqual([]);
});

test("a log with every rule is valid, and each rule has its help and its weaknesses", () => {
  const text = "x\n";
  const all: readonly Diagnostic[] = codes.map((code) => diagnostic(code, { file: "/home/a.remit", span: { start: 0, end: 1 } }, "m"));
  const log = renderSarif(all, () => text, { folder: "/home", version: "1.2.3", help: readDoc });
  expect(faultsOf(log)).toEqual([]);
  const { rules } = JSON.parse(log).runs[0].tool.driver;
  expect(rules).toHaveLength(codes.length);
  for (const rule of rules) {
    expect(rule.shortDescription.text).not.toBe(rule.id);
    expect(rule.help.markdown).toContain("## Example");
    const weak = Object.entries(weaknesses).find(([code]) => code === rule.id)?.[1] ?? [];
    expect(rule.properties.tags).toEqual(weak.length === 0 ? [] : ["security", ...weak.map(cweTag)]);
    expect("security-severity" in rule.properties).toBe(weak.length > 0);
  }
});

test("the rules that the standard weaknesses are about have them", () => {
  const tagged = (...of: readonly number[]): readonly string[] =>
    Object.entries(weaknesses)
      .filter(([, weak]) => of.some((each) => weak.includes(each)))
      .map(([code]) => code)
      .sort();
  expect(tagged(266)).toEqual(["over-ceiling", "over-principal", "wider-scope"]);
  expect(tagged(613)).toEqual(["missing-ttl", "secret-outlives-hop", "wider-ttl"]);
  expect(tagged(441)).toEqual(["lethal-trifecta", "over-principal"]);
  expect(tagged(250)).toEqual(["no-narrowing", "unused-authority"]);
  expect(tagged(862)).toEqual(["unapproved-crossing", "unapproved-destructive", "unguarded-delegator"]);
  expect(tagged(674)).toEqual(["missing-depth", "wider-depth"]);
  expect(tagged(770)).toEqual(["overcommitted-budget", "unbounded-spend", "wider-budget"]);
  expect(tagged(200)).toEqual(["lethal-trifecta", "over-clearance", "wider-data"]);
});

test("every weakness is one that the standards' list knows", () => {
  const known = cwe.controls.map(({ id }) => id);
  expect(
    Object.values(weaknesses)
      .flat()
      .filter((weakness) => !known.includes(`CWE-${weakness}`)),
  ).toEqual([]);
});

test("a fingerprint outlives lines that move, a comment and another finding; each finding has its own", async () => {
  const printsOf = async (source: string): Promise<readonly string[]> => {
    const { out } = await remit("check --format sarif a.remit", { "a.remit": source });
    return JSON.parse(out).runs[0].results.map((result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints["remit/v1"]);
  };
  const two = warned.replace('agent refunder { owner "payments@example.com" }', "agent refunder {}");
  const [first] = await printsOf(warned);
  const [again] = await printsOf(`// moved\n\n${warned}`);
  const both = await printsOf(two);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(first);
  expect(both).toContain(first);
  expect(new Set(both).size).toBe(2);
});

test("a comparison's log is valid, too", async () => {
  const widened = accepted.replaceAll("<= 50", "<= 60");
  const ran = await remit("diff --format sarif old.remit new.remit", { "old.remit": accepted, "new.remit": widened });
  expect(ran.code).toBe(1);
  expect(faultsOf(ran.out)).toEqual([]);
  expect(JSON.parse(ran.out).runs[0].results.length).toBeGreaterThan(0);
});
