/** Random small policies with all that a certificate speaks of: bounds, budgets, labels, credentials, assertions. */
import fc from "fast-check";
import type { Action, Agent, Assertion, Hop, Label, Policy, Scope, Secret } from "../../compiler/model/model.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { line, somewhere } from "../analysis/build.js";
import { conditions, policies } from "../analysis/random.js";
import { type Draw, drawFrom, seeds } from "../scope/draw.js";

/** The policies of the tests of the analysis, with more said about each hop, action and agent. */
export const richPolicies: fc.Arbitrary<Policy> = fc
  .tuple(policies, seeds, fc.array(conditions(["x"], ["context.f"]), { minLength: 4, maxLength: 4 }))
  .map(([policy, seed, wheres]) => enrich(drawFrom(seed), policy, wheres));

const minute = 60_000;

function enrich(draw: Draw, policy: Policy, wheres: readonly Constraint[]): Policy {
  const label = (): Label => draw.of([0, 0, 1, 2]);
  const secret: Secret = { name: "key", perHop: draw.once(2), ttl: draw.of([5, 30]) * minute, place: somewhere() };
  const actions = new Map(
    policy.actions.map((action): [Action, Action] => {
      const sends = draw.once(4) ? { sends: draw.of([0, 1, 2]) } : {};
      const secrets = draw.once(4) ? [secret] : [];
      return [action, { ...action, returns: label(), ingestsUntrusted: draw.once(3), secrets, ...sends }];
    }),
  );
  const lists = new Map<readonly Action[], readonly Action[]>();
  const renew = (list: readonly Action[]): readonly Action[] => {
    const found = lists.get(list) ?? list.map((action) => actions.get(action) ?? action);
    lists.set(list, found);
    return found;
  };
  const renewScope = (scope: Scope): Scope => ({ ...scope, clauses: scope.clauses.map((clause) => ({ ...clause, actions: renew(clause.actions) })) });
  const principals = policy.principals.map((party) => ({ ...party, ...(party.holds === undefined ? {} : { holds: renewScope(party.holds) }) }));
  const agents = policy.agents.map((party): Agent => {
    const ceiling = party.ceiling === undefined ? {} : { ceiling: renewScope(party.ceiling) };
    return { ...party, ...ceiling, clearance: draw.of([0, 1, 2, 2, 2]) };
  });
  const hops = policy.hops.map((hop): Hop => {
    const named = <P extends { readonly name: string }>(parties: readonly P[]): P => {
      const found = parties.find(({ name }) => name === hop.from.name || name === hop.to.name);
      if (found === undefined) throw new Error(hop.to.name);
      return found;
    };
    const cap = hop.params.some(({ name }) => name === "cap");
    const budget = () => ({
      amount: cap && draw.once(2) ? { param: "cap" } : draw.of([1, 2, 3, 0.3]),
      unit: draw.of(["usd", "calls"]),
      ...(draw.once(3) ? { per: draw.of([10, 30]) * minute } : {}),
      place: somewhere(),
    });
    return {
      ...hop,
      from: hop.from.kind === "principal" ? named(principals) : named(agents.filter(({ name }) => name === hop.from.name)),
      to: named(agents.filter(({ name }) => name === hop.to.name)),
      scope: renewScope(hop.scope),
      ttl: draw.of(hop.from.kind === "principal" ? [60] : [10, 10, 60]) * minute,
      budgets: draw.once(3) ? [budget()] : draw.once(6) ? [budget(), budget()] : [],
      pass: draw.of(hop.from.kind === "principal" ? [0, 1, 2] : [0, 0, 0, 1, 2]),
      ...(draw.once(3) ? { reply: { label: label(), trusted: draw.once(2) } } : {}),
    };
  });
  const parties = (): ReadonlySet<string> => new Set(draw.once(2) ? [draw.of(["a", "b", "c"])] : ["a", "b", "c", "p"]);
  const every = [...actions.values()];
  const assertion = (): Assertion => {
    const where = draw.of(wheres);
    const action = draw.of(every);
    const place = somewhere();
    switch (draw.below(5)) {
      case 0:
        return { kind: "never", actions: draw.once(2) ? every : [action], by: draw.once(2) ? parties() : undefined, where, place };
      case 1:
        return { kind: "can", party: draw.of(["a", "b", "c"]), action, where, place };
      case 2:
        return { kind: "no-flow", of: draw.of([1, 2, 2, "untrusted" as const]), to: parties(), place };
      case 3:
        return { kind: "no-path", from: new Set([draw.of(["p", "a", "b"])]), to: new Set([draw.of(["a", "b", "c"])]), place };
      default:
        return { kind: "depth", most: draw.of([2, 3, 4, 5]), place };
    }
  };
  return {
    ...policy,
    labels: draw.once(5) ? line("public") : line("low", "mid", "high"),
    actions: every,
    secrets: [secret],
    principals,
    agents,
    hops,
    denials: policy.denials.map((denial) => ({ ...denial, actions: renew(denial.actions) })),
    assertions: draw.once(2) ? [assertion()] : draw.once(3) ? [assertion(), assertion()] : [],
  };
}
