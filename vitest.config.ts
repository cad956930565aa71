import { defineConfig } from "vitest/config";

/**
 * `npm test` runs the tests that take seconds. Those that take minutes are named `*.long.test.ts`, and `npm run test:long`
 * (the mode `long`) runs them.
 */
export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "long" ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts"],
    exclude: mode === "long" ? [] : ["test/**/*.long.test.ts"],
    setupFiles: ["test/harness/seed.ts"],
    testTimeout: mode === "long" ? 1_800_000 : 60_000,
  },
}));
