/** What a name can mean: what was declared, and where. Two names mean the same where their targets have the same node. */
import type { Ast, Module, Named, NamedKind, Program, Span } from "../../compiler/index.js";

/** What a name is the name of. A unit is declared by nobody: the first `spends` of it stands for it. */
export type SymbolKind =
  | NamedKind
  | "action"
  /** Of an action. */
  | "argument"
  /** Of a hop or a named scope. */
  | "parameter"
  /** Of a record. */
  | "field"
  | "fact"
  /** Of a quantifier. */
  | "variable"
  | "unit"
  /** A type without a declaration, or a kind of JSON. */
  | "built-in";

/** A declaration that a name means. */
export interface Target {
  readonly kind: SymbolKind;
  /** As it was declared; where it is used it may be known by another. */
  readonly name: string;
  readonly file: string;
  /** The name in its declaration. */
  readonly span: Span;
  /** The declaration's node, or of what has none of its own (a label, a quantifier's variable) the node of its name. */
  readonly node: object;
}

/** The target that a name of the module's own table means. */
export function targetOf(named: Named): Target {
  const { kind, name, module, place, declaration } = named;
  const label = declaration.kind === "label" ? declaration.names.find((each) => each.text === name) : undefined;
  return { kind, name, file: module.file, span: place.span, node: label ?? declaration };
}

/** What a name of a module means, be it of some kinds or of any. */
export function lookUp(program: Program, module: Module, name: string, kinds?: readonly NamedKind[]): Named | undefined {
  const table = program.tables.get(module);
  const found = table?.own.get(name) ?? table?.imported.get(name);
  return found === undefined || kinds === undefined || kinds.includes(found.kind) ? found : undefined;
}

/** A node and the module in which its names are to be read. */
export interface Sited<Node> {
  readonly node: Node;
  readonly module: Module;
}

/** The actions of some tools, and which there are. */
export function actionsOf(program: Program, module: Module, tool: Ast.Name, action?: Ast.Name): readonly Sited<Ast.ActionDecl>[] {
  const found = lookUp(program, module, tool.text, ["tool"]);
  if (found?.kind !== "tool") return [];
  const actions = found.declaration.actions.filter((each) => action === undefined || each.name.text === action.text);
  return actions.map((node) => ({ node, module: found.module }));
}

/** The actions that a list of them names: all of the policy for `any`. */
export function actionsIn(program: Program, module: Module, actions: Ast.Actions): readonly Sited<Ast.ActionDecl>[] {
  if (actions.kind === "any") return allActions(program);
  return actions.of.flatMap((each) => actionsOf(program, module, each.tool, each.action));
}

export function allActions(program: Program): readonly Sited<Ast.ActionDecl>[] {
  const found: Sited<Ast.ActionDecl>[] = [];
  for (const module of program.modules)
    for (const each of declarationsWithNames(module)) if (each.kind === "tool") for (const node of each.actions) found.push({ node, module });
  return found;
}

/** The actions that a clause is about. A named scope's are those of its clauses, at any remove. */
export function actionsOfClause(
  program: Program,
  module: Module,
  { subject }: Ast.Clause,
  open: readonly Ast.ScopeDecl[] = [],
): readonly Sited<Ast.ActionDecl>[] {
  switch (subject.kind) {
    case "actions":
      return actionsIn(program, module, subject.actions);
    case "received":
      return subject.actions === undefined ? allActions(program) : actionsIn(program, module, subject.actions);
    case "scope": {
      const found = lookUp(program, module, subject.name.text, ["scope"]);
      if (found?.kind !== "scope" || open.includes(found.declaration)) return [];
      const { declaration, module: there } = found;
      return declaration.clauses
        .filter(({ verb }) => verb !== "deny")
        .flatMap((clause) => actionsOfClause(program, there, clause, [...open, declaration]));
    }
  }
}

/** Those that others may speak of by name; of a large file a small part. */
export function declarationsWithNames(module: Module): readonly Ast.Declaration[] {
  return module.source.named ?? module.source.declarations;
}

/** The facts of the context, of all modules. */
export function factsOf(program: Program): readonly Sited<Ast.ContextDecl["facts"][number]>[] {
  const found: Sited<Ast.ContextDecl["facts"][number]>[] = [];
  for (const module of program.modules)
    for (const each of declarationsWithNames(module)) if (each.kind === "context") for (const node of each.facts) found.push({ node, module });
  return found;
}

/** The fields of what a type is, seen through aliases, unions and refinements. Lists have none. */
export function fieldsOf(program: Program, { node, module }: Sited<Ast.TypeExpr>, depth = 0): readonly Sited<Ast.ParamDecl>[] {
  // An alias may lead in a circle, which is reported elsewhere.
  if (depth > deepest) return [];
  switch (node.kind) {
    case "record":
      return node.fields.map((field) => ({ node: field, module }));
    case "union":
      return node.members.flatMap((member) => fieldsOf(program, { node: member, module }, depth + 1));
    case "name": {
      const alias = lookUp(program, module, node.name.text, ["type"]);
      return alias?.kind === "type" ? fieldsOf(program, { node: alias.declaration.type, module: alias.module }, depth + 1) : [];
    }
    case "text":
    case "null":
    case "list":
      return [];
  }
}

/** What the lists that a type may be are lists of. */
export function elementsOf(program: Program, { node, module }: Sited<Ast.TypeExpr>, depth = 0): readonly Sited<Ast.TypeExpr>[] {
  if (depth > deepest) return [];
  switch (node.kind) {
    case "list":
      return [{ node: node.element, module }];
    case "union":
      return node.members.flatMap((member) => elementsOf(program, { node: member, module }, depth + 1));
    case "name": {
      const alias = lookUp(program, module, node.name.text, ["type"]);
      return alias?.kind === "type" ? elementsOf(program, { node: alias.declaration.type, module: alias.module }, depth + 1) : [];
    }
    case "text":
    case "null":
    case "record":
      return [];
  }
}

/** The arguments of that name that some actions have. */
export function argumentsNamed(name: Ast.Name, of: readonly Sited<Ast.ActionDecl>[]): readonly Target[] {
  return of.flatMap(({ node, module }) =>
    node.params.filter((param) => param.name.text === name.text).map((param) => sitedTarget("argument", { node: param, module })),
  );
}

/** The parameters of that name that some hops have. */
export function parametersNamed(name: Ast.Name, of: readonly Sited<Ast.DelegateDecl>[]): readonly Target[] {
  return of.flatMap(({ node, module }) =>
    node.params.filter((param) => param.name.text === name.text).map((param) => sitedTarget("parameter", { node: param, module })),
  );
}

export function sitedTarget(kind: SymbolKind, { node, module }: Sited<{ readonly name: Ast.Name }>): Target {
  return { kind, name: node.name.text, file: module.file, span: node.name.span, node };
}

const deepest = 50;
