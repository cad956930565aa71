import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * `npm test` runs the tests that take seconds. Those that take minutes are named `*.long.test.ts`, and `npm run test:long`
 * (the mode `long`) runs them.
 */
export default defineConfig(({ mode }) => ({
  resolve: {
    alias: [
      { find: /^remit\/runtime\/v1$/, replacement: fileURLToPath(new URL("./stdlib/runtime/v1.ts", import.meta.url)) },
      { find: /^remit\/runtime$/, replacement: fileURLToPath(new URL("./stdlib/runtime/index.ts", import.meta.url)) },
    ],
  },
  test: {
    include: mode === "long" ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts"],
    exclude: mode === "long" ? [] : ["test/**/*.long.test.ts"],
    setupFiles: ["test/harness/seed.ts"],
    testTimeout: mode === "long" ? 1_800_000 : 60_000,
  },
}));
