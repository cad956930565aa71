/**
 * Every policy that a test of the analysis analyses is also certified: the tests are run once more, with an analysis that asks
 * for the certificate of whatever it is given.
 */
import { afterAll, expect, vi } from "vitest";
import type { analyse } from "../../compiler/analysis/analyse.js";
import { agrees } from "./policies.js";

const counts = { accepted: 0, refused: 0, "another error": 0 };

vi.mock("../../compiler/analysis/analyse.js", async (original) => {
  const { analyse: analyseOnly } = await original<{ readonly analyse: typeof analyse }>();
  return {
    analyse: (...args: Parameters<typeof analyse>): ReturnType<typeof analyse> => {
      const [policy, written] = args;
      const analysis = analyseOnly(...args);
      const errors = analysis.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
      if (!(written?.incomplete ?? false) && !policy.hops.some(({ erroneous }) => erroneous)) counts[agrees(policy, errors)]++;
      return analysis;
    },
  };
});

await import("../analysis/marked.test.js");
await import("../analysis/narrowing.test.js");
await import("../analysis/chains.test.js");
await import("../analysis/bounds.test.js");
await import("../analysis/data.test.js");
await import("../analysis/assertions.test.js");
await import("../analysis-lints/agents.test.js");
await import("../analysis-lints/approvals.test.js");
await import("../analysis-lints/clauses.test.js");
await import("../analysis-lints/constant-atoms.test.js");
await import("../analysis-lints/flow.test.js");
await import("../reference/language.test.js");

afterAll(() => {
  expect(counts.accepted).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(100);
});
