/** What every part of the lowering works with: the modules and their names, the types, and where problems go. */

import type { Place, Span } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { isDamaged, type Module, type Program } from "../names/modules.js";
import { lookUp, type Named, type NamedKind, type NameTable } from "../names/symbols.js";
import type { Declaration, Name } from "../syntax/ast.js";
import { type PatternCache, patternCache } from "../types/pattern-cache.js";
import { type TypeReader, typeReader } from "../types/read-types.js";
import type { AtomPlaces } from "../types/setting.js";

export interface Workshop {
  readonly program: Program;
  readonly report: (problem: Diagnostic) => void;
  readonly types: TypeReader;
  readonly patterns: PatternCache;
  readonly atoms: AtomPlaces;
  /** Every declaration of the policy of a kind, with its module, in order. */
  declarations<K extends Declaration["kind"]>(kind: K): readonly Sited<Extract<Declaration, { readonly kind: K }>>[];
  table(module: Module): NameTable;
  /** What a name means among declarations of some kinds; nothing where it has an error, which has been reported. */
  find<K extends NamedKind>(module: Module, name: Name, kinds: readonly K[], what: string): Named<K> | undefined;
  /** The policy's name for a party, tool, task, secret or domain: as declared, but two of one name are told apart. */
  nameOf(declaration: object): string;
  /** Names the declarations again, as the tables are now. Gives those that had another name before, or none, or have none now. */
  rename(): readonly object[];
  /** A declaration has taken the place of another, and its name. */
  renamed(was: object, is: object): void;
  /** A syntax error stands in the span, so that some of what was written there may have been lost. */
  isDamaged(module: Module, span: Span): boolean;
  place(module: Module, at: { readonly span: Span }): Place;
}

/** A declaration and the module in which it stands. */
export interface Sited<D> {
  readonly declaration: D;
  readonly module: Module;
}

export function workshop(program: Program, report: (problem: Diagnostic) => void, atoms: AtomPlaces): Workshop {
  const patterns = patternCache();
  const byKind = new Map<Declaration["kind"], Sited<Declaration>[]>();
  for (const module of program.modules) {
    for (const declaration of module.source.declarations) {
      const sited = byKind.get(declaration.kind);
      if (sited === undefined) byKind.set(declaration.kind, [{ declaration, module }]);
      else sited.push({ declaration, module });
    }
  }
  const declarations = <K extends Declaration["kind"]>(kind: K): readonly Sited<Extract<Declaration, { readonly kind: K }>>[] =>
    (byKind.get(kind) ?? []).filter((sited): sited is Sited<Extract<Declaration, { readonly kind: K }>> => sited.declaration.kind === kind);
  const table = (module: Module): NameTable =>
    program.tables.get(module) ?? { own: new Map(), imported: new Map(), broken: new Set(), misses: { count: 0 } };
  let names = policyNames(program, table);
  return {
    program,
    report,
    patterns,
    atoms,
    types: typeReader(program.tables, patterns, atoms, report),
    declarations,
    table,
    find(module, name, kinds, what) {
      const found = lookUp(table(module), module, name, kinds, what);
      if (found.kind === "problem") report(found.problem);
      return found.kind === "found" ? found.named : undefined;
    },
    nameOf: (declaration) => names.get(declaration) ?? "",
    rename() {
      const before = names;
      names = policyNames(program, table);
      return [...new Set([...names.keys(), ...before.keys()])].filter((declaration) => before.get(declaration) !== names.get(declaration));
    },
    renamed(was, is) {
      const name = names.get(was);
      names.delete(was);
      if (name !== undefined) names.set(is, name);
    },
    isDamaged,
    place: (module, at) => ({ file: module.file, span: at.span }),
  };
}

/** The kinds whose names share a space in the policy. */
const spaces: readonly (readonly NamedKind[])[] = [["principal", "agent"], ["tool"], ["task"], ["secret"], ["domain"]];

/**
 * One name for each declaration in the whole policy. Two modules may use the same name: the entry's keeps it, and the others get
 * `_2`, `_3` … in the order in which the modules are imported.
 */
function policyNames(program: Program, table: (module: Module) => NameTable): Map<object, string> {
  const modules = [program.entry, ...program.modules.filter((module) => module !== program.entry)];
  const names = new Map<object, string>();
  for (const kinds of spaces) {
    const taken = new Set<string>();
    for (const module of modules) {
      for (const named of table(module).own.values()) {
        if (!kinds.includes(named.kind)) continue;
        names.set(named.declaration, firstFree(named.name, taken));
      }
    }
  }
  return names;
}

/** The name, or the first of `name_2`, `name_3` … that is not taken; it is taken from then on. */
export function firstFree(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name}_${i}`;
  taken.add(free);
  return free;
}
