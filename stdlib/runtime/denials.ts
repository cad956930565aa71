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

/** Kinds of refusal of one instance, and how many of each the ledger does not yet say. */
const counts = new WeakMap<object, Map<string, { unsaid: number; next: number }>>();

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

/** The first of its kind is written at once, then the tenth, the hundredth and so on, each with what has come since. */
async function record(running: Running, instance: Pick<Instance, "id" | "start">, denial: Denial, kind: DeniedEntry["kind"]): Promise<boolean> {
  const kinds = counts.get(instance) ?? new Map<string, { unsaid: number; next: number }>();
  counts.set(instance, kinds);
  const name = denial.action ?? (denial.hop === undefined ? "" : hopWordsOf(denial.hop));
  // Names can be the caller's own, so that there are not more kinds than are worth telling apart.
  const key = kinds.size < 64 ? `${kind} ${denial.refused.code} ${denial.refused.detail ?? ""} ${name}` : kind;
  const count = kinds.get(key) ?? { unsaid: 0, next: 1 };
  kinds.set(key, count);
  count.unsaid++;
  if (count.unsaid < count.next) return true;
  const times = count.unsaid;
  count.unsaid = 0;
  count.next = count.next === 1 ? 9 : count.next * 10;
  const { refused, action, hop, clause } = denial;
  const entry: DeniedEntry = {
    kind,
    instance: instance.id,
    ...(action === undefined ? {} : { action: cut(action, 256) }),
    ...(hop === undefined ? {} : { hop }),
    args: denial.args,
    context: denial.context,
    now: denial.now,
    approvals: denial.approvals,
    code: refused.code,
    ...(clause === undefined ? {} : { clause: cut(clause, 1_024) }),
    ...(refused.argument === undefined ? {} : { argument: cut(refused.argument, 256) }),
    times,
  };
  try {
    await commit(running, { id: randomUUID(), log: logged(instance.start, entry) });
    return true;
  } catch {
    return false;
  }
}

function hopWordsOf(hop: HopName): string {
  return `${hop.from} -> ${hop.to} for ${hop.task}`;
}

/** The words of the hop that a reason of the plan names. */
export function refusedBy(running: Running, reason: { readonly code: Refused["code"]; readonly hop: number; readonly argument?: string }): Refused {
  const hop = running.plan.hops[reason.hop];
  return { code: reason.code, hop: hop === undefined ? undefined : hopWords(hop), argument: reason.argument };
}
