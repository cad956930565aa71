/** `// remit-allow CODE, …: the reason`: a warning that is meant, at the place where it would be reported. */

import { linesOf } from "./base/lines.js";
import { didYouMean } from "./base/near.js";
import type { Span } from "./base/span.js";
import { codes as allCodes, isCode } from "./diagnostics/code.js";
import { type Code, type Diagnostic, diagnostic, severities } from "./diagnostics/diagnostic.js";

/** The warnings that a file allows, each on one line of it. */
export interface Allowance {
  readonly code: Code;
  /** Counted from 0. */
  readonly line: number;
  readonly reason: string;
}

/**
 * The allowances among the comments of a file, and what is wrong with those that are none. A comment on its own line speaks of
 * the next line that is not a comment; one that stands behind something, of its own line.
 */
export function readAllowances(
  file: string,
  text: string,
  comments: readonly { readonly text: string; readonly span: Span }[],
): { readonly value: readonly Allowance[]; readonly diagnostics: readonly Diagnostic[] } {
  const found: Allowance[] = [];
  const diagnostics: Diagnostic[] = [];
  const meant = comments.filter((comment) => /^remit-allow\b/.test(comment.text));
  if (meant.length === 0) return { value: found, diagnostics };
  const lines = linesOf(text);
  for (const { text: words, span } of meant) {
    const place = { file, span };
    const match = /^remit-allow\s+([^:]*?)\s*(?::\s*(.*))?$/su.exec(words);
    const codes = (match?.[1] ?? "").split(/\s*,\s*/).filter((code) => code !== "");
    const reason = match?.[2]?.trim() ?? "";
    if (codes.length === 0) {
      diagnostics.push(diagnostic("syntax", place, "`remit-allow` names no warning to allow", { help: "write `// remit-allow CODE: the reason`" }));
      continue;
    }
    if (reason === "") {
      const help = `write \`// remit-allow ${codes.join(", ")}: \` and the reason`;
      diagnostics.push(diagnostic("syntax", place, "`remit-allow` gives no reason", { help }));
      continue;
    }
    const line = lineSpokenOf(lines, lines.positionAt(span.start));
    for (const code of codes) {
      if (!isCode(code)) {
        const near = didYouMean(code, allCodes);
        diagnostics.push(diagnostic("unknown-name", place, `no warning has the code \`${code}\`${near}`));
      } else if (severities[code] === "error") {
        diagnostics.push(
          diagnostic("syntax", place, `\`${code}\` is an error, and an error can't be allowed`, { help: `run \`remit explain ${code}\`` }),
        );
      } else found.push({ code, line, reason });
    }
  }
  return { value: found, diagnostics };
}

function lineSpokenOf(lines: ReturnType<typeof linesOf>, comment: { readonly line: number; readonly character: number }): number {
  if (lines.text(comment.line).slice(0, comment.character).trim() !== "") return comment.line;
  let line = comment.line + 1;
  while (line < lines.count && lines.text(line).trimStart().startsWith("//")) line++;
  return line;
}
