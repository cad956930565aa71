/** The analysis and the enumeration of everything say the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Code, Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Assertion, Hop, Policy } from "../../compiler/model/model.js";
import { chainAdmits, covers, everyArgs, everyChain, everyMade, holds, inScope, isDenied, type Made } from "./brute.js";
import { somewhere } from "./build.js";
import { actions, conditions, policies } from "./random.js";

/** The hops that diagnostics of a code stand at. */
function accused(policy: Policy, diagnostics: readonly Diagnostic[], code: Code): readonly number[] {
  const places = diagnostics.filter((each) => each.code === code).map(({ place }) => place);
  const stands = (hop: Hop): boolean =>
    places.some((place) => place === hop.place || hop.scope.clauses.some((clause) => clause.place === place) || place === hop.places.depth);
  return policy.hops.filter(stands).map(({ index }) => index);
}

/** The hops that end a chain, made in some way, with a request of which this is so. */
function guilty(
  policy: Policy,
  wrong: (made: Made, at: number, action: (typeof actions)[number], args: Made["context"]) => boolean,
): readonly number[] {
  const found = new Set<number>();
  for (const chain of everyChain(policy)) {
    const last = chain.at(-1);
    if (last === undefined || found.has(last.index)) continue;
    const isWrong = (): boolean => {
      for (const made of everyMade(policy, chain)) {
        for (const action of actions) for (const args of everyArgs(action)) if (wrong(made, chain.length - 1, action, args)) return true;
      }
      return false;
    };
    if (isWrong()) found.add(last.index);
  }
  return [...found].sort((a, b) => a - b);
}

const runs = { numRuns: 1500 };

describe("enumeration agrees", () => {
  it("on what is wider than what was received", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const { diagnostics } = analyse(policy);
        const expected = guilty(policy, (made, at, action, args) => {
          if (at === 0 || isDenied(policy, made, action, args) || !covers(policy, made, at, action, args, "carry")) return false;
          return !covers(policy, made, at - 1, action, args, "carry");
        });
        expect(accused(policy, diagnostics, "wider-scope")).toEqual(expected);
      }),
      runs,
    );
  });

  it("on what is beyond a ceiling, and on what a principal does not hold", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const { diagnostics } = analyse(policy);
        const overCeiling = guilty(policy, (made, at, action, args) => {
          const to = made.hops[at]?.to;
          if (to?.ceiling === undefined || isDenied(policy, made, action, args, to.name)) return false;
          return covers(policy, made, at, action, args, "use") && !inScope(made, to.ceiling, action, args);
        });
        expect(accused(policy, diagnostics, "over-ceiling")).toEqual(overCeiling);
        const overPrincipal = guilty(policy, (made, at, action, args) => {
          const holds = policy.principals.find(({ name }) => at === 0 && name === made.hops[0]?.from.name)?.holds;
          if (holds === undefined || isDenied(policy, made, action, args)) return false;
          return covers(policy, made, at, action, args, "carry") && !inScope(made, holds, action, args);
        });
        expect(accused(policy, diagnostics, "over-principal")).toEqual(overPrincipal);
      }),
      runs,
    );
  });

  it("on what is asserted of requests", () => {
    fc.assert(
      fc.property(
        policies,
        conditions(["x"], ["context.f"]),
        fc.constantFrom("a", "b", "c"),
        fc.constantFrom(...actions),
        (policy, where, party, action) => {
          const never: Assertion = { kind: "never", actions: [action], by: new Set([party]), where, place: somewhere() };
          const can: Assertion = { kind: "can", party, action, where, place: somewhere() };
          const admitted = everyChain(policy).some((chain) => {
            if (chain.at(-1)?.to.name !== party) return false;
            for (const made of everyMade(policy, chain)) {
              for (const args of everyArgs(action)) {
                if (holds(made, 0, where, action, args) && chainAdmits(policy, made, action, args)) return true;
              }
            }
            return false;
          });
          const { diagnostics } = analyse({ ...policy, assertions: [never, can] });
          const failed = diagnostics.filter(({ code }) => code === "failed-assertion").map(({ place }) => place);
          expect(failed).toEqual([admitted ? never.place : can.place]);
        },
      ),
      runs,
    );
  });

  it("on paths and depths", () => {
    const party = fc.constantFrom("p", "q", "a", "b", "c");
    fc.assert(
      fc.property(policies, party, party, fc.integer({ min: 1, max: 4 }), (policy, from, to, most) => {
        const made = everyChain(policy).filter((chain) => !everyMade(policy, chain)[Symbol.iterator]().next().done);
        const isPath = made.some((chain) => chain.some((hop, at) => hop.from.name === from && chain.slice(at).some((below) => below.to.name === to)));
        const isDeep = made.some((chain) => chain.length > most);
        const noPath: Assertion = { kind: "no-path", from: new Set([from]), to: new Set([to]), place: somewhere() };
        const depth: Assertion = { kind: "depth", most, place: somewhere() };
        const { diagnostics, proof } = analyse({ ...policy, assertions: [noPath, depth] });
        const failed = diagnostics.filter(({ code }) => code === "failed-assertion").map(({ place }) => place);
        expect(failed).toEqual([...(isPath ? [noPath.place] : []), ...(isDeep ? [depth.place] : [])]);
        expect(proof.chains).toBe(made.length);
      }),
      runs,
    );
  });

  it("on declared depths", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const wide = new Set<number>();
        for (const chain of everyChain(policy)) {
          if (everyMade(policy, chain)[Symbol.iterator]().next().done) continue;
          let left = Number.POSITIVE_INFINITY;
          for (const hop of chain) {
            if (hop.depth !== undefined && hop.depth > left - 1) wide.add(hop.index);
            left = Math.min(hop.depth ?? Number.POSITIVE_INFINITY, left - 1);
          }
        }
        expect(accused(policy, analyse(policy).diagnostics, "wider-depth")).toEqual([...wide].sort((a, b) => a - b));
      }),
      runs,
    );
  });

  it("that every witness is a request that the hop carries and the one before does not", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        for (const { code, witness } of analyse(policy).diagnostics) {
          if (code !== "wider-scope") continue;
          const action = actions.find(({ id }) => id === witness?.action);
          if (action === undefined || witness === undefined) throw new Error("a witness names its action");
          const at = witness.chain.length - 2;
          // Two hops may join the same parties: the request widens on one of the chains that have these names.
          const same = everyChain(policy).filter((hops) => [hops[0]?.from.name, ...hops.map(({ to }) => to.name)].join() === witness.chain.join());
          const widens = same.some((hops) =>
            [...everyMade(policy, hops)].some(
              (made) =>
                Object.entries(witness.context).every(([name, value]) => made.context[name] === value) &&
                covers(policy, made, at, action, witness.args, "carry") &&
                !covers(policy, made, at - 1, action, witness.args, "carry"),
            ),
          );
          expect(widens).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
