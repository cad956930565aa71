import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchPaths } from "../../compiler/host/watch.js";

let root = "";
let stop = (): void => {};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "remit-watch-"));
  mkdirSync(join(root, "sub"));
  writeFileSync(join(root, "a.remit"), "");
});
afterEach(() => {
  stop();
  rmSync(root, { recursive: true });
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Starts to watch, and waits until the system does. */
async function watching(watched: Parameters<typeof watchPaths>[0]): Promise<ReturnType<typeof vi.fn>> {
  const changed = vi.fn();
  stop = watchPaths(watched, changed);
  await pause(200);
  return changed;
}

test("a burst of changes below a folder is told once", async () => {
  const changed = await watching({ folders: [root], files: [] });
  writeFileSync(join(root, "sub", "b.remit"), "1");
  writeFileSync(join(root, "sub", "b.remit"), "2");
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), 5_000);
  expect(changed).toHaveBeenCalledTimes(1);
});

test("a file that is replaced is told, and what stands beside it is not", async () => {
  const changed = await watching({ folders: [], files: [join(root, "a.remit")] });
  writeFileSync(join(root, "out.txt"), "");
  writeFileSync(join(root, "other.remit"), "");
  await pause(400);
  expect(changed).not.toHaveBeenCalled();
  renameSync(join(root, "other.remit"), join(root, "a.remit"));
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), 5_000);
});

test("what is not there is passed over", async () => {
  expect(await watching({ folders: [join(root, "none")], files: ["/no/such/file"] })).not.toHaveBeenCalled();
});
