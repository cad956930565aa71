/**
 * Refusals: the agent is told little, the operator all, and the ledger each kind once and then how often. An instance that is
 * refused too often is suspended, so that a million tries cost no more than a hundred.
 */
import { randomUUID } from "node:crypto";
import type { DeniedEntry, HopName, KeptValues } from "./entry.js";
import { commit, logged } from "./journal.js";
import { cut } from "./kept.js";
import { endEverywhere, hopWords } from "./lives.js";
import { type Refusal, type Refused, refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";

/** What was refused. */
export interface Denial {
  readonly refused: Refused;
  readonly action?: string | undefined;
  readonly hop?: HopName | undefined;
  readonly args: KeptValues;
  readonly context: KeptValues;
  readonly now: number;
  readonly approvals: readonly string[];
  readonly clause?: string | undefined;
}

/** One kind of refusal of one instance: the latest of it, and how many the ledger does not yet say. */
interface Tally {
  readonly kind: DeniedEntry["kind"];
  readonly instance: Pick<Instance, "id" | "start">;
  latest: Denial;
  unsaid: number;
  next: number;
}

const tallies = new WeakMap<object, Map<string, Tally>>();

/** Records a refusal and makes the error to throw. What can't be recorded is refused all the same. */
export async function deny(running: Running, instance: Instance, denial: Denial): Promise<Refusal> {
  tell(running, instance, denial);
  instance.state.refusals++;
  await record(running, instance, denial, "denied");
  if (instance.state.refusals >= running.limits.refusals) await endEverywhere(running, instance, "suspended").catch(() => undefined);
  return refusal(denial.refused);
}

/** Records that it would have been refused. Throws where it can't be recorded. */
export async function wouldDeny(running: Running, instance: Pick<Instance, "id" | "start">, denial: Denial): Promise<void> {
  tell(running, instance, denial);
  const saved = await record(running, instance, denial, "would-deny");
  if (!saved) throw refusal({ code: "store" });
}

/**
 * Records a refusal that no instance can be held to account for: a start, a chain that is none. They have a hash chain of their
 * own, one for each time that the guard is opened, and nobody to suspend.
 */
export async function denyStray(running: Running, refused: Refused, hop?: HopName, clause?: string): Promise<Refusal> {
  const denial: Denial = { refused, hop, args: {}, context: {}, now: running.clock.now(), approvals: [], clause };
  tell(running, running.gate, denial);
  await record(running, running.gate, denial, "denied");
  return refusal(refused);
}

function tell(running: Running, instance: Pick<Instance, "id">, { refused, action, clause, args }: Denial): void {
  running.telemetry.event("remit.denied", { code: refused.code, action: action ?? "", instance: instance.id });
  try {
    running.onRefusal({ ...refused, instance: instance.id, action, clause, args });
  } catch {
    // The operator's own mistake does not change the answer.
  }
}

/**
 * The first of its kind is written at once, then the tenth, the hundredth and so on, each with what has come since; and what is left
 * after a while, or when the guard is closed.
 */
async function record(running: Running, instance: Tally["instance"], denial: Denial, kind: Tally["kind"]): Promise<boolean> {
  const kinds = tallies.get(instance) ?? new Map<string, Tally>();
  tallies.set(instance, kinds);
  const name = denial.action ?? (denial.hop === undefined ? "" : hopWordsOf(denial.hop));
  // Names can be the caller's own, so that there are not more kinds than are worth telling apart.
  const key = kinds.size < 64 ? `${kind} ${denial.refused.code} ${denial.refused.detail ?? ""} ${name}` : kind;
  const tally = kinds.get(key) ?? { kind, instance, latest: denial, unsaid: 0, next: 1 };
  kinds.set(key, tally);
  tally.latest = denial;
  tally.unsaid++;
  if (tally.unsaid < tally.next) {
    leave(running, tally);
    return true;
  }
  tally.next = tally.next === 1 ? 9 : tally.next * 10;
  return say(running, [tally]);
}

/** Writes how often it was, since it was written last. False where that can't be. */
async function say(running: Running, some: readonly Tally[]): Promise<boolean> {
  const entries = some.flatMap((tally) => logged(tally.instance.start, entryOf(tally)));
  for (const tally of some) {
    tally.unsaid = 0;
    left.get(running)?.delete(tally);
  }
  try {
    await commit(running, { id: randomUUID(), log: entries });
    return true;
  } catch {
    return false;
  }
}

function entryOf({ kind, instance, latest, unsaid }: Tally): DeniedEntry {
  const { refused, action, hop, clause, args, context, now, approvals } = latest;
  return {
    kind,
    instance: instance.id,
    ...(action === undefined ? {} : { action: cut(action, 256) }),
    ...(hop === undefined ? {} : { hop }),
    args,
    context,
    now,
    approvals,
    code: refused.code,
    ...(clause === undefined ? {} : { clause: cut(clause, 1_024) }),
    ...(refused.argument === undefined ? {} : { argument: cut(refused.argument, 256) }),
    times: unsaid,
  };
}

/** What no entry says yet, of all guards that are open. */
const left = new Map<Running, Set<Tally>>();
let heard = false;
/** Milliseconds after which it is said. */
const patience = 60_000;
/** So many in one batch: their values may be long. */
const together = 64;

function leave(running: Running, tally: Tally): void {
  const mine = left.get(running) ?? new Set<Tally>();
  if (mine.size === 0) setTimeout(() => sayAll(running), patience).unref();
  left.set(running, mine.add(tally));
  if (heard) return;
  heard = true;
  // A process that comes to its end without having closed its guards.
  process.on("beforeExit", () => {
    for (const each of [...left.keys()]) sayAll(each);
  });
}

/** Writes what is left to say of refusals: when the guard is closed, and before the process ends. */
export async function sayAll(running: Running): Promise<void> {
  const all = [...(left.get(running) ?? [])];
  left.delete(running);
  for (let i = 0; i < all.length; i += together) await say(running, all.slice(i, i + together));
}

function hopWordsOf(hop: HopName): string {
  return `${hop.from} -> ${hop.to} for ${hop.task}`;
}

/** The words of the hop that a reason of the plan names. */
export function refusedBy(running: Running, reason: { readonly code: Refused["code"]; readonly hop: number; readonly argument?: string }): Refused {
  const hop = running.plan.hops[reason.hop];
  return { code: reason.code, hop: hop === undefined ? undefined : hopWords(hop), argument: reason.argument };
}
