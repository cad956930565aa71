/**
 * The samples: each policy is accepted, each twin is refused with a request that shows why, and what `remit check` prints of
 * both is what stands beside them. `REMIT_UPDATE=1 npx vitest run test/samples` writes the outputs anew.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../compiler/cli/program.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";
import { check } from "../../compiler/pipeline.js";

const update = (process.env.REMIT_UPDATE ?? "") !== "";
const host = diskHost(packageFolder);
const folder = join(packageFolder, "samples");
const samples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
  .map(({ name }) => name)
  .sort();

/** Runs a command from the repository's root, as it runs where nobody watches. */
async function remit(...args: readonly string[]): Promise<{ code: number; out: string }> {
  let out = "";
  let err = "";
  const code = await run(args, host, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    color: { out: false, err: false },
    interactive: false,
    columns: undefined,
  });
  expect(err).toBe("");
  return { code, out };
}

const read = (sample: string, file: string): string => readFileSync(join(folder, sample, file), "utf8");

async function checkAgainstGolden(sample: string, name: "policy" | "wider"): Promise<number> {
  const { code, out } = await remit("check", `samples/${sample}/${name}.remit`);
  if (update) writeFileSync(join(folder, sample, `${name}.out`), out);
  expect(out).toBe(read(sample, `${name}.out`));
  return code;
}

/** The requests that an output shows, as it shows them. */
const requests = (output: string): readonly string[] => [...output.matchAll(/^ *request +(.*)$/gm)].map(([, request]) => request ?? "");

test("there are eight samples, and the index names each", () => {
  expect(samples).toHaveLength(8);
  const index = readFileSync(join(folder, "README.md"), "utf8");
  for (const sample of samples) expect(index).toContain(`(${sample}/README.md)`);
});

test.each(samples)("%s: the policy is accepted", async (sample) => {
  expect(await checkAgainstGolden(sample, "policy")).toBe(0);
});

test.each(samples)("%s: the twin is refused, with a request that shows why", async (sample) => {
  expect(await checkAgainstGolden(sample, "wider")).toBe(1);
  const checked = check(host, [`samples/${sample}/wider.remit`]);
  if (checked.kind === "cannot-run") throw new Error(checked.reason);
  const wider = checked.diagnostics.filter(({ code, severity }) => severity === "error" && code === "wider-scope");
  expect(wider.some(({ witness }) => witness?.action !== undefined)).toBe(true);
});

test.each(samples)("%s: every line that is new in the twin has a comment that says so", (sample) => {
  const lines = (text: string): readonly string[] => text.split("\n");
  const policy = new Set(lines(read(sample, "policy.remit")));
  const changed = lines(read(sample, "wider.remit")).filter((line) => !policy.has(line));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length).toBeLessThanOrEqual(2);
  for (const line of changed) expect(line).toContain("// ");
});

test.each(samples)("%s: its tests pass", async (sample) => {
  const { code, out } = await remit("test", `samples/${sample}/policy.remit`);
  expect(out).toMatch(/^[1-9]\d* passed, 0 failed$/m);
  expect(code).toBe(0);
});

/** The diagnostics of an output, each as it is printed. */
const diagnostics = (output: string): readonly string[] => output.split(/\n(?=(?:error|warning|info)\[)/).map((text) => `${text.trimEnd()}\n`);

test.each(samples)("%s: the diagnostic in its README is the one that is printed", (sample) => {
  const printed = diagnostics(read(sample, "wider.out"));
  const fence = /^```\n((?:error|warning|info)\[.*?\])(.*?)^```$/gms;
  const readme = read(sample, "README.md");
  const current = readme.replace(fence, (block, head: string) => {
    const found = printed.find((text) => text.startsWith(head));
    return found === undefined ? block : `\`\`\`\n${found.replace(/\n\n\d+ errors?\b.*$/s, "\n")}\`\`\``;
  });
  if (update) writeFileSync(join(folder, sample, "README.md"), current);
  expect(readme).toMatch(fence);
  expect(read(sample, "README.md")).toBe(current);
});

test.each(samples)("%s: its README shows the request that the twin is refused for", (sample) => {
  const readme = read(sample, "README.md");
  const [first] = requests(read(sample, "wider.out"));
  expect(first).toBeDefined();
  expect(requests(read(sample, "wider.out")).some((request) => readme.includes(request))).toBe(true);
});

test("every file is in the one layout", async () => {
  expect(await remit("fmt", "--check", "samples")).toEqual({ code: 0, out: "" });
});
