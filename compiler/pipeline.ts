/** The compiler on one page: paths → entries → modules → model → analysis → diagnostics, one line a stage. */
import { analyse } from "./analysis/analyse.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { ProofCount } from "./diagnostics/json.js";
import type { Sources } from "./diagnostics/located.js";
import { applySettings, ordered } from "./findings.js";
import type { Host } from "./host/host.js";
import { openPaths, readPolicy } from "./load.js";
import type { CannotRun } from "./project.js";

/** What the compiler is at, for whoever watches. */
export interface Progress {
  readonly stage: "reading" | "proving";
  readonly entry: string;
}

export interface Checked {
  readonly kind: "checked";
  /** How many policies there were. */
  readonly policies: number;
  /** In file order, then by position; each once, though several policies have it. */
  readonly diagnostics: readonly Diagnostic[];
  /** Over all policies together. */
  readonly proof: ProofCount;
  readonly sources: Sources;
  /** Every file that was read, sorted. */
  readonly files: readonly string[];
}

/** Parses, resolves, types and proves the policies that the paths name (see `findProject`). Throws only where it has a bug. */
export function check(host: Host, paths: readonly string[], watch: (progress: Progress) => void = () => {}): Checked | CannotRun {
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return opened;
  const { entries, workshop } = opened;
  const diagnostics: Diagnostic[] = [];
  let proof = noProof;
  for (const [i, { file, settings }] of entries.entries()) {
    watch({ stage: "reading", entry: file });
    const { lowered, allowances, ...read } = readPolicy(file, workshop);
    if (i === entries.length - 1) workshop.forgetTrees();
    watch({ stage: "proving", entry: file });
    const analysed = analyse(lowered.value, lowered);
    diagnostics.push(...applySettings([...read.diagnostics, ...analysed.diagnostics], settings, allowances, workshop.sources));
    proof = together(proof, analysed.proof);
  }
  const { sources } = workshop;
  return { kind: "checked", policies: entries.length, diagnostics: ordered(diagnostics), proof, sources, files: workshop.files() };
}

export const noProof: ProofCount = { agents: 0, hops: 0, chains: 0, obligations: 0, proved: 0 };

/** The counts of several policies. */
export function together(a: ProofCount, b: ProofCount): ProofCount {
  return {
    agents: a.agents + b.agents,
    hops: a.hops + b.hops,
    chains: a.chains + b.chains,
    obligations: a.obligations + b.obligations,
    proved: a.proved + b.proved,
  };
}
