/**
 * Certificates that were changed in one place, or that were made for a policy which has none. Refused, but where what is left
 * is a proof all the same: then each question that it answers has no request, by trying all there are. `REMIT_RUNS` mutants.
 */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { certify } from "../../compiler/analysis/certify.js";
import type { Policy } from "../../compiler/model/model.js";
import { type Certificate, readCertificates } from "../../compiler/proof/certificate.js";
import { check, type Verdict } from "../../compiler/proof/check.js";
import type { Question } from "../../compiler/proof/question.js";
import { refuted } from "../../compiler/proof/refuted.js";
import { find } from "../../compiler/scope/narrower.js";
import { refute } from "../../compiler/scope/refute.js";
import { canonical } from "../../stdlib/runtime/canonical.js";
import { admits } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { values } from "../analysis/brute.js";
import { type Draw, drawFrom, seeds } from "../scope/draw.js";
import { mutated } from "./mutate.js";
import { samplePolicy, samples } from "./policies.js";
import { richPolicies } from "./random.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 120);
const counts = { mutants: 0, unreadable: 0, refused: 0, same: 0, proofs: 0, exchanged: 0, forged: 0 };

/** Where in a certificate something was changed: enough of each kind in a long run. */
const kinds = new Map<string, number>();

afterAll(() => {
  console.log(`mutated certificates: ${JSON.stringify(counts)} in ${JSON.stringify(Object.fromEntries(kinds))}`);
  expect(counts.mutants).toBeGreaterThan(3 * numRuns);
  expect(counts.forged).toBeGreaterThan(numRuns);
  for (const part of ["policy", "catalogues", "ways", "steps", "entries", "evidence", "witnesses", "runs", "compared"])
    expect(kinds.get(part) ?? 0, part).toBeGreaterThan(numRuns / 100);
});

/** One certificate as a file has it. */
function fileOf(certificate: Json): string {
  return `${canonical({ language: 1, policies: [certificate], remit: "certificate", version: 1 })}\n`;
}

/** What becomes of a file: `undefined` where it cannot be read. */
function verdictOf(policy: Policy, file: string, by: typeof refuted = refuted): Verdict | undefined {
  const read = readCertificates(file);
  const own = typeof read === "string" ? undefined : read[0];
  return own === undefined ? undefined : check(policy, own, by);
}

/** The parts of a certificate in which there is something to change. */
function partsOf(certificate: Certificate): readonly string[] {
  return Object.entries(certificate).flatMap(([name, part]) => (Array.isArray(part) && part.length === 0 ? [] : [name]));
}

/** Changes one part of a certificate, each part as often as any other. */
function mutant(draw: Draw, certificate: Certificate, part = draw.of(partsOf(certificate))): Json {
  const whole = JSON.parse(JSON.stringify(certificate)) as Record<string, Json>;
  const changed = mutated(draw, whole[part] ?? null);
  kinds.set(part, (kinds.get(part) ?? 0) + 1);
  return { ...whole, [part]: changed };
}

/** Accepted only if it is the same certificate, or if the questions that it answers have indeed no request. */
function holdsOrIsRefused(policy: Policy, certificate: Certificate, changed: Json, hasRequest: (question: Question) => boolean): void {
  counts.mutants++;
  const file = fileOf(changed);
  const verdict = verdictOf(policy, file);
  if (verdict === undefined) counts.unreadable++;
  else if (verdict.kind === "fails") counts.refused++;
  else if (file === fileOf(certificate as unknown as Json)) counts.same++;
  else {
    const again = verdictOf(
      policy,
      file,
      (question, evidence) => refuted(question, evidence) ?? (hasRequest(question) ? "it has a request" : undefined),
    );
    expect(again, file).toEqual(verdict);
    counts.proofs++;
  }
}

/** All requests there are where every value is one of a few. */
function hasRequestOfFew({ signature, impossible }: Question): boolean {
  const { id: action, effect, params } = signature.action;
  for (const args of choices(params.map(({ name }) => name))) {
    for (const chosen of choices(Object.keys(signature.params))) {
      for (const context of choices(Object.keys(signature.context))) {
        if (admits(impossible, { action, effect, args, params: chosen, context, received: {}, now: 0, approvals: [] })) return true;
      }
    }
  }
  return false;
}

function choices(names: readonly string[]): readonly Readonly<Record<string, Json>>[] {
  return names.reduce<readonly Readonly<Record<string, Json>>[]>(
    (all, name) => all.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}

const errorsOf = (policy: Policy) => analyse(policy).diagnostics.filter(({ severity }) => severity === "error");

describe("a certificate changed in one place", () => {
  it("of a random policy over a few values", () => {
    const known: { readonly policy: Policy; readonly certificate: Certificate }[] = [];
    fc.assert(
      fc.property(richPolicies, seeds, (policy, seed) => {
        const certified = certify(policy);
        if (certified.kind === "none") return;
        const { certificate } = certified;
        const draw = drawFrom(seed);
        for (let i = 0; i < 4; i++) holdsOrIsRefused(policy, certificate, mutant(draw, certificate), hasRequestOfFew);
        for (const other of known.slice(-3)) {
          if (other.certificate.policy === certificate.policy) continue;
          counts.exchanged++;
          expect(check(policy, other.certificate, refuted)).toMatchObject({ kind: "fails", of: "the policy" });
          holdsOrIsRefused(
            policy,
            certificate,
            { ...(other.certificate as unknown as Record<string, Json>), policy: certificate.policy },
            hasRequestOfFew,
          );
        }
        known.push({ policy, certificate });
      }),
      { numRuns },
    );
  });

  it("of a sample", () => {
    const certified = samples.map((name) => {
      const policy = samplePolicy(name);
      const found = certify(policy);
      if (found.kind === "none") throw new Error(found.why);
      return { policy, certificate: found.certificate };
    });
    const hasRequest = ({ signature, impossible }: Question): boolean => find(signature, impossible).kind !== "none";
    // However few are drawn, some of each kind are among them.
    const draw = drawFrom(1);
    for (const { policy, certificate } of certified) {
      for (const part of partsOf(certificate)) {
        for (let i = 0; i < 3; i++) holdsOrIsRefused(policy, certificate, mutant(draw, certificate, part), hasRequest);
      }
    }
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const { policy, certificate } = draw.of(certified);
        for (let i = 0; i < 2; i++) holdsOrIsRefused(policy, certificate, mutant(draw, certificate), hasRequest);
      }),
      { numRuns },
    );
  });
});

describe("a policy with an error", () => {
  it("has no certificate, whatever is put in the place of the evidence that there is not", () => {
    fc.assert(
      fc.property(richPolicies, seeds, (policy, seed) => {
        if (errorsOf(policy).length === 0) return;
        const draw = drawFrom(seed);
        const seen: Json[] = [{}, { steps: [[]] }, { lemmas: [{ clause: [], kind: "text", by: { words: true } }] }];
        const forged = certify(policy, (question) => {
          const found = refute(question);
          if (found.kind === "refuted") seen.push(found.evidence as Json);
          return { evidence: found.kind === "refuted" ? (found.evidence as Json) : draw.of(seen) };
        });
        // What compares numbers and labels has no place for a lie.
        if (forged.kind === "none") return;
        const { certificate } = forged;
        const changes = [certificate as unknown as Json, ...Array.from({ length: 4 }, () => mutant(draw, certificate))];
        for (const changed of changes) {
          counts.forged++;
          expect(verdictOf(policy, fileOf(changed))?.kind ?? "fails", fileOf(changed)).toBe("fails");
        }
      }),
      { numRuns },
    );
  });
});
