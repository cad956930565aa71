/**
 * A call: copied, decided, committed, looked at once more, done, and its outcome written. Whatever goes wrong before the tool is
 * called leaves the tool uncalled; whatever goes wrong after it does not pretend that nothing happened.
 */
import { randomUUID } from "node:crypto";
import { usedCell } from "./approval.js";
import { ask } from "./asking.js";
import { additionsFor, refundOf, showSpending, spendingOf } from "./budget.js";
import { deny, refusedBy, wouldDeny } from "./denials.js";
import type { CallOptions, Verdict } from "./door.js";
import type { CallEntry, Entry } from "./entry.js";
import { staysWithin } from "./holding.js";
import { commit, logged } from "./journal.js";
import { keptArgs, keptFacts } from "./kept.js";
import { hopOf, hopWords, lifeline, partiesOf, whyNot } from "./lives.js";
import { perform } from "./perform.js";
import type { ActionPlan, Frame, HopPlan, Reason, Values } from "./plan.js";
import { isHoldingCell, refresh, unheldLabels } from "./record.js";
import type { Refused } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { type CallSecrets, secretsFor } from "./secret.js";
import { linked } from "./signals.js";
import { snapshot } from "./snapshot.js";
import type { Addition, Committed } from "./store/store.js";
import type { Json } from "./value.js";

/** What a call asks for, copied; what was refused of it has no arguments. */
export interface Wanted {
  readonly id: string;
  readonly action: string;
  readonly plan: ActionPlan;
  readonly args: Values;
  readonly context: Values;
  readonly live: Values;
  readonly spends: ReadonlyMap<string, bigint>;
  /** What would be refused of it, were it not only watched. */
  readonly doubts: readonly No[];
  /** Whether arguments and facts are what decisions are made for. */
  readonly conforms: boolean;
}

interface No {
  readonly kind: "no";
  readonly refused: Refused;
  readonly clause?: string | undefined;
  readonly args: Values;
  readonly live: Values;
}

const nothing: Values = Object.freeze(Object.create(null));

/** Calls the action for the instance, or throws a refusal. */
export async function call(running: Running, instance: Instance, action: string, given: unknown, options: CallOptions = {}): Promise<Json> {
  const span = running.telemetry.span("remit.call", { action, instance: instance.id, agent: hopOf(running, instance).to });
  try {
    const wanted = await want(running, instance, action, given);
    if (wanted.kind === "no") return await refuse(running, instance, action, wanted, []);
    for (const each of wanted.wanted.doubts) await wouldDeny(running, instance, denialOf(running, action, each, []));
    const decided = await allow(running, instance, wanted.wanted, options);
    return await carryOut(running, instance, wanted.wanted, decided, options);
  } catch (error) {
    span.fail(error instanceof Error && "code" in error ? String(error.code) : "error");
    throw error;
  } finally {
    span.end();
  }
}

/** What would be said to the call. */
export async function checkCall(running: Running, instance: Instance, action: string, given: unknown): Promise<Verdict> {
  const wanted = await want(running, instance, action, given);
  if (wanted.kind === "no") return verdictOf(wanted.refused);
  const [doubt] = wanted.wanted.doubts;
  if (doubt !== undefined) return verdictOf(doubt.refused);
  const reason = decideLast(running, instance, wanted.wanted, running.clock.now(), []);
  if (reason === undefined) return { kind: "allow" };
  const by = approversFor(running, instance, wanted.wanted);
  return by === undefined ? verdictOf(refusedBy(running, reason)) : { kind: "needs-approval", by };
}

function verdictOf({ code, hop, argument }: Refused): Verdict {
  return { kind: "deny", code, ...(hop === undefined ? {} : { hop }), ...(argument === undefined ? {} : { argument }) };
}

/**
 * Copies the arguments and looks at all that no approval could change. What only watches goes on from there with what it would
 * refuse, but for what can't be copied, or is not there to be called.
 */
export async function want(
  running: Running,
  instance: Instance,
  action: string,
  given: unknown,
): Promise<{ readonly kind: "wanted"; readonly wanted: Wanted } | No> {
  const hop = hopOf(running, instance);
  const no = (code: Refused["code"], argument?: string, args = nothing, live = nothing): No => {
    return { kind: "no", refused: { code, hop: hopWords(hop), argument }, args, live };
  };
  const over = whyNot(running, instance);
  if (over !== undefined) return no(over);
  const plan = Object.hasOwn(running.plan.actions, action) ? running.plan.actions[action] : undefined;
  if (plan === undefined || !Object.hasOwn(hop.uses, action)) return no("action");
  const taken = snapshot(given ?? {}, running.limits.args);
  if (taken.kind === "refused") return no("argument", taken.path);
  const args = asRecord(taken.value);
  if (args === undefined) return no("argument");
  const doubts: No[] = [];
  const wrong = plan.wrong(args);
  if (wrong !== undefined) doubts.push(no("argument", wrong, args));
  const [first] = doubts;
  if (first !== undefined && !observed(running, plan)) return first;
  const facts = await factsFor(running, instance);
  const { live, context } = facts.kind === "facts" ? facts : { live: nothing, context: instance.context };
  if (facts.kind === "wrong") doubts.push(no("context", facts.name, args));
  const conforms = doubts.length === 0;
  if (plan.sends !== undefined) await refresh(running, instance);
  if (leaks(running, instance, plan)) doubts.push(no("data", undefined, args, live));
  const spending = spendingOf(plan, args);
  if (spending.kind === "wrong") doubts.push(no("budget", spending.argument, args, live));
  const [why] = doubts;
  if (why !== undefined && !observed(running, plan)) return why;
  return { kind: "wanted", wanted: { id: randomUUID(), action, plan, args, context, live, spends: spending.by, doubts, conforms } };
}

/** Whether data would leave through it that may not. */
function leaks(running: Running, { state }: Instance, { sends }: ActionPlan): boolean {
  return sends !== undefined && !staysWithin(running.plan.labels, state.holding, sends);
}

function asRecord(value: Json): Values | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : undefined;
}

type Facts = { readonly kind: "facts"; readonly context: Values; readonly live: Values } | { readonly kind: "wrong"; readonly name: string };

/** The facts of the start and those of now. A host that can't say them has no facts, and nothing is allowed without them. */
async function factsFor(running: Running, instance: Instance): Promise<Facts> {
  const { facts } = running.plan;
  if (!Object.values(facts).some((fact) => fact.live)) return { kind: "facts", context: instance.context, live: nothing };
  let said: unknown;
  try {
    said = await running.live();
  } catch {
    said = {};
  }
  const taken = snapshot(said, running.limits.args);
  const live = taken.kind === "copy" ? asRecord(taken.value) : undefined;
  if (live === undefined) return { kind: "wrong", name: "" };
  const stray = Object.keys(live).find((name) => !Object.hasOwn(facts, name) || facts[name]?.live !== true);
  if (stray !== undefined) return { kind: "wrong", name: stray };
  const context: Values = Object.assign(Object.create(null), instance.context, live);
  const wrong = running.plan.wrongFact(context) ?? running.plan.missingFact(context);
  return wrong === undefined ? { kind: "facts", context, live } : { kind: "wrong", name: wrong };
}

/**
 * What the last hop says. Under the policy that this guard was made from, the proof says that every hop above carries what it
 * admits; under another that is taken, each is asked.
 */
export function decideLast(running: Running, instance: Instance, wanted: Wanted, now: number, approvals: readonly string[]): Reason | undefined {
  const { action, args, context } = wanted;
  const ask = (decisions: HopPlan["uses"], frame: Frame): Reason | undefined => {
    const decision = Object.hasOwn(decisions, action) ? decisions[action] : undefined;
    return decision === undefined ? { code: "action", hop: frame.hop, clause: "" } : decision(args, frame, context, now, approvals);
  };
  const reason = ask(hopOf(running, instance).uses, instance.frame);
  if (reason !== undefined || !instance.foreign) return reason;
  for (let above = instance.above; above !== undefined; above = above.above) {
    const refused = ask(hopOf(running, above).carries, above.frame);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** The fewest principals whose approval would change a refusal, those that the policy names last left out first; none: nobody could. */
export function approversFor(running: Running, instance: Instance, wanted: Wanted): readonly string[] | undefined {
  const now = running.clock.now();
  const allows = (by: readonly string[]): boolean => decideLast(running, instance, wanted, now, by) === undefined;
  let by = running.plan.approvers;
  if (by.length === 0 || !allows(by)) return undefined;
  for (const each of by.toReversed()) {
    const without = by.filter((other) => other !== each);
    if (allows(without)) by = without;
  }
  return by;
}

/** What allows a call: the approvals among it are consumed with it. */
export interface Allowed {
  readonly approvals: readonly string[];
  readonly ids: readonly string[];
  readonly entries: readonly Entry[];
  /** Milliseconds since the epoch, when the first of the approvals runs out. */
  readonly expires: number;
}

const freely: Allowed = { approvals: [], ids: [], entries: [], expires: Number.POSITIVE_INFINITY };

async function allow(running: Running, instance: Instance, wanted: Wanted, options: CallOptions): Promise<Allowed> {
  // What is not of its type can only be watched: no decision is made for it.
  const reason = wanted.conforms ? decideLast(running, instance, wanted, running.clock.now(), []) : undefined;
  if (reason === undefined) return freely;
  const by = approversFor(running, instance, wanted);
  const no = { kind: "no", refused: refusedBy(running, reason), clause: reason.clause, args: wanted.args, live: wanted.live } as const;
  if (by === undefined || running.approver === undefined) {
    if (observed(running, wanted.plan)) {
      await wouldDeny(running, instance, denialOf(running, wanted.action, no, []));
      return freely;
    }
    return refuse(running, instance, wanted.action, by === undefined ? no : { ...no, refused: { ...no.refused, code: "approval" } }, []);
  }
  const stop = linked(instance.abort.signal, options.signal);
  const answered = await ask(running, subjectOf(running, instance, wanted), by, stop.signal).finally(() => stop.unlink());
  if (answered.kind === "no") return refuse(running, instance, wanted.action, { ...no, refused: { ...no.refused, code: "approval" } }, by);
  return { approvals: by, ids: answered.ids, entries: answered.entries, expires: answered.expires };
}

export function subjectOf(running: Running, instance: Instance, wanted: Wanted) {
  const { task } = hopOf(running, instance);
  const asked = {
    policy: running.plan.digest,
    instance: instance.id,
    chain: partiesOf(running, instance),
    kind: "call",
    what: wanted.action,
    task,
    purpose: running.plan.tasks[task]?.purpose ?? "",
    values: wanted.args,
    untrusted: instance.state.holding.untrusted,
  } as const;
  const expires = Math.min(running.clock.now() + running.limits.approval, instance.deadline.wall);
  return { asked, start: instance.start, hop: undefined, expires };
}

/** Whether it is only watched: never what destroys. */
function observed(running: Running, plan: ActionPlan): boolean {
  return running.mode === "observe" && plan.effect !== "destructive";
}

/** One commit, and then the tool. */
export async function carryOut(running: Running, instance: Instance, wanted: Wanted, allowed: Allowed, options: CallOptions): Promise<Json> {
  const no = (code: Refused["code"]): No => ({
    kind: "no",
    refused: { code, hop: hopWords(hopOf(running, instance)) },
    args: wanted.args,
    live: wanted.live,
  });
  const refused = (code: Refused["code"]): Promise<never> => refuse(running, instance, wanted.action, no(code), allowed.approvals);
  if (running.tools.get(wanted.action)?.closed() !== undefined) return refused("desk");
  const over = whyNot(running, instance);
  if (over !== undefined) return refused(over);
  // It may have come to hold more while someone thought.
  const watched = observed(running, wanted.plan);
  if (leaks(running, instance, wanted.plan) && !watched) return refused("data");
  let secrets: CallSecrets;
  try {
    secrets = await secretsFor(running, instance, wanted.plan.secrets);
  } catch {
    return refused(whyNot(running, instance) ?? "secret");
  }
  let additions = additionsFor(instance, wanted.spends);
  const rests = wanted.plan.sends === undefined || watched ? [] : unheldLabels(running, instance, wanted.plan.sends);
  let answer = await commitCall(running, instance, wanted, allowed, additions, rests);
  if (!answer.ok && answer.check === "add" && watched) {
    await wouldDeny(running, instance, denialOf(running, wanted.action, no("budget"), allowed.approvals));
    additions = [];
    answer = await commitCall(running, instance, wanted, allowed, additions, rests);
  }
  if (!answer.ok) {
    if (answer.check === "add") return refused("budget");
    if (isHoldingCell(answer.failed)) {
      await refresh(running, instance);
      return refused("data");
    }
    return refused(answer.check === "live" ? (whyNot(running, instance) ?? "revoked") : "approval");
  }
  // Time has passed, the store's may be another, and someone may have ended it meanwhile.
  const late = whyNot(running, instance) ?? (answer.now >= allowed.expires ? "approval" : undefined);
  const again = late === undefined && running.mode === "enforce" ? decideLast(running, instance, wanted, answer.now, allowed.approvals) : undefined;
  if (late !== undefined || again !== undefined) {
    await settle(running, instance, wanted.id, "not-performed", refundOf(additions, answer.now));
    return refused(late ?? again?.code ?? "scope");
  }
  return perform(running, instance, { ...wanted, additions, at: answer.now, secrets }, options);
}

/** `rests`: cells that have to be empty still, since what it holds rests on it. */
function commitCall(
  running: Running,
  instance: Instance,
  wanted: Wanted,
  allowed: Allowed,
  additions: readonly Addition[],
  rests: readonly string[],
): Promise<Committed> {
  const entry: CallEntry = {
    kind: "call",
    instance: instance.id,
    call: wanted.id,
    action: wanted.action,
    args: keptArgs(running, wanted.action, wanted.plan, wanted.args),
    digest: running.digest(wanted.args),
    context: keptFacts(running, wanted.live),
    now: running.clock.now(),
    approvals: allowed.approvals,
    spends: showSpending(wanted.spends),
  };
  const batch = {
    id: `call/${wanted.id}`,
    live: lifeline(instance),
    absent: [...allowed.ids.map(usedCell), ...rests],
    add: additions,
    put: allowed.ids.map((id) => ({ key: usedCell(id), value: "used" })),
    log: logged(instance.start, ...allowed.entries, entry),
  };
  // Done when it was refused already: no tool was called, and none will be.
  return commit(running, batch, ({ now }) => settle(running, instance, wanted.id, "not-performed", refundOf(additions, now)));
}

/** Writes an outcome before the tool was called: nothing happened, and nothing is spent. */
async function settle(running: Running, instance: Instance, id: string, outcome: "not-performed", add: readonly Addition[]): Promise<void> {
  await commit(running, { id: `outcome/${id}`, add, log: logged(instance.start, { kind: "outcome", instance: instance.id, call: id, outcome }) });
}

/** Records the refusal and throws it. */
export async function refuse(running: Running, instance: Instance, action: string, no: No, approvals: readonly string[]): Promise<never> {
  throw await deny(running, instance, denialOf(running, action, no, approvals));
}

function denialOf(running: Running, action: string, no: No, approvals: readonly string[]) {
  const plan = Object.hasOwn(running.plan.actions, action) ? running.plan.actions[action] : undefined;
  return {
    refused: no.refused,
    action,
    args: keptArgs(running, action, plan, no.args),
    context: keptFacts(running, no.live),
    now: running.clock.now(),
    approvals,
    clause: no.clause,
  };
}
