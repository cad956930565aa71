/** What is asked of the chains and the enumeration of everything say the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Policy } from "../../compiler/model/model.js";
import { can } from "../../compiler/query/can.js";
import { given } from "../../compiler/query/given.js";
import { reach, who } from "../../compiler/query/reach.js";
import { conditionsFor } from "../../compiler/query/readable.js";
import { survey } from "../../compiler/query/survey.js";
import { chainAdmits, everyArgs, everyChain, everyMade, values } from "../analysis/brute.js";
import { actions, policies } from "../analysis/random.js";

interface Admitted {
  readonly agent: string;
  readonly action: string;
  readonly args: object;
  readonly context: object;
  readonly parties: string;
  readonly cap: unknown;
}

/** Every request that a chain admits, with the parties of the chain and the parameter of its first hop. */
function everything(policy: Policy): readonly Admitted[] {
  return everyChain(policy).flatMap((hops) =>
    [...everyMade(policy, hops)].flatMap((made) =>
      actions.flatMap((action) =>
        [...everyArgs(action)]
          .filter((args) => chainAdmits(policy, made, action, args))
          .map((args) => ({
            agent: hops.at(-1)?.to.name ?? "",
            action: action.id,
            args,
            context: made.context,
            parties: [hops[0]?.from.name ?? "", ...hops.map(({ to }) => to.name)].join(" "),
            cap: made.params[0]?.cap,
          })),
      ),
    ),
  );
}

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
const agents = ["a", "b", "c"] as const;
const x = fc.constantFrom(...values);

describe("enumeration agrees", () => {
  it("on whether an agent can make a request, on any chain and on one", () => {
    let yes = 0;
    let no = 0;
    fc.assert(
      fc.property(policies, x, x, x, fc.nat(20), (policy, arg, fact, cap, pick) => {
        const all = everything(policy);
        const seen = survey(policy);
        const chains = [...new Set(everyChain(policy).map((hops) => [hops[0]?.from.name ?? "", ...hops.map(({ to }) => to.name)].join(" ")))];
        const chain = chains[pick % chains.length] ?? "";
        for (const agent of agents) {
          for (const action of actions) {
            const known = { args: { x: arg }, context: { f: fact }, approvals: [] };
            const fits = all.filter(
              (each) => each.agent === agent && each.action === action.id && same(each.args, known.args) && same(each.context, known.context),
            );
            const answer = can(seen, { agent, action, known, params: {} });
            expect(answer.kind).toBe(fits.length > 0 ? "yes" : "no");
            if (answer.kind === "yes")
              for (const { witness } of answer.makings) expect(fits.some(({ parties }) => parties === witness.chain.join(" "))).toBe(true);
            fits.length > 0 ? yes++ : no++;

            const start = policy.hops.find(({ from }) => from.name === chain.split(" ")[0]);
            const steps = chain.split(" ").map((party) => ({ party }));
            if (steps.at(-1)?.party !== agent || start === undefined) continue;
            const first = `${start.from.name}.${chain.split(" ")[1] ?? ""}.cap`;
            const on = can(seen, { agent, action, known, params: { [first]: cap }, chain: steps });
            expect(on.kind).toBe(fits.some((each) => each.parties === chain && each.cap === cap) ? "yes" : "no");
            if (on.kind === "no") expect(on.stopped?.chain.join(" ") ?? chain).toBe(chain);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(yes, no)).toBeGreaterThan(40);
  });

  it("on who can use an action, and what each party reaches", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const all = everything(policy);
        const seen = survey(policy);
        for (const action of actions) {
          const expected = agents.filter((agent) => all.some((each) => each.agent === agent && each.action === action.id));
          expect(who(seen, action).map(({ agent }) => agent)).toEqual(
            policy.agents.map(({ name }) => name).filter((name) => expected.some((each) => each === name)),
          );
        }
        for (const agent of policy.agents) {
          const reached = reach(policy, agent.name).reach.uses.map(({ action }) => action.id);
          expect(reached.sort()).toEqual([...new Set(all.filter((each) => each.agent === agent.name).map(({ action }) => action))].sort());
        }
        for (const { name } of policy.principals) {
          const reached = reach(policy, name).reach.uses.map(({ agent, action }) => `${agent} ${action.id}`);
          const expected = all.filter(({ parties }) => parties.split(" ")[0] === name).map(({ agent, action }) => `${agent} ${action}`);
          expect(reached.sort()).toEqual([...new Set(expected)].sort());
        }
      }),
      { numRuns: 200 },
    );
  });

  it("on the conditions that are shown: with any values for the parameters that are left, they are what is admitted", () => {
    let shown = 0;
    fc.assert(
      fc.property(policies, (policy) => {
        const all = everything(policy);
        const seen = survey(policy);
        for (const agent of agents) {
          for (const action of actions) {
            const conditions = conditionsFor(seen, agent, action);
            for (const args of everyArgs(action)) {
              for (const f of values) {
                const open = conditions.map((each) => given(each, { args, context: { f }, approvals: [], now: 0 }));
                const holds = open.some((each) => seen.chains.prover.exists(undefined, namesIn(each), each) === "yes");
                expect(holds).toBe(
                  all.some((each) => each.agent === agent && each.action === action.id && same(each.args, args) && same(each.context, { f })),
                );
                if (conditions.length > 0) shown++;
              }
            }
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(shown).toBeGreaterThan(150);
  });
});

/** The parameters that are left in a condition; what their types ask of them it says itself. */
function namesIn(constraint: object): Readonly<Record<string, { readonly kind: "scalar"; readonly sort: "Int" }>> {
  const names = [...JSON.stringify(constraint).matchAll(/"root":"param","name":"((?:[^"\\]|\\.)*)"/g)].map(([, name = ""]) =>
    JSON.parse(`"${name}"`),
  );
  return Object.fromEntries(names.map((name) => [name, { kind: "scalar", sort: "Int" } as const]));
}
