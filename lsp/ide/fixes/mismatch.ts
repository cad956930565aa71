/** Write what was most likely meant where something can't be said so. */
import type { Ast } from "../../../compiler/index.js";
import { clauseAt } from "./clauses.js";
import { conditionsOf, innerOf } from "./conditions.js";
import type { Fix, Rule, Site } from "./fix.js";
import { openedBy, remove, replace } from "./text.js";

export const mendMismatch: Rule = {
  codes: ["type-mismatch"],
  propose: (site) => [...nulls(site), ...quotes(site), ...lists(site), ...relays(site), ...emptyTexts(site), ...effects(site)],
};

const fix = (name: string, title: string, edits: Fix["edits"]): Fix => ({ name, title, edits, isPreferred: true });

/** `x == null` */
function nulls(site: Site): readonly Fix[] {
  const { snapshot, file } = site;
  return atomsAt(site).flatMap((atom) => {
    if (atom.kind !== "compare" || (atom.op !== "==" && atom.op !== "!=")) return [];
    const isNull = (operand: Ast.Operand): boolean => operand.kind === "literal" && operand.literal.kind === "null";
    const other = isNull(atom.right) ? atom.left : isNull(atom.left) ? atom.right : undefined;
    if (other === undefined) return [];
    const text = `${snapshot.slice(file, other.span)} is null`;
    const written = atom.op === "==" ? text : `not (${text})`;
    return [fix("is-null", `Write \`${written}\``, [replace(file, atom.span, written)])];
  });
}

/** A number in the place of a text, or a text that is a number in the place of one */
function quotes(site: Site): readonly Fix[] {
  return atomsAt(site).flatMap((atom) => {
    const operands = atom.kind === "compare" ? [atom.left, atom.right] : [];
    return operands.flatMap((operand) => {
      if (operand.kind !== "literal") return [];
      const { literal } = operand;
      const other = literal.kind === "number" ? JSON.stringify(literal.source) : literal.kind === "string" ? literal.value.trim() : "";
      if (other === "" || (literal.kind === "string" && JSON.stringify(Number(other)) !== other)) return [];
      return [fix("quotes", `Write \`${other}\``, [replace(site.file, literal.span, other)])];
    });
  });
}

/** `x in "a"` of what is no address */
function lists(site: Site): readonly Fix[] {
  const { snapshot, file } = site;
  return atomsAt(site).flatMap((atom) => {
    if (atom.kind !== "in" || atom.container.kind !== "literal") return [];
    const written = `[${snapshot.slice(file, atom.container.span)}]`;
    return [fix("in-list", `Write \`in ${written}\``, [replace(file, atom.container.span, written)])];
  });
}

/** `relay` where nothing is handed on */
function relays(site: Site): readonly Fix[] {
  const clause = clauseAt(site);
  if (clause?.verb !== "relay" || site.node?.kind === "delegate") return [];
  const { start } = clause.span;
  return [fix("allow", "Write `allow`", [replace(site.file, { start, end: start + "relay".length }, "allow")])];
}

/** `owner ""` */
function emptyTexts({ snapshot, file, node, text, start, end }: Site): readonly Fix[] {
  if (node?.kind !== "agent" || text !== '""') return [];
  const spans = (["owner", "identity", "runtime"] as const).map((word) => openedBy(snapshot, file, word, { start, end }));
  const whole = spans.find((span) => span.start < start);
  return whole === undefined ? [] : [fix("remove", "Leave it out", [remove(snapshot, file, whole)])];
}

/** An effect that an annotation lowers */
function effects({ file, node, start }: Site): readonly Fix[] {
  if (node?.kind !== "annotate") return [];
  return node.actions.flatMap(({ effect, name }) =>
    effect !== undefined && effect.span.start === start
      ? [fix("effect", `Leave out the \`${effect.effect}\``, [replace(file, { start: effect.span.start, end: name.span.start }, "")])]
      : [],
  );
}

/** The atoms around the place. */
function atomsAt(site: Site): readonly Ast.Expr[] {
  const found: Ast.Expr[] = [];
  const visit = (expr: Ast.Expr): void => {
    if (expr.span.start > site.start || site.end > expr.span.end) return;
    const inner = innerOf(expr);
    if (inner.length === 0) found.push(expr);
    for (const each of inner) visit(each);
  };
  for (const { expr } of conditionsOf(site.node)) visit(expr);
  return found;
}
