/** `remit diff`: what a change lets agents do that they could not do before, and what it takes from those who check. */
import { parentFolder, relativePath, resolvePath } from "../base/path.js";
import { type Compared, compareVersions, type Version } from "../compare.js";
import { colored, plain } from "../diagnostics/paint.js";
import { renderText as renderDiagnostics } from "../diagnostics/text.js";
import { acceptedFile, findingsOf, judgeFindings, readAccepted } from "../diff/accepted.js";
import { fails, renderMarkdown, renderText } from "../diff/text.js";
import { collectWhereLarge } from "../host/collect.js";
import { progressLine } from "./progress.js";
import { cannotRun, couldNotRun, type World } from "./world.js";

export interface DiffOptions {
  readonly format: "text" | "json" | "markdown" | "sarif" | "github";
  readonly base?: string;
}

/** `paths`: the older and the newer version; with `--base`, those of the newer one alone. */
export async function diff(paths: readonly string[], options: DiffOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const versions = versionsOf(paths, options, world);
  if (versions.kind === "cannot-run") return cannotRun(versions.reason, terminal);
  const { before, after } = versions;
  const progress = progressLine(world, host.now());
  const compared = compareVersions(before, after, (what) => {
    progress.show(what);
    if (what.startsWith("comparing")) collectWhereLarge();
  });
  progress.clear();
  return report(compared, acceptedNear(after), options, world);
}

type Versions =
  | { readonly kind: "versions"; readonly before: Version | { readonly missing: string }; readonly after: Version }
  | { readonly kind: "cannot-run"; readonly reason: string };

function versionsOf(paths: readonly string[], { base }: DiffOptions, { host }: World): Versions {
  if (base === undefined) {
    const [old, now, ...more] = paths;
    if (old === undefined || now === undefined || more.length > 0)
      return { kind: "cannot-run", reason: "give two versions, `remit diff OLD NEW`, or a revision of git, `remit diff --base REF`" };
    return { kind: "versions", before: { host, paths: [old] }, after: { host, paths: [now] } };
  }
  const after = { host, paths };
  const revision = host.revision?.(base) ?? ({ kind: "none", reason: "there are no revisions here" } as const);
  if (revision.kind === "none") return { kind: "cannot-run", reason: `no base: ${revision.reason}` };
  return { kind: "versions", before: { host: revision.host, paths }, after };
}

/** The nearest file of that name at or above the newer version, or where it would be. */
function acceptedNear({ host, paths }: Version): string {
  const [first = "."] = paths;
  const named = resolvePath(host.folder, first);
  const nearest = host.isFolder(named) ? named : parentFolder(named);
  for (let folder = nearest; ; folder = parentFolder(folder)) {
    const file = resolvePath(folder, acceptedFile);
    if (host.read(file).kind !== "missing") return file;
    if (parentFolder(folder) === folder) return resolvePath(nearest, acceptedFile);
  }
}

async function report(compared: Compared, file: string, { format }: DiffOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const { folder } = host;
  if (compared.kind === "cannot-run") return cannotRun(compared.reason, terminal);
  if (compared.kind === "faulty") {
    const paint = terminal.color.err ? colored : plain;
    const screen = terminal.columns === undefined ? {} : { columns: terminal.columns };
    terminal.err(renderDiagnostics(compared.diagnostics, compared.sources, { folder, paint, ...screen }));
    terminal.err("remit: the newer version does not compile, so that it can't be compared\n");
    return couldNotRun;
  }
  const read = host.read(file);
  if (read.kind === "unreadable") return cannotRun(`can't read \`${relativePath(folder, file)}\`: ${read.reason}`, terminal);
  const accepted = read.kind === "missing" ? ({ kind: "entries", entries: [] } as const) : readAccepted(read.text);
  if (accepted.kind === "invalid") return cannotRun(`\`${relativePath(folder, file)}\`: ${accepted.reason}`, terminal);
  const { difference, sources } = compared;
  const judged = judgeFindings(findingsOf(difference), accepted.entries, host.now());
  switch (format) {
    case "text":
      terminal.out(renderText(difference, judged, terminal.color.out ? colored : plain));
      break;
    case "markdown":
      terminal.out(renderMarkdown(difference, judged));
      break;
    case "json":
      terminal.out((await import("../diff/formats.js")).renderJson(difference, judged));
      break;
    case "github":
      terminal.out((await import("../diff/formats.js")).renderGithub(judged, sources, folder, file));
      break;
    case "sarif": {
      const [{ renderSarif }, { version }] = await Promise.all([import("../diff/formats.js"), import("./version.js")]);
      terminal.out(renderSarif(judged, sources, folder, version));
      break;
    }
  }
  // The formats that a program reads have no place for these.
  if (format === "github" || format === "sarif") for (const note of difference.notes) terminal.err(`remit: note: ${note}\n`);
  return fails(judged) ? 1 : 0;
}
