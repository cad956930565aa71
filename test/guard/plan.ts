/**
 * The plan of a policy as the language defines it, clause by clause with `admits`: what the guard is tested with, so that a
 * mistake of generated code and one of the guard can't hide each other.
 */
import { memoryHost } from "../../compiler/host/memory.js";
import { load } from "../../compiler/load.js";
import type { Action, Clause, Hop, Policy } from "../../compiler/model/model.js";
import { check } from "../../compiler/pipeline.js";
import { digestOf } from "../../compiler/proof/normal.js";
import { admits, type Constraint, conforms, conformsAll, type Field, type Request } from "../../stdlib/runtime/constraint.js";
import type { Decision, Frame, HopPlan, Plan, Values } from "../../stdlib/runtime/plan.js";
import type { Json } from "../../stdlib/runtime/value.js";

/** The plan of a policy that `check` accepts; or, `unproved`, of one that it does not, to see the guard hold by itself. */
export function planOf(text: string, name: "test" | "unproved" = "test"): Plan {
  const host = memoryHost({ "policy.remit": text });
  const checked = check(host, ["policy.remit"]);
  const loaded = load(host, ["policy.remit"]);
  if (checked.kind !== "checked" || loaded.kind !== "loaded") throw new Error("the policy can't be read");
  const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 && name !== "unproved") throw new Error(errors.map(({ message }) => message).join("\n"));
  const [policy] = loaded.policies;
  if (policy === undefined) throw new Error("there is no policy");
  return planOfPolicy(policy, name);
}

function planOfPolicy(policy: Policy, name: string): Plan {
  const { labels } = policy;
  const all = labels.names.map((_, i) => i);
  const by = <T, U>(list: readonly T[], key: (each: T) => string, make: (each: T) => U): Readonly<Record<string, U>> =>
    Object.fromEntries(list.map((each) => [key(each), make(each)]));
  const facts: readonly Field[] = policy.facts.map((fact) => ({ name: fact.name, type: fact.type, optional: true }));
  const plan: Plan = {
    version: 1,
    name,
    digest: digestOf(policy),
    labels: { names: labels.names, within: all.map((low) => all.map((high) => labels.within(low, high))), lowest: labels.lowest },
    domains: by(
      policy.domains,
      (each) => each.name,
      ({ external }) => ({ external }),
    ),
    tasks: by(
      policy.tasks,
      (each) => each.name,
      ({ purpose, within }) => ({ purpose, within: [...within] }),
    ),
    facts: by(
      policy.facts,
      (each) => each.name,
      ({ type, live }) => ({ type, live }),
    ),
    tools: by(
      policy.tools,
      (each) => each.name,
      (tool) => ({ member: tool.name, ...(tool.source === undefined ? {} : { source: tool.source }) }),
    ),
    actions: by(
      policy.actions,
      (each) => each.id,
      (action) => ({
        tool: action.tool.name,
        name: action.name,
        member: action.name,
        effect: action.effect,
        params: action.params,
        returns: action.returns,
        ingestsUntrusted: action.ingestsUntrusted,
        ...(action.sends === undefined ? {} : { sends: action.sends }),
        spends: action.spends,
        secrets: action.secrets.map((secret) => secret.name),
        read: action.params.map((param) => param.name).filter((param) => param !== "note"),
        wrong: (args) => wrongOf(action.params, args),
      }),
    ),
    secrets: by(
      policy.secrets,
      (each) => each.name,
      ({ ttl, perHop, scope }) => ({ perHop, ...(ttl === undefined ? {} : { ttl }), ...(scope === undefined ? {} : { scope }) }),
    ),
    principals: by(
      policy.principals,
      (each) => each.name,
      () => ({}),
    ),
    agents: by(
      policy.agents,
      (each) => each.name,
      ({ unguarded, clearance, identity }) => ({ unguarded, clearance, ...(identity === undefined ? {} : { identity }) }),
    ),
    hops: policy.hops.map((hop) => hopPlan(policy, hop)),
    approvers: [...new Set(policy.hops.flatMap((hop) => hop.scope.clauses.flatMap((clause) => approversIn(clause.where))))],
    wrongFact: (context) => wrongOf(facts, context),
    missingFact: (context) => facts.find((fact) => !Object.hasOwn(context, fact.name))?.name,
  };
  return plan;
}

function hopPlan(policy: Policy, hop: Hop): HopPlan {
  const { from, to, task, alias, params, ttl, depth, fanout, budgets, pass, reply, approval, index } = hop;
  const fields = params.map((param) => ({
    name: param.name,
    type: param.type,
    optional: false,
    ...(param.from === undefined ? {} : { from: param.from }),
  }));
  const spoken = [...new Set(hop.scope.clauses.filter((clause) => clause.verb !== "deny").flatMap((clause) => clause.actions))];
  const decisions = (verbs: readonly Clause["verb"][]): Readonly<Record<string, Decision>> =>
    Object.fromEntries(spoken.map((action) => [action.id, decisionOf(policy, hop, action, verbs)]));
  return {
    from: from.name,
    to: to.name,
    task: task.name,
    ...(alias === undefined ? {} : { alias }),
    member: alias ?? to.name,
    params: fields,
    ttl,
    ...(depth === undefined ? {} : { depth }),
    ...(fanout === undefined ? {} : { fanout }),
    budgets: budgets.map(({ amount, unit, per }) => ({ amount, unit, ...(per === undefined ? {} : { per }) })),
    pass,
    ...(reply === undefined ? {} : { reply }),
    ...(approval === undefined ? {} : { approval }),
    next: policy.hops.filter((each) => each.from.name === to.name && each.task.within.has(task.name)).map((each) => each.index),
    callable: spoken
      .filter((action) => hop.scope.clauses.some((clause) => clause.verb === "allow" && clause.actions.includes(action)))
      .map(({ id }) => id),
    wrong: (values) => wrongOf(fields, values),
    require: (frame, context, now) =>
      admits(hop.require, { ...requestOf(frame, context, now, []), action: "", effect: "read", args: {} })
        ? undefined
        : { code: "require", hop: index, clause: "require" },
    uses: decisions(["allow"]),
    carries: decisions(["allow", "relay"]),
  };
}

function decisionOf(policy: Policy, hop: Hop, action: Action, verbs: readonly Clause["verb"][]): Decision {
  return (args, frame, context, now, approvals) => {
    const request: Request = { ...requestOf(frame, context, now, approvals), action: action.id, effect: action.effect, args };
    const denial = policy.denials.find(
      (each) =>
        each.actions.includes(action) &&
        (each.by === undefined || each.by.has(hop.to.name)) &&
        admits(each.where, { ...request, params: {}, received: {} }),
    );
    if (denial !== undefined) return { code: "denied", hop: -1, clause: "deny" };
    const covering = hop.scope.clauses.filter((clause) => !clause.received && clause.actions.includes(action) && admits(clause.where, request));
    if (covering.some((clause) => clause.verb === "deny")) return { code: "denied", hop: hop.index, clause: "deny" };
    if (covering.some((clause) => verbs.includes(clause.verb))) return undefined;
    const relayed = covering.some((clause) => clause.verb === "relay");
    return { code: relayed ? "relay" : "scope", hop: hop.index, clause: "allow" };
  };
}

function requestOf(frame: Frame, context: Values, now: number, approvals: readonly string[]) {
  const received: Record<string, Json> = {};
  for (let at = frame.above; at !== undefined; at = at.above) for (const [name, value] of Object.entries(at.params)) received[name] ??= value;
  return { params: frame.params, received, context, now, approvals };
}

function wrongOf(fields: readonly Field[], values: Values): string | undefined {
  if (conformsAll(fields, values)) return undefined;
  const bad = fields.find((field) => {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    return value === undefined ? !field.optional : !conforms(field.type, value);
  });
  return bad?.name ?? Object.keys(values).find((name) => !fields.some((field) => field.name === name)) ?? "";
}

function approversIn(where: Constraint): readonly string[] {
  if (where.kind === "approved") return [where.by];
  return where.kind === "and" || where.kind === "or" ? where.of.flatMap(approversIn) : [];
}
