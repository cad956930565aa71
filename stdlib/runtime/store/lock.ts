/**
 * One writer a folder. A lock is a file `lock.N` that says which process holds it; who finds the holder of the highest N gone makes `lock.N+1`,
 * which of several only one can. Locks are never taken back by name, so that a late comer can't remove the lock of another.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf, type Disk } from "./disk.js";
import { storeProblem } from "./store.js";

export interface Lock {
  /** Whether nobody has taken it over meanwhile. */
  held(): boolean;
  release(): Promise<void>;
}

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process started, where the system tells: the number of a process is used again. */
  readonly started: string;
}

const free = "free";

/** Throws a `StoreProblem` (`locked`) where another process, or another store in this one, holds it. */
export async function lockFolder(folder: string, disk: Disk): Promise<Lock> {
  const own: Holder = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? "" };
  for (let tries = 0; tries < 100; tries++) {
    const highest = Math.max(0, ...(await numbers(folder, disk)));
    if (highest > 0) {
      const text = await disk.readText(pathOf(folder, highest));
      // It has just been replaced by a higher one.
      if (text === undefined) continue;
      const holder = text === free ? undefined : read(text);
      if (text !== free && (holder === undefined || isThere(holder, own)))
        throw storeProblem("locked", `${folder} is in use by ${holder === undefined ? "someone" : `process ${holder.pid} on ${holder.host}`}`);
    }
    const mine = pathOf(folder, highest + 1);
    const beside = `${folder}/locking.${randomUUID()}`;
    await disk.writeWhole(beside, new TextEncoder().encode(JSON.stringify(own)));
    const made = await linked(beside, mine, disk);
    await disk.remove(beside);
    if (!made) continue;
    const others = await numbers(folder, disk);
    // Someone was faster, and has removed what stood in the way.
    if (others.some((each) => each > highest + 1)) {
      await disk.remove(mine);
      continue;
    }
    for (const each of others) if (each <= highest) await disk.remove(pathOf(folder, each));
    for (const name of await disk.list(folder)) if (name.startsWith("locking.")) await disk.remove(`${folder}/${name}`);
    return {
      held: () => disk.exists(mine),
      release: async () => {
        if (!disk.exists(mine)) return;
        const beside = `${folder}/locking.${randomUUID()}`;
        await disk.writeWhole(beside, new TextEncoder().encode(free));
        await disk.rename(beside, mine);
      },
    };
  }
  throw storeProblem("locked", `${folder} is fought over`);
}

/** The holder may just have cleaned up: then there is nothing left to link. */
async function linked(from: string, to: string, disk: Disk): Promise<boolean> {
  try {
    return await disk.link(from, to);
  } catch (problem) {
    if (codeOf(problem) === "ENOENT") return false;
    throw problem;
  }
}

function pathOf(folder: string, number: number): string {
  return `${folder}/lock.${number}`;
}

async function numbers(folder: string, disk: Disk): Promise<readonly number[]> {
  return (await disk.list(folder)).flatMap((name) => (/^lock\.[1-9]\d{0,14}$/.test(name) ? [Number(name.slice("lock.".length))] : []));
}

function read(text: string): Holder | undefined {
  try {
    const { host, pid, started } = JSON.parse(text) as Partial<Record<string, unknown>>;
    return typeof host === "string" && typeof pid === "number" && typeof started === "string" ? { host, pid, started } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the holder may still run. Of another machine that can't be told: someone has to remove its lock. */
function isThere(holder: Holder, own: Holder): boolean {
  if (holder.host !== own.host) return true;
  const started = startOf(holder.pid);
  if (started !== undefined && holder.started !== "") return started === holder.started;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (problem) {
    return codeOf(problem) !== "ESRCH";
  }
}

/** When a process started, since which boot; of one that has ended `gone`; `undefined` where the system does not tell (it is not Linux). */
function startOf(pid: number): string | undefined {
  let boot: string;
  try {
    boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
  try {
    // See proc(5): after the name, which stands in parentheses, the state is the first and the start the 20th.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\)\s/s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "gone" : `${boot}/${fields[19] ?? ""}`;
  } catch {
    return "gone";
  }
}
