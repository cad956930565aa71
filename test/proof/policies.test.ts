/** The certificate and the analysis say the same of random policies. */
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { policies } from "../analysis/random.js";
import { agrees } from "./policies.js";
import { richPolicies } from "./random.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 120);
const counts = { accepted: 0, refused: 0, "another error": 0 };

it.each([
  ["of clauses and parameters", policies],
  ["of everything", richPolicies],
])("%s", (_, arbitrary) => {
  const before = { ...counts };
  fc.assert(
    fc.property(arbitrary, (policy) => {
      const errors = analyse(policy).diagnostics.filter(({ severity }) => severity === "error");
      counts[
        agrees(
          policy,
          errors.map(({ code }) => code),
        )
      ]++;
    }),
    { numRuns },
  );
  expect(Math.min(counts.accepted - before.accepted, counts.refused - before.refused)).toBeGreaterThan(numRuns / 10);
});

afterAll(() => console.log(`certificates: ${JSON.stringify(counts)}`));
