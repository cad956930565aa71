/**
 * What a policy says to one request on one chain, from its plan alone: pure, and the whole chain is asked, hop by hop. It is
 * for tests, simulation and explanation; budgets, lives, fan-outs and revocations are counted while a system runs.
 */
import type { Frame, HopPlan, Plan, Reason, Values } from "./plan.js";
import { type Json, timeRange } from "./value.js";

export interface Question {
  /** The parties, the principal first. */
  readonly chain: readonly string[];
  /** What each party was reached with, aligned with `chain`: a principal with nothing. */
  readonly params?: readonly Values[];
  /** The task of the hop that reached each party, where the policy has hops of several between two; aligned with `chain`. */
  readonly tasks?: readonly (string | undefined)[];
  /** `tool.action`. */
  readonly action: string;
  readonly args: Values;
  /** Facts that are left out are absent; a guard refuses a request that lacks one. */
  readonly context?: Values;
  readonly approvals?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Answer {
  readonly allow: boolean;
  readonly reason?: Reason;
  /** The party whose hop refuses, as its index in `chain`. */
  readonly hop?: number;
}

/** A policy that can be asked, and does nothing. */
export interface Policy {
  readonly name: string;
  /** Of its normal form. */
  readonly digest: string;
  /** What it says to one request on one chain (see `decide`). */
  decide(question: Question): Answer;
}

export function policy(plan: Plan): Policy {
  return Object.freeze({ name: plan.name, digest: plan.digest, decide: (question: Question) => decide(plan, question) });
}

/** Answers as the language does: the last hop's `allow` admits it, every earlier hop carries it, and no denial takes it away. */
export function decide(plan: Plan, question: Question): Answer {
  const { chain, action, args, context = {}, approvals = [], now } = question;
  if (!Number.isInteger(now) || now < timeRange.low || now > timeRange.high) return refuse("context", "", "now");
  const wrongFact = plan.wrongFact(context);
  if (wrongFact !== undefined) return refuse("context", "", wrongFact);
  const hops = hopsOf(plan, chain, question.tasks ?? []);
  if (hops === undefined) return refuse("chain", chain.join(" -> "));

  let frame: Frame | undefined;
  const frames: Frame[] = [];
  for (const [i, hop] of hops.entries()) {
    const params = bound(plan, hop, own(question.params ?? [], i + 1) ?? {}, context);
    if (typeof params === "string") return { ...refuse("parameter", "", params, hop), hop: i + 1 };
    frame = { hop, params, above: frame };
    frames.push(frame);
    const reason = planOf(plan, hop).require(frame, context, now);
    if (reason !== undefined) return { allow: false, reason, hop: i + 1 };
  }

  if (!Object.hasOwn(plan.actions, action)) return refuse("action", "");
  const wrong = plan.actions[action]?.wrong(args);
  if (wrong !== undefined) return refuse("argument", "", wrong);
  for (const [i, each] of frames.entries()) {
    const { uses, carries } = planOf(plan, each.hop);
    const decision = lookUp(i === frames.length - 1 ? uses : carries, action);
    const reason = decision === undefined ? noClause(each.hop) : decision(args, each, context, now, approvals);
    if (reason !== undefined) return { allow: false, reason, hop: i + 1 };
  }
  return { allow: true };
}

/** The parameter of the nearest hop strictly above that has one of the name. */
export function received(frame: Frame, name: string): Json | undefined {
  for (let each = frame.above; each !== undefined; each = each.above) if (Object.hasOwn(each.params, name)) return each.params[name];
  return undefined;
}

/** Whether the hop above carries a request: what a `received` clause asks. */
export function isCarriedAbove(
  hops: readonly HopPlan[],
  action: string,
  args: Values,
  { above }: Frame,
  context: Values,
  now: number,
  approvals: readonly string[],
): boolean {
  const decision = above === undefined ? undefined : lookUp(hops[above.hop]?.carries ?? nothing, action);
  return decision !== undefined && above !== undefined && decision(args, above, context, now, approvals) === undefined;
}

const nothing: HopPlan["carries"] = {};

function noClause(hop: number): Reason {
  return { code: "action", hop, clause: "" };
}

function refuse(code: Reason["code"], clause: string, argument?: string, hop = -1): Answer {
  return { allow: false, reason: { code, hop, clause, ...(argument === undefined ? {} : { argument }) } };
}

/** The parameters of a hop, those that the runtime binds among them; or the name of one that is wrong. */
function bound(plan: Plan, index: number, given: Values, context: Values): Values | string {
  const hop = planOf(plan, index);
  const params: Record<string, Json> = { ...given };
  for (const { name, from } of hop.params) {
    if (from === undefined) continue;
    if (Object.hasOwn(given, name)) return name;
    const fact = Object.hasOwn(context, from) ? context[from] : undefined;
    if (fact === undefined) return name;
    Object.defineProperty(params, name, { value: fact, enumerable: true });
  }
  return hop.wrong(params) ?? params;
}

/** A hop as it can stand at one place of the chain, with how many may follow it. */
interface Standing {
  readonly hop: number;
  readonly left: number;
}

/** The only hops that make the chain. A hop that no later one can follow does not count as a second reading. */
function hopsOf(plan: Plan, chain: readonly string[], tasks: readonly (string | undefined)[]): readonly number[] | undefined {
  const [start] = chain;
  if (start === undefined || chain.length < 2 || !Object.hasOwn(plan.principals, start)) return undefined;
  const layers: (readonly Standing[])[] = [];
  for (let i = 1; i < chain.length; i++) {
    const before = layers.at(-1);
    const layer = new Map<string, Standing>();
    for (const [index, hop] of plan.hops.entries()) {
      if (hop.from !== chain[i - 1] || hop.to !== chain[i] || (tasks[i] !== undefined && tasks[i] !== hop.task)) continue;
      const own = hop.depth ?? Number.POSITIVE_INFINITY;
      if (before === undefined) layer.set(`${index} ${own}`, { hop: index, left: own });
      else
        for (const above of before) {
          if (!follows(plan, above, index)) continue;
          const left = Math.min(own, above.left - 1);
          layer.set(`${index} ${left}`, { hop: index, left });
        }
    }
    if (layer.size === 0) return undefined;
    layers.push([...layer.values()]);
  }
  const found: number[] = [];
  let next: readonly Standing[] | undefined;
  for (const layer of layers.toReversed()) {
    const following = next;
    const live = following === undefined ? layer : layer.filter((above) => following.some((each) => leadsTo(plan, above, each)));
    const hops = [...new Set(live.map(({ hop }) => hop))];
    const [only] = hops;
    if (only === undefined || hops.length > 1) return undefined;
    found.push(only);
    next = live;
  }
  return found.toReversed();
}

function follows(plan: Plan, above: Standing, hop: number): boolean {
  return above.left >= 1 && planOf(plan, above.hop).next.includes(hop);
}

function leadsTo(plan: Plan, above: Standing, below: Standing): boolean {
  const declared = planOf(plan, below.hop).depth ?? Number.POSITIVE_INFINITY;
  return follows(plan, above, below.hop) && Math.min(declared, above.left - 1) === below.left;
}

function planOf(plan: Plan, hop: number): HopPlan {
  const found = plan.hops[hop];
  if (found === undefined) throw new RangeError(`the plan has no hop ${hop}`);
  return found;
}

function lookUp<T>(of: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

function own<T>(list: readonly T[], index: number): T | undefined {
  return list[index];
}
