/** What a pattern under the cursor matches and does not match, by the shortest words of either kind. */
import { type Ast, type Examples, examplesOf, examplesUnder, readGlob, readRegex, type Span, unreachable } from "../../compiler/index.js";
import { isOfType, typesBefore } from "./completion/operand.js";
import { siteAt } from "./completion/site.js";
import { code, paragraphs, quoted } from "./describe.js";
import type { Snapshot } from "./snapshot.js";
import { nodesIn } from "./tree.js";

type Patterned = Extract<Ast.Expr, { readonly kind: "like" | "matches" | "under" }>;

export function patternAt(
  snapshot: Snapshot,
  file: string,
  node: Ast.Declaration,
  offset: number,
): { readonly span: Span; readonly markdown: string } | undefined {
  for (const each of nodesIn(node)) {
    if (!isPatterned(each)) continue;
    const span = spanOf(each);
    if (span !== undefined && span.start <= offset && offset <= span.end)
      return { span, markdown: paragraphs(code(snapshot.slice(file, each.span)), examples(snapshot, file, each)) };
  }
  return undefined;
}

function isPatterned(node: object): node is Patterned {
  return "kind" in node && (node.kind === "like" || node.kind === "matches" || node.kind === "under");
}

/** The glob or path with its quotes, the expression with its slashes. Of what is no literal there are no examples. */
function spanOf(expr: Patterned): Span | undefined {
  switch (expr.kind) {
    case "like":
      return expr.glob.span;
    case "matches":
      return { start: expr.sourceSpan.start - 1, end: expr.sourceSpan.end + 1 };
    case "under":
      return expr.base.kind === "literal" ? expr.base.span : undefined;
    default:
      return unreachable(expr);
  }
}

/** How many words of a kind are shown where there are more. */
const shownOfEach = 3;

function examples(snapshot: Snapshot, file: string, expr: Patterned): string | undefined {
  const found = expr.kind === "under" ? under(expr.base) : matching(snapshot, file, expr);
  if (found === "malformed") return undefined;
  if (found === undefined) return "The pattern is too large for examples of it.";
  const shown = (words: readonly string[]): string =>
    `${words.map((word) => quoted(JSON.stringify(word))).join(", ")}${words.length < shownOfEach ? "" : " …"}`;
  return paragraphs(
    found.matches.length === 0 ? "It matches nothing." : `Matches ${shown(found.matches)}`,
    found.misses.length === 0 ? "It matches everything." : `Does not match ${shown(found.misses)}`,
  );
}

function under(base: Ast.Operand): Examples | "malformed" | undefined {
  return base.kind === "literal" && base.literal.kind === "string" ? examplesUnder(base.literal.value) : "malformed";
}

function matching(snapshot: Snapshot, file: string, expr: Exclude<Patterned, { readonly kind: "under" }>): Examples | "malformed" | undefined {
  const { isPath, isPathOfUrl } = subjectOf(snapshot, file, expr);
  const read = expr.kind === "like" ? readGlob(expr.glob.text, isPath || isPathOfUrl ? "path" : "string") : readRegex(expr.source);
  return read.kind === "pattern" ? examplesOf(read.pattern, isPath) : "malformed";
}

/** What it is about: `*` stops at the `/` of a path, and of the path of a URL, which need not be a `Path`. */
function subjectOf(
  snapshot: Snapshot,
  file: string,
  expr: Exclude<Patterned, { readonly kind: "under" }>,
): { readonly isPath: boolean; readonly isPathOfUrl: boolean } {
  const site = siteAt(snapshot, file, expr.kind === "like" ? expr.glob.span.start + 1 : expr.sourceSpan.start - 1);
  if (site === undefined) return { isPath: false, isPathOfUrl: false };
  const { statement } = site.expectation;
  const end = statement.length - (expr.negated ? 2 : 1);
  const isPathOfUrl = statement[end - 1]?.text === "path" && statement[end - 2]?.text === "." && isOfType(site, typesBefore(site, end - 2), "Url");
  return { isPath: isOfType(site, typesBefore(site, end), "Path"), isPathOfUrl };
}
