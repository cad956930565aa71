/** The guard's tests once more, each over a file store of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import type { Store } from "../../stdlib/runtime/store/store.js";
import { runOver } from "./stores.js";

const folder = mkdtempSync(join(tmpdir(), "remit-over-file-"));
const stores: Store[] = [];
afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

runOver((now) => {
  const store = fileStore(join(folder, String(stores.length)), { clock: { now, atLeast: () => undefined }, reserve: 0 });
  stores.push(store);
  return store;
});

await import("./all.js");
