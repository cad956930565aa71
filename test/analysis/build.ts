/** Policies built by hand, for tests of what stands on the model alone. */

import type { Place } from "../../compiler/base/span.js";
import type {
  Action,
  Agent,
  Assertion,
  Budget,
  Clause,
  Denial,
  Fact,
  Hop,
  Labels,
  Party,
  Policy,
  Principal,
  Scope,
  Task,
} from "../../compiler/model/model.js";
import type { Constraint, Field, Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";

let offset = 0;

/** A place of its own for each call. */
export function somewhere(): Place {
  offset += 2;
  return { file: "test.remit", span: { start: offset, end: offset + 1 } };
}

export const number: Type = { kind: "scalar", sort: "Number" };
export const string: Type = { kind: "scalar", sort: "String" };

export function field(name: string, type: Type = number): Field {
  return { name, optional: false, type };
}

/** A term as a test writes it: `x` an argument, `$x` a parameter, `received.x`, `context.x`; anything but a string is a literal. */
function termOf(text: Json): Extract<Constraint, { kind: "compare" }>["left"] {
  if (typeof text !== "string") return { kind: "literal", value: text };
  const place = (root: "argument" | "param" | "received" | "context", name: string) => ({ kind: "place", root, name, fields: [] }) as const;
  if (text.startsWith("$")) return place("param", text.slice(1));
  if (text.startsWith("received.")) return place("received", text.slice(9));
  if (text.startsWith("context.")) return place("context", text.slice(8));
  if (text.startsWith("'")) return { kind: "literal", value: text.slice(1) };
  return place("argument", text);
}

/** A comparison of numbers; of strings where the sort says so. */
export function is(left: Json, op: "==" | "!=" | "<" | "<=" | ">" | ">=", right: Json, sort: "Number" | "String" = "Number"): Constraint {
  return { kind: "compare", op, sort, left: termOf(left), right: termOf(right) };
}

export const yes: Constraint = { kind: "true" };
export const and = (...of: readonly Constraint[]): Constraint => ({ kind: "and", of });
export const or = (...of: readonly Constraint[]): Constraint => ({ kind: "or", of });

export function task(name: string, ...partOf: readonly Task[]): Task {
  return { name, purpose: name, within: new Set([name, ...partOf.flatMap(({ within }) => [...within])]), place: somewhere() };
}

/** Labels in one line, the lowest first. */
export function line(...names: readonly string[]): Labels {
  return { names, lowest: 0, within: (label, bound) => label <= bound };
}

export function action(id: string, more: Partial<Action> = {}): Action {
  const [tool = "", name = ""] = id.split(".");
  return {
    id,
    tool: { name: tool, place: somewhere() },
    name,
    effect: "write",
    params: [field("x")],
    returns: 0,
    ingestsUntrusted: false,
    spends: [],
    secrets: [],
    place: somewhere(),
    ...more,
  };
}

export function principal(name: string, holds?: Scope): Principal {
  return { kind: "principal", name, ...(holds === undefined ? {} : { holds }), place: somewhere() };
}

export function agent(name: string, more: Partial<Agent> = {}): Agent {
  return { kind: "agent", name, unguarded: false, clearance: 0, place: somewhere(), ...more };
}

export function allow(actions: readonly Action[], where: Constraint = yes, more: Partial<Clause> = {}): Clause {
  return { verb: "allow", received: false, actions, where, place: somewhere(), ...more };
}
export const relay = (actions: readonly Action[], where: Constraint = yes): Clause => allow(actions, where, { verb: "relay" });
export const deny = (actions: readonly Action[], where: Constraint = yes): Clause => allow(actions, where, { verb: "deny" });
export const received = (actions: readonly Action[], where: Constraint = yes, verb: "allow" | "relay" = "allow"): Clause =>
  allow(actions, where, { verb, received: true });

export function scope(...clauses: readonly Clause[]): Scope {
  return { clauses, place: somewhere() };
}

export type HopInput = Omit<Partial<Hop>, "params" | "scope" | "budgets"> & {
  readonly params?: readonly { readonly name: string; readonly type?: Type; readonly from?: string }[];
  readonly budgets?: readonly Omit<Budget, "place">[];
};

export function hop(from: Party, to: Agent, of: Task, clauses: readonly Clause[], more: HopInput = {}): Omit<Hop, "index"> {
  const { params = [], budgets = [], ...rest } = more;
  return {
    from,
    to,
    task: of,
    params: params.map(({ name, type = number, from: fact }) => ({ name, type, ...(fact === undefined ? {} : { from: fact }), place: somewhere() })),
    scope: scope(...clauses),
    require: yes,
    ttl: 3_600_000,
    budgets: budgets.map((budget) => ({ ...budget, place: somewhere() })),
    pass: 0,
    places: {},
    place: somewhere(),
    erroneous: false,
    ...rest,
  };
}

export interface PolicyInput {
  readonly hops: readonly Omit<Hop, "index">[];
  readonly facts?: readonly (Pick<Fact, "name" | "type"> & { readonly live?: boolean })[];
  readonly denials?: readonly Omit<Denial, "place">[];
  readonly assertions?: readonly Assertion[];
  readonly labels?: Labels;
}

/** A policy of hops; its actions and parties are those that the hops speak of. */
export function policy({ hops, facts = [], denials = [], assertions = [], labels = line("public") }: PolicyInput): Policy {
  const parties = new Map<string, Party>(hops.flatMap(({ from, to }) => [from, to]).map((party) => [party.name, party]));
  const actions = new Set(hops.flatMap((each) => each.scope.clauses.flatMap((clause) => clause.actions)));
  const tasks = new Set(hops.map((each) => each.task));
  return {
    entry: "test.remit",
    labels,
    domains: [],
    tasks: [...tasks],
    facts: facts.map((fact) => ({ live: false, ...fact, place: somewhere() })),
    tools: [...new Set([...actions].map(({ tool }) => tool))],
    actions: [...actions],
    secrets: [],
    principals: [...parties.values()].filter((party) => party.kind === "principal"),
    agents: [...parties.values()].filter((party) => party.kind === "agent"),
    hops: hops.map((each, index) => ({ ...each, index })),
    denials: denials.map((denial) => ({ ...denial, place: somewhere() })),
    assertions,
    tests: [],
  };
}
