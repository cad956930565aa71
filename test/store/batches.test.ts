/** The one meaning of a batch, held against a reckoning that keeps everything that ever happened and adds it up anew each time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { prepare } from "../../stdlib/runtime/store/batch.js";
import { storeClock } from "../../stdlib/runtime/store/clock.js";
import { engine } from "../../stdlib/runtime/store/engine.js";
import { shownCell } from "../../stdlib/runtime/store/judge.js";
import { linesOf } from "../../stdlib/runtime/store/lines.js";
import type { Batch, Put } from "../../stdlib/runtime/store/store.js";

const per = { w: 1_000, v: 40 } as const;
type WindowKey = keyof typeof per;

type Happened =
  | { readonly kind: "put"; readonly put: Put }
  | { readonly kind: "sum"; readonly key: string; readonly by: bigint }
  | { readonly kind: "window"; readonly key: WindowKey; readonly by: bigint; readonly at: number };

/** What a window holds if additions count for exactly its length, and for all that they may count. */
function windowSum(all: readonly Happened[], key: WindowKey, now: number, longest: boolean): bigint {
  const length = per[key] + (longest ? Math.max(1, per[key] / 256) : 0);
  return all.reduce((sum, each) => (each.kind === "window" && each.key === key && each.at >= now - length ? sum + each.by : sum), 0n);
}

const texts = fc.constantFrom("a", "b", "c");
const steps = fc.array(
  fc.record({
    wait: fc.nat(500),
    live: fc.array(texts, { maxLength: 1 }),
    absent: fc.array(texts, { maxLength: 1 }),
    put: fc.uniqueArray(fc.record({ key: texts, value: fc.constantFrom("x", "y", null), until: fc.option(fc.nat(800), { nil: undefined }) }), {
      maxLength: 2,
      selector: ({ key }) => key,
    }),
    sum: fc.option(fc.record({ by: fc.bigInt(-3n, 5n), max: fc.bigInt(0n, 9n) }), { nil: undefined }),
    window: fc.option(fc.record({ key: fc.constantFrom("w" as const, "v" as const), by: fc.bigInt(0n, 4n), max: fc.bigInt(0n, 9n) }), {
      nil: undefined,
    }),
  }),
  { minLength: 1, maxLength: 40, size: "max" },
);

test("a batch is done exactly where all that it asks for holds", () => {
  const seen = { done: 0, refused: 0, undone: 0 };
  fc.assert(
    fc.property(steps, (all) => {
      const state = engine();
      const happened: Happened[] = [];
      let now = 1_000_000;
      for (const [i, { wait, live, absent, put, sum, window }] of all.entries()) {
        now += wait;
        const puts: readonly Put[] = put.map(({ key, value, until }) => ({ key, value, ...(until === undefined ? {} : { until: now + until }) }));
        const batch: Batch = {
          id: `b${i}`,
          live,
          absent,
          put: puts,
          add: [...(sum === undefined ? [] : [{ key: "s", ...sum }]), ...(window === undefined ? [] : [{ ...window, per: per[window.key] }])],
          log: [{ chain: "c", entry: i }],
        };
        const ofKey = (key: string): readonly Put[] => happened.flatMap((each) => (each.kind === "put" && each.put.key === key ? [each.put] : []));
        const isEnded = (key: string): boolean => ofKey(key).some(({ value }) => value === null);
        const isLive = (key: string): boolean => {
          const last = ofKey(key).at(-1);
          return last !== undefined && !isEnded(key) && (last.until === undefined || now < last.until);
        };
        const total = happened.reduce((so, each) => (each.kind === "sum" ? so + each.by : so), 0n);
        const holds =
          live.every(isLive) &&
          absent.every((key) => ofKey(key).length === 0) &&
          puts.every(({ key, value }) => value === null || !isEnded(key)) &&
          (sum === undefined || (total + sum.by >= 0n && (sum.by < 0n || total + sum.by <= sum.max)));
        const fits = (longest: boolean): boolean => window === undefined || windowSum(happened, window.key, now, longest) + window.by <= window.max;

        const before = ["a", "b", "c", "s", "w", "v"].map((key) => shownCell(state.cell(key), now));
        const planned = state.plan(prepare(batch), now);
        if (planned.kind === "done") {
          expect(holds && fits(false), JSON.stringify(i)).toBe(true);
          planned.take().undo();
          expect(["a", "b", "c", "s", "w", "v"].map((key) => shownCell(state.cell(key), now))).toEqual(before);
          expect(state.known(prepare(batch))).toBeUndefined();
          seen.undone++;
          const again = state.plan(prepare(batch), now);
          if (again.kind !== "done") throw new Error("undone by halves");
          expect(again.records).toEqual(planned.records);
          again.take();
          happened.push(...puts.map((each): Happened => ({ kind: "put", put: each })));
          if (sum !== undefined) happened.push({ kind: "sum", key: "s", by: sum.by });
          if (window !== undefined) happened.push({ kind: "window", key: window.key, by: window.by, at: now });
          seen.done++;
        } else {
          expect(holds && fits(true), JSON.stringify(i)).toBe(false);
          seen.refused++;
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(Math.min(seen.done, seen.refused)).toBeGreaterThan(500);
});

/** Among them those that make an addition come just as an earlier one leaves its window. */
const waits = fc.oneof(fc.constantFrom(0, 1, 6, 7, 8, 33, 39, 40, 41, 299, 300, 301, 2_551, 2_559, 2_560), fc.nat(30));

test("a window is never more than it may be in any length of time, and is given back its own", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: waits, by: fc.bigInt(1n, 3n), back: fc.boolean() }), { maxLength: 120, size: "max" }),
      fc.constantFrom(7, 40, 300, 2_560),
      (all, length) => {
        const state = engine();
        const spent: { readonly at: number; by: bigint }[] = [];
        let now = 5_000;
        for (const [i, { wait, by, back }] of all.entries()) {
          now += wait;
          const planned = state.plan(prepare({ id: `b${i}`, add: [{ key: "k", by, max: 6n, per: length }] }), now);
          if (planned.kind === "refused") continue;
          planned.take();
          const mine = { at: now, by };
          spent.push(mine);
          if (!back) continue;
          const returned = state.plan(prepare({ id: `r${i}`, add: [{ key: "k", by: -by, max: 0n, per: length, at: mine.at }] }), now + 3);
          if (returned.kind === "refused") throw new Error("what was taken can be given back");
          returned.take();
          mine.by = 0n;
          now += 3;
        }
        for (const { at: from } of spent) {
          const within = spent.reduce((sum, { at, by }) => (at >= from && at <= from + length ? sum + by : sum), 0n);
          expect(within <= 6n).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a store's time follows the wall clock, and never goes back or stands still", () => {
  let [wall, monotonic] = [10_000, 0];
  const clock = storeClock(
    () => wall,
    () => monotonic,
  );
  const pass = (ms: number): number => {
    wall += ms;
    monotonic += ms;
    return clock.now();
  };
  expect(clock.now()).toBe(10_000);
  expect(pass(5)).toBe(10_005);
  // Set back by an hour: it goes on at its own pace.
  wall -= 3_600_000;
  expect(clock.now()).toBe(10_005);
  expect(pass(0.25)).toBe(10_005);
  expect(pass(0.75)).toBe(10_006);
  expect(pass(1_000)).toBe(11_006);
  // Set ahead: it follows.
  wall = 50_000;
  expect(clock.now()).toBe(50_000);
  // While the machine slept the monotonic clock stood still.
  wall += 7_000;
  expect(clock.now()).toBe(57_000);
  clock.atLeast(60_000);
  expect(clock.now()).toBe(60_000);
  clock.atLeast(1);
  expect(pass(10)).toBe(60_010);
});

test("a store's time never goes back, whatever the clocks do", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -5_000, max: 5_000 }), fc.double({ min: 0, max: 500, noNaN: true })), { maxLength: 60, size: "max" }),
      (moves) => {
        let [wall, monotonic] = [1_000_000, 0];
        const clock = storeClock(
          () => wall,
          () => monotonic,
        );
        let last = clock.now();
        const began = { time: last, monotonic };
        for (const [jump, passed] of moves) {
          monotonic += passed;
          wall += jump;
          const now = clock.now();
          expect(Number.isInteger(now)).toBe(true);
          expect(now).toBeGreaterThanOrEqual(last);
          expect(now).toBeGreaterThanOrEqual(Math.max(Math.floor(wall), Math.floor(began.time + monotonic - began.monotonic) - 1));
          last = now;
        }
      },
    ),
  );
});

test("lines come out of pieces of any size as they went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 30 })), fc.integer({ min: 1, max: 17 }), fc.boolean(), async (given, piece, ends) => {
      const lines = given.map((line) => line.map((byte) => (byte === 10 ? 11 : byte)));
      const bytes = Uint8Array.from(lines.flatMap((line, i) => [...line, ...(ends || i < lines.length - 1 ? [10] : [])]));
      const read = async (into: Uint8Array, at: number): Promise<number> => {
        const some = bytes.subarray(at, at + Math.min(piece, into.length));
        into.set(some);
        return some.length;
      };
      const found: { readonly bytes: number[]; readonly offset: number; readonly ended: boolean }[] = [];
      for await (const { bytes: line, offset, ended } of linesOf({ read }, bytes.length)) found.push({ bytes: [...line], offset, ended });
      let offset = 0;
      const expected = lines.map((line, i) => {
        const at = offset;
        offset += line.length + 1;
        return { bytes: [...line], offset: at, ended: ends || i < lines.length - 1 };
      });
      // A last line of nothing without a newline is none.
      expect(found).toEqual(expected.filter((line) => line.ended || line.bytes.length > 0));
    }),
  );
});
