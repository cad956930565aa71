import { expect, test } from "vitest";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { batchOf } from "./batches.js";
import { temporaryFolders } from "./folders.js";
import { expectWhole, writerProgram } from "./killed.js";

const newFolder = temporaryFolders();
const write = writerProgram();

test("a writer to a file that is killed before, in the middle of and after each of its steps leaves a whole store", async () => {
  let [torn, kills] = [0, 0];
  // In a new folder, and in one where there is something to open.
  for (const when of ["before", "during", "after"] as const)
    for (const from of [0, 2]) {
      const before = Array.from({ length: from }, (_, i) => i);
      for (let step = 0; ; step++) {
        const folder = newFolder();
        if (from > 0) {
          const store = fileStore(folder);
          for (const i of before) await store.commit(batchOf(i));
          await store.close();
        }
        const written = await write({ to: { folder }, from, count: 2, atOnce: 1, kill: { step, when } });
        expect(written.errors).toBe("");
        if (!written.killed) {
          expect(written.done).toEqual([from, from + 1]);
          break;
        }
        kills++;
        const sent = new Set([...before, ...written.sent]);
        const store = fileStore(folder);
        if ((await store.open()).torn !== undefined) torn++;
        await expectWhole(store, sent, new Set([...before, ...written.done]));
        // What nobody knows of is sent again, and counts once.
        for (const i of sent) expect(await store.commit(batchOf(i))).toMatchObject({ ok: true });
        await expectWhole(store, sent, sent);
        await store.close();
      }
    }
  expect(torn).toBe(4);
  expect(kills).toBeGreaterThan(80);
}, 180_000);
