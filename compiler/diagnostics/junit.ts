/** Diagnostics as a JUnit report: a test case a file, a failure an error. Warnings are told in the case's output. */
import { relativePath } from "../base/path.js";
import type { Diagnostic } from "./diagnostic.js";
import { wordsOf } from "./github.js";
import { locator, type Sources } from "./located.js";
import { type Element, renderXml } from "./xml.js";

/** `files`: every file that was checked, so that those without a fault are seen to pass. */
export function renderJunit(diagnostics: readonly Diagnostic[], files: readonly string[], sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  const described = (diagnostic: Diagnostic): string => {
    const { line, character } = at.range(diagnostic.place).start;
    return `${at.file(diagnostic.place)}:${line + 1}:${character + 1} ${diagnostic.severity}[${diagnostic.code}]: ${wordsOf(diagnostic)}`;
  };
  const all = [...new Set([...files, ...diagnostics.map((diagnostic) => diagnostic.place.file)])].sort();
  const cases = all.map((file): Element => {
    const here = diagnostics.filter((diagnostic) => diagnostic.place.file === file);
    const failures = here
      .filter((diagnostic) => diagnostic.severity === "error")
      .map((diagnostic) => ({
        name: "failure",
        attributes: { type: diagnostic.code, message: diagnostic.message },
        children: [described(diagnostic)],
      }));
    const told = here.filter((diagnostic) => diagnostic.severity !== "error").map(described);
    const output = told.length === 0 ? [] : [{ name: "system-out", attributes: {}, children: [told.join("\n")] }];
    return { name: "testcase", attributes: { classname: "remit check", name: relativePath(folder, file) }, children: [...failures, ...output] };
  });
  const failed = cases.filter(({ children }) => children.some((child) => typeof child !== "string" && child.name === "failure")).length;
  const counts = { tests: cases.length, failures: failed };
  return renderXml({
    name: "testsuites",
    attributes: counts,
    children: [{ name: "testsuite", attributes: { name: "remit check", ...counts }, children: cases }],
  });
}
