/** `remit build`: the guard of every policy, as code that enforces what was proved. */
import { analyse } from "../analysis/analyse.js";
import { relativePath, resolvePath } from "../base/path.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { colored, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { renderText } from "../diagnostics/text.js";
import { applySettings, ordered } from "../findings.js";
import { openPaths, readPolicy } from "../load.js";
import type { Policy } from "../model/model.js";
import type { Target } from "../project.js";
import { progressLine } from "./progress.js";
import { cannotRun, type World } from "./world.js";

export interface BuildOptions {
  readonly out: string;
  readonly target: "typescript" | "json";
  /** Write nothing: are the guards that stand there the ones that would be written? */
  readonly check?: boolean;
}

/** Writes the guards, or with `--check` looks at them; where a policy has an error it says so and writes nothing. */
export async function build(paths: readonly string[], options: BuildOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return cannotRun(opened.reason, terminal);
  const { entries, workshop } = opened;
  const progress = progressLine(world, host.now());
  const errors: Diagnostic[] = [];
  const policies: { readonly name: string; readonly policy: Policy }[] = [];
  for (const target of entries) {
    progress.show(`proving ${relativePath(host.folder, target.file)}`);
    const { lowered, allowances, diagnostics } = readPolicy(target.file, workshop);
    const found = [...diagnostics, ...analyse(lowered.value, lowered).diagnostics];
    errors.push(...applySettings(found, target.settings, allowances, workshop.sources).filter(({ severity }) => severity === "error"));
    policies.push({ name: nameOf(target), policy: lowered.value });
  }
  if (errors.length > 0) {
    progress.clear();
    const paint = terminal.color.err ? colored : plain;
    const screen = terminal.columns === undefined ? {} : { columns: terminal.columns };
    terminal.err(renderText(ordered(errors), workshop.sources, { folder: host.folder, paint, ...screen }));
    terminal.err("remit: no guard is made of a policy with these errors\n");
    return 1;
  }
  if (policies.length === 0) return cannotRun("there is no policy here", terminal);

  progress.show("writing guards");
  const emit = await emitter(options.target);
  const guards = policies
    .map(({ name, policy }) => emit(policy, name))
    .map((made) => ({ ...made, path: resolvePath(host.folder, `${options.out}/${made.file}`) }));
  progress.clear();
  const twice = guards.find(({ path }, i) => guards.findIndex((each) => each.path === path) !== i);
  if (twice !== undefined) return cannotRun(`two policies would be written to \`${twice.file}\`: \`remit.json\` can name them apart`, terminal);
  if (options.check === true) {
    const stale = guards.flatMap(({ path, text }) => {
      const read = host.read(path);
      if (read.kind === "text" && read.text === text) return [];
      return [
        `${relativePath(host.folder, path)} ${read.kind === "missing" ? "is missing" : read.kind === "text" ? "is not what the policy gives" : "can't be read"}`,
      ];
    });
    for (const each of stale) terminal.err(`remit: ${visible(each)}\n`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const { path, text } of guards) {
    const shown = relativePath(host.folder, path);
    try {
      host.write(path, text);
    } catch (problem) {
      return cannotRun(`can't write \`${shown}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
    }
    if (terminal.interactive) terminal.err(`wrote ${visible(shown)}\n`);
  }
  return 0;
}

type Emitter = (policy: Policy, name: string) => { readonly file: string; readonly text: string };

/** What prints is loaded only here: no other command pays for it. */
async function emitter(target: BuildOptions["target"]): Promise<Emitter> {
  if (target === "json") {
    const [{ printJson }, { snake }] = await Promise.all([import("../emit/json.js"), import("../emit/names.js")]);
    return (policy, name) => ({ file: `${snake(name)}.guard.json`, text: printJson(policy, name) });
  }
  const [{ planModule }, { print }] = await Promise.all([import("../emit/plan.js"), import("../emit/print.js")]);
  return (policy, name) => {
    const module = planModule(policy, name);
    return { file: module.file, text: print(module) };
  };
}

/** What `remit.json` calls the policy; else its file's name, or its folder's where the file is called `policy.remit`. */
export function nameOf({ file, settings }: Target): string {
  for (const [name, entry] of settings.policies ?? []) if (entry === file) return name;
  const [base = "", folder = ""] = file.split("/").reverse();
  const name = base.replace(/\.remit$/, "");
  return name === "policy" && folder !== "" ? folder : name;
}
