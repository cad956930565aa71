/**
 * The one way to the store. Nobody knows what became of a batch whose answer does not come: it is sent again under its id, which
 * does it no second time, until there is an answer or the time is over. Only then is it refused. What a store answers is looked at
 * before it is believed.
 */
import type { Entry } from "./entry.js";
import { isRefusal, refusal } from "./refusal.js";
import type { Running } from "./running.js";
import { type Batch, type Cell, type Committed, isStoreProblem, type Key, type Logged, type Opened } from "./store/store.js";

type Journal = Pick<Running, "store" | "limits" | "clock">;

export type Done = Extract<Committed, { ok: true }>;

/** Waits before a store that could not answer is asked again, in milliseconds; the last of them from then on. */
const pauses = [5, 50, 250] as const;
const longestPause = 1_000;

export function logged(chain: string, ...entries: readonly Entry[]): readonly Logged[] {
  return entries.map((entry) => ({ chain, entry }));
}

/**
 * Throws a refusal with the code `store` where it can't be done in time. `late` is told where it was done after all, when the caller
 * has already been told that it was not: to undo what nobody will make use of.
 */
export async function commit(running: Journal, batch: Batch, late: (done: Done) => Promise<unknown> = async () => undefined): Promise<Committed> {
  let told = false;
  const answer = await insist(
    running,
    async () => {
      const said = await running.store.commit(batch);
      if (!isTime(said?.now) || (said.ok !== true && said.ok !== false)) throw refusal({ code: "store" });
      if (!said.ok && typeof said.failed !== "string") throw refusal({ code: "store" });
      return said;
    },
    (after, before) => {
      if (told || !after.ok || before?.ok === true) return;
      told = true;
      late(after).catch(() => undefined);
    },
  );
  running.clock.follow(answer.now);
  return answer;
}

export async function read(running: Journal, keys: readonly Key[]): Promise<{ readonly cells: readonly Cell[]; readonly now: number }> {
  const answer = await insist(running, async () => {
    const said = await running.store.read(keys);
    if (!isTime(said?.now) || said.cells.length !== keys.length) throw refusal({ code: "store" });
    return said;
  });
  running.clock.follow(answer.now);
  return answer;
}

/** Throws a refusal with the code `store` where the store can't be opened in time. */
export function open(running: Journal): Promise<Opened> {
  return insist(running, async () => running.store.open());
}

function isTime(now: unknown): now is number {
  return typeof now === "number" && Number.isFinite(now) && now > 0;
}

/** What a store says of itself that asking again does not change. Anything else that it throws leaves open what was done. */
function isFinal(problem: unknown): boolean {
  return isRefusal(problem) || (isStoreProblem(problem) && problem.code !== "unavailable");
}

/**
 * Asks, and asks again, until one of the questions is answered: the store's last word counts, from whichever it comes. `after` is told
 * each answer that comes when the matter is closed, and what it was closed with (nothing: a refusal).
 */
function insist<T>(running: Journal, ask: () => Promise<T>, after: (answer: T, before: T | undefined) => void = () => undefined): Promise<T> {
  const over = performance.now() + running.limits.store;
  return new Promise((resolve, reject) => {
    let closed = false;
    let answered: T | undefined;
    let failures = 0;
    // A store that says nothing at all is asked a second and a third time, not more: it may be that it is only slow.
    let patience = running.limits.store / 4;
    let timer: NodeJS.Timeout | undefined;
    const close = (): void => {
      closed = true;
      clearTimeout(timer);
    };
    const refuse = (): void => {
      close();
      reject(refusal({ code: "store" }));
    };
    const sendAfter = (wait: number, silent: boolean): void => {
      clearTimeout(timer);
      const left = over - performance.now();
      timer = setTimeout(() => (left <= wait ? refuse() : send(silent)), Math.min(wait, left));
    };
    const send = (again: boolean): void => {
      if (again) patience *= 2;
      sendAfter(patience, true);
      ask().then(
        (answer) => {
          if (closed) return after(answer, answered);
          close();
          answered = answer;
          resolve(answer);
        },
        (problem: unknown) => {
          if (closed) return;
          if (isFinal(problem)) refuse();
          else sendAfter(pauses[failures++] ?? longestPause, false);
        },
      );
    };
    send(false);
  });
}
