/** Random small policies over a few integers, for laws that enumeration can check. */
import fc from "fast-check";
import type { Action, Agent, Clause, Hop, Party, Policy, Principal } from "../../compiler/model/model.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { few, values } from "./brute.js";
import { action, agent, allow, field, hop, is, policy, principal, scope, task } from "./build.js";

export const actions: readonly Action[] = [action("t.one", { params: [field("x", few)] }), action("t.two", { params: [field("x", few)] })];
const [one, two] = actions;
const lists: readonly (readonly Action[])[] = [[one, two].filter((each) => each !== undefined), actions.slice(0, 1), actions.slice(1)];

const work = task("work");
const part = task("part", work);

const comparison = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");

export function conditions(left: readonly string[], right: readonly string[]): fc.Arbitrary<Constraint> {
  const atom = fc
    .tuple(fc.constantFrom(...left), comparison, fc.oneof(fc.constantFrom(...values), fc.constantFrom(...right, 1)))
    .map(([a, op, b]): Constraint => is(a, op, b));
  const always = fc.constant<Constraint>({ kind: "true" });
  const joined = fc
    .tuple(fc.constantFrom("and", "or"), fc.array(atom, { minLength: 1, maxLength: 3 }))
    .map(([kind, of]): Constraint => ({ kind, of }));
  return fc.oneof(
    { weight: 1, arbitrary: always },
    { weight: 3, arbitrary: atom },
    { weight: 1, arbitrary: joined },
    { weight: 1, arbitrary: atom.map((of): Constraint => ({ kind: "not", of })) },
  );
}

function clauses(names: readonly string[], received: boolean): fc.Arbitrary<Clause> {
  const verb = fc.constantFrom("allow" as const, "allow" as const, "relay" as const, "deny" as const);
  return fc
    .tuple(verb, fc.constantFrom(...lists), conditions(["x"], names), fc.boolean())
    .map(([kind, of, where, relative]) => allow(of, where, { verb: kind, received: received && relative && kind !== "deny" }));
}

const bound = fc.array(clauses(["context.f"], false), { minLength: 1, maxLength: 3 }).map((of) => scope(...of));

/** Policies with two principals, three agents and up to six hops. Every principal's hop has a parameter, so that what is received is there. */
export const policies: fc.Arbitrary<Policy> = fc
  .record({ holds: fc.option(bound, { nil: undefined }), ceiling: fc.option(bound, { nil: undefined }) })
  .chain(({ holds, ceiling }) => {
    const starts: readonly Principal[] = [principal("p", holds), principal("q")];
    const agents: readonly Agent[] = [agent("a"), agent("b", ceiling === undefined ? {} : { ceiling }), agent("c")];
    const hopFrom = (parties: readonly Party[], first: boolean): fc.Arbitrary<Omit<Hop, "index">> =>
      fc
        .record({
          from: fc.constantFrom(...parties),
          to: fc.constantFrom(...agents),
          of: fc.constantFrom(work, work, part),
          bound: fc.constantFrom("none", "own", "from"),
          depth: fc.integer({ min: 0, max: 3 }),
          limited: fc.integer({ min: 0, max: 3 }),
        })
        .chain(({ from, to, of, bound: kind, depth, limited }) => {
          const own = first || kind !== "none";
          const names = [...(own ? ["$cap"] : []), ...(first ? [] : ["received.cap"]), "context.f"];
          const sides = names.filter((name) => name !== "context.f");
          const require = fc.oneof(fc.constant<Constraint>({ kind: "true" }), conditions(sides, names));
          return fc.tuple(fc.array(clauses(names, true), { minLength: 1, maxLength: 3 }), require).map(([found, required]) =>
            hop(from, to, of, found, {
              require: required,
              ...(own ? { params: [{ name: "cap", type: few, ...(kind === "from" ? { from: "f" } : {}) }] } : {}),
              ...(first ? { depth } : limited === 0 ? { depth: 1 } : {}),
            }),
          );
        });
    const denials = fc.array(
      fc.tuple(fc.constantFrom(...lists), conditions(["x"], ["context.f"]), fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined })),
      { maxLength: 1 },
    );
    return fc
      .tuple(
        fc.array(hopFrom(starts, true), { minLength: 1, maxLength: 2 }),
        fc.array(hopFrom(agents, false), { minLength: 1, maxLength: 4 }),
        denials,
      )
      .map(([first, others, denied]) =>
        policy({
          hops: [...first, ...others],
          facts: [{ name: "f", type: few }],
          denials: denied.map(([of, where, by]) => ({ actions: of, where, ...(by === undefined ? {} : { by: new Set([by]) }) })),
        }),
      );
  });
