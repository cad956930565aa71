/** Small policies made by hand, for the interpreter's own rules. */

import type { Place } from "../../compiler/base/span.js";
import type { Action, Agent, Clause, Hop, Parameter, Party, Policy, Principal, Task, Test, TestStep } from "../../compiler/model/model.js";
import type { Constraint, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";

let next = 0;

/** A place that no other thing has. */
export function somewhere(): Place {
  next += 1;
  return { file: "made.remit", span: { start: next, end: next + 1 } };
}

export const number: Type = { kind: "scalar", sort: "Number" };
export const text: Type = { kind: "scalar", sort: "String" };
export const always: Constraint = { kind: "true" };

const at = (root: "argument" | "param" | "received" | "context", name: string): Term => ({ kind: "place", root, name, fields: [] });
export const arg = (name: string): Term => at("argument", name);
export const param = (name: string): Term => at("param", name);
export const received = (name: string): Term => at("received", name);
export const fact = (name: string): Term => at("context", name);
export const literal = (value: Json): Term => ({ kind: "literal", value });
export const atMost = (left: Term, right: Term): Constraint => ({ kind: "compare", op: "<=", sort: "Number", left, right });
export const equal = (left: Term, right: Term): Constraint => ({ kind: "compare", op: "==", sort: "String", left, right });
export const both = (...of: Constraint[]): Constraint => ({ kind: "and", of });

export function task(name: string, ...partOf: Task[]): Task {
  return { name, purpose: name, within: new Set([name, ...partOf.flatMap((each) => [...each.within])]), place: somewhere() };
}

export function principal(name: string): Principal {
  return { kind: "principal", name, place: somewhere() };
}

export function agent(name: string, more: Partial<Agent> = {}): Agent {
  return { kind: "agent", name, unguarded: false, clearance: 0, place: somewhere(), ...more };
}

const orders = { name: "orders", place: somewhere() };

export function action(name: string, params: Readonly<Record<string, Type>>): Action {
  return {
    id: `orders.${name}`,
    tool: orders,
    name,
    effect: "write",
    params: Object.entries(params).map(([each, type]) => ({ name: each, type, optional: false })),
    returns: 0,
    ingestsUntrusted: false,
    spends: [],
    secrets: [],
    place: somewhere(),
  };
}

export function clause(verb: Clause["verb"], actions: readonly Action[], where: Constraint = always, isReceived = false): Clause {
  return { verb, received: isReceived, actions, where, place: somewhere() };
}

export function parameter(name: string, type: Type, from?: string): Parameter {
  return { name, type, place: somewhere(), ...(from !== undefined && { from }) };
}

type HopParts = Partial<Pick<Hop, "params" | "require" | "depth" | "approval">>;

export function hop(from: Party, to: Agent, of: Task, clauses: readonly Clause[], more: HopParts = {}): Hop {
  return {
    index: 0,
    from,
    to,
    task: of,
    params: [],
    scope: { clauses, place: somewhere() },
    require: always,
    ttl: 1000,
    budgets: [],
    pass: 0,
    places: {},
    place: somewhere(),
    erroneous: false,
    ...more,
  };
}

export const call = (expect: "allow" | "deny", of: Action, args: Readonly<Record<string, Json>>): TestStep => ({
  kind: "call",
  expect,
  action: of,
  args,
  place: somewhere(),
});

export const refuseHop = (): TestStep => ({ kind: "refuse-hop", place: somewhere() });

interface Step {
  readonly to: string;
  readonly task?: string;
  readonly params?: Readonly<Record<string, Json>>;
}

export function test(start: string, hops: readonly Step[], steps: readonly TestStep[], more: Partial<Test> = {}): Test {
  return {
    name: "a test",
    start,
    hops: hops.map((each) => ({ params: {}, ...each, place: somewhere() })),
    context: {},
    approvals: [],
    steps,
    place: somewhere(),
    ...more,
  };
}

/** A policy of these hops and tests; its parties, tasks and actions are those that the hops name. */
export function policy(hops: readonly Hop[], tests: readonly Test[], more: Partial<Policy> = {}): Policy {
  const parties = [...new Set(hops.flatMap((each) => [each.from, each.to]))];
  return {
    entry: "made.remit",
    labels: { names: ["public"], lowest: 0, within: (label, bound) => label <= bound },
    domains: [],
    tasks: [...new Set(hops.map((each) => each.task))],
    facts: [],
    tools: [orders],
    actions: [...new Set(hops.flatMap((each) => each.scope.clauses.flatMap((one) => one.actions)))],
    secrets: [],
    principals: parties.filter((party) => party.kind === "principal"),
    agents: parties.filter((party) => party.kind === "agent"),
    hops: hops.map((each, index) => ({ ...each, index })),
    denials: [],
    assertions: [],
    tests,
    ...more,
  };
}
