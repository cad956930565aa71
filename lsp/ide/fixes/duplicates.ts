/** Remove what says again what is said already, or the higher of two bounds. */
import type { Span } from "../../../compiler/index.js";
import type { Fix, Rule, Site, TextEdit } from "./fix.js";
import { remove, removeDeclaration, statementsOf } from "./text.js";

export const removeDuplicate: Rule = {
  codes: ["duplicate-name"],
  propose(site): readonly Fix[] {
    const edit = repeatedDeclaration(site) ?? repeatedFact(site) ?? repeatedBudget(site);
    return edit === undefined ? [] : [{ name: "remove", title: "Remove what is said twice", edits: [edit], isPreferred: true }];
  },
};

function repeatedDeclaration({ snapshot, finding, file, node }: Site): TextEdit | undefined {
  const first = finding.related[0]?.place;
  if (first === undefined || node === undefined || node.kind === "import" || first.file !== file) return undefined;
  const other = snapshot.nodeAt(first.file, first.span.start);
  if (other === undefined || other === node || other.kind !== node.kind) return undefined;
  if (plain(snapshot.slice(file, node.span)) !== plain(snapshot.slice(first.file, other.span))) return undefined;
  return removeDeclaration(snapshot, file, node.span, node.doc !== undefined);
}

function repeatedFact({ snapshot, file, node, start }: Site): TextEdit | undefined {
  if (node?.kind !== "context") return undefined;
  const fact = node.facts.find(({ span }) => span.start <= start && start < span.end);
  return fact === undefined ? undefined : remove(snapshot, file, fact.span);
}

function repeatedBudget({ snapshot, finding, file, node, start }: Site): TextEdit | undefined {
  const first = finding.related[0]?.place;
  if (node?.kind !== "delegate" || first === undefined) return undefined;
  const at = (offset: number) => node.budgets.find(({ span }) => span.start <= offset && offset < span.end);
  const [one, other] = [at(first.span.start), at(start)];
  if (one?.amount.kind !== "number" || other?.amount.kind !== "number" || one === other) return undefined;
  const higher = one.amount.value > other.amount.value ? one : other;
  return entryOf({ snapshot, file, node }, higher.span);
}

/** An entry of a `budget` statement, with its comma; or the statement, where it has no other. */
function entryOf({ snapshot, file, node }: Pick<Site, "snapshot" | "file" | "node">, span: Span): TextEdit | undefined {
  const before = /(\bbudget\s+|,\s*)$/.exec(snapshot.slice(file, { start: Math.max(0, span.start - 40), end: span.start }))?.[0];
  if (before === undefined || node?.kind !== "delegate") return undefined;
  const after = /^\s*,\s*/.exec(snapshot.slice(file, { start: span.end, end: span.end + 40 }))?.[0];
  if (before.startsWith(",")) return { file, start: span.start - before.length, end: span.end, text: "" };
  if (after !== undefined) return { file, start: span.start, end: span.end + after.length, text: "" };
  const whole = statementsOf(snapshot, file, node).find((each) => each.span === span)?.span ?? span;
  return remove(snapshot, file, { start: whole.start - before.length, end: whole.end });
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
