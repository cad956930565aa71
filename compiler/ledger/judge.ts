/**
 * What a policy says to a request of a ledger, hop by hop: the rule of the language (the last hop's `allow` admits it and every earlier
 * hop's carried scope does, after all denials), asked of `admits`. A value that the ledger did not keep is never guessed: where
 * the answer could depend on it, there is none.
 */
import { admits, type Constraint, conforms, type Field, type Request, termsOf } from "../../stdlib/runtime/constraint.js";
import type { KeptValues } from "../../stdlib/runtime/entry.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Action, Clause, Hop, Policy } from "../model/model.js";
import type { Decision } from "./history.js";

export type Judged =
  | { readonly kind: "allowed"; readonly at: readonly AtHop[] }
  | { readonly kind: "denied"; readonly why: string; readonly at: readonly AtHop[] }
  /** Something that was not kept decides it. */
  | { readonly kind: "unknown"; readonly why: string; readonly hops: readonly Hop[] };

/** One hop of the chain, as the policy declares it, and the clauses of it that cover the request. */
export interface AtHop {
  readonly hop: Hop;
  readonly action: Action;
  readonly request: Request;
  readonly covering: readonly Clause[];
}

type Values = Readonly<Record<string, Json>>;

export function judge(policy: Policy, decision: Decision): Judged {
  const denied = (why: string, at: readonly AtHop[] = []): Judged => ({ kind: "denied", why, at });
  const action = policy.actions.find(({ id }) => id === decision.action);
  if (action === undefined) return denied(`there is no action \`${decision.action}\``);
  const hops: Hop[] = [];
  for (const { from, to, task } of decision.hops) {
    const hop = policy.hops.find((each) => each.from.name === from && each.to.name === to && each.task.name === task);
    if (hop === undefined) return denied(`there is no hop \`${from} -> ${to} for ${task}\``);
    hops.push(hop);
  }
  const broken = brokenAt(hops);
  if (broken !== undefined) return denied(broken);

  // What is asked with: a value that was not kept stands as `null`, and nothing that reads it is asked.
  const read = readBy(policy, hops, action);
  const wrong = wrongValue(action.params, decision.args, "argument");
  if (wrong !== undefined) return denied(wrong);
  for (const [i, hop] of hops.entries()) {
    const off = wrongValue(
      hop.params.map(({ name, type }) => ({ name, type, optional: false })),
      decision.hops[i]?.params ?? {},
      "parameter",
    );
    if (off !== undefined) return denied(`${said(hop)}: ${off}`);
  }
  const fact = wrongFact(policy, decision.context);
  if (fact !== undefined) return denied(fact);
  const unkept = [
    ...unknownOf(decision.args, read.args, "the argument"),
    ...decision.hops.flatMap(({ params }) => unknownOf(params, read.params, "the parameter")),
    ...unknownOf(decision.context, read.context, "the fact"),
    // An application that is asked for a fact gives it: that there was none then says nothing.
    ...policy.facts.flatMap(({ name }) => (read.context.has(name) && !Object.hasOwn(decision.context, name) ? [`the fact \`${name}\``] : [])),
  ];
  if (unkept[0] !== undefined) return { kind: "unknown", why: `${unkept[0]} was not kept`, hops };

  const [args, context] = [valuesOf(decision.args), valuesOf(decision.context)];
  const at: AtHop[] = [];
  let above: Values = {};
  let carried: boolean | undefined;
  for (const [i, hop] of hops.entries()) {
    const params = valuesOf(decision.hops[i]?.params ?? {});
    const request: Request = {
      action: action.id,
      effect: action.effect,
      args,
      params,
      received: above,
      context,
      now: decision.now,
      approvals: decision.approvals,
    };
    if (!admits(hop.require, { ...request, action: "", effect: "read", args: {}, approvals: [] }))
      return denied(`${said(hop)}: its \`require\` does not hold`, at);
    const received = carried ?? held(hop, action, request);
    const covering = hop.scope.clauses.filter(
      (clause) => clause.actions.includes(action) && (received || !clause.received) && admits(clause.where, request),
    );
    at.push({ hop, action, request, covering });
    carried = covering.some(({ verb }) => verb !== "deny") && !covering.some(({ verb }) => verb === "deny");
    if (!carried) return denied(`${said(hop)} does not ${i === hops.length - 1 ? "allow" : "carry"} it`, at);
    above = { ...above, ...params };
  }
  const last = at.at(-1);
  if (last === undefined) return denied("there is no hop");
  if (!last.covering.some(({ verb }) => verb === "allow")) return denied(`${said(last.hop)} lets it only be handed on`, at);
  const denial = policy.denials.find(
    (each) =>
      each.actions.includes(action) &&
      (each.by === undefined || each.by.has(last.hop.to.name)) &&
      admits(each.where, { ...last.request, params: {}, received: {} }),
  );
  return denial === undefined ? { kind: "allowed", at } : denied("a `deny` of the policy takes it away", at);
}

export function said(hop: Hop): string {
  return `\`${hop.from.name} -> ${hop.to.name} for ${hop.task.name}\``;
}

/** Why hops that each exist are no chain. */
function brokenAt(hops: readonly Hop[]): string | undefined {
  let left = Number.POSITIVE_INFINITY;
  for (const [i, hop] of hops.entries()) {
    const before = hops[i - 1];
    if (before === undefined) {
      if (hop.from.kind !== "principal") return `${said(hop)} starts no chain`;
    } else if (before.to.name !== hop.from.name || !hop.task.within.has(before.task.name) || left < 1)
      return `${said(hop)} can't follow ${said(before)}`;
    left = Math.min(hop.depth ?? Number.POSITIVE_INFINITY, left - 1);
  }
  return undefined;
}

/** What the first hop of a chain receives. */
function held({ from }: Hop, action: Action, request: Request): boolean {
  if (from.kind !== "principal" || from.holds === undefined) return from.kind === "principal";
  const covers = (clause: Clause): boolean => clause.actions.includes(action) && admits(clause.where, request);
  const { clauses } = from.holds;
  return clauses.some((each) => each.verb !== "deny" && covers(each)) && !clauses.some((each) => each.verb === "deny" && covers(each));
}

function wrongValue(fields: readonly Field[], values: KeptValues, what: string): string | undefined {
  for (const { name, optional, type } of fields) {
    const kept = Object.hasOwn(values, name) ? values[name] : undefined;
    if (kept === undefined && !optional) return `the ${what} \`${name}\` is missing`;
    if (kept !== undefined && "value" in kept && !conforms(type, kept.value)) return `the ${what} \`${name}\` is not of its type`;
  }
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  return unknown === undefined ? undefined : `there is no ${what} \`${unknown}\``;
}

function wrongFact(policy: Policy, values: KeptValues): string | undefined {
  return wrongValue(
    policy.facts.map(({ name, type }) => ({ name, type, optional: true })),
    values,
    "fact",
  );
}

function valuesOf(kept: KeptValues): Values {
  return Object.fromEntries(Object.entries(kept).map(([name, each]) => [name, "value" in each ? each.value : null]));
}

function unknownOf(kept: KeptValues, read: ReadonlySet<string>, what: string): readonly string[] {
  return Object.entries(kept).flatMap(([name, each]) => ("digest" in each && read.has(name) ? [`${what} \`${name}\``] : []));
}

interface Read {
  readonly args: Set<string>;
  readonly params: Set<string>;
  readonly context: Set<string>;
}

/** All that can play a part in the decision, by name. */
function readBy(policy: Policy, hops: readonly Hop[], action: Action): Read {
  const read: Read = { args: new Set(), params: new Set(), context: new Set() };
  const [first] = hops;
  const holds = first?.from.kind === "principal" ? (first.from.holds?.clauses ?? []) : [];
  for (const { actions, where } of [...hops.flatMap(({ scope }) => scope.clauses), ...holds, ...policy.denials])
    if (actions.includes(action)) collect(where, read);
  for (const { require } of hops) collect(require, read);
  return read;
}

function collect(constraint: Constraint, read: Read): void {
  switch (constraint.kind) {
    case "and":
    case "or":
      for (const each of constraint.of) collect(each, read);
      return;
    case "not":
      collect(constraint.of, read);
      return;
    case "all":
    case "some":
      collect(constraint.where, read);
      break;
    default:
  }
  for (const term of termsOf(constraint)) {
    if (term.kind !== "place") continue;
    if (term.root === "argument") read.args.add(term.name);
    if (term.root === "param" || term.root === "received") read.params.add(term.name);
    if (term.root === "context") read.context.add(term.name);
  }
}

/** The arguments that a constraint reads. */
export function argumentsIn(constraint: Constraint): ReadonlySet<string> {
  const read: Read = { args: new Set(), params: new Set(), context: new Set() };
  collect(constraint, read);
  return read.args;
}
