/** `remit test`: the test blocks of every policy, the clauses that they miss, and the changes that nothing would notice. */
import { type Coverage, runTests, type TestResult } from "../analysis/testing.js";
import { relativePath } from "../base/path.js";
import { locator, type Sources } from "../diagnostics/located.js";
import { colored, type Paint, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { snippet } from "../diagnostics/snippet.js";
import { renderText } from "../diagnostics/text.js";
import { type Element, renderXml } from "../diagnostics/xml.js";
import { load } from "../load.js";
import { cannotRun, type World } from "./world.js";

export interface TestOptions {
  readonly format: "text" | "json" | "junit";
  readonly coverage?: boolean;
  readonly mutate?: boolean;
  readonly min?: number;
}

/** Runs the tests of the policies that parse, resolve and type; what does not is reported, and fails. */
export async function test(paths: readonly string[], options: TestOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const loaded = load(host, paths);
  if (loaded.kind === "cannot-run") {
    return cannotRun(loaded.reason, terminal);
  }
  if (options.min !== undefined && options.coverage !== true && options.mutate !== true) {
    return cannotRun("--min needs --coverage or --mutate", terminal);
  }
  const errors = loaded.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) {
    const paint = terminal.color.err ? colored : plain;
    terminal.err(renderText(errors, loaded.sources, { folder: host.folder, paint, ...columnsOf(terminal) }));
    terminal.err("remit: a policy with these errors can't be tested\n");
    return 1;
  }

  const reports = loaded.policies.map(runTests);
  const tests = unique(reports.flatMap((report) => report.tests));
  const coverage = together(reports.map((report) => report.coverage));
  const covered = coverage.clauses === 0 ? 100 : (100 * coverage.exercised) / coverage.clauses;
  const mutants = options.mutate === true ? await import("./test-mutants.js") : undefined;
  const mutation = mutants?.mutate(paths, world);
  const least = options.min ?? 0;
  const tooFew = options.coverage === true && covered < least;
  const share = mutation && mutants?.noticedShare(mutation);
  const tooMany = share !== undefined && share < least;
  const ok = tests.every((each) => each.passed) && !tooFew && !tooMany;

  switch (options.format) {
    case "json":
      terminal.out(
        renderJson(ok, tests, coverage, mutation && mutants?.mutationDocument(mutation, loaded.sources, host.folder), loaded.sources, host.folder),
      );
      break;
    case "junit":
      terminal.out(renderJunit(tests, host.folder));
      break;
    case "text": {
      const paint = terminal.color.out ? colored : plain;
      terminal.out(renderResults(tests, loaded.sources, host.folder, paint, terminal.columns ?? 120));
      if (options.coverage === true) terminal.out(renderCoverage(coverage, loaded.sources, host.folder));
      if (mutation !== undefined && mutants !== undefined) terminal.out(mutants.renderMutation(mutation, loaded.sources, host.folder));
    }
  }
  if (tooFew) terminal.err(`remit: tests exercise ${covered.toFixed(1)} % of the clauses, which is less than ${least} %\n`);
  if (tooMany) terminal.err(`remit: ${share.toFixed(1)} % of the changes that give more are noticed, which is less than ${least} %\n`);
  return ok ? 0 : 1;
}

/** A test of a file that two policies share may pass in one and fail in the other: it is told once, by its failure if there is one. */
function unique(tests: readonly TestResult[]): readonly TestResult[] {
  const found = new Map<string, TestResult>();
  for (const each of tests) {
    const key = `${each.place.file}:${each.place.span.start}`;
    if (found.get(key)?.passed !== false) found.set(key, each);
  }
  return [...found.values()];
}

/** The coverage of several policies; a clause of a file that they share is missed where all of them miss it. */
function together(all: readonly Coverage[]): Coverage {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  return {
    clauses: all.reduce((sum, each) => sum + each.clauses, 0),
    exercised: all.reduce((sum, each) => sum + each.exercised, 0),
    missed: all.flatMap((each) => each.missed),
  };
}

function renderJson(
  ok: boolean,
  tests: readonly TestResult[],
  coverage: Coverage,
  mutants: object | undefined,
  sources: Sources,
  folder: string,
): string {
  const at = locator(sources, folder);
  const document = {
    version: 1,
    ok,
    tests: tests.map(({ name, place, passed, message }) => ({
      name,
      file: at.file(place),
      range: at.range(place),
      passed,
      ...(message === undefined ? {} : { message }),
    })),
    coverage: {
      clauses: coverage.clauses,
      exercised: coverage.exercised,
      missed: coverage.missed.map((place) => ({ file: at.file(place), range: at.range(place) })),
    },
    ...(mutants === undefined ? {} : { mutants }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function renderJunit(tests: readonly TestResult[], folder: string): string {
  const cases = tests.map(
    ({ name, place, passed, failures }): Element => ({
      name: "testcase",
      attributes: { classname: relativePath(folder, place.file), name },
      children: passed ? [] : failures.map(({ message }) => ({ name: "failure", attributes: { message }, children: [message] })),
    }),
  );
  const counts = { tests: cases.length, failures: tests.filter((each) => !each.passed).length };
  const suite = { name: "testsuite", attributes: { name: "remit test", ...counts }, children: cases };
  return renderXml({ name: "testsuites", attributes: counts, children: [suite] });
}

function renderResults(tests: readonly TestResult[], sources: Sources, folder: string, paint: Paint, columns: number): string {
  const at = locator(sources, folder);
  const out: string[] = [];
  for (const { name, place, passed, failures } of tests) {
    out.push(`${passed ? paint("help", "pass") : paint("error", "fail")}  ${visible(name)}\n`);
    for (const failure of failures) {
      const { line, character } = at.range(failure.place).start;
      const gutter = String(at.range(failure.place).end.line + 1).length;
      const label = { span: failure.place.span, main: true, message: "" };
      const shown = snippet(at.lines(failure.place), [label], { paint, style: "error", columns: columns - 6, gutter });
      out.push(`      ${visible(at.file(failure.place))}:${line + 1}:${character + 1}: ${visible(failure.message)}\n`);
      out.push(...shown.map((each) => `      ${each}\n`));
    }
    if (!passed && failures.length === 0) out.push(`      ${visible(at.file(place))}\n`);
  }
  const failed = tests.filter((each) => !each.passed).length;
  out.push(`${tests.length - failed} passed, ${failed} failed\n`);
  return out.join("");
}

function renderCoverage(coverage: Coverage, sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  const missed = coverage.missed.map((place) => {
    const { line, character } = at.range(place).start;
    return `  ${visible(at.file(place))}:${line + 1}:${character + 1}  ${visible(at.lines(place).text(line).trim())}\n`;
  });
  const head = `${coverage.exercised} of ${coverage.clauses} clauses exercised\n`;
  return missed.length === 0 ? head : `${head}no test asks for anything that these clauses cover:\n${missed.join("")}`;
}

function columnsOf({ columns }: World["terminal"]): { readonly columns?: number } {
  return columns === undefined ? {} : { columns };
}
