/**
 * Policies that are kept up while their files are edited: what an edit leaves as it was is neither read nor lowered again, and
 * stays the same object. Its parts: `syntax/edited.ts` keeps the tree of a text, `model/kept-policy.ts` what its declarations
 * were lowered to, and here files and policies are brought together. Where an import changes, or a file comes or goes, entries
 * and modules are found anew; the trees stay. After any edits everything is as if it had just been loaded (see `load.ts`), but
 * that spans are counted from what they stand in, and move with it.
 */
import type { Allowance } from "./allowances.js";
import { linesOf, type Position } from "./base/lines.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { Sources } from "./diagnostics/located.js";
import type { Host } from "./host/host.js";
import { type LiveFile, liveFile } from "./live-file.js";
import { type Changed, isNothing } from "./model/changes.js";
import { type Edit, type KeptPolicy, keepPolicy } from "./model/kept-policy.js";
import type { Lowered } from "./model/lower.js";
import type { Hop } from "./model/model.js";
import { findEntries, type LoadedModules, loadModules, type Module, type Program } from "./names/modules.js";
import { type CannotRun, findProject } from "./project.js";
import type { Settings } from "./settings.js";
import type { AgentDecl, DelegateDecl, PrincipalDecl, SourceFile } from "./syntax/ast.js";
import { differenceIn, type EditedText, type Splice } from "./syntax/edited.js";

/** Offsets are UTF-16 units of the text as it is when the change is made. */
export type Change =
  /** The whole text as it is now; the file may be new. */
  | { readonly kind: "text"; readonly file: string; readonly text: string }
  | { readonly kind: "range"; readonly file: string; readonly start: number; readonly end: number; readonly text: string }
  /** As if the host had no such file. */
  | { readonly kind: "gone"; readonly file: string };

export interface Workspace {
  readonly kind: "workspace";
  /** One for each entry. The same object as long as its file is an entry. */
  readonly policies: readonly OpenPolicy[];
  /** The texts as they are now. */
  readonly sources: Sources;
  /** Every file that was read, sorted. */
  files(): readonly string[];
  /** A file as it is edited: its text in pieces, each with its tree; nothing where it was never read. */
  edited(file: string): EditedText | undefined;
  /** The tree of a whole file, as it is now. */
  tree(file: string): SourceFile | undefined;
  /** The line and character of an offset, without the lines of the whole text. */
  positionAt(file: string, offset: number): Position;
  /** The offset of a position: past the end of a line, that line's end; past the last line, the text's end. */
  offsetAt(file: string, position: Position): number;
  /** Makes some changes, one after the other. What they did to each policy, in the order of `policies`. */
  edit(changes: readonly Change[]): readonly PolicyChange[];
  /** Makes changes to the texts alone: of all else nothing may be asked until the next `edit`, which takes them in. */
  write(changes: readonly Change[]): void;
}

export interface PolicyChange {
  readonly policy: OpenPolicy;
  readonly changed: Changed;
}

export interface OpenPolicy {
  readonly entry: string;
  readonly settings: Settings;
  /** Its modules and what names mean in them; always as the texts are now. */
  readonly program: Program;
  readonly lowered: Lowered;
  /** The hops that reach or leave the parties of a name, in no order, without going through all hops. */
  hopsOf(name: string): ReadonlySet<Hop>;
  /** The declarations of hops that reach or leave a party, and of those of which it is not known, in order. */
  hopsAt(party: AgentDecl | PrincipalDecl): readonly { readonly declaration: DelegateDecl; readonly module: Module }[];
  /** As those of `readPolicy`: before settings and allowances, in no order. */
  readonly diagnostics: readonly Diagnostic[];
  /** By file; a file without any may be missing. */
  readonly allowances: ReadonlyMap<string, readonly Allowance[]>;
}

/** Opens the policies that the paths name (see `findProject`). Files that were never edited are read through the host. */
export function openWorkspace(host: Host, paths: readonly string[]): Workspace | CannotRun {
  const live = new Map<string, LiveFile>();
  const gone = new Set<string>();
  const over = overlay(host, live, gone);
  const standard = host.findPolicies("std:");
  const stdlib = standard.kind === "files" ? standard.files : [];
  const read = (file: string, text: string): LiveFile => {
    const known = live.get(file);
    if (known !== undefined) return known;
    const made = liveFile(file, text);
    live.set(file, made);
    return made;
  };
  const parse = (file: string, text: string): LiveFile["parsed"] => read(file, text).parsed;
  const load = (entry: string): LoadedModules => loadModules(over, entry, parse, stdlib);

  let used: ReadonlySet<string> = new Set();
  let policies: readonly Standing[] = [];

  /** Finds the entries, and lowers their policies. */
  const find = (): CannotRun | undefined => {
    const project = findProject(over, paths);
    if (project.kind === "cannot-run") return project;
    const free = project.targets.filter((target) => !target.named).map((target) => target.file);
    const entries = new Set(findEntries(over, free, parse));
    const standing = new Map(policies.map((policy) => [policy.entry, policy]));
    const seen = new Set(free);
    policies = project.targets
      .filter((target) => target.named || entries.has(target.file))
      .map(({ file, settings }) => {
        const policy = standing.get(file) ?? standingPolicy(file, live);
        policy.open(load(file), settings);
        for (const module of policy.modules()) seen.add(module.file);
        return policy;
      });
    used = seen;
    return undefined;
  };
  const failed = find();
  if (failed !== undefined) return failed;

  /** What was written and is still to be taken in. */
  let written = new Map<string, Splice[]>();
  let isLinked = false;
  const write: Workspace["write"] = (changes) => {
    for (const change of changes) {
      const done = make(change, live, gone);
      if (done === "linked") isLinked = true;
      else if (done !== undefined) written.set(change.file, [...(written.get(change.file) ?? []), done]);
    }
  };
  const edit: Workspace["edit"] = (changes) => {
    write(changes);
    const splices = written;
    const linked = isLinked;
    written = new Map();
    isLinked = false;
    if (linked || [...splices.values()].flat().some(changesImports)) {
      for (const file of splices.keys()) live.get(file)?.renew();
      // Where no policy is left, there is none.
      if (find() !== undefined) {
        policies = [];
        used = new Set();
      }
      return policies.map((policy) => ({ policy, changed: { kind: "everything" } }));
    }
    const cut = [...splices.keys()].filter((file) => !(live.get(file)?.isWhole() ?? true));
    for (const file of splices.keys()) live.get(file)?.renew();
    const broken = new Set([...cut, ...[...splices.keys()].filter((file) => !(live.get(file)?.isWhole() ?? true))]);
    return policies.map((policy) => ({ policy, changed: policy.edit(splices, broken, load) }));
  };

  return {
    kind: "workspace",
    get policies() {
      return policies;
    },
    sources: (file) => live.get(file)?.edited.text(),
    files: () => [...used].sort(),
    edited: (file) => live.get(file)?.edited,
    tree: (file) => live.get(file)?.parsed.value,
    positionAt(file, offset) {
      const edited = live.get(file)?.edited;
      const piece = edited?.pieces[edited.pieceAt(offset)];
      if (piece === undefined) return { line: 0, character: 0 };
      const { line, character } = linesOf(piece.text).positionAt(offset - piece.at);
      return { line: piece.line + line, character };
    },
    offsetAt(file, { line, character }) {
      const pieces = live.get(file)?.edited.pieces ?? [];
      if (line < 0) return 0;
      const piece = pieces[lastBefore(pieces, (each) => each.line <= line)];
      if (piece === undefined) return 0;
      const inside = line - piece.line;
      const lines = linesOf(piece.text);
      if (inside >= lines.count) return piece.at + piece.text.length;
      return piece.at + lines.offsetAt({ line: inside, character });
    },
    edit,
    write,
  };
}

/** The index of the last member that is so, of a list in which none is so after one that is not; 0 where none is. */
function lastBefore<T>(list: readonly T[], isSo: (member: T) => boolean): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isSo(list[middle] as T)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Makes a change to a text. `"linked"`: which files there are changed. */
function make(change: Change, live: Map<string, LiveFile>, gone: Set<string>): Splice | "linked" | undefined {
  const { file } = change;
  const known = live.get(file);
  if (change.kind === "gone") {
    live.delete(file);
    gone.add(file);
    return "linked";
  }
  if (known === undefined || gone.has(file)) {
    live.set(file, liveFile(file, change.text));
    gone.delete(file);
    return "linked";
  }
  if (change.kind === "range") return known.edited.replace(change.start, change.end, change.text);
  const { text } = change;
  const { start, end, endInOther } = differenceIn(known.edited.text(), text);
  return known.edited.replace(start, end, text.slice(start, endInOther), text);
}

function changesImports({ removed, added }: Splice): boolean {
  const before = removed.flatMap((piece) => piece.imports);
  const after = added.flatMap((piece) => piece.imports);
  return before.length !== after.length || before.some((each, i) => each !== after[i]);
}

/** The host, with the texts as they were edited. */
function overlay(host: Host, live: ReadonlyMap<string, LiveFile>, gone: ReadonlySet<string>): Host {
  return {
    ...host,
    folder: host.folder,
    read(path) {
      const file = live.get(path);
      if (file !== undefined) return { kind: "text", text: file.edited.text() };
      return gone.has(path) ? { kind: "missing" } : host.read(path);
    },
    findPolicies(folder) {
      const found = host.findPolicies(folder);
      const start = folder.endsWith("/") || folder.endsWith(":") ? folder : `${folder}/`;
      const made = [...live.keys()].filter((file) => file.startsWith(start) && !file.startsWith("std:"));
      if (found.kind !== "files") return made.length > 0 ? { kind: "files", files: made.sort() } : found;
      return { kind: "files", files: [...new Set([...found.files, ...made])].filter((file) => !gone.has(file)).sort() };
    },
    isFolder: (path) => host.isFolder(path),
  };
}

interface Standing extends OpenPolicy {
  modules(): readonly Module[];
  open(loaded: LoadedModules, settings: Settings): void;
  /** `broken`: files that had or have more mistakes than are read. */
  edit(splices: ReadonlyMap<string, readonly Splice[]>, broken: ReadonlySet<string>, load: (entry: string) => LoadedModules): Changed;
}

type Edited = { -readonly [Key in "damage" | "seems"]: Module[Key] };

function standingPolicy(entry: string, live: ReadonlyMap<string, LiveFile>): Standing {
  let loaded: LoadedModules | undefined;
  let kept: KeptPolicy | undefined;
  let settings: Settings = { folder: "", severities: new Map() };
  let diagnostics: readonly Diagnostic[] | undefined;
  const modules = (): readonly Module[] => loaded?.value.modules ?? [];
  const files = (): readonly LiveFile[] => modules().flatMap((module) => live.get(module.file) ?? []);

  const open = (now: LoadedModules): void => {
    loaded = now;
    diagnostics = undefined;
    for (const module of now.value.modules) {
      Object.defineProperty(module, "text", { get: () => live.get(module.file)?.edited.text() ?? "" });
      (module as Edited).seems = (name) => live.get(module.file)?.edited.seems(name) ?? false;
    }
    kept = keepPolicy(now.value, now.nameProblems, (module) => live.get(module.file)?.pieces() ?? []);
  };

  return {
    entry,
    get settings() {
      return settings;
    },
    get program() {
      if (loaded === undefined) throw new Error("the policy is not open");
      return loaded.value;
    },
    get lowered() {
      if (kept === undefined) throw new Error("the policy is not open");
      return kept.lowered();
    },
    hopsOf: (name) => kept?.hopsOf(name) ?? new Set(),
    hopsAt: (party) => kept?.hopsAt(party) ?? [],
    get diagnostics() {
      diagnostics ??= [
        ...files().flatMap((file) => file.parsed.diagnostics),
        ...(loaded?.importProblems ?? []),
        ...(kept?.nameProblems() ?? []),
        ...(kept?.lowered().diagnostics ?? []),
        ...files().flatMap((file) => file.allowed().diagnostics),
      ];
      return diagnostics;
    },
    get allowances() {
      return new Map(files().map((file) => [file.edited.file, file.allowed().value]));
    },
    modules,
    open(now, its) {
      settings = its;
      open(now);
    },
    edit(splices, broken, load) {
      const touched = modules().filter((module) => splices.has(module.file));
      if (touched.length === 0 || kept === undefined) return { kind: "nothing" };
      diagnostics = undefined;
      const wasDamaged = modules().some((module) => module.damage.length > 0);
      for (const module of touched) {
        (module as Edited).damage = live.get(module.file)?.damage() ?? [];
      }
      const edits = touched.map((module): Edit => ({ module, splices: splices.get(module.file) ?? [] }));
      const changes = touched.some((module) => broken.has(module.file)) ? undefined : kept.update(edits, wasDamaged);
      if (changes !== undefined) return isNothing(changes) ? { kind: "nothing" } : { kind: "some", ...changes };
      open(load(entry));
      return { kind: "everything" };
    },
  };
}
