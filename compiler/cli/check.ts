/** `remit check`: the proof of every policy, or what stands against it. */
import { relativePath, resolvePath } from "../base/path.js";
import type { Code, Diagnostic } from "../diagnostics/diagnostic.js";
import { renderJson } from "../diagnostics/json.js";
import { colored, plain } from "../diagnostics/paint.js";
import { countText, renderText } from "../diagnostics/text.js";
import { collectWhereLarge } from "../host/collect.js";
import type { LiveCheck } from "../live-check.js";
import { type Checked, check as checkPolicies, type Progress } from "../pipeline.js";
import type { CannotRun } from "../project.js";
import { withoutKnown } from "./baseline.js";
import { progressLine } from "./progress.js";
import { cannotRun, type World } from "./world.js";

export interface CheckOptions {
  readonly format: "text" | "json" | "sarif" | "github" | "junit";
  readonly deny?: readonly Code[];
  readonly denyWarnings?: boolean;
  readonly baseline?: string;
  readonly watch?: boolean;
}

/** Checks once, or with `--watch` until someone stops it. */
export async function check(paths: readonly string[], options: CheckOptions, world: World): Promise<number> {
  if (options.watch === true) return watch(paths, options, world);
  const show = progress(world);
  const checked = checkPolicies(world.host, paths, (step) => {
    if (step.stage === "proving") collectWhereLarge();
    show.step(step);
  });
  return (await report(checked, options, world, show.end())).code;
}

/** What did not change since the last time is not checked again. */
async function watch(paths: readonly string[], options: CheckOptions, world: World): Promise<number> {
  const [{ watchForever }, { checkLive }] = await Promise.all([import("./watch.js"), import("../live-check.js")]);
  let live: LiveCheck | CannotRun | undefined;
  const again = async (): Promise<readonly string[]> => {
    const show = progress(world);
    if (live?.kind !== "live") live = checkLive(world.host, paths, show.step);
    const checked = live.kind === "live" ? live.refresh() : live;
    return (await report(checked, options, world, show.end())).files;
  };
  return watchForever(paths, await again(), world, again);
}

/** Shows what is being done, where it takes long; at the end, how long it took. */
function progress(world: World): { step(step: Progress): void; end(): number } {
  const { host } = world;
  const began = host.now();
  const line = progressLine(world, began);
  return {
    step: ({ stage, entry }) => line.show(`${stage} ${relativePath(host.folder, entry)}`),
    end: () => {
      line.clear();
      return host.now() - began;
    },
  };
}

async function report(
  checked: Checked | CannotRun,
  options: CheckOptions,
  world: World,
  milliseconds: number,
): Promise<{ code: number; files: readonly string[] }> {
  const { host, terminal } = world;
  if (checked.kind === "cannot-run") {
    return { code: cannotRun(checked.reason, terminal), files: [] };
  }

  let { diagnostics } = checked;
  if (options.baseline !== undefined) {
    const known = withoutKnown(diagnostics, options.baseline, host);
    if (known.kind === "unusable") {
      return { code: cannotRun(known.reason, terminal), files: checked.files };
    }
    diagnostics = known.diagnostics;
    if (known.gone > 0 && options.format === "text") {
      terminal.err(
        `${known.gone} ${known.gone === 1 ? "warning" : "warnings"} of the baseline ${known.gone === 1 ? "is" : "are"} gone: it can be written anew\n`,
      );
    }
  }
  // What the baseline knows is no error by being denied: only what is new fails.
  diagnostics = raise(diagnostics, options);
  terminal.out(await render(diagnostics, checked, options, world));
  if (terminal.interactive && options.format === "text") terminal.err(`${closing(diagnostics, checked, milliseconds)}\n`);
  return { code: diagnostics.some((diagnostic) => diagnostic.severity === "error") ? 1 : 0, files: checked.files };
}

/** `--deny` and `--deny-warnings` make errors of warnings. */
function raise(diagnostics: readonly Diagnostic[], { deny = [], denyWarnings = false }: CheckOptions): readonly Diagnostic[] {
  const denied = ({ code, severity }: Diagnostic): boolean => deny.includes(code) || (denyWarnings && severity === "warning");
  return diagnostics.map((diagnostic) => (denied(diagnostic) ? { ...diagnostic, severity: "error" } : diagnostic));
}

async function render(diagnostics: readonly Diagnostic[], checked: Checked, options: CheckOptions, { host, terminal }: World): Promise<string> {
  const { sources, proof, files } = checked;
  switch (options.format) {
    case "text": {
      if (diagnostics.length === 0) return "";
      const paint = terminal.color.out ? colored : plain;
      const screen = terminal.columns === undefined ? {} : { columns: terminal.columns };
      return `${renderText(diagnostics, sources, { folder: host.folder, paint, ...screen })}${countText(diagnostics)}\n`;
    }
    case "json":
      return renderJson(diagnostics, proof, sources, host.folder);
    case "sarif": {
      const [{ renderSarif }, { readDoc }, { version }] = await Promise.all([
        import("../diagnostics/sarif.js"),
        import("./docs.js"),
        import("./version.js"),
      ]);
      return renderSarif(diagnostics, sources, { folder: host.folder, version, help: readDoc });
    }
    case "github": {
      const [{ renderGithub }, { renderSummary }] = await Promise.all([import("../diagnostics/github.js"), import("../diagnostics/summary.js")]);
      addSummary(renderSummary(diagnostics, proof, sources, host.folder), { host, terminal });
      return renderGithub(diagnostics, sources, host.folder);
    }
    case "junit":
      return (await import("../diagnostics/junit.js")).renderJunit(diagnostics, files, sources, host.folder);
  }
}

/** Adds to the page of a job, where there is one. That it can't be written is no reason to fail the job: all is said in its log, too. */
function addSummary(text: string, { host, terminal }: World): void {
  if (terminal.summary === undefined) return;
  const path = resolvePath(host.folder, terminal.summary);
  const before = host.read(path);
  try {
    host.write(path, `${before.kind === "text" ? before.text : ""}${text}\n`);
  } catch (problem) {
    terminal.err(`remit: can't write the job's summary: ${problem instanceof Error ? problem.message : String(problem)}\n`);
  }
}

/** The one line that a person sees last. */
function closing(diagnostics: readonly Diagnostic[], { proof, policies }: Checked, milliseconds: number): string {
  const count = (n: number, one: string): string => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;
  const clean = !diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const { agents, hops, chains, obligations, proved } = proof;
  const what = [...(policies > 1 ? [`${policies} policies`] : []), count(agents, "agent"), count(hops, "hop"), count(chains, "chain")].join(", ");
  const how =
    proved === obligations
      ? `${obligations === 1 ? "" : "all "}${count(obligations, "obligation")} proved`
      : `${proved.toLocaleString("en")} of ${count(obligations, "obligation")} proved`;
  const time = milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return `${clean ? "ok" : "refused"}: ${what}; ${how} in ${time}`;
}
