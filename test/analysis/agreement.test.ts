/** The analysis and the enumeration of everything say the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Code, Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Hop, Policy } from "../../compiler/model/model.js";
import { covers, everyArgs, everyChain, everyMade, inScope, isDenied, type Made } from "./brute.js";
import { actions, policies } from "./random.js";

/** The hops that diagnostics of a code stand at. */
function accused(policy: Policy, diagnostics: readonly Diagnostic[], code: Code): readonly number[] {
  const places = diagnostics.filter((each) => each.code === code).map(({ place }) => place);
  const stands = (hop: Hop): boolean => places.some((place) => place === hop.place || hop.scope.clauses.some((clause) => clause.place === place));
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

  it("that every witness is a request that the hop carries and the one before does not", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        for (const { code, witness } of analyse(policy).diagnostics) {
          if (code !== "wider-scope") continue;
          expect(witness).toBeDefined();
          expect(witness?.chain.length).toBeGreaterThan(2);
        }
      }),
      { numRuns: 500 },
    );
  });
});
