/** How a hop comes about: prepared, approved where it has to be, made, and from then on looked after. */

import { ask, type Subject } from "./asking.js";
import { type Denial, deny, denyStray, wouldDeny } from "./denials.js";
import type { HopOptions } from "./door.js";
import { nothingHeld } from "./holding.js";
import { type Approved, type Maker, makeHop, type NewHolder, nameOf, type PreparedHop, prepareHop, unapproved } from "./hop.js";
import { keptFacts, keptParams } from "./kept.js";
import { end, hopOf, hopWords, partiesOf, watch as watchLife } from "./lives.js";
import { refresh } from "./record.js";
import type { Refused } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { linked } from "./signals.js";

/** Makes the hop, or throws a refusal. */
export async function delegate(
  running: Running,
  maker: Maker,
  index: number,
  params: unknown,
  options: HopOptions,
  holder: NewHolder,
): Promise<Instance> {
  const prepared = await prepare(running, maker, index, params, options);
  const { approval } = prepared.hop;
  if (approval === undefined) return finish(running, prepared, unapproved, holder);
  if (running.mode === "observe" && running.approver === undefined) {
    await watch(running, maker, denialOf(running, maker, index, { code: "approval", hop: hopWords(prepared.hop) }, prepared));
    return finish(running, prepared, unapproved, holder);
  }
  const stop = linked(maker.kind === "instance" ? maker.instance.abort.signal : undefined, options.signal);
  const answered = await ask(running, subjectOf(running, prepared, approval), [approval.by], stop.signal).finally(() => stop.unlink());
  if (answered.kind === "no") return refuse(running, maker, index, { code: "approval", hop: hopWords(prepared.hop) }, prepared);
  if (running.clock.now() >= answered.expires) return refuse(running, maker, index, { code: "approval", hop: hopWords(prepared.hop) }, prepared);
  return finish(running, prepared, answered, holder);
}

export async function prepare(running: Running, maker: Maker, index: number, params: unknown, options: HopOptions): Promise<PreparedHop> {
  const hop = running.plan.hops[index];
  // Who is asked is told what the delegator came to hold through other processes too; else it is enough that the commit asks.
  const telling = hop?.approval !== undefined || running.mode === "observe";
  if (maker.kind === "instance" && telling) await refresh(running, maker.instance);
  const preparation = prepareHop(running, maker, index, params, options);
  if (preparation.kind === "refused") return refuse(running, maker, index, preparation.refused, undefined, preparation.clause);
  const prepared = preparation.hop;
  for (const { refused, clause } of prepared.doubts) await watch(running, maker, denialOf(running, maker, index, refused, prepared, clause));
  return prepared;
}

export async function finish(running: Running, prepared: PreparedHop, approved: Approved, holder: NewHolder): Promise<Instance> {
  const { maker, index } = prepared;
  const span = running.telemetry.span("remit.hop", { hop: hopWords(prepared.hop), instance: prepared.id });
  try {
    let made = await makeHop(running, prepared, approved, holder);
    if (made.kind === "refused" && made.refused.code === "fanout" && running.mode === "observe") {
      await watch(running, maker, denialOf(running, maker, index, made.refused, prepared));
      made = await makeHop(running, prepared, approved, holder, false);
    }
    if (made.kind === "refused") return await refuse(running, maker, index, made.refused, prepared);
    const { instance } = made;
    watchLife(running, instance);
    // Its delegator may have ended while the store was asked.
    if (instance.above?.state.ended !== undefined) {
      end(running, instance, instance.above.state.ended);
      return await refuse(running, maker, index, { code: instance.above.state.ended, hop: hopWords(prepared.hop) }, prepared);
    }
    return instance;
  } catch (error) {
    span.fail("refused");
    throw error;
  } finally {
    span.end();
  }
}

export function subjectOf(running: Running, prepared: PreparedHop, approval: { readonly by: string; readonly within?: number }): Subject {
  const { hop, maker, params, message } = prepared;
  const above = maker.kind === "instance" ? maker.instance : undefined;
  const now = running.clock.now();
  const within = approval.within ?? running.limits.approval;
  const asked = {
    policy: running.plan.digest,
    // The instance that asks; of a start, the start.
    instance: above?.id ?? (maker.kind === "start" ? maker.id : ""),
    chain: [...(above === undefined ? [hop.from] : partiesOf(running, above)), hop.to],
    kind: "hop",
    what: hopWords(hop),
    task: hop.task,
    purpose: running.plan.tasks[hop.task]?.purpose ?? "",
    values: params,
    message,
    untrusted: (above?.state.holding ?? nothingHeld).untrusted,
  } as const;
  const start = maker.kind === "start" ? maker.id : maker.instance.start;
  return { asked, start, hop: nameOf(hop), expires: Math.min(now + within, above?.deadline.wall ?? Number.POSITIVE_INFINITY) };
}

/** Records what would be refused. */
function watch(running: Running, maker: Maker, denial: Denial): Promise<void> {
  return wouldDeny(running, maker.kind === "instance" ? maker.instance : running.gate, denial);
}

/** Records the refusal, and throws it. A start that is refused has no instance that could be told of, or suspended. */
async function refuse(running: Running, maker: Maker, index: number, refused: Refused, prepared?: PreparedHop, clause?: string): Promise<never> {
  const denial = denialOf(running, maker, index, refused, prepared, clause);
  if (maker.kind === "instance") throw await deny(running, maker.instance, denial);
  throw await denyStray(running, refused, denial.hop, clause);
}

function denialOf(running: Running, maker: Maker, index: number, refused: Refused, prepared?: PreparedHop, clause?: string): Denial {
  const hop = running.plan.hops[index];
  const context = maker.kind === "start" ? maker.context : maker.instance.context;
  return {
    refused,
    hop: hop === undefined ? undefined : nameOf(hop),
    args: prepared === undefined || hop === undefined ? {} : keptParams(running, hop, prepared.params),
    context: keptFacts(running, context),
    now: running.clock.now(),
    approvals: [],
    clause,
  };
}

/** The hop of an instance that its members call by this name. */
export function hopNamed(running: Running, instance: Instance, member: string): number | undefined {
  return hopOf(running, instance).next.find((index) => running.plan.hops[index]?.member === member);
}
