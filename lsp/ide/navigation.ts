/** Where a name leads: to its declaration, to the declaration of its type, to the hops that make something of it. */
import type { Ast, OpenPolicy, Place, Program, Span } from "../../compiler/index.js";
import { type HopRole, hopsOf } from "./hops.js";
import type { Mention } from "./mentions.js";
import type { Snapshot } from "./snapshot.js";
import { elementsOf, lookUp, type Sited, type Target, targetOf } from "./symbols.js";
import { nodesIn } from "./tree.js";

/** A way from a place in a text to another. */
export interface Lead {
  /** What leads there: a name, or the path of an import. */
  readonly from: Span;
  readonly to: Spot;
}

/** A declaration, and what of it is to be shown first. */
export interface Spot {
  readonly file: string;
  readonly whole: Span;
  readonly name: Span;
}

/** The declarations of what is named at an offset; at the path of an import, the file that it means. */
export function definitionsAt(snapshot: Snapshot, file: string, offset: number): readonly Lead[] {
  const mention = snapshot.mentionAt(file, offset);
  if (mention !== undefined) return mention.targets.map((target) => ({ from: mention.span, to: spotOf(target) }));
  const imported = importAt(snapshot, file, offset);
  if (imported === undefined) return [];
  return [{ from: imported.path, to: { file: imported.file, whole: start, name: start } }];
}

const start: Span = { start: 0, end: 0 };

/** The import whose path an offset stands in, and the file that it was found to be. */
function importAt(snapshot: Snapshot, file: string, offset: number): { readonly path: Span; readonly file: string } | undefined {
  const node = snapshot.nodeAt(file, offset);
  if (node?.kind !== "import" || offset < node.path.span.start || offset > node.path.span.end) return undefined;
  const found = importedFile(snapshot, file, node);
  return found === undefined ? undefined : { path: node.path.span, file: found };
}

/** The file that an import was found to be. */
export function importedFile(snapshot: Snapshot, file: string, node: Ast.Import): string | undefined {
  for (const policy of snapshot.policiesOf(file)) {
    const found = snapshot.module(policy, file)?.imports.find(({ syntax }) => syntax === node)?.module;
    if (found !== undefined) return found.file;
  }
  return undefined;
}

/** The declarations of the types of what is named at an offset: aliases, or a record where it stands. Built-in types have none. */
export function typeDefinitionsAt(snapshot: Snapshot, file: string, offset: number): readonly Lead[] {
  const mention = snapshot.mentionAt(file, offset);
  const [policy] = snapshot.policiesOf(file);
  if (mention === undefined || policy === undefined) return [];
  const spots = new Map<object, Spot>();
  for (const type of typesOf(snapshot, policy, mention)) for (const [node, spot] of declared(policy.program, type)) spots.set(node, spot);
  return [...spots.values()].map((to) => ({ from: mention.span, to }));
}

/** The types that were written for what is named. */
function typesOf(snapshot: Snapshot, policy: OpenPolicy, { kind, targets }: Mention): readonly Sited<Ast.TypeExpr>[] {
  return targets.flatMap((target): readonly Sited<Ast.TypeExpr>[] => {
    const module = snapshot.module(policy, target.file);
    if (module === undefined) return [];
    switch (kind) {
      case "argument":
      case "parameter":
      case "field":
      case "fact":
        return isTyped(target.node) ? [{ node: target.node.type, module }] : [];
      case "type":
        return [{ node: { kind: "name", name: { text: target.name, span: target.span }, span: target.span }, module }];
      case "variable":
        return listsOver(snapshot, target).flatMap((list) => typesOf(snapshot, policy, list).flatMap((type) => elementsOf(policy.program, type)));
      default:
        return [];
    }
  });
}

function isTyped(node: object): node is { readonly type: Ast.TypeExpr } {
  return "type" in node;
}

/** What a quantifier's variable goes through: the last name of each of its lists. */
function listsOver(snapshot: Snapshot, { file, span, node }: Target): readonly Mention[] {
  const declaration = snapshot.nodeAt(file, span.start);
  for (const each of declaration === undefined ? [] : nodesIn(declaration)) {
    if (!isQuantifier(each) || each.variable !== node) continue;
    return each.lists.flatMap(({ operand }) => snapshot.mentionAt(file, operand.span.end) ?? []);
  }
  return [];
}

function isQuantifier(node: object): node is Extract<Ast.Expr, { readonly kind: "all" | "some" }> {
  return "variable" in node && "lists" in node;
}

/** The declarations that a type is written with. */
function declared(program: Program, { node, module }: Sited<Ast.TypeExpr>): readonly (readonly [object, Spot])[] {
  switch (node.kind) {
    case "name": {
      const alias = lookUp(program, module, node.name.text, ["type"]);
      return alias === undefined ? [] : [[alias.declaration, spotOf(targetOf(alias))]];
    }
    case "record":
      return [[node, { file: module.file, whole: node.span, name: node.span }]];
    case "list":
      return declared(program, { node: node.element, module });
    case "union":
      return node.members.flatMap((member) => declared(program, { node: member, module }));
    case "text":
    case "null":
      return [];
  }
}

/** What is made of what is named: the hops that reach an agent, that leave a principal, that are made for a task. */
export function implementationsAt(snapshot: Snapshot, file: string, offset: number): readonly Lead[] {
  const mention = snapshot.mentionAt(file, offset);
  const role = mention === undefined ? undefined : roles.get(mention.kind);
  if (mention === undefined || role === undefined) return [];
  return mention.targets.flatMap((target) =>
    hopsOf(snapshot, target, role).map(({ node, module }) => ({ from: mention.span, to: { file: module.file, whole: node.span, name: node.head } })),
  );
}

const roles: ReadonlyMap<Mention["kind"], HopRole> = new Map([
  ["agent", "to"],
  ["principal", "from"],
  ["task", "task"],
]);

function spotOf({ file, span, node }: Target): Spot {
  return { file, whole: isSpanned(node) ? node.span : span, name: span };
}

function isSpanned(node: object): node is { readonly span: Span } {
  return "span" in node;
}

/** The place of a spot's name. */
export function placeOf({ file, name }: Spot): Place {
  return { file, span: name };
}
