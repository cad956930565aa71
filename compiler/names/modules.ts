/** The modules of a policy: the entry file and all that it imports, each read and parsed once, with the names that each can see. */
import { didYouMean } from "../base/near.js";
import { parentFolder, relativePath, resolvePath } from "../base/path.js";
import type { Place, Span } from "../base/span.js";
import { importCycle, missingEntry, missingModule, notAModulePath, unreadableModule } from "../diagnostics/codes/names.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import type { Host } from "../host/host.js";
import type { Import, SourceFile } from "../syntax/ast.js";
import { type NameTable, tablesOf } from "./symbols.js";

/** How a text becomes a tree; the parser, or one that remembers what it parsed. */
export type Parse = (file: string, text: string) => Staged<SourceFile>;

/** A parsed file, and which file each of its imports was found to be. */
export interface Module {
  /** As the host knows it: an absolute path, or `std:…`. */
  readonly file: string;
  readonly text: string;
  readonly source: SourceFile;
  readonly imports: readonly { readonly syntax: Import; readonly module?: Module }[];
  /** Where the parser found mistakes, in order and apart: what stands there may lack parts that were written. */
  readonly damage: readonly Span[];
  /** Of a text that is edited: whether it seems to declare a name (see `isLost`), without going through all of it. */
  readonly seems?: (name: string) => boolean;
}

/** Whether a syntax error stands in the span or at its edge, so that what the tree has there may not be all that was written. */
export function isDamaged(module: Module, span: Span): boolean {
  const { damage } = module;
  let low = 0;
  let high = damage.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((damage[middle]?.start ?? 0) <= span.end) low = middle + 1;
    else high = middle;
  }
  const last = damage[low - 1];
  return last !== undefined && last.end >= span.start;
}

/** Where a text's diagnostics say that it has mistakes. */
export function damageIn(diagnostics: readonly Diagnostic[]): readonly Span[] {
  return merged(diagnostics.filter((each) => each.severity === "error").map((each) => each.place.span));
}

/** Spans in order, those that touch as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const apart: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && span.start <= last.end) apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else apart.push(span);
  }
  return apart;
}

/** A policy's modules with their names: what `lower` starts from. */
export interface Program {
  readonly entry: Module;
  /** What is imported before what imports it, and so the entry last. */
  readonly modules: readonly Module[];
  readonly tables: ReadonlyMap<Module, NameTable>;
}

/** All diagnostics, and which of them are about imports, and which about names. */
export interface LoadedModules extends Staged<Program> {
  readonly importProblems: readonly Diagnostic[];
  readonly nameProblems: readonly Diagnostic[];
}

/**
 * The entry file and all that it imports, directly or not. Paths may leave out `.remit`; `std:` modules are read through the
 * host. `stdlib` names the modules of the standard library, for the suggestion that a mistyped one gets.
 */
export function loadModules(host: Host, entry: string, parse: Parse, stdlib: readonly string[] = []): LoadedModules {
  const parseProblems: Diagnostic[] = [];
  const diagnostics: Diagnostic[] = [];
  const known = new Map<string, { module: Module; imports: { syntax: Import; module?: Module }[]; state: "open" | "done" }>();
  const modules: Module[] = [];

  const open = (file: string, text: string): Module => {
    const parsed = parse(file, text);
    parseProblems.push(...parsed.diagnostics);
    const imports: { syntax: Import; module?: Module }[] = [];
    const damage = damageIn(parsed.diagnostics);
    const module: Module = { file, text, source: parsed.value, imports, damage };
    known.set(file, { module, imports, state: "open" });
    return module;
  };

  const start = host.read(entry);
  if (start.kind !== "text") diagnostics.push(missingEntry(entry, start.kind === "missing" ? undefined : start.reason));
  const root = open(entry, start.kind === "text" ? start.text : "");
  // A stack of its own, not recursion: a chain of imports may be longer than the engine's stack.
  const trail: { readonly module: Module; next: number }[] = [{ module: root, next: 0 }];
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const { module } = top;
    const syntax = module.source.imports[top.next++];
    const record = known.get(module.file);
    if (syntax === undefined) {
      if (record !== undefined) record.state = "done";
      modules.push(module);
      trail.pop();
      continue;
    }
    const place: Place = { file: module.file, span: syntax.path.span };
    const found = findModule(host, module.file, syntax.path.text, place, stdlib);
    if (found.kind === "problem") {
      diagnostics.push(found.problem);
      record?.imports.push({ syntax });
      continue;
    }
    const seen = known.get(found.file);
    if (seen === undefined) {
      const imported = open(found.file, found.text());
      record?.imports.push({ syntax, module: imported });
      trail.push({ module: imported, next: 0 });
      continue;
    }
    record?.imports.push({ syntax, module: seen.module });
    if (seen.state === "open") {
      const cycle = trail.slice(trail.findIndex((each) => each.module === seen.module)).map((each) => relativePath(host.folder, each.module.file));
      diagnostics.push(importCycle(place, [...cycle, relativePath(host.folder, found.file)]));
    }
  }

  const tables = tablesOf(modules);
  return {
    value: { entry: root, modules, tables: tables.value },
    diagnostics: [...parseProblems, ...diagnostics, ...tables.diagnostics],
    importProblems: diagnostics,
    nameProblems: tables.diagnostics,
  };
}

/**
 * The entry files among some: those that no other of them imports. Files that only import one another in a circle get an entry
 * too, so that every file belongs to some policy and the circle is reported.
 */
export function findEntries(host: Host, files: readonly string[], parse: Parse): readonly string[] {
  const given = new Set(files);
  const imports = new Map<string, readonly string[]>();
  for (const file of given) {
    const read = host.read(file);
    const source = read.kind === "text" ? parse(file, read.text).value : undefined;
    const paths = source?.imports.map((each) => candidatesFor(file, each.path.text).find((path) => given.has(path))) ?? [];
    imports.set(
      file,
      paths.filter((path) => path !== undefined && path !== file).map((path) => path ?? ""),
    );
  }
  const imported = new Set([...imports.values()].flat());
  const entries = new Set<string>();
  const reached = new Set<string>();
  const enter = (entry: string): void => {
    entries.add(entry);
    const pending = [entry];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      for (const each of imports.get(file) ?? []) pending.push(each);
    }
  };
  for (const file of given) if (!imported.has(file)) enter(file);
  for (const file of given) if (!reached.has(file)) enter(file);
  return [...given].filter((file) => entries.has(file));
}

type Found =
  | { readonly kind: "module"; readonly file: string; readonly text: () => string }
  | { readonly kind: "problem"; readonly problem: Diagnostic };

function findModule(host: Host, importer: string, path: string, place: Place, stdlib: readonly string[]): Found {
  const candidates = candidatesFor(importer, path);
  if (candidates.length === 0) return { kind: "problem", problem: notAModulePath(place, path) };
  let reason: string | undefined;
  for (const file of candidates) {
    const read = host.read(file);
    if (read.kind === "text") return { kind: "module", file, text: () => read.text };
    if (read.kind === "unreadable" && file.endsWith(".remit")) reason = read.reason;
  }
  if (reason !== undefined) return { kind: "problem", problem: unreadableModule(place, path, reason) };
  return { kind: "problem", problem: missingModule(place, path, didYouMean(path, knownModules(host, importer, path, stdlib))) };
}

/** The files that a path in an import may mean, in the order in which they are tried; none where it is no path of a module. */
function candidatesFor(importer: string, path: string): readonly string[] {
  if (path.startsWith("std:")) return [path.replace(/\.remit$/, "")];
  if (!/^\.\.?\//.test(path)) return [];
  if (importer.startsWith("std:")) return [`std:${resolvePath(parentFolder(`/${importer.slice(4)}`), path).slice(1)}`.replace(/\.remit$/, "")];
  const file = resolvePath(parentFolder(importer), path);
  return file.endsWith(".remit") ? [file] : [`${file}.remit`, file];
}

/** The modules that could have been meant, written as an import would write them. */
function knownModules(host: Host, importer: string, path: string, stdlib: readonly string[]): readonly string[] {
  if (path.startsWith("std:") || importer.startsWith("std:")) return stdlib;
  const folder = parentFolder(importer);
  const wanted = parentFolder(resolvePath(folder, path));
  const known = new Set<string>();
  for (const each of [folder, wanted]) {
    const found = host.findPolicies(each);
    if (found.kind !== "files") continue;
    for (const file of found.files) {
      const relative = relativePath(folder, file);
      known.add((relative.startsWith("../") ? relative : `./${relative}`).replace(path.endsWith(".remit") ? /$/ : /\.remit$/, ""));
    }
  }
  return [...known];
}
