/** Narrow a clause to what bounds it: what its delegator has, what its principal holds, what its recipient may use. */
import { type Ast, type Meaning, type Model, type NarrowedPart, narrowed, showConstraint, showName } from "../../../compiler/index.js";
import { clauseAt } from "./clauses.js";
import { type Fix, type HopSite, hopAt, type Rule, type Site } from "./fix.js";
import { addCondition, indentAt, laidOut, lineAt, lineEndAt, remove, replace } from "./text.js";

export const narrow: Rule = {
  codes: ["wider-scope", "over-ceiling", "over-principal"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    const clause = clauseAt(site);
    if (at === undefined || clause === undefined || clause.verb === "deny") return [];
    const { from, to } = at.hop;
    const [within, what] =
      (
        {
          "over-ceiling": ["ceiling", `the ceiling of \`${to.name}\``],
          "over-principal": ["held", `what \`${from.name}\` holds`],
        } as const
      )[site.finding.code as string] ?? (["received", `what \`${from.name}\` receives`] as const);
    return [
      ...written(site, at, clause, within).map(
        (edits): Fix => ({
          name: "narrow",
          title: edits.every(({ text }) => text === "") ? "Remove this clause: nothing of it is left" : `Narrow this clause to ${what}`,
          edits,
          isPreferred: true,
        }),
      ),
      ...(within === "received" ? received(site, at, clause) : []),
      ...(within === "ceiling" && clause.verb === "allow" ? [relayed(site, at, clause)] : []),
    ];
  },
};

/** What the recipient does not use itself is not bounded by its ceiling. */
function relayed({ file }: Site, { hop }: HopSite, { span }: Ast.Clause): Fix {
  const { start } = span;
  const title = `Let \`${hop.to.name}\` only hand it on: \`relay\``;
  return { name: "relay", title, edits: [replace(file, { start, end: start + "allow".length }, "relay")], isPreferred: false };
}

/** `received` is narrower by construction. */
function received({ file }: Site, { hop }: HopSite, { subject, verb }: Ast.Clause): readonly Fix[] {
  if (subject.kind !== "actions") return [];
  const { start, end } = subject.span;
  const isAny = subject.actions.kind === "any";
  const title = `Pass on only what \`${hop.from.name}\` receives: \`${verb} received\``;
  return [
    { name: "received", title, edits: [replace(file, { start, end: isAny ? end : start }, isAny ? "received" : "received ")], isPreferred: false },
  ];
}

/** The clause as it would be narrow enough, in one way or another. */
function written(site: Site, at: HopSite, clause: Ast.Clause, within: "received" | "held" | "ceiling"): readonly Fix["edits"][] {
  const { snapshot, file } = site;
  const grounds = snapshot.grounds(at.policy);
  const { start } = clause.span;
  // A named scope stands for several clauses at one place.
  const own = at.hop.scope.clauses.filter(({ place }) => place.file === file && place.span.start === start);
  const all: { readonly clause: Model.Clause; readonly parts: readonly NarrowedPart[] }[] = [];
  for (const each of own) {
    const parts = narrowed(grounds, at.hop, each, within);
    if (parts === undefined) return [];
    all.push({ clause: each, parts });
  }
  if (hasComment(site, clause)) {
    const [first] = all;
    const [part] = first?.parts ?? [];
    const isSimple = all.length === 1 && first?.parts.length === 1 && part?.actions.length === first.clause.actions.length;
    // What is written anew would lose the comment.
    return isSimple && listsIn(part?.added ?? []).length === 0 ? [addCondition(file, clause, (part?.added ?? []).map(inside).join(" and "))] : [];
  }
  const texts = all.flatMap((each) => each.parts.flatMap((part) => textsOf(site, clause, own.length, each.clause, part)));
  if (texts.length === 0) return [[remove(snapshot, file, clause.span)]];
  const isAlone = snapshot.slice(file, { start: lineAt(snapshot, file, start).start, end: start }).trim() === "";
  const [lineEnd, indent] = [lineEndAt(snapshot, file, start), indentAt(snapshot, file, start)];
  const laid = [...new Set(texts)].map((text) => (isAlone ? laidOut(text, indent, lineEnd) : text));
  return [[replace(file, clause.span, laid.join(isAlone ? `${lineEnd}${indent}` : "  "))]];
}

/** Whether a comment stands in the midst of a clause. */
function hasComment({ snapshot, file }: Site, { span }: Ast.Clause): boolean {
  const edited = snapshot.edited(file);
  const comments = edited?.pieces[edited.pieceAt(span.start)]?.comments ?? [];
  return comments.some((each) => span.start < each.span.start && each.span.end < span.end);
}

function textsOf(site: Site, node: Ast.Clause, count: number, clause: Model.Clause, { actions, added, implied }: NarrowedPart): readonly string[] {
  const { snapshot, file } = site;
  const source = (span: { readonly start: number; readonly end: number }): string => snapshot.slice(file, span);
  const isWhole = count === 1 && actions.length === clause.actions.length;
  const subject =
    isWhole && node.subject.kind !== "scope"
      ? source(node.subject.span)
      : `${clause.received ? "received " : ""}${actions.map((action) => calledHere(site, node, action)).join(", ")}`;
  // The condition as its author wrote it, where this is the clause that they wrote.
  const isOwn = node.subject.kind !== "scope";
  const said = isOwn
    ? partsOf(site, node.where, implied)
    : clause.where.kind === "true"
      ? []
      : conjunctsOf(clause.where)
          .filter((each) => each.kind !== "only" && !implied.includes(each))
          .map((each) => inside(each));
  const lists = [
    ...(isOwn ? (node.only === undefined ? [] : [node.only.names.map(({ text }) => text)]) : listsIn(conjunctsOf(clause.where))),
    ...listsIn(added),
  ];
  const [first, ...more] = lists;
  const only =
    first === undefined
      ? ""
      : ` only (${first
          .filter((name) => more.every((list) => list.includes(name)))
          .map(showName)
          .join(", ")})`;
  return choicesOf(added.filter(({ kind }) => kind !== "only")).map((parts) => {
    const all = [...said, ...parts.map((each) => inside(each))];
    const [single] = all;
    const where = all.length === 0 ? "" : ` where ${all.length === 1 && single !== undefined ? bare(single) : all.join(" and ")}`;
    return `${node.verb} ${subject}${only}${where}`;
  });
}

/** One clause for each way in which a condition can be met, where the ways are more than a comparison each. */
function choicesOf(added: readonly Meaning.Constraint[]): readonly (readonly Meaning.Constraint[])[] {
  const open = added.find((each) => each.kind === "or" && each.of.some(({ kind }) => kind === "and"));
  if (open?.kind !== "or" || added.filter(({ kind }) => kind === "or").length > 1) return [added];
  const others = added.filter((each) => each !== open);
  return open.of.map((each) => [...others, ...conjunctsOf(each)]);
}

function conjunctsOf(constraint: Meaning.Constraint): readonly Meaning.Constraint[] {
  return constraint.kind === "and" ? constraint.of.flatMap(conjunctsOf) : constraint.kind === "true" ? [] : [constraint];
}

function listsIn(constraints: readonly Meaning.Constraint[]): readonly (readonly string[])[] {
  return constraints.flatMap((each) => (each.kind === "only" ? [each.names] : []));
}

/** As a part of a conjunction. */
function inside(constraint: Meaning.Constraint): string {
  const text = showConstraint(constraint);
  return constraint.kind === "or" || constraint.kind === "all" || constraint.kind === "some" ? `(${text})` : text;
}

/** Without the parentheses that only a part of a conjunction needs. */
function bare(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (const [at, sign] of [...text].entries()) {
    if (sign === '"') return text;
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return text.slice(1, -1);
}

/** The parts of a condition as they are written, without those that are said more sharply elsewhere. */
function partsOf({ snapshot, file }: Site, where: Ast.Expr | undefined, implied: readonly Meaning.Constraint[]): readonly string[] {
  if (where === undefined) return [];
  const plain = (text: string): string => text.replace(/\s+/g, "");
  const needless = new Set(implied.map((each) => plain(showConstraint(each))));
  const parts = where.kind === "and" ? where.of : [where];
  return parts.flatMap((each) => {
    const text = snapshot.slice(file, each.span);
    if (needless.has(plain(text))) return [];
    return [each.kind === "or" || each.kind === "all" || each.kind === "some" ? (bare(text) === text ? `(${text})` : text) : text];
  });
}

/** An action by the name that its tool has in the clause, or in the policy. */
function calledHere({ snapshot, file, node: declaration }: Site, { subject }: Ast.Clause, action: Model.Action): string {
  const listed = subject.kind === "scope" || subject.actions === undefined || subject.actions.kind === "any" ? [] : subject.actions.of;
  const names = new Map<number, string>();
  if (declaration !== undefined) {
    for (const mention of snapshot.mentionsIn(file, declaration)) {
      const [target] = mention.targets;
      if (mention.kind === "tool" && target?.file === action.tool.place.file && target.span.start === action.tool.place.span.start)
        names.set(mention.span.start, mention.text);
    }
  }
  const here = listed.map(({ tool }) => names.get(tool.span.start)).find((name) => name !== undefined);
  return `${showName(here ?? action.tool.name)}.${showName(action.name)}`;
}
