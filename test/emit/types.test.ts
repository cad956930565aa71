/** Generated guards as the type checker sees them: clean under `tsc --strict` alone, and misuse is an error. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { linesOf } from "../../compiler/base/lines.js";
import { planModule } from "../../compiler/emit/plan.js";
import { print } from "../../compiler/emit/print.js";
import { packageFolder } from "../../compiler/host/package.js";
import { lowerText } from "../harness/marked.js";
import { drawFrom } from "../scope/draw.js";
import { drawPolicy } from "./draw.js";
import { oddNames } from "./odd.js";

const here = (file: string): string => join(packageFolder, "test/emit", file);

const samples = readdirSync(join(packageFolder, "samples"), { withFileTypes: true })
  .filter(({ name }) => /^\d\d-/.test(name))
  .flatMap(({ name }) =>
    readdirSync(join(packageFolder, "samples", name, "guard")).map((file) => join(packageFolder, "samples", name, "guard", file)),
  )
  .filter((file) => file.endsWith(".guard.ts"));

const strangers = [lowerText(oddNames).value, ...Array.from({ length: 40 }, (_, seed) => drawPolicy(drawFrom(seed + 11)).policy)];
const misuse = readFileSync(here("misuse.ts.txt"), "utf8");
const made = new Map([
  ...strangers.map((policy, i) => [here(`stranger${i}.guard.ts`), print(planModule(policy, "stranger"))] as const),
  [here("misuse.ts"), misuse] as const,
]);

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  types: ["node"],
  paths: {
    "remit/runtime": [join(packageFolder, "stdlib/runtime/index.ts")],
    "remit/runtime/v1": [join(packageFolder, "stdlib/runtime/v1.ts")],
  },
};

function program(): ts.Program {
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => made.has(file) || fileExists(file);
  host.readFile = (file) => made.get(file) ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const text = made.get(file);
    return text === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, text, target, true);
  };
  return ts.createProgram([...samples, ...made.keys()], options, host);
}

const compiled = program();
const problemsOf = (file: ts.SourceFile): readonly ts.Diagnostic[] => [
  ...compiled.getSyntacticDiagnostics(file),
  ...compiled.getSemanticDiagnostics(file),
];
const guards = [...samples, ...made.keys()].filter((file) => file.endsWith(".guard.ts")).flatMap((file) => compiled.getSourceFile(file) ?? []);

test("the samples' guards, and those of policies that nobody would write, are clean", () => {
  expect(guards.length).toBe(samples.length + strangers.length);
  expect(samples.length).toBeGreaterThanOrEqual(7);
  const shown = guards.flatMap((file) =>
    problemsOf(file).map((each) => `${file.fileName}:${each.start}: ${ts.flattenDiagnosticMessageText(each.messageText, " ")}`),
  );
  expect(shown).toEqual([]);
});

test("they have no `any`, no assertion, and import the door alone", () => {
  const found = guards.flatMap((file) => {
    const silenced: string[] = [];
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.AnyKeyword || ts.isAsExpression(node) || ts.isNonNullExpression(node)) silenced.push(node.getText(file));
      if (ts.isImportDeclaration(node) && node.moduleSpecifier.getText(file) !== '"remit/runtime/v1"') silenced.push(node.getText(file));
      node.forEachChild(visit);
    };
    visit(file);
    return silenced;
  });
  expect(found).toEqual([]);
});

test("what an agent may not do is not on its type, and other misuse is an error too", () => {
  const file = compiled.getSourceFile(here("misuse.ts"));
  const lines = linesOf(misuse);
  const texts = Array.from({ length: lines.count }, (_, line) => lines.text(line));
  const expected = texts.flatMap((text, line) => (/^\s*\/\/ error: /.test(text) ? [line + 1] : []));
  const actual = (file === undefined ? [] : problemsOf(file)).map(({ start = 0 }) => lines.positionAt(start).line);
  expect([...new Set(actual)].map((line) => texts[line])).toEqual(expected.map((line) => texts[line]));
  expect(expected.length).toBeGreaterThan(15);
});
