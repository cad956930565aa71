import { expect, test } from "vitest";
import { accepted, refused, remit, warned } from "./run.js";

test("the report of a policy, in Markdown by default", async () => {
  const { code, out, err } = await remit("report --framework owasp-asi a.remit", { "a.remit": accepted });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("# What these policies show of standards");
  expect(out).toContain("### OWASP Top 10 for Agentic Applications, 2026");
  expect(out).not.toContain("AISVS");
  expect(out).toContain("| ASI03 |");
});

test("all frameworks unless some are named", async () => {
  const all = JSON.parse((await remit("report --format json a.remit", { "a.remit": accepted })).out);
  expect(all).toMatchObject({ version: 1, ok: true });
  expect(all.policies[0].frameworks).toHaveLength(16);
  const two = JSON.parse((await remit("report --format json --framework aisvs,owasp-nhi a.remit", { "a.remit": accepted })).out);
  expect(two.policies[0].frameworks.map(({ short }: { short: string }) => short)).toEqual(["aisvs", "owasp-nhi"]);
  const asked = new Set(
    two.policies[0].frameworks.flatMap(({ controls }: { controls: { decidedBy: string[]; beside: string[] }[] }) =>
      controls.flatMap((control) => [...control.decidedBy, ...control.beside]),
    ),
  );
  expect(two.policies[0].answers.map(({ question }: { question: string }) => question).sort()).toEqual([...asked].sort());
});

test("a policy that check refuses is reported on, and the exit code says so", async () => {
  const { code, out, err } = await remit("report --format json --framework aisvs a.remit", { "a.remit": refused });
  expect(code).toBe(1);
  expect(err).toBe("remit: `remit check` refuses a.remit; the report says what follows from that\n");
  const document = JSON.parse(out);
  expect(document.ok).toBe(false);
  expect(document.policies[0].refusedFor).toMatchObject([{ code: "wider-scope", file: "a.remit" }]);
  expect(document.policies[0].frameworks[0].counts).toMatchObject({ proved: 0, enforced: 0 });
});

test("a warning that a setting makes an error refuses too; a rule that is switched off still finds", async () => {
  const settings = (severity: string): string => JSON.stringify({ language: 1, severities: { "no-owner": severity } });
  const raised = await remit("report --format json --framework aisvs", { "a.remit": warned, "remit.json": settings("error") });
  expect(raised.code).toBe(1);
  expect(JSON.parse(raised.out).policies[0].frameworks[0].counts.enforced).toBe(0);
  expect(JSON.parse(raised.out).policies[0].frameworks[0].counts.proved).toBeGreaterThan(0);
  const silent = await remit("report --format json --framework nist-ai-rmf", { "a.remit": warned, "remit.json": settings("off") });
  const answers: readonly { question: string; verdict: string }[] = JSON.parse(silent.out).policies[0].answers;
  expect(answers.find(({ question }) => question === "owners")?.verdict).toBe("not-met");
  expect(answers.find(({ question }) => question === "waivers-explained")?.verdict).toBe("not-met");
});

test("it is written to a file; what it can't be written to, and what it does not know, it says", async () => {
  const written = await remit("report --format html --out report.html a.remit", { "a.remit": accepted });
  expect(written).toMatchObject({ code: 0, out: "" });
  expect(written.host.read("/home/report.html")).toMatchObject({ kind: "text", text: expect.stringMatching(/^<!doctype html>/) });
  expect(await remit("report --framework asvs a.remit", { "a.remit": accepted })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^remit: no framework is called `asvs`.*aisvs/),
  });
  expect((await remit("report nowhere.remit")).code).toBe(2);
});

test.each([
  ["does not parse", "delegate {"],
  ["imports what is not there", 'import { x } from "std:mcp/nowhere"\nagent a {}'],
  ["has chains without an end", `${accepted}\ndelegate refunder -> planner for refund { relay orders.refund where amount <= 1  ttl 1m }`],
  ["is empty", ""],
])("a policy that %s has a report too", async (_, source) => {
  const { code, out, err } = await remit("report --format json a.remit", { "a.remit": source });
  expect(err).not.toContain("bug");
  expect(code).toBe(source === "" ? 0 : 1);
  const document = JSON.parse(out);
  expect(document.policies[0].frameworks).toHaveLength(16);
  if (code === 1)
    expect(document.policies[0].answers.filter(({ verdict }: { verdict: string }) => verdict === "proved" || verdict === "enforced")).toEqual([]);
});
