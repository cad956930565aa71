/**
 * Marked policies: a text that says on each line which diagnostics belong there. One that is missing, and one that nobody
 * marked, fail.
 *
 *     ttl 1x            //~ error syntax
 *     allow a.b where c //~ error unknown-name no argument //~ warning no-narrowing
 *     //~^ info unused-authority            (the line above; `^^` two above)
 *
 * After the code may stand a fragment of the message, of its help or of a related place. Files of one policy are divided by
 * lines `//# file: name.remit`; the first is the entry.
 */
import { expect } from "vitest";
import { linesOf } from "../../compiler/base/lines.js";
import { type Diagnostic, severities } from "../../compiler/diagnostics/diagnostic.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { type Lowered, lower } from "../../compiler/model/lower.js";
import { loadModules } from "../../compiler/names/modules.js";
import { parse } from "../../compiler/syntax/parse.js";

/** A stage, or several: what is wrong with a policy whose files have these texts, by paths from the folder `/`. */
export type Check = (files: Readonly<Record<string, string>>, entry: string) => readonly Diagnostic[];

interface Expected {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly severity: string;
  readonly code: string;
  readonly fragment: string;
}

/** Holds the diagnostics of a marked policy against its marks. */
export function checkMarked(source: string, check: Check = checkLowering): void {
  const files = splitFiles(source);
  const [entry = ""] = Object.keys(files);
  const expected = Object.entries(files).flatMap(([file, text]) => marksOf(file, text));
  const actual = check(files, entry).map((problem) => located(problem, files));
  const unmatched = [...actual];
  const missing: Expected[] = [];
  for (const mark of expected) {
    const found = unmatched.findIndex((each) => fits(mark, each));
    if (found < 0) missing.push(mark);
    else unmatched.splice(found, 1);
  }
  const report = [...missing.map((mark) => `missing     ${showMark(mark)}`), ...unmatched.map((each) => `unexpected  ${showActual(each)}`)];
  expect(report, `${report.join("\n")}\n\nin\n\n${source}`).toEqual([]);
}

/** From text to model: modules, names, types, lowering. */
export function checkLowering(files: Readonly<Record<string, string>>, entry: string): readonly Diagnostic[] {
  return lowerFiles(files, entry).diagnostics;
}

/** Lowers a policy from its texts; the diagnostics are those of all stages so far. */
export function lowerFiles(files: Readonly<Record<string, string>>, entry = Object.keys(files)[0] ?? ""): Lowered {
  const loaded = loadModules(memoryHost(files), entry.startsWith("/") ? entry : `/${entry}`, parse);
  const lowered = lower(loaded.value);
  return { ...lowered, diagnostics: [...loaded.diagnostics, ...lowered.diagnostics] };
}

/** The lowered policy of a text that has nothing wrong with it. */
export function lowerText(source: string): Lowered {
  const lowered = lowerFiles(splitFiles(source));
  const errors = lowered.diagnostics.filter((each) => each.severity === "error");
  expect(
    errors.map((each) => `${each.code}: ${each.message}`),
    source,
  ).toEqual([]);
  return lowered;
}

/** The files of a fixture by name; a text without a dividing line is the one file `main.remit`. */
export function splitFiles(source: string): Readonly<Record<string, string>> {
  const parts = source.split(/^[ \t]*\/\/# file: *(\S+)[ \t]*$/m);
  const [head = "", ...rest] = parts;
  const files: Record<string, string> = {};
  if (head.trim() !== "" || rest.length === 0) files["main.remit"] = head;
  for (let i = 0; i + 1 < rest.length; i += 2) files[rest[i] ?? ""] = rest[i + 1] ?? "";
  return files;
}

function marksOf(file: string, text: string): readonly Expected[] {
  const lines = linesOf(text);
  return Array.from({ length: lines.count }, (_, line) => lines.text(line)).flatMap((content, line) => {
    const [, ...marks] = content.split("//~");
    return marks.map((mark): Expected => {
      const match = /^(\^*)\s*(error|warning|info)\s+([a-z-]+)\s*(.*?)\s*$/.exec(mark);
      const [, up = "", severity = "", code = "", fragment = ""] = match ?? [];
      if (!Object.hasOwn(severities, code)) throw new Error(`${file}:${line + 1}: this mark names no code: //~${mark}`);
      return { file, line: line + 1 - up.length, severity, code, fragment };
    });
  });
}

interface Actual {
  readonly problem: Diagnostic;
  readonly file: string;
  readonly line: number;
}

function located(problem: Diagnostic, files: Readonly<Record<string, string>>): Actual {
  const file = problem.place.file.replace(/^\//, "");
  const text = files[file] ?? files[problem.place.file] ?? "";
  return { problem, file: Object.hasOwn(files, file) ? file : problem.place.file, line: linesOf(text).positionAt(problem.place.span.start).line + 1 };
}

function fits(mark: Expected, { problem, file, line }: Actual): boolean {
  if (mark.file !== file || mark.line !== line || mark.code !== problem.code || mark.severity !== problem.severity) return false;
  return [problem.message, problem.help ?? "", ...problem.related.map((each) => each.message)].some((text) => text.includes(mark.fragment));
}

function showMark(mark: Expected): string {
  return `${mark.file}:${mark.line} ${mark.severity} ${mark.code} ${mark.fragment}`;
}

function showActual({ problem, file, line }: Actual): string {
  const help = problem.help === undefined ? "" : ` (${problem.help})`;
  return `${file}:${line} ${problem.severity} ${problem.code} ${problem.message}${help}`;
}
