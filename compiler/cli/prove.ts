/** `remit prove`: the certificate of every policy, which `remit verify` checks without trusting what made it. */
import { analyse } from "../analysis/analyse.js";
import { certify } from "../analysis/certify.js";
import { relativePath, resolvePath } from "../base/path.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { colored, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { renderText } from "../diagnostics/text.js";
import { applySettings, ordered } from "../findings.js";
import { collectWhereLarge } from "../host/collect.js";
import { openPaths, readPolicy } from "../load.js";
import { type Certificate, writeCertificates } from "../proof/certificate.js";
import { progressLine } from "./progress.js";
import { cannotRun, type World } from "./world.js";

export interface ProveOptions {
  readonly out: string;
}

/** Writes the certificates, if every policy is without an error and has one; else says what stands against it and writes nothing. */
export function prove(paths: readonly string[], { out }: ProveOptions, world: World): number {
  const { host, terminal } = world;
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return cannotRun(opened.reason, terminal);
  const { entries, workshop } = opened;
  const progress = progressLine(world, host.now());
  const errors: Diagnostic[] = [];
  const certificates: Certificate[] = [];
  const lacking: string[] = [];
  for (const [at, { file, settings }] of entries.entries()) {
    const shown = relativePath(host.folder, file);
    progress.show(`checking ${shown}`);
    const { lowered, allowances, diagnostics } = readPolicy(file, workshop);
    if (at === entries.length - 1) workshop.forgetTrees();
    collectWhereLarge();
    const found = [...diagnostics, ...analyse(lowered.value, lowered).diagnostics];
    const wrong = applySettings(found, settings, allowances, workshop.sources).filter(({ severity }) => severity === "error");
    errors.push(...wrong);
    if (wrong.length > 0) continue;
    progress.show(`proving ${shown}`);
    const certified = certify(lowered.value);
    if (certified.kind === "certificate") certificates.push(certified.certificate);
    else lacking.push(`${shown}: ${certified.of}: ${certified.why}`);
  }
  progress.clear();
  if (errors.length > 0) {
    const paint = terminal.color.err ? colored : plain;
    const screen = terminal.columns === undefined ? {} : { columns: terminal.columns };
    terminal.err(renderText(ordered(errors), workshop.sources, { folder: host.folder, paint, ...screen }));
    terminal.err("remit: a policy with these errors has no certificate\n");
  }
  for (const each of lacking) terminal.err(`remit: no certificate was found: ${visible(each)}\n`);
  if (errors.length > 0 || lacking.length > 0) return 1;
  const file = resolvePath(host.folder, out);
  try {
    host.write(file, writeCertificates(certificates));
  } catch (problem) {
    return cannotRun(`can't write \`${out}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
  }
  if (terminal.interactive) terminal.err(`wrote ${visible(out)}\n`);
  return 0;
}
