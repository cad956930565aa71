/** `remit report`: what the policies show of standards, control by control. */
import { didYouMean } from "../base/near.js";
import { relativePath, resolvePath } from "../base/path.js";
import { locator } from "../diagnostics/located.js";
import { visible } from "../diagnostics/show.js";
import { applySettings } from "../findings.js";
import { collectWhereLarge } from "../host/collect.js";
import { openPaths, readPolicy } from "../load.js";
import { renderHtml } from "../report/html.js";
import { renderJson } from "../report/json.js";
import { renderMarkdown } from "../report/markdown.js";
import { type Looked, type Report, reportOf } from "../report/report.js";
import type { Framework } from "../report/standard.js";
import { frameworks } from "../report/standards/index.js";
import { subjectOf, type Waiver } from "../report/subject.js";
import { progressLine } from "./progress.js";
import { cannotRun, type World } from "./world.js";

export interface ReportOptions {
  readonly framework: readonly string[];
  readonly format: "md" | "html" | "json";
  readonly out?: string;
}

/** Reports on policies that `check` refuses, too: what stands against them is what one has to know. Then the exit code is 1. */
export function report(paths: readonly string[], options: ReportOptions, world: World): number {
  const { host, terminal } = world;
  const chosen = choose(options.framework);
  if ("unknown" in chosen) {
    const names = ["all", ...frameworks.map(({ short }) => short)];
    const near = didYouMean(chosen.unknown, names);
    return cannotRun(`no framework is called \`${chosen.unknown}\`${near === "" ? `; there are ${names.join(", ")}` : near}`, terminal);
  }
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return cannotRun(opened.reason, terminal);
  const { entries, workshop } = opened;
  const progress = progressLine(world, host.now());
  const looked = entries.map(({ file, settings }, at): Looked => {
    progress.show(`proving ${relativePath(host.folder, file)}`);
    const { lowered, diagnostics, allowances } = readPolicy(file, workshop);
    if (at === entries.length - 1) workshop.forgetTrees();
    collectWhereLarge();
    const own = [...allowances].filter(([each]) => !each.startsWith("std:"));
    const waivers = [
      ...own.flatMap(([each, allowed]) =>
        allowed.map(({ code, line, reason }): Waiver => ({ code, line, reason, file: relativePath(host.folder, each) })),
      ),
      ...[...settings.severities].flatMap(([code, severity]): Waiver[] =>
        severity === "off" ? [{ code, file: relativePath(host.folder, resolvePath(settings.folder, "remit.json")) }] : [],
      ),
    ];
    const texts = own.map(([each]) => ({ file: each, text: workshop.sources(each) ?? "" }));
    const { value: policy, incomplete, atoms } = lowered;
    const subject = subjectOf({ policy, incomplete, found: diagnostics, waivers, texts }, atoms);
    const refusedFor = applySettings(subject.diagnostics, settings, allowances, workshop.sources).filter(({ severity }) => severity === "error");
    return { subject, refusedFor };
  });
  const made = reportOf(looked, chosen.frameworks, locator(workshop.sources, host.folder));
  progress.clear();
  const text = write(made, options.format);
  const refused = made.policies.filter(({ refusedFor }) => refusedFor.length > 0);
  for (const { entry } of refused) terminal.err(`remit: \`remit check\` refuses ${visible(entry)}; the report says what follows from that\n`);
  if (options.out === undefined) terminal.out(text);
  else {
    try {
      host.write(resolvePath(host.folder, options.out), text);
    } catch (problem) {
      return cannotRun(`can't write \`${options.out}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
    }
    if (terminal.interactive) terminal.err(`wrote ${visible(options.out)}\n`);
  }
  return refused.length > 0 ? 1 : 0;
}

function choose(names: readonly string[]): { readonly frameworks: readonly Framework[] } | { readonly unknown: string } {
  if (names.includes("all")) return { frameworks };
  const unknown = names.find((name) => !frameworks.some(({ short }) => short === name));
  return unknown === undefined ? { frameworks: frameworks.filter(({ short }) => names.includes(short)) } : { unknown };
}

function write(made: Report, format: ReportOptions["format"]): string {
  switch (format) {
    case "md":
      return renderMarkdown(made);
    case "html":
      return renderHtml(made);
    case "json":
      return renderJson(made);
  }
}
