/**
 * A hop, as an event of its own: what is asked is checked and copied, then one commit makes the instance, counts it at its
 * delegator, consumes the approval and writes the entries.
 */
import { randomUUID } from "node:crypto";
import { usedCell } from "./approval.js";
import { countersOf } from "./budget.js";
import { canonical } from "./canonical.js";
import { deadlineAt } from "./clock.js";
import { unitScale } from "./decimal.js";
import { refusedBy } from "./denials.js";
import type { HopOptions } from "./door.js";
import type { Entry, HopName } from "./entry.js";
import { join, nothingHeld, staysWithin } from "./holding.js";
import { commit, logged } from "./journal.js";
import { keptFacts, keptParams } from "./kept.js";
import type { SigningKey } from "./keys.js";
import { cellOf, hopOf, hopWords, lifeline, whyClosed, whyNot } from "./lives.js";
import type { Frame, HopPlan, Values } from "./plan.js";
import { isHoldingCell, recordOf, refresh, unheldLabels, unheldUntrusted } from "./record.js";
import { type Refused, refusal } from "./refusal.js";
import type { Counter, Instance, Running } from "./running.js";
import { lateController } from "./signals.js";
import { snapshot } from "./snapshot.js";
import { type Batch, limits as storeLimits } from "./store/store.js";
import type { Json } from "./value.js";

/** Who makes the hop: an instance, or a principal who starts a chain with these facts. */
export type Maker =
  | { readonly kind: "instance"; readonly instance: Instance }
  | { readonly kind: "start"; readonly id: string; readonly principal: string; readonly context: Values };

/** A hop that may be made, if those who have to approve it do. */
export interface PreparedHop {
  readonly id: string;
  readonly maker: Maker;
  readonly index: number;
  readonly hop: HopPlan;
  readonly params: Values;
  readonly message: Json | undefined;
  readonly frame: Frame;
  readonly context: Values;
  readonly counters: readonly Counter[];
  readonly left: number;
  readonly ttl: number;
  /** Whether something of what the delegator holds reaches the recipient, once this is approved. */
  readonly handsOver: boolean;
  /** Whether a text of the delegator's reaches it at all: who approved it has seen it, but it is still whoever wrote it's. */
  readonly speaks: boolean;
  /** What it would be refused for, were it not only watched. */
  readonly doubts: readonly Doubt[];
}

export interface Doubt {
  readonly refused: Refused;
  readonly clause?: string;
}

export type Preparation = { readonly kind: "ready"; readonly hop: PreparedHop } | ({ readonly kind: "refused" } & Doubt);

/**
 * Looks at all that no approval could change. What only watches goes on from there with what it would refuse, but for a hop that is
 * none: one that does not follow, or whose parameters are not of their types.
 */
export function prepareHop(running: Running, maker: Maker, index: number, given: unknown, options: HopOptions = {}): Preparation {
  const { plan } = running;
  const hop = plan.hops[index];
  const words = hopWords(hop);
  const no = (code: Refused["code"], argument?: string): Preparation => ({ kind: "refused", refused: { code, hop: words, argument } });
  const above = maker.kind === "instance" ? maker.instance : undefined;
  if (hop === undefined) return no("chain");
  const over = above === undefined ? whyClosed(running) : whyNot(running, above);
  if (over !== undefined) return no(over);
  if (!follows(running, maker, index, hop)) return no("chain");
  const doubts: Doubt[] = [];
  if (above !== undefined && above.left < 1) doubts.push({ refused: { code: "depth", hop: words } });

  const message = options.message === undefined ? undefined : snapshot(options.message, running.limits.args);
  if (message?.kind === "refused") return no("parameter", "message");
  const context = maker.kind === "start" ? maker.context : maker.instance.context;
  const bound = bind(running, hop, given, context);
  if (bound.kind === "wrong") return no("parameter", bound.name);
  const { params } = bound;
  const frame: Frame = { hop: index, params, above: above?.frame };
  const reason = hop.require(frame, context, running.clock.now());
  if (reason !== undefined) doubts.push({ refused: refusedBy(running, reason), clause: reason.clause });

  // The approver sees the parameters, and so answers for them; the rest of what an agent says is taken to hold all that it holds.
  const chosen = hop.params.some((param) => param.from === undefined && Object.hasOwn(params, param.name));
  const handsOver = message !== undefined || (chosen && hop.approval === undefined);
  if (above !== undefined && handsOver && !staysWithin(plan.labels, above.state.holding, hop.pass))
    doubts.push({ refused: { code: "data", hop: words } });
  const [doubt] = doubts;
  if (doubt !== undefined && running.mode === "enforce") return { kind: "refused", ...doubt };

  const id = randomUUID();
  const counters = countersOf(hop, id, params);
  if ("wrong" in counters) return no("budget", counters.wrong);
  const depth = hop.depth ?? Number.POSITIVE_INFINITY;
  const left = above === undefined ? depth : Math.max(0, Math.min(depth, above.left - 1));
  const ttl = Math.min(hop.ttl, positive(options.ttl));
  return {
    kind: "ready",
    hop: {
      id,
      maker,
      index,
      hop,
      params,
      message: message?.value,
      frame,
      context,
      counters,
      left,
      ttl,
      handsOver,
      speaks: chosen || message !== undefined,
      doubts,
    },
  };
}

/** A wish for a life that is no length of time is not heard. */
function positive(ttl: number | undefined): number {
  return ttl !== undefined && Number.isFinite(ttl) && ttl > 0 ? ttl : Number.POSITIVE_INFINITY;
}

/** Whether the policy has this hop from here. */
function follows(running: Running, maker: Maker, index: number, hop: HopPlan): boolean {
  if (maker.kind === "start") return hop.from === maker.principal && Object.hasOwn(running.plan.principals, maker.principal);
  const last = hopOf(running, maker.instance);
  return last.next.includes(index) && running.plan.agents[last.to]?.unguarded === false;
}

type Bound = { readonly kind: "bound"; readonly params: Values } | { readonly kind: "wrong"; readonly name: string };

/** The parameters: those that the agent chose, and those that the runtime takes from the context, which no agent can. */
function bind(running: Running, hop: HopPlan, given: unknown, context: Values): Bound {
  const taken = snapshot(given ?? {}, running.limits.args);
  if (taken.kind === "refused") return { kind: "wrong", name: taken.path };
  if (typeof taken.value !== "object" || taken.value === null || Array.isArray(taken.value)) return { kind: "wrong", name: "" };
  const params: Record<string, Json> = Object.assign(Object.create(null), taken.value);
  for (const { name, from } of hop.params) {
    if (from === undefined) continue;
    const fact = context[from];
    if (Object.hasOwn(params, name) || fact === undefined) return { kind: "wrong", name };
    params[name] = fact;
  }
  const wrong = hop.wrong(params);
  return wrong === undefined ? { kind: "bound", params } : { kind: "wrong", name: wrong };
}

/** Approvals that are consumed with the hop, and what the ledger says of them. */
export interface Approved {
  readonly ids: readonly string[];
  readonly entries: readonly Entry[];
}

export const unapproved: Approved = { ids: [], entries: [] };

/** The holder of the new instance's key: this process, or another that proved to have it. */
export type NewHolder = { readonly kind: "here" } | { readonly kind: "elsewhere"; readonly thumbprint: string };

export type Made = { readonly kind: "made"; readonly instance: Instance } | { readonly kind: "refused"; readonly refused: Refused };

/**
 * Makes it. What the delegator holds counts as it is then, since it may have grown while someone thought about the approval; where
 * it grew in another process, the store says so, and it is looked at again. `counted`: it takes one of those that the delegator may make.
 */
export async function makeHop(running: Running, prepared: PreparedHop, approved: Approved, holder: NewHolder, counted = true): Promise<Made> {
  for (let unknown = Number.POSITIVE_INFINITY; ; ) {
    const rests = restsOn(running, prepared);
    // Each time it is learnt what it was that had grown, or the store is not telling the truth.
    if (rests.length >= unknown) throw refusal({ code: "store" });
    unknown = rests.length;
    const made = await tryHop(running, prepared, approved, holder, { rests, counted });
    if (made.kind !== "grown") return made;
    await refresh(running, made.above);
  }
}

/** What has to be so still of what the delegator holds. */
function restsOn(running: Running, { maker, handsOver, speaks }: PreparedHop): readonly string[] {
  if (maker.kind === "start" || running.mode === "observe") return [];
  return [...(speaks ? unheldUntrusted(maker.instance) : []), ...(handsOver ? unheldLabels(running, maker.instance) : [])];
}

async function tryHop(
  running: Running,
  prepared: PreparedHop,
  approved: Approved,
  holder: NewHolder,
  { rests, counted }: { readonly rests: readonly string[]; readonly counted: boolean },
): Promise<Made | { readonly kind: "grown"; readonly above: Instance }> {
  const { id, maker, hop, index, message, frame, context, counters, left } = prepared;
  const no = (code: Refused["code"], argument?: string): Made => ({ kind: "refused", refused: { code, hop: hopWords(hop), argument } });
  const above = maker.kind === "instance" ? maker.instance : undefined;
  const over = above === undefined ? undefined : whyNot(running, above);
  if (over !== undefined) return no(over);
  const held = above?.state.holding ?? nothingHeld;
  if (prepared.handsOver && running.mode === "enforce" && !staysWithin(running.plan.labels, held, hop.pass)) return no("data");
  const holding = join(running.plan.labels, nothingHeld, {
    labels: prepared.handsOver ? held.labels : [],
    untrusted: prepared.speaks && held.untrusted,
  });

  // A store's answers take their time, so that its time, as it is known here, can seem to step back.
  const now = Math.max(running.clock.now(), above?.born ?? 0);
  const until = running.until?.wall ?? Number.POSITIVE_INFINITY;
  const expires = Math.min(now + prepared.ttl, above?.deadline.wall ?? Number.POSITIVE_INFINITY, until);
  const key: SigningKey | undefined = holder.kind === "here" ? running.keys.take() : undefined;
  const thumbprint = key?.thumbprint ?? (holder.kind === "elsewhere" ? holder.thumbprint : "");
  const start = maker.kind === "start" ? maker.id : maker.instance.start;
  const instance: Instance = {
    id,
    start,
    above,
    hop: index,
    frame,
    context,
    deadline: deadlineAt(expires, running.clock, now),
    left,
    counters,
    message,
    key,
    thumbprint,
    born: now,
    foreign: above?.foreign ?? false,
    abort: lateController(),
    below: new Set(),
    calls: new Set(),
    state: { ended: undefined, holding, refusals: 0, credential: undefined, atEnd: new Set() },
  };
  const record = running.cells.seal(cellOf(id), canonical(recordOf(running, instance)));
  if (record.length > storeLimits.value) return no("parameter");
  const fanout =
    above === undefined || hop.fanout === undefined || !counted
      ? []
      : [{ key: `fanout/${above.id}/${index}`, by: unitScale, max: BigInt(hop.fanout) * unitScale }];
  const batch: Batch = {
    id: `hop/${id}`,
    live: above === undefined ? [] : lifeline(above),
    absent: [...approved.ids.map(usedCell), ...rests],
    add: fanout,
    put: [{ key: cellOf(id), value: record, until: expires }, ...approved.ids.map((each) => ({ key: usedCell(each), value: "used" }))],
    log: logged(start, ...startEntries(running, prepared), ...approved.entries, hopEntry(running, instance, approved)),
  };
  const answer = await commit(running, batch, () => endUnused(running, instance));
  if (answer.ok) return { kind: "made", instance };
  switch (answer.check) {
    case "add":
      return no("fanout");
    case "live":
      return no(above === undefined ? "store" : (whyNot(running, above) ?? "revoked"));
    case "absent":
    case "put":
      return above !== undefined && isHoldingCell(answer.failed) ? { kind: "grown", above } : no("approval");
    default:
      throw refusal({ code: "store" });
  }
}

/** Made when it was refused already: nobody has it, and nobody will. */
function endUnused(running: Running, { id, start }: Instance): Promise<unknown> {
  return commit(running, {
    id: `unused/${id}`,
    put: [{ key: cellOf(id), value: null }],
    log: logged(start, { kind: "end", instance: id, why: "disposed", underWay: [] }),
    urgent: true,
  });
}

export function nameOf(hop: HopPlan): HopName {
  return { from: hop.from, to: hop.to, task: hop.task };
}

function startEntries(running: Running, { maker }: PreparedHop): readonly Entry[] {
  if (maker.kind === "instance") return [];
  const { name, digest } = running.plan;
  return [
    {
      kind: "start",
      policy: name,
      digest,
      ...(running.certificate === undefined ? {} : { certificate: running.certificate }),
      mode: running.mode,
      principal: maker.principal,
      context: keptFacts(running, maker.context),
    },
  ];
}

function hopEntry(running: Running, instance: Instance, approved: Approved): Entry {
  const hop = hopOf(running, instance);
  const [approval] = approved.ids;
  return {
    kind: "hop",
    instance: instance.id,
    ...(instance.above === undefined ? {} : { parent: instance.above.id }),
    hop: nameOf(hop),
    params: keptParams(running, hop, instance.frame.params),
    until: instance.deadline.wall,
    credential: instance.id,
    ...(approval === undefined ? {} : { approval }),
  };
}
