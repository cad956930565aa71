import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";

test("every test of the decision procedure is run for its mutants", () => {
  const folder = join(packageFolder, "test/scope");
  const all = readFileSync(join(folder, "mutation/all.ts"), "utf8");
  const tests = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".test.ts") && !name.endsWith(".long.test.ts"),
  );
  // Those that ask Z3 wait for a program, and the mutants' tests wait for nothing.
  const missing = tests.filter((name) => name !== "z3.test.ts" && !all.includes(`"../${name.replace(/\.ts$/, ".js")}"`));
  expect(tests.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
