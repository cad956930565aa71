import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { storeSuite } from "./suite.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

storeSuite(
  "file",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "remit-store-"));
    folders.push(folder);
    let last = fileStore(folder);
    return {
      store: last,
      again: async () => {
        await last.close();
        last = fileStore(folder);
        return last;
      },
    };
  },
  10_000,
);
