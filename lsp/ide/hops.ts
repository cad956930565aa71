/** The hops that a party or a task is part of, as they are declared: found in the trees, so that a text with mistakes has them as well. */
import type { Ast, Module, Program } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import type { Sited, Target } from "./symbols.js";

/** What a declaration of a hop names: who makes it, whom it reaches, what it is for. */
export type HopRole = "from" | "to" | "task";

/** A hop, the module in which its names are to be read, and the policy in which they mean something. */
export interface DeclaredHop extends Sited<Ast.DelegateDecl> {
  readonly program: Program;
}

/** The hops that name the target in a role: by module, and there in the order in which they are written. */
export function hopsOf(snapshot: Snapshot, target: Target, role: HopRole): readonly DeclaredHop[] {
  const found = new Map<Ast.DelegateDecl, DeclaredHop>();
  for (const { program } of snapshot.policies()) {
    for (const module of program.modules) {
      const names = namesFor(program, module, target);
      if (names.size === 0) continue;
      for (const { declarations } of snapshot.edited(module.file)?.pieces ?? []) {
        for (const node of declarations) {
          // Several policies may have the same file.
          if (node.kind === "delegate" && names.has(node[role]?.text ?? "")) found.set(node, { node, module, program });
        }
      }
    }
  }
  return [...found.values()];
}

/** The names that mean a top-level declaration in a module: its own, and those that it was imported by. */
export function namesFor(program: Program, module: Module, { name, node }: Target): ReadonlySet<string> {
  const names = new Set<string>();
  const table = program.tables.get(module);
  if (table?.own.get(name)?.declaration === node) names.add(name);
  for (const [local, named] of table?.imported ?? []) if (named.declaration === node) names.add(local);
  return names;
}
