/** The lives of instances: whether one may still act, and its end, which is the end of all below it. */
import { randomUUID } from "node:crypto";
import { isOver } from "./clock.js";
import type { RefusalCode } from "./door.js";
import { commit, logged } from "./journal.js";
import type { HopPlan } from "./plan.js";
import type { Instance, InstanceState, Running } from "./running.js";

export function cellOf(instance: string): string {
  return `instance/${instance}`;
}

/** The cells of the instance and of all above it: each has to be live. */
export function lifeline(instance: Instance): readonly string[] {
  const cells: string[] = [];
  for (let at: Instance | undefined = instance; at !== undefined; at = at.above) cells.push(cellOf(at.id));
  return cells;
}

/** Why nothing may be done here at all: the guard is closed, or its time of watching is over. */
export function whyClosed(running: Running): RefusalCode | undefined {
  return running.state.closed || (running.until !== undefined && isOver(running.until, running.clock)) ? "desk" : undefined;
}

/** Why it may not act, as far as this process knows; the store is asked in each commit. */
export function whyNot(running: Running, instance: Instance): RefusalCode | undefined {
  const closed = whyClosed(running);
  if (closed !== undefined) return closed;
  for (let at: Instance | undefined = instance; at !== undefined; at = at.above) {
    if (at.state.ended !== undefined) return at.state.ended;
    if (isOver(at.deadline, running.clock)) {
      end(running, at, "expired");
      return "expired";
    }
  }
  return undefined;
}

/** Ends it in this process: new decisions are refused at once, and calls under way are aborted through their signals. */
export function end(running: Running, instance: Instance, why: NonNullable<InstanceState["ended"]>): void {
  const pending = [instance];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at.state.ended !== undefined) continue;
    at.state.ended = why;
    pending.push(...at.below);
    at.abort.abort(new Error(why));
    for (const undo of at.state.atEnd) undo();
    at.state.atEnd.clear();
    at.above?.below.delete(at);
    running.instances.delete(at.id);
  }
}

/** The calls under way at it and below. */
export function underWay(instance: Instance): readonly string[] {
  return [...instance.calls, ...[...instance.below].flatMap(underWay)];
}

/** Ends it everywhere. Where the store can't be written it has ended here all the same, and the caller is told. */
export async function endEverywhere(running: Running, instance: Instance, why: "disposed" | "revoked" | "suspended"): Promise<void> {
  if (instance.state.ended !== undefined) return;
  const calls = underWay(instance);
  end(running, instance, why === "suspended" ? "suspended" : "revoked");
  await commit(running, {
    id: randomUUID(),
    put: [{ key: cellOf(instance.id), value: null }],
    log: logged(instance.start, { kind: "end", instance: instance.id, why, underWay: calls.slice(0, 256) }),
    urgent: true,
  });
}

/** Takes it into this process's care: it ends by itself when its time is over. */
export function watch(running: Running, instance: Instance): void {
  running.instances.set(instance.id, instance);
  instance.above?.below.add(instance);
  const longest = 2 ** 31 - 1;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    if (isOver(instance.deadline, running.clock)) end(running, instance, "expired");
    else {
      timer = setTimeout(look, Math.min(longest, Math.max(1, instance.deadline.wall - running.clock.now())));
      timer.unref();
    }
  };
  look();
  instance.state.atEnd.add(() => clearTimeout(timer));
}

export function hopOf(running: Pick<Running, "plan">, instance: Instance): HopPlan {
  const hop = running.plan.hops[instance.hop];
  if (hop === undefined) throw new Error(`the plan has no hop ${instance.hop}`);
  return hop;
}

export function hopWords(hop: HopPlan | undefined): string {
  return hop === undefined ? "" : `${hop.from} -> ${hop.to} for ${hop.task}`;
}

/** The parties of its chain, the principal first. */
export function partiesOf(running: Pick<Running, "plan">, instance: Instance): readonly string[] {
  const hop = hopOf(running, instance);
  return instance.above === undefined ? [hop.from, hop.to] : [...partiesOf(running, instance.above), hop.to];
}
