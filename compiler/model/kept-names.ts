/** Which names mean something else after an edit than they did before it. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module, Program } from "../names/modules.js";
import { type Named, type NameTable, renewTable, tablesOf } from "../names/symbols.js";
import type { KeptDeclaration } from "./kept.js";

export interface Followed {
  /** Names that meant something, and what they mean now, if anything. */
  readonly changed: readonly { readonly name: string; readonly was: Named; readonly is: Named | undefined }[];
  readonly problems: readonly Diagnostic[];
}

/** Tables the names of a program anew. `declared`: what came or went that has a name. */
export function follow(program: Program, declared: readonly KeptDeclaration[]): Followed {
  const own = new Map<Module, Set<string>>();
  for (const kept of declared) {
    const name = nameOf(kept);
    if (name === undefined) continue;
    const names = own.get(kept.module) ?? new Set<string>();
    own.set(kept.module, names);
    names.add(name);
  }
  const now = tablesOf(program.modules);
  const changed: Followed["changed"][number][] = [];
  for (const [module, table] of program.tables) {
    const next = now.value.get(module);
    if (next === undefined) continue;
    for (const name of new Set([...(own.get(module) ?? []), ...table.imported.keys()])) {
      const was = meaning(table, name);
      const is = meaning(next, name);
      if (was !== undefined && was.declaration !== is?.declaration) changed.push({ name, was, is });
    }
    renewTable(table, next);
  }
  return { changed, problems: now.diagnostics };
}

function meaning(table: NameTable, name: string): Named | undefined {
  return table.own.get(name) ?? table.imported.get(name);
}

function nameOf(kept: KeptDeclaration): string | undefined {
  switch (kept.kind) {
    case "party":
      return kept.declaration.name.text;
    case "hop":
      return kept.declaration.alias?.text;
    default:
      return undefined;
  }
}
