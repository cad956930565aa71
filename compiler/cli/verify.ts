/** `remit verify`: whether certificates hold of the policies, by the checker alone. */
import { relativePath, resolvePath } from "../base/path.js";
import { colored, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { renderText } from "../diagnostics/text.js";
import { applySettings, ordered } from "../findings.js";
import { collectWhereLarge } from "../host/collect.js";
import { openPaths, readPolicy } from "../load.js";
import { readCertificates } from "../proof/certificate.js";
import { check, type Verdict } from "../proof/check.js";
import { refuted } from "../proof/refuted.js";
import { cannotRun, type World } from "./world.js";

export interface VerifyOptions {
  readonly format: "text" | "json";
}

/** The policies are read anew; of what `remit prove` found out nothing is believed. */
export function verify(certificate: string, paths: readonly string[], options: VerifyOptions, { host, terminal }: World): number {
  const read = host.read(resolvePath(host.folder, certificate));
  if (read.kind !== "text") {
    return cannotRun(read.kind === "missing" ? `there is no file \`${certificate}\`` : `can't read \`${certificate}\`: ${read.reason}`, terminal);
  }
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return cannotRun(opened.reason, terminal);
  const { entries, workshop } = opened;
  const policies = entries.map(({ file, settings }) => ({ settings, ...readPolicy(file, workshop) }));
  workshop.forgetTrees();
  collectWhereLarge();
  const found = policies.flatMap(({ diagnostics, settings, allowances }) => applySettings(diagnostics, settings, allowances, workshop.sources));
  const errors = ordered(found).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const paint = terminal.color.err ? colored : plain;
    terminal.err(renderText(errors, workshop.sources, { folder: host.folder, paint }));
    terminal.err("remit: a policy with these errors has no certificate\n");
    return 1;
  }

  const certificates = readCertificates(read.text);
  const verdicts = policies.map(({ lowered: { value: policy } }, at) => {
    const own = typeof certificates === "string" ? undefined : certificates[at];
    const why = typeof certificates === "string" ? certificates : "there is no certificate of this policy";
    const verdict: Verdict = own === undefined ? { kind: "fails", of: "the certificate", why } : check(policy, own, refuted);
    return { entry: relativePath(host.folder, policy.entry), verdict };
  });
  const others = typeof certificates === "string" ? 0 : Math.max(0, certificates.length - verdicts.length);
  const ok = others === 0 && verdicts.every(({ verdict }) => verdict.kind === "holds");
  if (options.format === "json") {
    const said = verdicts.map(({ entry, verdict }) =>
      verdict.kind === "holds" ? { entry, holds: true, counts: verdict.counts } : { entry, holds: false, of: verdict.of, why: verdict.why },
    );
    terminal.out(`${JSON.stringify({ version: 1, ok, policies: said, others }, undefined, 2)}\n`);
  } else {
    for (const { entry, verdict } of verdicts) terminal.out(`${visible(entry)}: ${inWords(verdict)}\n`);
    if (others > 0) terminal.out(`${others} more ${others === 1 ? "certificate is" : "certificates are"} of no policy here\n`);
  }
  return ok ? 0 : 1;
}

function inWords(verdict: Verdict): string {
  if (verdict.kind === "fails") return `does not hold: ${visible(verdict.of)}: ${visible(verdict.why)}`;
  const count = (n: number, one: string, more: string): string => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;
  const { contexts, questions, compared } = verdict.counts;
  const what = [
    count(contexts, "hop as chains make it", "hops as chains make them"),
    count(questions, "question", "questions"),
    count(compared, "comparison", "comparisons"),
  ];
  return `holds: ${what.join(", ")}`;
}
