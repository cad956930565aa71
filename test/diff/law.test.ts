/** The comparison and the enumeration of everything say the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareAuthority } from "../../compiler/diff/authority.js";
import type { AuthorityChange } from "../../compiler/diff/difference.js";
import type { Fact, Hop, Policy } from "../../compiler/model/model.js";
import { chainAdmits, everyArgs, everyChain, everyMade, few } from "../analysis/brute.js";
import { somewhere, task } from "../analysis/build.js";
import { actions, policies } from "../analysis/random.js";

/** Every request that some chain to an agent admits, however its hops are made. */
function authority(policy: Policy): ReadonlySet<string> {
  const found = new Set<string>();
  for (const hops of everyChain(policy)) {
    const agent = hops.at(-1)?.to.name;
    for (const made of everyMade(policy, hops))
      for (const action of actions)
        for (const args of everyArgs(action))
          if (chainAdmits(policy, made, action, args)) found.add(JSON.stringify([agent, action.id, args, made.context]));
  }
  return found;
}

/** The agents and actions of requests that the one has and the other has not. */
function beyond(of: ReadonlySet<string>, than: ReadonlySet<string>): readonly string[] {
  const pairs = [...of].filter((each) => !than.has(each)).map((each) => JSON.stringify(JSON.parse(each).slice(0, 2)));
  return [...new Set(pairs)].sort();
}

function listed(changes: readonly AuthorityChange[]): readonly string[] {
  return changes.map(({ agent, action }) => JSON.stringify([agent, action])).sort();
}

function compared(before: Policy, after: Policy) {
  const found = compareAuthority(before, after);
  if (found.kind !== "compared") throw new Error("these policies have an end");
  return found.authorities;
}

/** A policy and another one: any, or the same with a hop less, a hop put off, or the scopes of two hops exchanged. */
const versions = fc
  .tuple(policies, policies, fc.constantFrom("other", "less", "later", "exchanged"), fc.nat(5), fc.nat(5))
  .map(([one, other, how, at, with_]) => {
    const numbered = (hops: readonly Hop[]): Policy => ({ ...one, hops: hops.map((hop, index) => ({ ...hop, index })) });
    const [hop, second] = [one.hops[at % one.hops.length], one.hops[with_ % one.hops.length]];
    if (how === "other" || hop === undefined || second === undefined) return [one, other] as const;
    // The scope of one may speak of what the other lacks.
    if (how === "exchanged" && (hop.from.kind !== second.from.kind || hop.params.length !== second.params.length)) return [one, other] as const;
    if (how === "less") return [one, numbered(one.hops.filter((each) => each !== hop))] as const;
    if (how === "later") return [one, numbered(one.hops.map((each) => (each === hop ? { ...each, depth: 0 } : each)))] as const;
    const scopeOf = (each: Hop): Hop["scope"] => (each === hop ? second.scope : each === second ? hop.scope : each.scope);
    return [one, numbered(one.hops.map((each) => ({ ...each, scope: scopeOf(each) })))] as const;
  });

describe("enumeration agrees", () => {
  it("on what each agent may do with each action that it could not before", () => {
    let known = 0;
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const [old, now] = [authority(before), authority(after)];
        const { widened, narrowed } = compared(before, after);
        expect([...widened, ...narrowed].filter(({ unknown }) => unknown !== undefined)).toEqual([]);
        expect(listed(widened)).toEqual(beyond(now, old));
        expect(listed(narrowed)).toEqual(beyond(old, now));
        known += widened.length + narrowed.length;
        for (const { agent, action, witness } of widened) {
          if (witness === undefined) throw new Error("a widening has a witness");
          // Facts that the witness does not name may have any value.
          const fits = (each: string): boolean => {
            const [to, of, args, context] = JSON.parse(each);
            const named = Object.entries(witness.context).every(([name, value]) => context[name] === value);
            return to === agent && of === action && JSON.stringify(args) === JSON.stringify(witness.args) && named;
          };
          expect([...now].some((each) => fits(each) && !old.has(each))).toBe(true);
          expect(witness.chain.at(-1)).toBe(agent);
        }
      }),
      { numRuns: 400 },
    );
    expect(known).toBeGreaterThan(100);
  });

  it("that nothing changes between a policy and itself, also where every agent is looked at", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const nothing = { widened: [], narrowed: [] };
        expect(compared(policy, { ...policy, hops: [...policy.hops] })).toEqual(nothing);
        // A task, or a fact, that nobody speaks of may concern everyone until it is looked at.
        expect(compared(policy, { ...policy, tasks: [...policy.tasks, task("other")] })).toEqual(nothing);
        const fact: Fact = { name: "other", live: false, type: few, place: somewhere() };
        expect(compared({ ...policy, facts: [...policy.facts, fact] }, policy)).toEqual(nothing);
      }),
      { numRuns: 200 },
    );
  });

  it("that what is wider one way is narrower the other way", () => {
    fc.assert(
      fc.property(versions, ([before, after]) => {
        const shown = (changes: readonly AuthorityChange[]) =>
          changes.map(({ agent, action, witness, chain }) => ({ agent, action, witness, chain }));
        const [there, back] = [compared(before, after), compared(after, before)];
        const sorted = (changes: readonly AuthorityChange[]) =>
          shown(changes).sort((a, b) => (`${a.agent} ${a.action}` < `${b.agent} ${b.action}` ? -1 : 1));
        expect(sorted(there.widened)).toEqual(sorted(back.narrowed));
        expect(sorted(there.narrowed)).toEqual(sorted(back.widened));
      }),
      { numRuns: 200 },
    );
  });
});
