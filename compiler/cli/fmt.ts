/** `remit fmt`: policies in the one layout. */
import { relativePath, resolvePath } from "../base/path.js";
import { colored, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { renderText } from "../diagnostics/text.js";
import { format } from "../syntax/format.js";
import { parse } from "../syntax/parse.js";
import { cannotRun, type World } from "./world.js";

export interface FmtOptions {
  readonly check?: boolean;
}

/** Rewrites the files that are not in the layout, or with `--check` names them. A file that does not parse is left as it is. */
export function fmt(paths: readonly string[], options: FmtOptions, { host, terminal }: World): number {
  const found = filesOf(paths, host);
  if (found.kind === "cannot-run") {
    return cannotRun(found.reason, terminal);
  }
  let code = 0;
  for (const file of found.files) {
    const shown = visible(relativePath(host.folder, file));
    const read = host.read(file);
    if (read.kind !== "text") {
      return cannotRun(read.kind === "missing" ? `there is no file or folder \`${shown}\`` : `can't read \`${shown}\`: ${read.reason}`, terminal);
    }
    const parsed = parse(file, read.text);
    const text = format(read.text, parsed);
    if (text === undefined) {
      const paint = terminal.color.err ? colored : plain;
      terminal.err(renderText(parsed.diagnostics, () => read.text, { folder: host.folder, paint }));
      terminal.err(`${shown} is left as it is\n`);
      code = 1;
      continue;
    }
    if (text === read.text) continue;
    if (options.check === true) {
      terminal.out(`${shown}\n`);
      code = 1;
      continue;
    }
    try {
      host.write(file, text);
    } catch (problem) {
      return cannotRun(`can't write \`${shown}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
    }
    terminal.err(`formatted ${shown}\n`);
  }
  return code;
}

type Files = { readonly kind: "files"; readonly files: readonly string[] } | { readonly kind: "cannot-run"; readonly reason: string };

/** Every file that the paths name, whether or not it is part of a policy. */
function filesOf(paths: readonly string[], host: World["host"]): Files {
  const files: string[] = [];
  for (const path of paths.length === 0 ? ["."] : paths) {
    const whole = resolvePath(host.folder, path);
    if (!host.isFolder(whole)) files.push(whole);
    else {
      const found = host.findPolicies(whole);
      if (found.kind === "missing") return { kind: "cannot-run", reason: `there is no file or folder \`${path}\`` };
      if (found.kind === "unreadable") return { kind: "cannot-run", reason: `can't read the folder \`${path}\`: ${found.reason}` };
      if (found.files.length === 0) return { kind: "cannot-run", reason: `there is no policy in \`${path}\`` };
      files.push(...found.files);
    }
  }
  return { kind: "files", files: [...new Set(files)] };
}
