/**
 * The orders that a policy is built on, as a hierarchy of what is above and what is below: a task is part of others, a label lies
 * between others, a type narrows another.
 */
import { type Ast, type Module, type Program, type Span, showName } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import { declarationsWithNames, lookUp, type Target, targetOf } from "./symbols.js";

/** What stands in an order. */
export interface Ordered {
  readonly kind: "task" | "label" | "type";
  readonly name: string;
  readonly detail: string;
  readonly file: string;
  readonly whole: Span;
  readonly at: Span;
}

/** What the hierarchy of an offset begins with. */
export function orderedAt(snapshot: Snapshot, file: string, offset: number): readonly Ordered[] {
  return (snapshot.mentionAt(file, offset)?.targets ?? []).flatMap((target) => shown(target) ?? []);
}

/** What a task is part of, the next higher labels, the type that a type narrows. `file` and `name`: of its declaration, as it is now. */
export function above(snapshot: Snapshot, file: string, name: string): readonly Ordered[] {
  return beside(snapshot, file, name, ({ higher }) => higher);
}

/** The parts of a task, the next lower labels, the types that narrow a type. */
export function below(snapshot: Snapshot, file: string, name: string): readonly Ordered[] {
  return beside(snapshot, file, name, ({ lower }) => lower);
}

/** One step of an order, as it was written somewhere. */
interface Pair {
  readonly lower: Target;
  readonly higher: Target;
}

function beside(snapshot: Snapshot, file: string, name: string, side: (pair: Pair) => Target): readonly Ordered[] {
  const found = new Map<object, Ordered>();
  // A file may be in several policies, each with parts of its own.
  for (const { program } of snapshot.policiesOf(file)) {
    const module = program.modules.find((each) => each.file === file);
    const named = module === undefined ? undefined : program.tables.get(module)?.own.get(name);
    if (named === undefined) continue;
    const own = targetOf(named).node;
    for (const pair of pairsIn(program)) {
      const other = side(pair);
      const item = shown(other);
      if (item !== undefined && other.node !== own && (pair.lower.node === own || pair.higher.node === own)) found.set(other.node, item);
    }
  }
  return [...found.values()];
}

function pairsIn(program: Program): readonly Pair[] {
  return program.modules.flatMap((module) => declarationsWithNames(module).flatMap((node) => pairsOf(program, module, node)));
}

function pairsOf(program: Program, module: Module, node: Ast.Declaration): readonly Pair[] {
  const target = (name: Ast.Name, kind: "task" | "label" | "type"): Target | undefined => {
    const named = lookUp(program, module, name.text, [kind]);
    return named === undefined ? undefined : targetOf(named);
  };
  const pair = (lower: Target | undefined, higher: Target | undefined): readonly Pair[] =>
    lower === undefined || higher === undefined ? [] : [{ lower, higher }];
  switch (node.kind) {
    case "task":
      return node.partOf.flatMap((of) => pair(target(node.name, "task"), target(of, "task")));
    case "label":
      return node.names.flatMap((name, at) => {
        const next = node.names[at + 1];
        return next === undefined ? [] : pair(target(name, "label"), target(next, "label"));
      });
    case "type":
      return node.type.kind === "name" ? pair(target(node.name, "type"), target(node.type.name, "type")) : [];
    default:
      return [];
  }
}

function shown({ kind, name, file, span, node }: Target): Ordered | undefined {
  if (kind !== "task" && kind !== "label" && kind !== "type") return undefined;
  const declaration = node as Ast.TaskDecl | Ast.TypeDecl | Ast.Name;
  const detail =
    "purpose" in declaration
      ? declaration.purpose.text
      : "type" in declaration && declaration.type.kind === "name"
        ? showName(declaration.type.name.text)
        : "";
  return { kind, name, detail, file, whole: declaration.span, at: span };
}
