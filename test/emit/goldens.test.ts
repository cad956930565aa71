/** The samples' committed guards: what `remit build` would write, the same each time, and clean under `tsc --strict` alone. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { run } from "../../compiler/cli/program.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";

const samples = readdirSync(join(packageFolder, "samples"), { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []));

async function remit(...args: readonly string[]): Promise<{ code: number; err: string }> {
  let err = "";
  const terminal = {
    out: () => {},
    err: (text: string) => {
      err += text;
    },
    color: { out: false, err: false },
    interactive: false,
    columns: undefined,
  };
  return { code: await run(args, diskHost(packageFolder), terminal), err };
}

describe("the samples' guards", () => {
  test("there are some", () => {
    expect(samples.length).toBeGreaterThanOrEqual(7);
  });

  test.each(samples)("%s: the committed guard is what the policy gives", async (sample) => {
    expect(await remit("build", `samples/${sample}/policy.remit`, "--out", `samples/${sample}/guard`, "--check")).toEqual({ code: 0, err: "" });
  });

  test("they compile with `tsc --strict` and nothing else, and have no `any`", () => {
    const files = samples.flatMap((sample) =>
      readdirSync(join(packageFolder, "samples", sample, "guard")).map((file) => join(packageFolder, "samples", sample, "guard", file)),
    );
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: ["node"],
      paths: { "remit/runtime/v1": [join(packageFolder, "stdlib/runtime/v1.ts")] },
    });
    const guards = files.flatMap((file) => program.getSourceFile(file) ?? []);
    expect(guards.length).toBe(samples.length);
    const problems = guards.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
    expect(problems.map((each) => `${each.file?.fileName}:${each.start}: ${ts.flattenDiagnosticMessageText(each.messageText, "\n")}`)).toEqual([]);
    const anys = guards.flatMap((file) => {
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword || ts.isAsExpression(node) || ts.isNonNullExpression(node)) found.push(node.getText(file));
        node.forEachChild(visit);
      };
      visit(file);
      return found;
    });
    expect(anys).toEqual([]);
  });
});
