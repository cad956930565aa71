/**
 * The one way to the store: a batch is sent again under its id where nobody knows whether it was done, for a time; then the
 * answer is no. What a store answers is looked at before it is believed.
 */
import type { Entry } from "./entry.js";
import { refusal } from "./refusal.js";
import type { Running } from "./running.js";
import { type Batch, type Cell, type Committed, isStoreProblem, type Key, type Logged, type Opened } from "./store/store.js";

type Journal = Pick<Running, "store" | "limits" | "clock">;

/** Waits before a batch is sent again, in milliseconds. */
const pauses = [5, 50, 250] as const;

export function logged(chain: string, ...entries: readonly Entry[]): readonly Logged[] {
  return entries.map((entry) => ({ chain, entry }));
}

/** Throws a refusal with the code `store` where it can't be done in time. */
export async function commit(running: Journal, batch: Batch): Promise<Committed> {
  for (let tried = 0; ; tried++) {
    const again = pauses[tried];
    try {
      const answer = await inTime(running, running.store.commit(batch));
      if (!isTime(answer?.now) || (answer.ok !== true && answer.ok !== false)) throw refusal({ code: "store" });
      if (!answer.ok && typeof answer.failed !== "string") throw refusal({ code: "store" });
      running.clock.follow(answer.now);
      return answer;
    } catch (error) {
      if (again === undefined || !isStoreProblem(error) || error.code !== "unavailable") throw refusal({ code: "store" });
      await new Promise((resolve) => setTimeout(resolve, again));
    }
  }
}

export async function read(running: Journal, keys: readonly Key[]): Promise<{ readonly cells: readonly Cell[]; readonly now: number }> {
  for (let tried = 0; ; tried++) {
    const again = pauses[tried];
    try {
      const answer = await inTime(running, running.store.read(keys));
      if (!isTime(answer?.now) || answer.cells.length !== keys.length) throw refusal({ code: "store" });
      running.clock.follow(answer.now);
      return answer;
    } catch (error) {
      if (again === undefined || !isStoreProblem(error) || error.code !== "unavailable") throw refusal({ code: "store" });
      await new Promise((resolve) => setTimeout(resolve, again));
    }
  }
}

/** Throws a refusal with the code `store` where the store can't be opened in time. */
export async function open(running: Journal): Promise<Opened> {
  try {
    return await inTime(running, running.store.open());
  } catch {
    throw refusal({ code: "store" });
  }
}

function isTime(now: unknown): now is number {
  return typeof now === "number" && Number.isFinite(now) && now > 0;
}

/** A store that does not answer has refused. What it did is found out under the batch's id, or never. */
async function inTime<T>(running: Journal, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refusal({ code: "store" })), running.limits.store);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
