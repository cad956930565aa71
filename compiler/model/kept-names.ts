/** Which names mean something else after an edit than they did before it. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module, Program } from "../names/modules.js";
import { type Named, type NameTable, redeclare, renewTable, tablesOf } from "../names/symbols.js";
import type { KeptDeclaration, KeptHop, KeptParty } from "./kept.js";
import type { Workshop } from "./workshop.js";

export interface Followed {
  /** Names that meant something, and what they mean now, if anything. */
  readonly changed: readonly { readonly name: string; readonly was: Named; readonly is: Named | undefined }[];
  /** What is wrong with the names now. */
  readonly problems: readonly Diagnostic[];
  /** Declarations that have another name in the policy than before, or none, or one now. */
  readonly renamed: readonly object[];
}

/** A declaration that has a name. */
export type KeptNamed = KeptParty | KeptHop;

/** Named declarations that have taken the place of others, each list in order. */
export interface Succession {
  readonly module: Module;
  readonly before: readonly KeptNamed[];
  readonly after: readonly KeptNamed[];
}

/** Brings the tables of a program up to date. `problems`: what was wrong with the names before. */
export function follow(program: Program, shop: Workshop, successions: readonly Succession[], problems: readonly Diagnostic[]): Followed {
  const isPlain = problems.length === 0 && [...program.tables.values()].every(({ broken }) => broken.size === 0);
  if (isPlain && successions.every(isInPlace)) return succeed(program, shop, successions);
  const own = new Map<Module, Set<string>>();
  for (const { module, before, after } of successions) {
    const names = own.get(module) ?? new Set<string>();
    own.set(module, names);
    for (const kept of [...before, ...after]) names.add(nameOf(kept));
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
  return { changed, problems: now.diagnostics, renamed: shop.rename() };
}

/** Each name is declared where it was, by a declaration of the same kind. Nothing else can have changed then, as long as all names mean one thing. */
function isInPlace({ before, after }: Succession): boolean {
  return (
    before.length === after.length &&
    before.every((kept, i) => {
      const other = after[i];
      return other !== undefined && kept.declaration.kind === other.declaration.kind && nameOf(kept) === nameOf(other);
    })
  );
}

function succeed(program: Program, shop: Workshop, successions: readonly Succession[]): Followed {
  const changed: Followed["changed"][number][] = [];
  for (const { module, before, after } of successions) {
    for (const [i, kept] of before.entries()) {
      const next = after[i];
      const was = program.tables.get(module)?.own.get(nameOf(kept));
      if (next === undefined || was === undefined || next.declaration === kept.declaration) continue;
      shop.renamed(kept.declaration, next.declaration);
      for (const { name, is } of redeclare(program.tables, was, next.declaration)) changed.push({ name, was, is });
    }
  }
  return { changed, problems: [], renamed: [] };
}

function meaning(table: NameTable, name: string): Named | undefined {
  return table.own.get(name) ?? table.imported.get(name);
}

export function isNamed(kept: KeptDeclaration): kept is KeptNamed {
  return kept.kind === "party" || (kept.kind === "hop" && kept.declaration.alias !== undefined);
}

function nameOf({ declaration }: KeptNamed): string {
  return declaration.kind === "delegate" ? (declaration.alias?.text ?? "") : declaration.name.text;
}
