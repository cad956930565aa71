/** What every store promises, as tests that each store's own file runs. */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { type Batch, limits, type Store } from "../../stdlib/runtime/store/store.js";
import type { Json } from "../../stdlib/runtime/value.js";

export interface Made {
  /** The same store once more: of a durable one, opened anew. */
  again(): Promise<Store>;
  readonly store: Store;
}

const lineOf = (bytes: Uint8Array): { readonly hash: string; readonly of: { readonly [name: string]: Json } } =>
  JSON.parse(new TextDecoder().decode(bytes));

export async function linesOf(store: Store, from = 0n): Promise<ReturnType<typeof lineOf>[]> {
  const lines: ReturnType<typeof lineOf>[] = [];
  for await (const each of store.log(from)) lines.push(lineOf(each));
  return lines;
}

export function storeSuite(name: string, make: () => Promise<Made>, racers: number): void {
  describe(name, () => {
    const open: Store[] = [];
    const made = async (): Promise<Made> => {
      const found = await make();
      open.push(found.store);
      return {
        store: found.store,
        again: async () => {
          const store = await found.again();
          open.push(store);
          return store;
        },
      };
    };
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
    });

    test("a batch is done as a whole or not at all", async () => {
      const { store } = await made();
      expect(await store.commit({ id: "1", put: [{ key: "a", value: "x" }], log: [{ chain: "c", entry: { kind: "one" } }] })).toMatchObject({
        ok: true,
      });
      const before = await store.read(["a", "b", "s"]);
      const refusals: readonly (readonly [Batch, string, string])[] = [
        [{ id: "2", live: ["b"], put: [{ key: "a", value: "y" }] }, "b", "live"],
        [{ id: "3", absent: ["a"], put: [{ key: "b", value: "y" }] }, "a", "absent"],
        [{ id: "4", put: [{ key: "b", value: "y" }], add: [{ key: "s", by: 2n, max: 1n }] }, "s", "add"],
        [
          {
            id: "5",
            add: [
              { key: "s", by: 1n, max: 1n },
              { key: "s", by: 1n, max: 1n },
            ],
            log: [{ chain: "c", entry: 1 }],
          },
          "s",
          "add",
        ],
      ];
      for (const [batch, failed, check] of refusals) expect(await store.commit(batch)).toMatchObject({ ok: false, failed, check });
      expect((await store.read(["a", "b", "s"])).cells).toEqual(before.cells);
      expect(await linesOf(store)).toHaveLength(2);
    });

    test("a cell holds nothing, a text, or has ended for good", async () => {
      const { store } = await made();
      expect((await store.read(["a"])).cells).toEqual([{ kind: "none" }]);
      await store.commit({ id: "1", absent: ["a"], put: [{ key: "a", value: "x" }] });
      await store.commit({ id: "2", live: ["a"], put: [{ key: "a", value: "y" }] });
      expect((await store.read(["a"])).cells).toEqual([{ kind: "text", value: "y" }]);
      expect(await store.commit({ id: "3", put: [{ key: "a", value: null }] })).toMatchObject({ ok: true });
      expect(await store.commit({ id: "4", live: ["a"] })).toMatchObject({ ok: false, check: "live" });
      expect(await store.commit({ id: "5", absent: ["a"] })).toMatchObject({ ok: false, check: "absent" });
      expect(await store.commit({ id: "6", put: [{ key: "a", value: "z" }] })).toMatchObject({ ok: false, check: "put" });
      expect(await store.commit({ id: "7", put: [{ key: "a", value: null }] })).toMatchObject({ ok: true });
      expect((await store.read(["a"])).cells).toEqual([{ kind: "ended" }]);
    });

    test("what was never there can be ended, and then never begins", async () => {
      const { store } = await made();
      await store.commit({ id: "1", put: [{ key: "a", value: null }] });
      expect(await store.commit({ id: "2", put: [{ key: "a", value: "x" }] })).toMatchObject({ ok: false, check: "put" });
    });

    test("a cell whose time has come is not live, and not absent either", async () => {
      const { store } = await made();
      const { now } = await store.read([]);
      await store.commit({
        id: "1",
        put: [
          { key: "past", value: "x", until: now - 1 },
          { key: "now", value: "x", until: now },
          { key: "later", value: "x", until: now + 60_000 },
        ],
      });
      expect(await store.commit({ id: "2", live: ["past"] })).toMatchObject({ ok: false, failed: "past" });
      expect(await store.commit({ id: "3", live: ["now"] })).toMatchObject({ ok: false, failed: "now" });
      expect(await store.commit({ id: "4", absent: ["past"] })).toMatchObject({ ok: false });
      expect(await store.commit({ id: "5", live: ["later"] })).toMatchObject({ ok: true });
    });

    test("a batch that is sent again counts once, and another under its id is refused", async () => {
      const { store, again } = await made();
      const batch: Batch = {
        id: "x",
        absent: ["nonce"],
        put: [{ key: "nonce", value: "" }],
        add: [{ key: "s", by: 1n, max: 10n }],
        log: [{ chain: "c", entry: "e" }],
      };
      const first = await store.commit(batch);
      expect(first).toMatchObject({ ok: true });
      expect(await store.commit(batch)).toEqual(first);
      expect(await Promise.all([store.commit(batch), store.commit(batch)])).toEqual([first, first]);
      await expect(store.commit({ ...batch, add: [{ key: "s", by: 2n, max: 10n }] })).rejects.toMatchObject({ code: "conflict" });
      expect(await (await again()).commit(batch)).toEqual(first);
      const cells = await (await again()).read(["s"]);
      expect(cells.cells).toEqual([{ kind: "sum", sum: 1n }]);
    });

    test("a batch that was refused is judged anew when it is sent again", async () => {
      const { store } = await made();
      expect(await store.commit({ id: "1", live: ["a"] })).toMatchObject({ ok: false });
      await store.commit({ id: "2", put: [{ key: "a", value: "" }] });
      expect(await store.commit({ id: "1", live: ["a"] })).toMatchObject({ ok: true });
    });

    test("sums are exact, stay within their bounds, and give back what was taken", async () => {
      const { store } = await made();
      const huge = 10n ** 40n;
      const add = (id: string, by: bigint, max: bigint) => store.commit({ id, add: [{ key: "s", by, max }] });
      expect(await add("1", huge, huge + 1n)).toMatchObject({ ok: true });
      expect(await add("2", 2n, huge + 1n)).toMatchObject({ ok: false, failed: "s" });
      expect(await add("3", 1n, huge + 1n)).toMatchObject({ ok: true });
      expect(await add("4", -huge - 2n, huge)).toMatchObject({ ok: false });
      expect(await add("5", -huge, 0n)).toMatchObject({ ok: true });
      expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: 1n }]);
      await expect(store.commit({ id: "6", put: [{ key: "s", value: "text" }] })).rejects.toMatchObject({ code: "misuse" });
      await store.commit({ id: "7", put: [{ key: "t", value: "text" }] });
      await expect(store.commit({ id: "8", add: [{ key: "t", by: 1n, max: 1n }] })).rejects.toMatchObject({ code: "misuse" });
      await expect(store.commit({ id: "9", add: [{ key: "s", by: 1n, max: 9n, per: 1000 }] })).rejects.toMatchObject({ code: "misuse" });
    });

    test("a window forgets what has left it, and gives back what was taken in it", async () => {
      const { store } = await made();
      const per = 400;
      const add = (id: string, by: bigint, at?: number) =>
        store.commit({ id, add: [{ key: "w", by, max: 3n, per, ...(at === undefined ? {} : { at }) }] });
      const first = await add("1", 3n);
      expect(first).toMatchObject({ ok: true });
      expect(await add("2", 1n)).toMatchObject({ ok: false, failed: "w" });
      expect(await add("3", -1n, first.now)).toMatchObject({ ok: true });
      expect(await add("4", 1n)).toMatchObject({ ok: true });
      expect(await add("5", 1n)).toMatchObject({ ok: false });
      for (let tries = 0; (await store.read(["w"])).now < first.now + per + 300; tries++) {
        expect(tries).toBeLessThan(1_000);
        await new Promise((done) => setTimeout(done, 20));
      }
      expect((await store.read(["w"])).cells).toEqual([{ kind: "sum", sum: 0n }]);
      // What it would give back counts no more.
      expect(await add("6", -2n, first.now)).toMatchObject({ ok: true });
      expect(await add("7", 3n)).toMatchObject({ ok: true });
      expect(await add("8", 1n)).toMatchObject({ ok: false });
    });

    test(`of ${racers} racers for a budget of one, one wins`, async () => {
      const { store } = await made();
      const answers = await Promise.all(
        Array.from({ length: racers }, (_, i) =>
          store.commit({ id: `r${i}`, add: [{ key: "s", by: 1n, max: 1n }], log: [{ chain: "c", entry: { racer: i } }] }),
        ),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect((await store.read(["s"])).cells).toEqual([{ kind: "sum", sum: 1n }]);
      expect(await linesOf(store)).toHaveLength(2);
    });

    test("of racers with one approval, one consumes it; whoever comes after a revocation is refused", async () => {
      const { store } = await made();
      await store.commit({ id: "hop", put: [{ key: "hop", value: "" }] });
      const call = (i: number) => store.commit({ id: `c${i}`, live: ["hop"], absent: ["approval"], put: [{ key: "approval", value: `c${i}` }] });
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => call(i)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      await store.commit({ id: "end", put: [{ key: "hop", value: null }], urgent: true });
      expect(await call(99)).toMatchObject({ ok: false, failed: "hop", check: "live" });
    });

    test("the records of a chain follow each other, and the main chain announces each", async () => {
      const { store, again } = await made();
      await store.commit({
        id: "1",
        log: [
          { chain: "a", entry: { n: 1 } },
          { chain: "b", entry: { n: 2 } },
        ],
      });
      await store.commit({ id: "2", log: [{ chain: "a", entry: { n: 3 } }] });
      await store.commit({ id: "3", log: [{ chain: "main", entry: { n: 4 } }] });
      const lines = await linesOf(store);
      const of = (chain: string) => lines.filter((line) => line.of.chain === chain);
      expect(of("a").map(({ of: { entry, n } }) => [entry, n])).toEqual([
        [{ n: 1 }, 0],
        [{ n: 3 }, 1],
      ]);
      expect(of("main").map(({ of: { entry } }) => entry)).toEqual([
        { kind: "chain", chain: "a", hash: of("a")[0]?.hash },
        { kind: "chain", chain: "b", hash: of("b")[0]?.hash },
        { n: 4 },
      ]);
      for (const chain of ["a", "b", "main"]) {
        let prev = "0".repeat(64);
        for (const { hash, of: record } of of(chain)) {
          expect(record.prev).toBe(prev);
          prev = hash;
        }
        expect((await store.heads(0n)).find((head) => head.chain === chain)).toMatchObject({ hash: prev, n: of(chain).length - 1 });
      }
      const seqs = lines.map((line) => line.of.seq as number);
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      expect(new Set(seqs).size).toBe(seqs.length);
      const last = BigInt(seqs.at(-1) ?? 0);
      expect(await linesOf(store, last)).toEqual(lines.slice(-1));
      expect(await linesOf(store, last + 1n)).toEqual([]);
      expect((await store.heads(last)).map(({ chain }) => chain)).toEqual(["main"]);
      const reopened = await again();
      expect(await linesOf(reopened)).toEqual(lines);
      expect(await reopened.heads(0n)).toEqual(await (await again()).heads(0n));
    });

    test("the records and the heads come in the order of their numbers, however many they are", async () => {
      const { store } = await made();
      const entries = Array.from({ length: 250 }, (_, i) => ({ chain: `c${i % 120}`, entry: i }));
      for (let i = 0; i < 11; i++) await store.commit({ id: `m${i}`, log: entries.map((each) => ({ ...each, entry: [i, each.entry] })) });
      const seqs = (await linesOf(store)).map(({ of }) => of.seq as number);
      expect(seqs).toHaveLength(11 * 250 + 120);
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
      const middle = seqs[1_500] ?? 0;
      expect((await linesOf(store, BigInt(middle))).map(({ of }) => of.seq)).toEqual(seqs.slice(1_500));
      const heads = (await store.heads(0n)).map(({ seq }) => Number(seq));
      expect(heads).toHaveLength(121);
      expect(heads).toEqual([...heads].sort((a, b) => a - b));
    });

    test("an answer's number is that of its last record", async () => {
      const { store } = await made();
      const first = await store.commit({
        id: "1",
        log: [
          { chain: "main", entry: 1 },
          { chain: "main", entry: 2 },
        ],
      });
      const lines = await linesOf(store);
      expect(first).toMatchObject({ ok: true, seq: BigInt(lines.at(-1)?.of.seq as number) });
    });

    test("a record is what its hash says, whatever stands in it", async () => {
      const { store } = await made();
      const entries: readonly Json[] = [{ "": 'é\u2028"\\\n', b: [1e21, -0, 0.1, null, true], a: "\u0000😀", ["__proto__"]: 1 }, "\uFEFF", [], 0];
      await store.commit({ id: "1", log: entries.map((entry) => ({ chain: "c", entry })) });
      for await (const bytes of store.log(0n)) {
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        const [, hash, body = ""] = /^\{"hash":"([0-9a-f]{64})","of":(.*)\}$/su.exec(text) ?? [];
        expect(createHash("sha256").update(body).digest("hex")).toBe(hash);
        expect(text).not.toContain("\n");
      }
      const lines = (await linesOf(store)).filter(({ of }) => of.chain === "c");
      expect(lines.map(({ of }) => JSON.stringify(of.entry))).toEqual([
        '{"":"é\u2028\\"\\\\\\n","__proto__":1,"a":"\\u0000😀","b":[1e+21,0,0.1,null,true]}',
        '"\uFEFF"',
        "[]",
        "0",
      ]);
    });

    test("what is too large or no text is refused before anything is done", async () => {
      const { store } = await made();
      const refused = async (batch: Batch, code: string): Promise<void> => {
        await expect(store.commit(batch)).rejects.toMatchObject({ code });
      };
      await refused({ id: "1", log: [{ chain: "c", entry: "x".repeat(limits.entry) }] }, "too-large");
      await refused({ id: "2", log: Array.from({ length: limits.entries + 1 }, () => ({ chain: "c", entry: 1 })) }, "too-large");
      await refused({ id: "", log: [] }, "too-large");
      await refused({ id: "4", put: [{ key: "k".repeat(limits.name + 1), value: "" }] }, "too-large");
      await refused({ id: "5", put: [{ key: "k", value: "x".repeat(limits.value + 1) }] }, "too-large");
      await refused({ id: "6", put: [{ key: "k", value: "\ud800" }] }, "misuse");
      await refused({ id: "7", put: [{ key: "k\0", value: "" }] }, "misuse");
      await refused({ id: "8", log: [{ chain: "c", entry: "\ud800" }] }, "misuse");
      await refused({ id: "9", log: [{ chain: "c", entry: Number.NaN }] }, "misuse");
      await refused(
        {
          id: "10",
          put: [
            { key: "k", value: "1" },
            { key: "k", value: "2" },
          ],
        },
        "misuse",
      );
      await refused({ id: "11", add: [{ key: "k", by: 1n, max: 1n, per: 0 }] }, "misuse");
      await refused({ id: "12", add: [{ key: "k", by: -1n, max: 1n, per: 10 }] }, "misuse");
      expect((await store.read(["k"])).cells).toEqual([{ kind: "none" }]);
      expect(await linesOf(store)).toEqual([]);
      // The largest entry is none too large.
      expect(await store.commit({ id: "13", log: [{ chain: "c", entry: "x".repeat(limits.entry - 2) }] })).toMatchObject({ ok: true });
    });

    test("revocations, used approvals and spent budgets are there when it is opened again", async () => {
      const { store, again } = await made();
      const { now } = await store.read([]);
      await store.commit({
        id: "1",
        put: [
          { key: "hop", value: "h" },
          { key: "approval", value: "" },
          { key: "timed", value: "t", until: now + 60_000 },
        ],
      });
      await store.commit({
        id: "2",
        add: [
          { key: "s", by: 5n, max: 5n },
          { key: "w", by: 5n, max: 5n, per: 3_600_000 },
        ],
      });
      await store.commit({ id: "3", put: [{ key: "hop", value: null }], log: [{ chain: "c", entry: "revoked" }], urgent: true });
      const left = await again();
      expect((await left.read(["hop", "approval", "timed", "s", "w"])).cells).toEqual([
        { kind: "ended" },
        { kind: "text", value: "" },
        { kind: "text", value: "t", until: now + 60_000 },
        { kind: "sum", sum: 5n },
        { kind: "sum", sum: 5n },
      ]);
      expect(await left.commit({ id: "4", live: ["hop"] })).toMatchObject({ ok: false });
      expect(await left.commit({ id: "5", absent: ["approval"] })).toMatchObject({ ok: false });
      expect(await left.commit({ id: "6", add: [{ key: "s", by: 1n, max: 5n }] })).toMatchObject({ ok: false });
      expect(await left.commit({ id: "7", add: [{ key: "w", by: 1n, max: 5n, per: 3_600_000 }] })).toMatchObject({ ok: false });
    });

    test("its time does not go back", async () => {
      const { store } = await made();
      let last = 0;
      for (let i = 0; i < 50; i++) {
        const { now } = await store.commit({ id: `t${i}`, put: [{ key: `k${i}`, value: "" }] });
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
      expect(Math.abs(last - Date.now())).toBeLessThan(60_000);
    });

    test("a store that is closed answers nothing", async () => {
      const { store } = await made();
      await store.open();
      await store.close();
      await store.close();
      await expect(store.commit({ id: "1" })).rejects.toMatchObject({ code: "closed" });
      await expect(store.read(["a"])).rejects.toMatchObject({ code: "closed" });
      await expect(store.heads(0n)).rejects.toMatchObject({ code: "closed" });
      await expect(linesOf(store)).rejects.toMatchObject({ code: "closed" });
    });
  });
}
