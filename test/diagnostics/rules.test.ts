import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../compiler/diagnostics/code.js";
import { packageFolder } from "../../compiler/host/package.js";
import { remit } from "../cli/run.js";

const file = join(packageFolder, "compiler/RULES.md");
const update = (process.env.REMIT_UPDATE ?? "") !== "";

/** `REMIT_UPDATE=1 npx vitest run test/diagnostics/rules.test.ts` writes it anew. */
test("the page of all rules is what the program prints", async () => {
  const { code, out } = await remit("explain --all");
  expect(code).toBe(0);
  if (update) writeFileSync(file, out);
  expect(readFileSync(file, "utf8")).toBe(out);
});

test("every code has a section, and every link in the list leads to one", () => {
  const page = readFileSync(file, "utf8");
  const sections = [...page.matchAll(/^## ([a-z-]+)$/gm)].map(([, code]) => code ?? "");
  expect(sections.toSorted()).toEqual(codes.toSorted());
  const links = [...page.matchAll(/^\| \[`[a-z-]+`\]\(#([a-z-]+)\)/gm)].map(([, code]) => code ?? "");
  expect(links).toEqual(sections);
});

test("headings of a rule's page stand below its own", () => {
  const page = readFileSync(file, "utf8").replace(/^```.*?^```$/gms, "");
  const headings = [...page.matchAll(/^(#+) (.*)$/gm)].map(([, level = "", text = ""]) => ({ level: level.length, text }));
  expect(headings.filter(({ level }) => level === 1)).toHaveLength(1);
  for (const { level, text } of headings) if (text === "Example" || text === "Fixed") expect(level).toBe(3);
  expect(headings.filter(({ text }) => text === "Example")).toHaveLength(codes.length);
});

test("one code, or all of them", async () => {
  expect(await remit("explain --all wider-scope")).toMatchObject({ code: 2, err: "remit: give a code or --all, not both\n" });
});
