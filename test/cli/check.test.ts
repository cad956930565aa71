import { expect, test } from "vitest";
import { accepted, refused, remit, warned } from "./run.js";

test("an accepted policy says nothing", async () => {
  const ran = await remit("check a.remit", { "a.remit": accepted });
  expect(ran).toMatchObject({ code: 0, out: "", err: "" });
});

test("on a screen the last line counts what was proved", async () => {
  const ran = await remit("check", { "a.remit": accepted }, { interactive: true });
  expect(ran.err).toMatch(/^ok: 2 agents, 2 hops, 2 chains; (all )?\d+ obligations? proved in \d+ ms\n$/);
});

test("a widening shows a request, and exits with 1", async () => {
  const ran = await remit("check", { "a.remit": refused });
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("error[wider-scope]");
  expect(ran.out).toContain("oncall → planner → refunder");
  expect(ran.out).toMatch(/request +orders\.refund\(/);
  expect(ran.out).toMatch(/1 error\n$/);
});

test("JSON is one document, and the same each time", async () => {
  const first = await remit("check --format json", { "a.remit": refused }, { interactive: true });
  const document = JSON.parse(first.out);
  expect(document).toMatchObject({ version: 1, ok: false, proof: { agents: 2, hops: 2 } });
  expect(document.diagnostics[0]).toMatchObject({ code: "wider-scope", file: "a.remit", witness: { chain: ["oncall", "planner", "refunder"] } });
  expect(document.diagnostics[0].witness.params).toHaveProperty(["planner.refunder.cap"]);
  expect((await remit("check --format json", { "a.remit": refused })).out).toBe(first.out);
});

test.each(["sarif", "github", "junit"])("%s has the finding", async (format) => {
  const ran = await remit(`check --format ${format}`, { "a.remit": refused });
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("wider-scope");
});

test("a warning does not fail, unless it is denied", async () => {
  const files = { "a.remit": warned };
  expect(await remit("check", files)).toMatchObject({ code: 0, out: expect.stringContaining("warning[no-owner]") });
  expect(await remit("check --deny no-owner", files)).toMatchObject({ code: 1, out: expect.stringContaining("error[no-owner]") });
  expect(await remit("check --deny-warnings", files)).toMatchObject({ code: 1 });
  expect(await remit("check --deny dead-hop,always-true", files)).toMatchObject({ code: 0 });
});

test("of what begins at one place errors come first, and a cause before what follows from it", async () => {
  const policy = `
label public < secret
task work "Do the work"
tool vault { read look() returns secret  destructive wipe() }
principal boss {}
agent a { owner "a@example.com" clearance secret }
agent b { owner "b@example.com" }
delegate boss -> a for work { relay vault.look where context.open ttl 1h }
delegate a -> b for work {
  allow any
  ttl 1h
}
context { open: Bool }
`;
  const codesAt = (out: string): readonly string[] => {
    const found: readonly { readonly code: string; readonly range: { readonly start: { readonly line: number } } }[] = JSON.parse(out).diagnostics;
    return found.filter(({ range }) => range.start.line === 9).map(({ code }) => code);
  };
  const { out } = await remit("check --format json", { "a.remit": policy });
  expect(codesAt(out)).toEqual(["wider-scope", "over-clearance", "unapproved-destructive"]);
});

test("a baseline knows old warnings wherever they move, and no error", async () => {
  const baseline = (await remit("check --format json", { "a.remit": warned })).out;
  const moved = `// a line more\n${warned}`;
  expect(await remit("check --baseline b.json a.remit", { "a.remit": moved, "b.json": baseline })).toMatchObject({ code: 0, out: "" });
  const gone = await remit("check --baseline b.json a.remit", { "a.remit": accepted, "b.json": baseline });
  expect(gone.err).toContain("1 warning of the baseline is gone");
  const broken = (await remit("check --format json", { "a.remit": refused })).out;
  expect(await remit("check --baseline b.json a.remit", { "a.remit": refused, "b.json": broken })).toMatchObject({ code: 1 });
});

const allowances: readonly { readonly name: string; readonly comment: string; readonly codes: readonly string[] }[] = [
  { name: "with a reason", comment: "// remit-allow no-owner: an example", codes: [] },
  { name: "of several codes", comment: "// remit-allow dead-hop, no-owner: an example", codes: [] },
  { name: "above another comment", comment: "// remit-allow no-owner: an example\n// more words", codes: [] },
  { name: "of another code", comment: "// remit-allow dead-hop: an example", codes: ["no-owner"] },
  { name: "without a reason", comment: "// remit-allow no-owner", codes: ["syntax", "no-owner"] },
  { name: "with an empty reason", comment: "// remit-allow no-owner:  ", codes: ["syntax", "no-owner"] },
  { name: "without a code", comment: "// remit-allow: an example", codes: ["syntax", "no-owner"] },
  { name: "of a code that is none", comment: "// remit-allow no-ownr: an example", codes: ["unknown-name", "no-owner"] },
  { name: "of an error", comment: "// remit-allow wider-scope: an example", codes: ["syntax", "no-owner"] },
  { name: "a line too far", comment: "// remit-allow no-owner: an example\n", codes: ["no-owner"] },
];

test.each(allowances)("an allowance $name", async ({ comment, codes }) => {
  const text = warned.replace("agent planner {}", `${comment}\nagent planner {}`);
  const { out } = await remit("check --format json", { "a.remit": text });
  expect(JSON.parse(out).diagnostics.map((each: { code: string }) => each.code)).toEqual(codes);
});

test("an allowance behind the declaration speaks of its line", async () => {
  const text = warned.replace("agent planner {}", "agent planner {} // remit-allow no-owner: an example");
  expect(await remit("check --deny-warnings", { "a.remit": text })).toMatchObject({ code: 0, out: "" });
});

test("an entry is a file that no other imports; what two policies share is reported once", async () => {
  const tools = 'tool orders { write refund(order: String, amount: Numbr) }\ntask refund "Refund"\n';
  const policy = `import { orders, refund } from "./lib/tools"\n${accepted.slice(accepted.indexOf("principal"), accepted.indexOf("test "))}`;
  const { out } = await remit("check --format json", { "a.remit": policy, "b.remit": policy, "lib/tools.remit": tools });
  const found = JSON.parse(out).diagnostics.map((each: { code: string; file: string }) => `${each.file}: ${each.code}`);
  expect(found).toEqual(["lib/tools.remit: unknown-name"]);
});

test("diagnostics are in file order, then by position", async () => {
  const two = warned.replace('agent refunder { owner "payments@example.com" }', "agent refunder {}");
  const { out } = await remit("check --format json b.remit a.remit", { "a.remit": two, "b.remit": warned });
  const found = JSON.parse(out).diagnostics.map(
    (each: { file: string; range: { start: { line: number } } }) => `${each.file}:${each.range.start.line}`,
  );
  expect(found).toEqual(["a.remit:8", "a.remit:9", "b.remit:8"]);
});

test("byte order marks, carriage returns and broken UTF-8 are no trouble", async () => {
  const text = `\uFEFF${accepted.replaceAll("\n", "\r\n")}// \uFFFD\r\n`;
  expect(await remit("check", { "a.remit": text })).toMatchObject({ code: 0, out: "" });
});

test("a missing import is a diagnostic at its place", async () => {
  const ran = await remit("check a.remit", { "a.remit": `import { x } from "./none"\n${accepted}` });
  expect(ran.code).toBe(1);
  expect(ran.out).toContain("a.remit:1:19");
});

test("of warnings that are denied, those of a baseline do not fail, and new ones do", async () => {
  const files = { "a.remit": warned };
  const baseline = (await remit("check --format json a.remit", files)).out;
  const again = await remit("check --baseline known.json --deny-warnings a.remit", { ...files, "known.json": baseline });
  expect(again).toMatchObject({ code: 0, out: "" });
  const worse = warned.replace('agent refunder { owner "payments@example.com" }', "agent refunder {}");
  const fails = await remit("check --baseline known.json --deny-warnings a.remit", { "a.remit": worse, "known.json": baseline });
  expect(fails.code).toBe(1);
  expect(fails.out).toContain("1 error");
});
