/** The names of a module: what each top-level declaration, its own or imported, is called there, and how a name is looked up. */
import { didYouMean } from "../base/near.js";
import type { Place } from "../base/span.js";
import { duplicateName, unknownName, wrongKind } from "../diagnostics/codes/names.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type {
  AgentDecl,
  DelegateDecl,
  DomainDecl,
  LabelDecl,
  LetDecl,
  Name,
  PrincipalDecl,
  ScopeDecl,
  SecretDecl,
  TaskDecl,
  ToolDecl,
  TypeDecl,
} from "../syntax/ast.js";
import { seemingNames } from "../syntax/seeming.js";
import type { Module } from "./modules.js";

/** The declarations that have a name, by kind. A label's is the line that named it first; a hop's name is its alias. */
export interface NamedDeclarations {
  readonly label: LabelDecl;
  readonly domain: DomainDecl;
  readonly task: TaskDecl;
  readonly type: TypeDecl;
  readonly let: LetDecl;
  readonly tool: ToolDecl;
  readonly secret: SecretDecl;
  readonly scope: ScopeDecl;
  readonly principal: PrincipalDecl;
  readonly agent: AgentDecl;
  readonly delegate: DelegateDecl;
}

export type NamedKind = keyof NamedDeclarations;

/** A named declaration, where it stands, and the name it was given there. */
export type Named<K extends NamedKind = NamedKind> = {
  readonly [Kind in K]: {
    readonly kind: Kind;
    readonly name: string;
    readonly declaration: NamedDeclarations[Kind];
    readonly module: Module;
    /** The name in its declaration. */
    readonly place: Place;
  };
}[K];

/** What names mean in one module. `broken` ones were imported from where they could not be found: their uses are not reported again. */
export interface NameTable {
  readonly own: ReadonlyMap<string, Named>;
  readonly imported: ReadonlyMap<string, Named>;
  readonly broken: ReadonlySet<string>;
  /** How often a name was looked up, in any module of the policy, that is not there or is of another kind: whoever asked depends on all names. */
  readonly misses: { count: number };
}

/** Tables for all modules of a policy, with what is wrong with their names. */
export function tablesOf(modules: readonly Module[]): Staged<ReadonlyMap<Module, NameTable>> {
  const diagnostics: Diagnostic[] = [];
  const owns = new Map<Module, Map<string, Named>>();
  for (const module of modules) owns.set(module, ownNames(module, diagnostics));
  const tables = new Map<Module, NameTable>();
  const misses = { count: 0 };
  for (const module of modules) tables.set(module, importNames(module, owns, misses, diagnostics));
  return { value: tables, diagnostics };
}

/** What a lookup gives: `silent` where the fault was reported elsewhere. */
export type Lookup<K extends NamedKind> =
  | { readonly kind: "found"; readonly named: Named<K> }
  | { readonly kind: "silent" }
  | { readonly kind: "problem"; readonly problem: Diagnostic };

/** Looks a name up among declarations of some kinds; `what` says in words what is looked for. */
export function lookUp<K extends NamedKind>(table: NameTable, module: Module, name: Name, kinds: readonly K[], what: string): Lookup<K> {
  const found = table.own.get(name.text) ?? table.imported.get(name.text);
  const place: Place = { file: module.file, span: name.span };
  if (found !== undefined) {
    if (isOf(found, kinds)) return { kind: "found", named: found };
    table.misses.count++;
    return { kind: "problem", problem: wrongKind(place, name.text, found.kind, what, found.place) };
  }
  table.misses.count++;
  if (table.broken.has(name.text) || isLost(module, name.text)) return { kind: "silent" };
  return { kind: "problem", problem: unknownName(place, what, name.text, suggestion(table, name.text, kinds)) };
}

const suggestions = new WeakMap<NameTable, Map<string, string>>();

/** How many unknown names of a module are compared with all that are known: each costs as much as the module has names. */
const mostSuggestions = 500;

/** Takes the names of `now` into a table, which stays the same object for all who hold it. */
export function renewTable(table: NameTable, now: NameTable): void {
  Object.assign(table, { own: now.own, imported: now.imported, broken: now.broken });
  suggestions.delete(table);
}

/** Puts another declaration of the same kind and name in the place of one, in all tables. Gives the names by which it is known, and what they mean now. */
export function redeclare(
  tables: ReadonlyMap<Module, NameTable>,
  was: Named,
  declaration: PrincipalDecl | AgentDecl | DelegateDecl,
): readonly { readonly name: string; readonly is: Named }[] {
  const { module, name } = was;
  const at = declaration.kind === "delegate" ? declaration.alias : declaration.name;
  const place: Place = { file: module.file, span: (at ?? declaration).span };
  const is: Named = declaration.kind === "delegate" ? { kind: "delegate", name, declaration, module, place } : namedBy(declaration, module);
  const known: { name: string; is: Named }[] = [];
  for (const [of, { own, imported }] of tables) {
    // A table is made of maps that this file alone writes.
    for (const names of of === module ? [own, imported] : [imported]) {
      for (const [local, named] of names === own ? [[name, own.get(name)] as const] : names) {
        if (named !== was) continue;
        (names as Map<string, Named>).set(local, is);
        known.push({ name: local, is });
      }
    }
  }
  return known;
}

/** Whether so many names of a module were unknown that not all of them got a suggestion: which did depends on all of them. */
export function isOverwhelmed(table: NameTable): boolean {
  return (suggestions.get(table)?.size ?? 0) >= mostSuggestions;
}

function suggestion(table: NameTable, name: string, kinds: readonly NamedKind[]): string {
  const known = suggestions.get(table) ?? new Map<string, string>();
  suggestions.set(table, known);
  const key = `${kinds.join()} ${name}`;
  let found = known.get(key);
  if (found === undefined) {
    found = known.size < mostSuggestions ? didYouMean(name, namesOf(table, kinds)) : "";
    known.set(key, found);
  }
  return found;
}

/** The names that mean something of these kinds. */
export function* namesOf(table: NameTable, kinds: readonly NamedKind[]): Iterable<string> {
  for (const names of [table.own, table.imported]) for (const [name, named] of names) if (kinds.includes(named.kind)) yield name;
}

function isOf<K extends NamedKind>(named: Named, kinds: readonly K[]): named is Named & Named<K> {
  return kinds.some((kind) => kind === named.kind);
}

function ownNames(module: Module, diagnostics: Diagnostic[]): Map<string, Named> {
  const names = new Map<string, Named>();
  const declare = (named: Named): void => {
    const other = names.get(named.name);
    if (other === undefined) names.set(named.name, named);
    else diagnostics.push(duplicateName(named.place, named.name, other.place));
  };
  for (const declaration of module.source.named ?? module.source.declarations) {
    switch (declaration.kind) {
      case "label":
        for (const name of declaration.names) {
          if (names.get(name.text)?.kind === "label") continue;
          declare({ kind: "label", name: name.text, declaration, module, place: { file: module.file, span: name.span } });
        }
        break;
      case "domain":
      case "task":
      case "type":
      case "let":
      case "tool":
      case "secret":
      case "scope":
      case "principal":
      case "agent":
        if (declaration.name.text !== "") declare(namedBy(declaration, module));
        break;
      case "delegate":
        if (declaration.alias !== undefined) {
          const place: Place = { file: module.file, span: declaration.alias.span };
          declare({ kind: "delegate", name: declaration.alias.text, declaration, module, place });
        }
        break;
      case "context":
      case "annotate":
      case "deny":
      case "assert":
      case "test":
        break;
    }
  }
  return names;
}

type Simple = Exclude<NamedDeclarations[NamedKind], LabelDecl | DelegateDecl>;

/** The switch is what lets the checker see that the kind and the declaration belong together. */
function namedBy(declaration: Simple, module: Module): Named {
  const more = { name: declaration.name.text, module, place: { file: module.file, span: declaration.name.span } };
  switch (declaration.kind) {
    case "domain":
      return { kind: "domain", declaration, ...more };
    case "task":
      return { kind: "task", declaration, ...more };
    case "type":
      return { kind: "type", declaration, ...more };
    case "let":
      return { kind: "let", declaration, ...more };
    case "tool":
      return { kind: "tool", declaration, ...more };
    case "secret":
      return { kind: "secret", declaration, ...more };
    case "scope":
      return { kind: "scope", declaration, ...more };
    case "principal":
      return { kind: "principal", declaration, ...more };
    case "agent":
      return { kind: "agent", declaration, ...more };
  }
}

function importNames(
  module: Module,
  owns: ReadonlyMap<Module, ReadonlyMap<string, Named>>,
  misses: NameTable["misses"],
  diagnostics: Diagnostic[],
): NameTable {
  const own = owns.get(module) ?? new Map<string, Named>();
  const imported = new Map<string, Named>();
  const places = new Map<string, Place>();
  const broken = new Set<string>();
  for (const { syntax, module: source } of module.imports) {
    const offered = source === undefined ? undefined : owns.get(source);
    for (const { name, alias } of syntax.names) {
      const local = alias ?? name;
      const place: Place = { file: module.file, span: local.span };
      const found = offered?.get(name.text);
      if (found === undefined) {
        broken.add(local.text);
        if (source === undefined || offered === undefined || isLost(source, name.text)) continue;
        const what = `declaration in "${syntax.path.text}" called`;
        diagnostics.push(unknownName({ file: module.file, span: name.span }, what, name.text, didYouMean(name.text, offered.keys())));
        continue;
      }
      const other = own.get(local.text)?.place ?? places.get(local.text);
      if (other !== undefined && imported.get(local.text) === found) continue;
      if (other !== undefined) {
        diagnostics.push(duplicateName(place, local.text, other));
        continue;
      }
      imported.set(local.text, found);
      places.set(local.text, place);
    }
  }
  return { own, imported, broken, misses };
}

const lost = new WeakMap<Module, ReadonlySet<string>>();

/**
 * Whether a file with syntax errors seems to declare a name, whether or not the parser could keep the declaration: a use of one
 * that got lost is a consequence of the syntax error, not a mistake of its own.
 */
export function isLost(module: Module, name: string): boolean {
  if (module.damage.length === 0) return false;
  if (module.seems !== undefined) return module.seems(name);
  let names = lost.get(module);
  if (names === undefined) {
    names = new Set(seemingNames(module.text));
    lost.set(module, names);
  }
  return names.has(name);
}
