/**
 * The tool itself, and what became of it. `done` and `failed` are what it says; `not-performed` only where it asserts that it did
 * nothing, which alone gives back what was spent; `unknown` where nobody could wait, or the application gave up.
 */
import { refundOf } from "./budget.js";
import type { Call, CallOptions, RefusalCode } from "./door.js";
import type { OutcomeEntry } from "./entry.js";
import { join, labelNames } from "./holding.js";
import { commit, logged } from "./journal.js";
import { cut } from "./kept.js";
import { hopOf, hopWords, partiesOf } from "./lives.js";
import type { ActionPlan, Values } from "./plan.js";
import { gainOf } from "./record.js";
import { refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { type CallSecrets, scrub, scrubText } from "./secret.js";
import { linked } from "./signals.js";
import { plainCopy, snapshot } from "./snapshot.js";
import type { Addition } from "./store/store.js";
import type { Json } from "./value.js";

/** A call whose intent is in the ledger. */
export interface Intended {
  readonly id: string;
  readonly action: string;
  readonly plan: ActionPlan;
  readonly args: Values;
  readonly additions: readonly Addition[];
  /** The store's time of the commit. */
  readonly at: number;
  readonly secrets: CallSecrets;
}

const idle = new WeakSet<object>();

/** What a tool throws that did nothing at all: the budget is given back. */
export function notPerformed(message = "nothing was done"): Error {
  const error = Object.assign(new Error(message), { name: "NotPerformed" });
  idle.add(error);
  return error;
}

const lost = new WeakSet<object>();

/** What a tool throws that does not know itself what became of it: a connection that broke, a time that ran out. */
export function outcomeUnknown(cause: unknown): Error {
  const error = Object.assign(new Error("what became of it is not known", { cause }), { name: "OutcomeUnknown" });
  lost.add(error);
  return error;
}

type Ending =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "given-up" };

export async function perform(running: Running, instance: Instance, intended: Intended, options: CallOptions): Promise<Json> {
  const ending = await run(running, instance, intended, options);
  switch (ending.kind) {
    case "given-up":
      await conclude(running, instance, intended, "unknown");
      throw refused(running, instance, "unknown");
    case "threw": {
      const outcome = isIdle(ending.error) ? "not-performed" : "failed";
      // What it says is what it has read, so that it counts as a result.
      await conclude(running, instance, intended, outcome);
      throw refused(running, instance, outcome, detailOf(ending.error, intended.secrets));
    }
    case "returned": {
      const taken = snapshot(ending.value ?? null, running.limits.results);
      const value = taken.kind === "copy" ? scrub(plainCopy(taken.value), intended.secrets.values) : undefined;
      const schema = Object.hasOwn(running.schemas, intended.action) ? running.schemas[intended.action] : undefined;
      const fits = value !== undefined && (schema === undefined || passes(schema, value));
      await conclude(running, instance, intended, "done");
      if (!fits) throw refused(running, instance, "result");
      return value;
    }
  }
}

async function run(running: Running, instance: Instance, intended: Intended, options: CallOptions): Promise<Ending> {
  const { id, action, args, secrets } = intended;
  const bound = running.tools.get(action);
  if (bound === undefined) return { kind: "threw", error: notPerformed() };
  const stop = linked(instance.abort.signal, options.signal);
  const { signal } = stop;
  const timeout = Math.min(options.timeout ?? running.limits.call, 2 ** 31 - 1);
  const timer = setTimeout(() => stop.abort(new Error("timeout")), timeout);
  const hop = hopOf(running, instance);
  const given: Call = Object.freeze({
    signal,
    idempotencyKey: id,
    agent: hop.to,
    identity: running.plan.agents[hop.to]?.identity,
    instance: instance.id,
    task: hop.task,
    chain: partiesOf(running, instance),
    secrets: Object.freeze(secrets.given),
  });
  instance.calls.add(id);
  const stopped = new Promise<Ending>((resolve) => {
    const give = (): void => resolve({ kind: "given-up" });
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
  const copy = plainCopy(args) as Readonly<Record<string, Json>>;
  const answered = (async (): Promise<Ending> => {
    // It may have ended in the meantime: then the tool is not called at all.
    if (signal.aborted) return { kind: "threw", error: notPerformed() };
    try {
      return { kind: "returned", value: await bound.call(copy, given) };
    } catch (error) {
      const unsure = typeof error === "object" && error !== null && lost.has(error);
      return unsure || (signal.aborted && !isIdle(error)) ? { kind: "given-up" } : { kind: "threw", error };
    }
  })();
  try {
    return await Promise.race([answered, stopped]);
  } finally {
    clearTimeout(timer);
    stop.unlink();
    instance.calls.delete(id);
  }
}

function isIdle(error: unknown): boolean {
  return typeof error === "object" && error !== null && idle.has(error);
}

/** Writes the outcome, and what the instance holds from now on; then it may be told. */
async function conclude(running: Running, instance: Instance, intended: Intended, outcome: OutcomeEntry["outcome"]): Promise<void> {
  const { id, plan, additions, at } = intended;
  const gained = outcome === "unknown" ? { labels: [], untrusted: false } : { labels: [plan.returns], untrusted: plan.ingestsUntrusted };
  const puts = gainOf(running, instance, gained);
  // Before the store is asked: what can't be written down is held all the same.
  instance.state.holding = join(running.plan.labels, instance.state.holding, gained);
  const { holding } = instance.state;
  const entry: OutcomeEntry = {
    kind: "outcome",
    instance: instance.id,
    call: id,
    outcome,
    label: labelNames(running.plan.labels, holding).join(" and "),
    untrusted: holding.untrusted,
  };
  await commit(running, {
    id: `outcome/${id}`,
    put: puts,
    add: outcome === "not-performed" ? refundOf(additions, at) : [],
    log: logged(instance.start, entry),
  });
}

function refused(running: Running, instance: Instance, code: RefusalCode, detail?: string) {
  return refusal({ code, hop: hopWords(hopOf(running, instance)), detail });
}

/** What a tool threw, in a few words and without secrets. */
function detailOf(error: unknown, secrets: CallSecrets): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const text = scrubText(String(error.message), secrets.values);
  return cut(text, 2_000);
}

function passes(schema: (result: Json) => boolean, value: Json): boolean {
  try {
    return schema(value) === true;
  } catch {
    return false;
  }
}
