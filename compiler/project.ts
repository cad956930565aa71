/** What is to be checked: from the paths that someone names to policy files, each with the settings that govern it. */
import { parentFolder, relativePath, resolvePath } from "./base/path.js";
import type { Host } from "./host/host.js";
import { defaultSettings, readSettings, type Settings } from "./settings.js";

/** A file that may be the entry of a policy. */
export interface Target {
  readonly file: string;
  readonly settings: Settings;
  /** A `remit.json` names it as an entry; another is one only where no other target imports it. */
  readonly named: boolean;
}

export type Project = { readonly kind: "project"; readonly targets: readonly Target[] } | CannotRun;

/** Nothing could be checked, and why: one line for a person. */
export interface CannotRun {
  readonly kind: "cannot-run";
  readonly reason: string;
  /** The `remit.json` that is to blame, if one is. */
  readonly settings?: string;
}

/**
 * Paths are files, or folders with every `.remit` below; none means the host's folder. The nearest `remit.json` at or above a
 * file governs it. One that names policies decides which files of its folder are entries.
 */
export function findProject(host: Host, paths: readonly string[]): Project {
  const settingsOf = settingsReader(host);
  const targets = new Map<string, Target>();
  for (const path of paths.length === 0 ? ["."] : paths) {
    const whole = resolvePath(host.folder, path);
    const found = host.isFolder(whole) ? inFolder(host, whole, settingsOf) : oneFile(host, whole, settingsOf);
    if (found.kind === "cannot-run") return found;
    for (const target of found.targets) if (target.named || !targets.has(target.file)) targets.set(target.file, target);
  }
  return { kind: "project", targets: [...targets.values()].sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

function oneFile(host: Host, file: string, settingsOf: SettingsOf): Project {
  const read = host.read(file);
  const shown = relativePath(host.folder, file);
  if (read.kind === "missing") return cannotRun(`there is no file or folder \`${shown}\``);
  if (read.kind === "unreadable") return cannotRun(`can't read \`${shown}\`: ${read.reason}`);
  const settings = settingsOf(parentFolder(file));
  if (settings.kind === "cannot-run") return settings;
  return { kind: "project", targets: [{ file, settings: settings.settings, named: false }] };
}

function inFolder(host: Host, folder: string, settingsOf: SettingsOf): Project {
  const shown = relativePath(host.folder, folder);
  const found = host.findPolicies(folder);
  if (found.kind === "missing") return cannotRun(`there is no file or folder \`${shown}\``);
  if (found.kind === "unreadable") return cannotRun(`can't read the folder \`${shown}\`: ${found.reason}`);

  const targets = new Map<string, Target>();
  const unnamed: Target[] = [];
  const governing = new Set<Settings>();
  for (const at of [folder, ...found.files.map(parentFolder)]) {
    const settings = settingsOf(at);
    if (settings.kind === "cannot-run") return settings;
    governing.add(settings.settings);
  }
  for (const settings of governing) {
    for (const [name, file] of settings.policies ?? []) {
      // Someone who names a folder below that of the `remit.json` means the policies in it.
      if (!isWithin(settings.folder, folder) && !isWithin(file, folder)) continue;
      const read = host.read(file);
      const where = relativePath(host.folder, `${settings.folder}/remit.json`);
      if (read.kind === "missing")
        return cannotRun(
          `the entry of policy \`${name}\` in \`${where}\` is not there: \`${relativePath(host.folder, file)}\``,
          `${settings.folder}/remit.json`,
        );
      if (read.kind === "unreadable")
        return cannotRun(`can't read \`${relativePath(host.folder, file)}\`: ${read.reason}`, `${settings.folder}/remit.json`);
      targets.set(file, { file, settings, named: true });
    }
  }
  for (const file of found.files) {
    const settings = settingsOf(parentFolder(file));
    if (settings.kind === "cannot-run") return settings;
    if (settings.settings.policies === undefined) unnamed.push({ file, settings: settings.settings, named: false });
  }
  for (const target of unnamed) if (!targets.has(target.file)) targets.set(target.file, target);
  if (targets.size === 0) return cannotRun(`there is no policy to check in \`${shown}\``);
  return { kind: "project", targets: [...targets.values()] };
}

type SettingsOf = (folder: string) => { readonly kind: "settings"; readonly settings: Settings } | CannotRun;

/** Reads the nearest `remit.json` at or above a folder, each once. */
function settingsReader(host: Host): SettingsOf {
  const known = new Map<string, ReturnType<SettingsOf>>();
  const settingsOf: SettingsOf = (folder) => {
    const cached = known.get(folder);
    if (cached !== undefined) return cached;
    const found = read(folder);
    known.set(folder, found);
    return found;
  };
  const read: SettingsOf = (folder) => {
    const file = resolvePath(folder, "remit.json");
    const text = host.read(file);
    if (text.kind === "text") {
      const settings = readSettings(text.text, folder);
      return settings.kind === "invalid" ? cannotRun(`\`${relativePath(host.folder, file)}\`: ${settings.reason}`, file) : settings;
    }
    if (text.kind === "unreadable") return cannotRun(`can't read \`${relativePath(host.folder, file)}\`: ${text.reason}`, file);
    const above = parentFolder(folder);
    return above === folder ? { kind: "settings", settings: defaultSettings(host.folder) } : settingsOf(above);
  };
  return settingsOf;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function cannotRun(reason: string, settings?: string): CannotRun {
  return { kind: "cannot-run", reason, ...(settings === undefined ? {} : { settings }) };
}
