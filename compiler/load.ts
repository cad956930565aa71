/** The compiler's front half: paths → entries → modules → model. What `remit test` needs, and what the proof starts from. */
import { type Allowance, readAllowances } from "./allowances.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { Sources } from "./diagnostics/located.js";
import { applySettings, ordered } from "./findings.js";
import type { Host } from "./host/host.js";
import { type Lowered, lower, lowerReading } from "./model/lower.js";
import type { Policy } from "./model/model.js";
import { findEntries, type LoadedModules, loadModules, type Module, type Parse } from "./names/modules.js";
import { type CannotRun, findProject, type Target } from "./project.js";
import { parseAhead } from "./syntax/ahead.js";
import type { SourceFile } from "./syntax/ast.js";
import { parse } from "./syntax/parse.js";

export interface Loaded {
  readonly kind: "loaded";
  /** One for each entry, as far as it could be understood. */
  readonly policies: readonly Policy[];
  /** In file order, then by position; each once, though several policies have it. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
  /** Every file that was read, sorted. */
  readonly files: readonly string[];
}

/** Parses, resolves and types the policies that the paths name (see `findProject`), and proves nothing. */
export function load(host: Host, paths: readonly string[]): Loaded | CannotRun {
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return opened;
  const { entries, workshop } = opened;
  const read = entries.map(({ file, settings }) => ({ settings, ...readPolicy(file, workshop) }));
  const diagnostics = read.flatMap((each) => applySettings(each.diagnostics, each.settings, each.allowances, workshop.sources));
  const policies = read.map((each) => each.lowered.value);
  return { kind: "loaded", policies, diagnostics: ordered(diagnostics), sources: workshop.sources, files: workshop.files() };
}

/** What the policies of one run share: a host, and a parser that parses each file once. */
export interface Workshop {
  readonly host: Host;
  readonly parse: Parse;
  /** The modules of the standard library. */
  readonly stdlib: readonly string[];
  /** The texts that were read so far. */
  readonly sources: Sources;
  files(): readonly string[];
  /** From now on texts are read as a whole, those too that were not. */
  readWhole(): void;
  /** Forgets the trees, which of a large policy are most of the memory. The texts stay. */
  forgetTrees(): void;
}

export interface Opened {
  readonly kind: "open";
  readonly entries: readonly Target[];
  readonly workshop: Workshop;
}

/** Finds the entries among the files that the paths name: those of a `remit.json`, and those that no other imports. */
export function openPaths(host: Host, paths: readonly string[]): Opened | CannotRun {
  const project = findProject(host, paths);
  if (project.kind === "cannot-run") return project;
  const workshop = workshopOf(host);
  const free = project.targets.filter((target) => !target.named).map((target) => target.file);
  const found = new Set(findEntries(host, free, workshop.parse));
  const entries = project.targets.filter((target) => target.named || found.has(target.file));
  // What several policies may share is read once.
  if (entries.length > 1) workshop.readWhole();
  return { kind: "open", entries, workshop };
}

export interface ReadPolicy {
  readonly lowered: Lowered;
  readonly diagnostics: readonly Diagnostic[];
  /** By file. */
  readonly allowances: ReadonlyMap<string, readonly Allowance[]>;
  /** By file. */
  readonly comments: ReadonlyMap<string, SourceFile["comments"]>;
}

/** One policy, from its entry file to its model. */
export function readPolicy(entry: string, workshop: Workshop): ReadPolicy {
  const { program, lowered, comments: others } = readAndLower(entry, workshop);
  const comments = new Map(program.value.modules.map((module) => [module.file, [...module.source.comments, ...(others.get(module) ?? [])]]));
  const allowed = program.value.modules.map(({ file, text }) => ({ file, ...readAllowances(file, text, comments.get(file) ?? []) }));
  return {
    lowered,
    diagnostics: [...program.diagnostics, ...lowered.diagnostics, ...allowed.flatMap((each) => each.diagnostics)],
    allowances: new Map(allowed.map(({ file, value }) => [file, value])),
    comments,
  };
}

interface Read {
  readonly program: LoadedModules;
  readonly lowered: Lowered;
  /** Those that are not in the trees. */
  readonly comments: ReadonlyMap<Module, SourceFile["comments"]>;
}

function readAndLower(entry: string, { host, parse, stdlib, readWhole }: Workshop): Read {
  const program = loadModules(host, entry, parse, stdlib);
  if (program.value.modules.every((module) => module.source.later === undefined))
    return { program, lowered: lower(program.value), comments: new Map() };
  const read = lowerReading(program.value);
  if (read !== undefined) return { program, ...read };
  readWhole();
  const whole = loadModules(host, entry, parse, stdlib);
  return { program: whole, lowered: lower(whole.value), comments: new Map() };
}

function workshopOf(host: Host): Workshop {
  const parsed = new Map<string, { readonly text: string; readonly result: ReturnType<Parse> | undefined }>();
  const standard = host.findPolicies("std:");
  let ahead = true;
  return {
    host,
    readWhole() {
      ahead = false;
    },
    stdlib: standard.kind === "files" ? standard.files : [],
    parse(file, text) {
      const known = parsed.get(file);
      if (known?.text === text && known.result !== undefined && (ahead || known.result.value.later === undefined)) return known.result;
      const result = ahead ? parseAhead(file, text) : parse(file, text);
      parsed.set(file, { text, result });
      return result;
    },
    sources: (file) => parsed.get(file)?.text,
    files: () => [...parsed.keys()].sort(),
    forgetTrees() {
      for (const [file, { text }] of parsed) parsed.set(file, { text, result: undefined });
    },
  };
}
