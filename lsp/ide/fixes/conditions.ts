/** Leave out a part of a condition that decides nothing: one that is always true, or an alternative that never is. */
import type { Ast, Span } from "../../../compiler/index.js";
import { clausesOf } from "./clauses.js";
import type { Fix, Rule, Site, TextEdit } from "./fix.js";
import { remove, replace } from "./text.js";

export const leaveOut: Rule = {
  codes: ["always-true", "always-false"],
  propose(site): readonly Fix[] {
    const edit = edited(site);
    if (edit === undefined) return [];
    const title = site.finding.code === "always-true" ? "Leave it out: it is always true" : "Leave it out: it is never true";
    return [{ name: "leave-out", title, edits: [edit], isPreferred: true }];
  },
};

function edited(site: Site): TextEdit | undefined {
  const { snapshot, file, finding } = site;
  for (const { expr, holder, isStatement, isSelective } of conditionsOf(site.node)) {
    if (isSelective) continue;
    const way = wayTo(expr, site);
    const atom = way?.at(-1);
    if (way === undefined || atom === undefined) continue;
    const parent = way.at(-2);
    if (parent === undefined) {
      if (finding.code !== "always-true") return undefined;
      if (isStatement) return remove(snapshot, file, holder);
      // From the `where` on, which stands between what the clause is about and its condition.
      const before = snapshot.slice(file, { start: holder.start, end: expr.span.start });
      const at = /\s+where\s+\(*$/.exec(before)?.index;
      const after = /^\s*\)*/.exec(snapshot.slice(file, { start: expr.span.end, end: holder.end }))?.[0].length ?? 0;
      return at === undefined ? undefined : replace(file, { start: holder.start + at, end: expr.span.end + after }, "");
    }
    if (parent.kind !== (finding.code === "always-true" ? "and" : "or")) return undefined;
    return withoutPart(site, parent.of, atom);
  }
  return undefined;
}

/** A part of `a and b and c`, with the word that joins it to its neighbour. */
function withoutPart({ snapshot, file }: Site, parts: readonly Ast.Expr[], part: Ast.Expr): TextEdit | undefined {
  const at = parts.indexOf(part);
  const [before, after] = [parts[at - 1], parts[at + 1]];
  // Parentheses around a part are no part of it.
  if (before !== undefined) {
    const from =
      before.span.end + (/^\s*\)*/.exec(snapshot.slice(file, { start: before.span.end, end: part.span.start }))?.[0].trimEnd().length ?? 0);
    return replace(file, { start: from, end: part.span.end + closing(snapshot.slice(file, { start: from, end: part.span.start })) }, "");
  }
  if (after === undefined) return undefined;
  const between = snapshot.slice(file, { start: part.span.end, end: after.span.start });
  const opened = /\(*$/.exec(between)?.[0].length ?? 0;
  return replace(file, { start: part.span.start, end: after.span.start - opened }, "");
}

/** How many parentheses were opened. */
function closing(text: string): number {
  return [...text].filter((sign) => sign === "(").length;
}

export interface Condition {
  readonly expr: Ast.Expr;
  /** What it is a part of, and whether that is nothing without it. */
  readonly holder: Span;
  readonly isStatement: boolean;
  /**
   * Whether it also says which actions it is about: those of a `tool.*` that lack an argument which it speaks of are left alone. With
   * a part of it left out they would not be, even where that part is always true of the others.
   */
  readonly isSelective: boolean;
}

export function conditionsOf(node: Site["node"]): readonly Condition[] {
  const of = (expr: Ast.Expr | undefined, holder: Span, actions?: Ast.Actions, isStatement = false): readonly Condition[] =>
    expr === undefined ? [] : [{ expr, holder, isStatement, isSelective: actions !== undefined && !areNamed(actions) }];
  const clauses = clausesOf(node).flatMap(({ where, span, subject }) =>
    of(where, span, (subject.kind === "scope" ? undefined : subject.actions) ?? { kind: "any", span: subject.span }),
  );
  switch (node?.kind) {
    case "delegate":
      return [...clauses, ...node.requires.flatMap(({ where, span }) => of(where, span, undefined, true))];
    case "deny":
      return of(node.where, node.span, node.actions);
    case "type":
      return of(node.where, node.span);
    case "assert":
      return node.claim.kind === "never" || node.claim.kind === "can"
        ? of(node.claim.where, node.span, node.claim.kind === "never" ? node.claim.actions : undefined)
        : [];
    default:
      return clauses;
  }
}

/** Whether the actions are named one by one: then each has all the arguments that are spoken of, or it is an error. */
function areNamed(actions: Ast.Actions): boolean {
  return actions.kind === "list" && actions.of.every(({ action }) => action !== undefined);
}

/** The expressions from the outermost to the one that stands exactly at the place; nothing where none does. */
export function wayTo(expr: Ast.Expr, { start, end }: Span): readonly Ast.Expr[] | undefined {
  if (expr.span.start === start && expr.span.end === end) return [expr];
  for (const inner of innerOf(expr)) {
    const way = wayTo(inner, { start, end });
    if (way !== undefined) return [expr, ...way];
  }
  return undefined;
}

export function innerOf(expr: Ast.Expr): readonly Ast.Expr[] {
  switch (expr.kind) {
    case "and":
    case "or":
      return expr.of;
    case "not":
      return [expr.of];
    case "all":
    case "some":
      return [expr.body];
    default:
      return [];
  }
}
