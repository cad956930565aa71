import { defineConfig } from "vitest/config";

/** The tests that hold up the meaning and the decision procedure, with few cases a law and always the same: for mutation testing. */
export default defineConfig({
  test: {
    include: ["test/scope/mutation.ts"],
    setupFiles: ["test/harness/seed.ts", "test/scope/unshrunk.ts"],
    testTimeout: 60_000,
    env: { REMIT_RUNS: "25", REMIT_SEED: "1", REMIT_QUICK: "1" },
  },
});
