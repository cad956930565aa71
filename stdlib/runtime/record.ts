/** An instance as the store keeps it, so that another process, or this one after a restart, can take it up again. */
import { countersOf } from "./budget.js";
import { deadlineAt } from "./clock.js";
import { type Holding, join, nothingHeld, staysWithin } from "./holding.js";
import { read } from "./journal.js";
import type { SigningKey } from "./keys.js";
import { cellOf, hopOf, watch } from "./lives.js";
import type { Frame, Values } from "./plan.js";
import { refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { lateController } from "./signals.js";
import { snapshot } from "./snapshot.js";
import type { Cell, Put } from "./store/store.js";
import type { Json } from "./value.js";

type InstanceRecord = {
  readonly v: 1;
  readonly policy: string;
  readonly mode: string;
  readonly start: string;
  readonly above: string | null;
  readonly hop: { readonly from: string; readonly to: string; readonly task: string };
  readonly params: Values;
  /** Of the first of a chain. */
  readonly context: Values | null;
  /** A list of at most one: a message may be `null`. */
  readonly message: readonly Json[];
  readonly left: number | null;
  readonly labels: readonly string[];
  readonly untrusted: boolean;
  readonly thumbprint: string;
  readonly born: number;
};

export function recordOf(running: Running, instance: Instance): InstanceRecord {
  const { plan } = running;
  const { from, to, task } = hopOf(running, instance);
  return {
    v: 1,
    policy: plan.digest,
    mode: running.mode,
    start: instance.start,
    above: instance.above?.id ?? null,
    hop: { from, to, task },
    params: instance.frame.params,
    context: instance.above === undefined ? instance.context : null,
    message: instance.message === undefined ? [] : [instance.message],
    left: Number.isFinite(instance.left) ? instance.left : null,
    labels: instance.state.holding.labels.map((label) => plan.labels.names[label] ?? ""),
    untrusted: instance.state.holding.untrusted,
    thumbprint: instance.thumbprint,
    born: instance.born,
  };
}

/**
 * What an instance has come to hold beside what it began with, a cell for each label: whoever adds one adds it for all who
 * share the store, and nobody can take one away.
 */
function holdingCells(running: Pick<Running, "plan">, instance: string): readonly string[] {
  return [untrustedCell(instance), ...running.plan.labels.names.map((name) => labelCell(instance, name))];
}

function untrustedCell(instance: string): string {
  return `holding/${instance}/untrusted`;
}

function labelCell(instance: string, label: string): string {
  return `holding/${instance}/label/${label}`;
}

/**
 * The labels' cells that have to be empty still where something rests on what the instance holds, as far as this process knows:
 * another may have given it more. A label that is within what it holds, or within `bound`, changes nothing.
 */
export function unheldLabels({ plan: { labels } }: Pick<Running, "plan">, { id, state }: Instance, bound?: number): readonly string[] {
  const least = [labels.lowest, ...state.holding.labels, ...(bound === undefined ? [] : [bound])];
  const changes = (label: number): boolean => !least.some((each) => staysWithin(labels, { labels: [label], untrusted: false }, each));
  return labels.names.flatMap((name, label) => (changes(label) ? [labelCell(id, name)] : []));
}

/** Likewise, where an attacker's text makes a difference. */
export function unheldUntrusted({ id, state }: Instance): readonly string[] {
  return state.holding.untrusted ? [] : [untrustedCell(id)];
}

/** Whether it is such a cell that a batch failed for. */
export function isHoldingCell(key: string): boolean {
  return key.startsWith("holding/");
}

/** What to put where an instance comes to hold more. */
export function gainOf(running: Pick<Running, "plan">, instance: Instance, more: Holding): readonly Put[] {
  const { state } = instance;
  const puts: Put[] = [];
  const gained = join(running.plan.labels, state.holding, more);
  for (const label of gained.labels)
    if (!state.holding.labels.includes(label)) puts.push({ key: labelCell(instance.id, running.plan.labels.names[label] ?? ""), value: "held" });
  if (gained.untrusted && !state.holding.untrusted) puts.push({ key: untrustedCell(instance.id), value: "held" });
  return puts;
}

/** Learns what it came to hold through other processes. */
export async function refresh(running: Running, instance: Instance): Promise<void> {
  const { cells } = await read(running, holdingCells(running, instance.id));
  instance.state.holding = join(running.plan.labels, instance.state.holding, readCells(cells));
}

function readCells(cells: readonly Cell[]): Holding {
  const [untrusted, ...labels] = cells.map(({ kind }) => kind !== "none");
  return { labels: labels.flatMap((is, label) => (is ? [label] : [])), untrusted: untrusted === true };
}

/**
 * The instance of that id and those above it, from the store; refused where one of them has ended or is not of this policy. The
 * keys are not in the store: `key` is that of the instance, where its holder is here.
 */
export async function load(running: Running, id: string, key?: SigningKey): Promise<Instance> {
  const known = running.instances.get(id);
  if (known !== undefined && (key === undefined || known.key !== undefined)) return known;
  const { cells, now } = await read(running, [cellOf(id), ...holdingCells(running, id)]);
  const [cell, ...grown] = cells;
  if (cell?.kind === "ended") throw refusal({ code: "revoked" });
  if (cell?.kind !== "text" || cell.until === undefined) throw refusal({ code: "credential" });
  if (cell.until <= now) throw refusal({ code: "expired" });
  const record = readRecord(running, running.cells.unseal(cellOf(id), cell.value) ?? "");
  const index = running.plan.hops.findIndex(({ from, to, task }) => from === record.hop.from && to === record.hop.to && task === record.hop.task);
  const hop = running.plan.hops[index];
  if (hop === undefined) throw refusal({ code: "chain" });
  const above = record.above === null ? undefined : await load(running, record.above);
  const counters = countersOf(hop, id, record.params);
  if ("wrong" in counters) throw refusal({ code: "budget" });
  const frame: Frame = { hop: index, params: record.params, above: above?.frame };
  const born = readHolding(running, record.labels, record.untrusted);
  const instance: Instance = {
    id,
    start: record.start,
    above,
    hop: index,
    frame,
    context: record.context ?? above?.context ?? Object.create(null),
    deadline: deadlineAt(cell.until, running.clock, now),
    left: record.left ?? Number.POSITIVE_INFINITY,
    counters,
    message: record.message[0],
    key,
    thumbprint: record.thumbprint,
    born: record.born,
    foreign: record.policy !== running.plan.digest || (above?.foreign ?? false),
    abort: lateController(),
    below: new Set(),
    calls: new Set(),
    state: {
      ended: undefined,
      holding: join(running.plan.labels, born, readCells(grown)),
      refusals: 0,
      credential: undefined,
      atEnd: new Set(),
    },
  };
  watch(running, instance);
  return instance;
}

/** A store is trusted with what it keeps, but what is not of this shape is not taken for something else. */
function readRecord(running: Running, text: string): InstanceRecord {
  const taken = snapshot(parse(text));
  const record = taken.kind === "copy" ? (taken.value as unknown as InstanceRecord) : undefined;
  if (record?.v !== 1 || !isTaken(running, record.policy) || record.mode !== running.mode) throw refusal({ code: "credential" });
  return record;
}

/** This policy, or one that the application said is taken too. */
function isTaken(running: Running, policy: unknown): boolean {
  return policy === running.plan.digest || (typeof policy === "string" && running.policies.includes(policy));
}

/** A label that the policy does not know is within nothing, so that its holder can send nothing anywhere. */
function readHolding(running: Running, labels: readonly string[], untrusted: boolean): Holding {
  return join(running.plan.labels, nothingHeld, { labels: labels.map((label) => running.plan.labels.names.indexOf(label)), untrusted });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
