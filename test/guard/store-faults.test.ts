/**
 * A store that is down, slow, full, lies, or loses what is said to it or what it says: an outcome that nobody knows is found out under
 * the batch's id within the time, and is a refusal after that; the effect happens once or not at all.
 */
import { expect, test } from "vitest";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { type Batch, type Committed, type Store, storeProblem } from "../../stdlib/runtime/store/store.js";
import { action, bench, codeOf, hop } from "./desk.js";

const lookup = { customer: "c-7", limit: 1 };
const refund = (amount: number) => ({ order: "o-1", amount });
const silence = (): Promise<never> => new Promise(() => undefined);

/** A store that does what the test says before it does what it should. */
function faulty(before: (batch: Batch, real: Store) => Promise<Committed | undefined> | undefined): Store {
  const real = memoryStore({ clock: { now: () => Date.UTC(2026, 5, 1, 12), atLeast: () => undefined } });
  return { ...real, commit: async (batch) => (await before(batch, real)) ?? real.commit(batch) };
}

test("a store that is down, slow, full or lies: nothing is called", async () => {
  const now = Date.UTC(2026, 5, 1, 12);
  const lies: readonly (() => Promise<Committed>)[] = [
    () => Promise.reject(storeProblem("unavailable", "down")),
    () => Promise.reject(storeProblem("full", "full")),
    () => Promise.reject(new Error("what?")),
    () => new Promise(() => undefined),
    async () => 0 as unknown as Committed,
    async () => ({}) as Committed,
    async () => ({ ok: true, seq: 1n, now: Number.NaN }),
    async () => ({ ok: "yes", seq: 1n, now }) as unknown as Committed,
    async () => ({ ok: false, now }) as unknown as Committed,
  ];
  for (const lie of lies) {
    let lying = false;
    const made = await bench({ store: faulty((batch) => (lying && batch.id.startsWith("call/") ? lie() : undefined)), limits: { store: 30 } });
    const planner = await made.start();
    lying = true;
    expect(await codeOf(action(planner, "orders.lookup")(lookup))).toBe("store");
    expect(made.calls).toEqual([]);
  }
});

test("a commit whose answer is lost is sent again under its id, and counts once", async () => {
  let lost = 0;
  const made = await bench({
    store: faulty(async (batch, real) => {
      if (!batch.id.startsWith("call/") || lost++ >= 2) return undefined;
      await real.commit(batch);
      throw storeProblem("unavailable", "the answer was lost");
    }),
  });
  const planner = await made.start();
  for (let i = 0; i < 10; i++) expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 50 }))).toBe("done");
  expect(made.calls).toHaveLength(10);
});

test("an outcome that can't be written: the agent is not told the result", async () => {
  const made = await bench({
    store: faulty((batch) => (batch.id.startsWith("outcome/") ? Promise.reject(storeProblem("failed", "disk")) : undefined)),
  });
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.lookup")(lookup))).toBe("store");
  expect(made.calls).toHaveLength(1);
  // What it would have been told is held all the same.
  expect(planner.label).toEqual(["confidential"]);
});

/** How often a batch of that kind came to the store, and what is done with each: by its turn, counted from 0. */
function byTurn(kind: string, then: (turn: number, batch: Batch, real: Store) => Promise<Committed | undefined> | undefined) {
  let turns = 0;
  const store = faulty((batch, real) => (batch.id.startsWith(kind) ? then(turns++, batch, real) : undefined));
  return { store, turns: () => turns };
}

/** What the store does with the first batch of a kind; the second is done as it should be. */
const mishaps: Readonly<Record<string, (batch: Batch, real: Store) => Promise<Committed | undefined>>> = {
  "the answer is lost, and nothing said": async (batch, real) => {
    await real.commit(batch);
    return silence();
  },
  "the question is lost, and nothing said": silence,
  "the question comes after it was asked again": async (batch, real) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return real.commit(batch);
  },
  "it throws what no store throws": async (batch, real) => {
    await real.commit(batch);
    throw new Error("socket hang up");
  },
};

for (const [name, mishap] of Object.entries(mishaps))
  test(`${name}: a call is made once, a hop is made once, and both are counted once`, async () => {
    for (const kind of ["call/", "hop/", "outcome/", "asked/"]) {
      let broken = false;
      const { store, turns } = byTurn(kind, (turn, batch, real) => (broken && turn === 1 ? mishap(batch, real) : undefined));
      const made = await bench({ store, limits: { store: 200 } });
      const planner = await made.start();
      // The first of its kind, so that the one that goes wrong is the second whatever the kind.
      if (turns() === 0) await hop(planner, "refunder")({ order_id: "o-1", cap: 50 });
      if (turns() === 0) await action(planner, "orders.refund")(refund(0));
      broken = true;
      const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 50 });
      for (let i = 0; i < 5; i++) await action(refunder, "orders.refund")(refund(10));
      expect(turns(), kind).toBeGreaterThan(2);
      expect(made.calls.filter(({ args }) => args.amount === 10)).toHaveLength(5);
      expect(await codeOf(action(refunder, "orders.refund")(refund(0.01)))).toBe("budget");
      const entries = await made.entries();
      const calls = entries.flatMap((entry) => (entry.kind === "call" ? [entry.call] : []));
      expect(new Set(calls).size).toBe(calls.length);
      expect(entries.filter((entry) => entry.kind === "outcome")).toHaveLength(calls.length);
      const hops = entries.flatMap((entry) => (entry.kind === "hop" ? [entry.instance] : []));
      expect(new Set(hops).size).toBe(hops.length);
    }
  });

test("a store that never answers refuses when its time is over, not before and not much later; no tool is called, no hop is made", async () => {
  let silent = false;
  const { store, turns } = byTurn("", () => (silent ? silence() : undefined));
  const made = await bench({ store, limits: { store: 100 } });
  const planner = await made.start();
  silent = true;
  const before = { turns: turns(), at: performance.now() };
  expect(await codeOf(action(planner, "orders.refund")(refund(1)))).toBe("store");
  const took = performance.now() - before.at;
  expect(took).toBeGreaterThan(95);
  expect(took).toBeLessThan(2_000);
  // It may be slow: it is not asked over and over.
  expect(turns() - before.turns).toBeGreaterThan(1);
  expect(turns() - before.turns).toBeLessThan(4);
  expect(made.calls).toEqual([]);
  silent = false;
  expect(await codeOf(action(planner, "orders.refund")(refund(500)))).toBe("scope");
  expect(await codeOf(action(planner, "orders.refund")(refund(50)))).toBe("done");
});

test("a store that is away for a moment is waited for", async () => {
  let away = 0;
  const { store } = byTurn("", () => (away-- > 0 ? Promise.reject(storeProblem("unavailable", "starting up")) : undefined));
  const made = await bench({ store });
  const planner = await made.start();
  away = 3;
  expect(await codeOf(action(planner, "orders.refund")(refund(50)))).toBe("done");
  expect(made.calls).toHaveLength(1);
});

test("what is done when it was refused already is undone: a call that nobody made gives back what it took, a hop that nobody has ends", async () => {
  for (const kind of ["call/", "hop/"]) {
    let slow = false;
    const answers: (() => void)[] = [];
    const { store } = byTurn(kind, async (_turn, batch, real) => {
      if (!slow) return undefined;
      await new Promise<void>((resolve) => answers.push(resolve));
      return real.commit(batch);
    });
    const made = await bench({ store, limits: { store: 100 } });
    const planner = await made.start();
    for (let i = 0; i < 9; i++) await action(planner, "orders.refund")(refund(50));
    slow = true;
    const doing = kind === "call/" ? action(planner, "orders.refund")(refund(50)) : hop(planner, "reader")();
    expect(await codeOf(doing)).toBe("store");
    expect(answers.length).toBeGreaterThan(0);
    for (const each of answers) each();
    slow = false;
    await new Promise((resolve) => setTimeout(resolve, 10));
    const entries = await made.entries();
    if (kind === "call/") {
      expect(made.calls).toHaveLength(9);
      expect(entries.filter((entry) => entry.kind === "outcome" && entry.outcome === "not-performed")).toHaveLength(1);
      expect(await codeOf(action(planner, "orders.refund")(refund(50)))).toBe("done");
      expect(await codeOf(action(planner, "orders.refund")(refund(0.01)))).toBe("budget");
    } else {
      const [, lost] = entries.flatMap((entry) => (entry.kind === "hop" ? [entry.instance] : []));
      expect(entries.filter((entry) => entry.kind === "end")).toMatchObject([{ instance: lost, why: "disposed" }]);
      expect(await store.read([`instance/${lost}`])).toMatchObject({ cells: [{ kind: "ended" }] });
    }
  }
});
