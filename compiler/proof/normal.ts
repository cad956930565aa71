/**
 * The normal form of a policy: what it says, without how it was written. Canonical JSON, member by member, with no place, no
 * documentation and no test; sets are sorted, the order of labels is written out, and every constraint stands once, in a
 * table. Two texts with one normal form are one policy, and its digest names it.
 */
import { canonical, sha256 } from "../../stdlib/runtime/canonical.js";
import type { Constraint, Field, Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Action, Assertion, Hop, Policy, Scope } from "../model/model.js";
import { type Constraints, constraintTable, typeKey } from "./constraints.js";

/** `sha256:` and the digest of the normal form in hexadecimal. */
export function digestOf(policy: Policy, table: Constraints = constraintTable()): string {
  return `sha256:${sha256([...normalForm(policy, table)].join("\n"))}`;
}

/** The normal form, a line of canonical JSON for each thing that is declared; last the lists of actions, the types and the constraints, which the others name by number. */
export function* normalForm(policy: Policy, table: Constraints = constraintTable()): Iterable<string> {
  const { labels } = policy;
  const numbers = new Map<Constraint, number>();
  const where = (constraint: Constraint): number => {
    const interned = table.intern(constraint);
    const number = numbers.get(interned) ?? numbers.size;
    numbers.set(interned, number);
    return number;
  };
  const lists = new Map<readonly Action[], number>();
  const listed: string[] = [];
  /** Lists of actions have numbers too: a clause over all actions of a large tool is one of many. */
  const actions = (list: readonly Action[]): number => {
    const before = lists.get(list);
    if (before !== undefined) return before;
    const line = canonical(["actions", list.map(({ id }) => id).sort()]);
    const found = listed.indexOf(line);
    const number = found < 0 ? listed.push(line) - 1 : found;
    lists.set(list, number);
    return number;
  };
  const label = (of: number): string => labels.names[of] ?? "";
  const scope = (of: Scope | undefined): Json =>
    of === undefined ? null : of.clauses.map((clause) => [clause.verb, clause.received, actions(clause.actions), where(clause.where)]);
  const types = new Map<string, number>();
  const type = (of: Type): number => {
    const number = types.get(typeKey(of)) ?? types.size;
    types.set(typeKey(of), number);
    return number;
  };
  const fields = (of: readonly Field[]): Json => of.map((field) => [field.name, field.optional, type(field.type)]);
  const names = (of: ReadonlySet<string> | undefined): Json => (of === undefined ? null : [...of].sort());
  const assertion = (of: Assertion): Json => {
    switch (of.kind) {
      case "never":
        return ["never", actions(of.actions), names(of.by), where(of.where)];
      case "can":
        return ["can", of.party, of.action.id, where(of.where)];
      case "no-flow":
        return ["no flow", of.of === "untrusted" ? null : label(of.of), names(of.to)];
      case "no-path":
        return ["no path", names(of.from), names(of.to)];
      case "depth":
        return ["depth", of.most];
    }
  };

  const order = labels.names.flatMap((low, i) => labels.names.flatMap((high, j) => (labels.within(i, j) ? [[low, high]] : [])));
  yield canonical(["labels", label(labels.lowest), order.map((pair) => canonical(pair)).sort()]);
  for (const { name, external } of policy.domains) yield canonical(["domain", name, external]);
  for (const { name, purpose, within } of policy.tasks) yield canonical(["task", name, purpose, names(within)]);
  for (const fact of policy.facts) yield written(["context", fact.name, fact.live, type(fact.type)]);
  for (const { name, source } of policy.tools) yield canonical(["tool", name, source?.name ?? null, source?.digest ?? null]);
  for (const of of policy.actions) {
    const { id, effect, params, returns, ingestsUntrusted, sends, spends, secrets } = of;
    const data = [label(returns), ingestsUntrusted, sends === undefined ? null : label(sends)];
    yield canonical([
      "action",
      id,
      effect,
      fields(params),
      data,
      spends.map((spend) => (spend.kind === "argument" ? [spend.name, spend.divisor, spend.unit] : [spend.amount, spend.unit])),
      secrets.map(({ name }) => name).sort(),
    ]);
  }
  for (const { name, ttl, perHop, scope: of } of policy.secrets) yield canonical(["secret", name, ttl ?? null, perHop, of ?? null]);
  for (const { name, domain, holds } of policy.principals) yield written(["principal", name, domain?.name ?? null, scope(holds)]);
  for (const agent of policy.agents) {
    const { name, domain, unguarded, owner, identity, runtime, clearance, ceiling } = agent;
    const who = [domain?.name ?? null, owner ?? null, identity ?? null, runtime ?? null];
    yield written(["agent", name, who, unguarded, label(clearance), scope(ceiling)]);
  }
  for (const hop of policy.hops) yield written(["delegate", ...head(hop, type), scope(hop.scope), where(hop.require), ...limits(hop, label)]);
  for (const { actions: of, by, where: denied } of policy.denials) yield canonical(["deny", actions(of), names(by), where(denied)]);
  for (const each of policy.assertions) yield canonical(["assert", assertion(each)]);
  yield* listed;
  for (const of of types.keys()) yield canonical(["type", JSON.parse(of) as Json]);
  for (const constraint of numbers.keys()) yield canonical(["where", JSON.parse(JSON.stringify(constraint)) as Json]);
}

/** Of lists of texts, numbers and `null`, the canonical form is JSON as it is always written. */
const written = (value: Json): string => JSON.stringify(value);

function head({ alias, from, to, task, params }: Hop, typeOf: (type: Type) => number): readonly Json[] {
  const declared = params.map(({ name, type, from: fact }) => [name, typeOf(type), fact ?? null]);
  return [alias ?? null, from.name, to.name, task.name, declared];
}

function limits(hop: Hop, label: (of: number) => string): readonly Json[] {
  const { ttl, depth, fanout, budgets, pass, reply, approval } = hop;
  return [
    [ttl, depth ?? null, fanout ?? null],
    budgets.map(({ amount, unit, per }) => [typeof amount === "number" ? amount : amount.param, unit, per ?? null]),
    [label(pass), reply === undefined ? null : [label(reply.label), reply.trusted]],
    approval === undefined ? null : [approval.by, approval.within ?? null],
  ];
}
