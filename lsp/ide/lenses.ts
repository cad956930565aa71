/** What stands above declarations: how many chains a hop is on, that a test can be run, what is proved of the policy. */
import {
  type Ast,
  certify,
  chainsEndingWith,
  checkCertificate,
  type OpenPolicy,
  refuted,
  runTests,
  type Span,
  showName,
} from "../../compiler/index.js";
import { chainsTo, type HopHere, hopOf } from "./hop-facts.js";
import type { Snapshot } from "./snapshot.js";

export type LensKind = "chains" | "test" | "certificate";

/** What is to be shown somewhere; what it says is told by `lensTitle`, when it comes into sight. */
export interface Lens {
  readonly kind: LensKind;
  readonly span: Span;
}

/** A file of more hops is not one that somebody reads, and an editor asks for all of it at once. */
const mostLenses = 1000;

/** In order. Nothing of it waits for the proof. */
export function lensesIn(snapshot: Snapshot, file: string): readonly Lens[] {
  const entry = policyOf(snapshot, file);
  const pieces = snapshot.edited(file)?.pieces ?? [];
  const lenses: Lens[] = [];
  let first: Span | undefined;
  for (const { declarations } of pieces) {
    for (const node of declarations) {
      first ??= node.span;
      if (node.kind === "delegate") lenses.push({ kind: "chains", span: node.head });
      else if (node.kind === "test") lenses.push({ kind: "test", span: node.name.span });
    }
    if (lenses.length > mostLenses) break;
  }
  const certificate: readonly Lens[] = entry === undefined ? [] : [{ kind: "certificate", span: first ?? { start: 0, end: 0 } }];
  return [...certificate, ...(lenses.length > mostLenses ? [] : lenses)];
}

/** The policy whose entry the file is. */
function policyOf(snapshot: Snapshot, file: string): OpenPolicy | undefined {
  return snapshot.policiesOf(file).find(({ entry }) => entry === file);
}

/** What a lens says; nothing where what it was about is gone. It waits for the proof. */
export function lensTitle(snapshot: Snapshot, file: string, kind: LensKind, start: number): string | undefined {
  switch (kind) {
    case "chains": {
      const here = hopStarting(snapshot, file, start);
      if (here === undefined) return undefined;
      const { chains } = snapshot.grounds(here.policy);
      const ending = chainsTo(chains, here.hop);
      if (ending === 0) return "in no chain";
      const following = chains.contextsOf(here.hop).reduce((most, { stand }) => Math.max(most, stand?.departures.length ?? 0), 0);
      return `${counted(ending, "chain")}${following === 0 ? "" : `, ${counted(following, "hop")} below`}`;
    }
    case "test":
      return "Run test";
    case "certificate": {
      const policy = policyOf(snapshot, file);
      if (policy === undefined) return undefined;
      const errors = errorsOf(snapshot, policy);
      const { obligations, proved, chains } = snapshot.proof(policy);
      if (proved < obligations) return `Not proved: ${(obligations - proved).toLocaleString("en")} of ${counted(obligations, "obligation")}`;
      if (errors > 0) return `Not proved: ${counted(errors, "error")}`;
      return `Proved: ${counted(obligations, "obligation")} on ${counted(chains, "chain")}`;
    }
  }
}

function errorsOf(snapshot: Snapshot, { program }: OpenPolicy): number {
  const files = new Set(program.modules.map(({ file }) => file));
  return snapshot.checked().diagnostics.filter(({ severity, place }) => severity === "error" && files.has(place.file)).length;
}

/** `undefined`: too many to count. */
function counted(count: number | undefined, one: string): string {
  if (count === undefined) return `very many ${one}s`;
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}

function hopStarting(snapshot: Snapshot, file: string, start: number): HopHere | undefined {
  const node = snapshot.nodeAt(file, start);
  return node?.kind === "delegate" && node.head.start === start ? hopOf(snapshot, file, node) : undefined;
}

// ——— What happens when one is chosen ———

export interface ChainsShown {
  /** The hop, as it is written. */
  readonly hop: string;
  /** The parties of each chain that ends with it, the shortest first. */
  readonly chains: readonly (readonly string[])[];
  readonly hasMore: boolean;
}

const mostChains = 20;

/** The chains that end with the hop that starts there. */
export function chainsThrough(snapshot: Snapshot, file: string, start: number): ChainsShown | undefined {
  const here = hopStarting(snapshot, file, start);
  if (here === undefined) return undefined;
  const { hop, policy } = here;
  const { found, areAll } = chainsEndingWith(snapshot.grounds(policy).chains, hop, mostChains + 1);
  return {
    hop: `${showName(hop.from.name)} -> ${showName(hop.to.name)} for ${showName(hop.task.name)}`,
    chains: found.slice(0, mostChains).map((chain) => [chain[0]?.hop.from.name ?? "", ...chain.map((context) => context.hop.to.name)]),
    hasMore: found.length > mostChains || !areAll,
  };
}

export interface TestRun {
  readonly name: string;
  /** Not at all, where the policy has errors. */
  readonly outcome: "passed" | "failed" | "not run";
  /** Each failure in a sentence, or why it was not run. */
  readonly messages: readonly string[];
}

/** Runs the test whose name starts there, in every policy that has it. */
export function runTestAt(snapshot: Snapshot, file: string, start: number): TestRun | undefined {
  const node = snapshot.nodeAt(file, start);
  if (node?.kind !== "test") return undefined;
  const name = node.name.text;
  const policies = snapshot.policiesOf(file);
  if (policies.some((policy) => policy.diagnostics.some(({ severity }) => severity === "error")))
    return { name, outcome: "not run", messages: ["The policy has errors, and can't be tested until they are mended."] };
  const results = policies.flatMap((policy) => testIn(policy, file, node));
  if (results.length === 0) return { name, outcome: "not run", messages: ["The test is in no policy."] };
  const messages = [...new Set(results.flatMap(({ failures }) => failures.map(({ message }) => message)))];
  return { name, outcome: results.every(({ passed }) => passed) ? "passed" : "failed", messages };
}

function testIn({ lowered }: OpenPolicy, file: string, node: Ast.TestDecl): ReturnType<typeof runTests>["tests"] {
  const policy = lowered.value;
  const isIt = ({ place }: { readonly place: { readonly file: string; readonly span: Span } }): boolean =>
    place.file === file && place.span.start >= node.span.start && place.span.start < node.span.end;
  // Of the others nothing is asked.
  return runTests({ ...policy, tests: policy.tests.filter(isIt) }).tests;
}

export interface CertificateChecked {
  readonly holds: boolean;
  readonly message: string;
}

/** Makes the certificate of the policy whose entry the file is, and has it checked by what does not trust what made it. */
export function checkCertificateOf(snapshot: Snapshot, file: string): CertificateChecked | undefined {
  const policy = policyOf(snapshot, file);
  if (policy === undefined) return undefined;
  if (errorsOf(snapshot, policy) > 0) return { holds: false, message: "A policy with errors has no certificate." };
  const certified = certify(policy.lowered.value);
  if (certified.kind !== "certificate") return { holds: false, message: `No certificate was found: ${certified.of}: ${certified.why}` };
  const verdict = checkCertificate(policy.lowered.value, certified.certificate, refuted);
  if (verdict.kind === "fails") return { holds: false, message: `The certificate does not hold: ${verdict.of}: ${verdict.why}` };
  const { contexts, questions, compared } = verdict.counts;
  const hops = contexts === 1 ? "1 hop as chains make it" : `${contexts.toLocaleString("en")} hops as chains make them`;
  return { holds: true, message: `The certificate holds: ${hops}, ${counted(questions, "question")}, ${counted(compared, "comparison")}.` };
}
