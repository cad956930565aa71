/** The samples' programs: each runs, in the processes that it starts, and prints what stands beside it and in its README. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";

const folder = join(packageFolder, "samples");
const programs = readdirSync(folder).filter((sample) => existsSync(join(folder, sample, "program")));

test("three samples are programs", () => {
  expect(programs).toEqual(["00-support-desk", "05-travel-concierge", "07-file-clerks"]);
});

test.each(programs)("%s prints what it says it prints", async (sample) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, "run.mjs"), sample], { timeout: 50_000 });
  expect(stderr).toBe("");
  expect(stdout).toBe(readFileSync(join(folder, sample, "program.out"), "utf8"));
  expect(readFileSync(join(folder, sample, "README.md"), "utf8")).toContain(stdout.trimEnd());
});
