import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:e2e`: the packed extension in the real editor, in a real browser. One after another: each has an editor to itself. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/e2e/**/*.e2e.ts"],
    globalSetup: ["test/e2e/setup.ts"],
    fileParallelism: false,
    // A browser and an editor of their own: a click that a repaint swallowed is tried again, and the run says so.
    retry: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
