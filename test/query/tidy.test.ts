import fc from "fast-check";
import { expect, it } from "vitest";
import { tidy } from "../../compiler/query/tidy.js";
import { showConstraint } from "../../compiler/types/show.js";
import { admits, type Constraint } from "../../stdlib/runtime/constraint.js";
import { is } from "../analysis/build.js";
import { drawConstraint, drawRequest, drawSignature } from "../scope/arbitrary.js";
import { drawFrom, seeds } from "../scope/draw.js";

it("a tidy condition admits the same requests, and is no longer", () => {
  let shorter = 0;
  fc.assert(
    fc.property(seeds, (seed) => {
      const draw = drawFrom(seed);
      const signature = drawSignature(draw);
      const parts = [0, 1, 2].map(() => drawConstraint(draw, signature, 1));
      const [one, two, three] = parts as [Constraint, Constraint, Constraint];
      // What is said twice is met often only where it is put there.
      const whole: Constraint = {
        kind: "and",
        of: [one, { kind: "or", of: [{ kind: "and", of: [one, two] }, { kind: "and", of: [three, two] }, two] }],
      };
      const made = tidy(whole);
      for (let i = 0; i < 5; i++) {
        const request = drawRequest(draw, signature);
        expect(admits(made, request)).toBe(admits(whole, request));
      }
      const [before, after] = [showConstraint(whole).length, showConstraint(made).length];
      expect(after).toBeLessThanOrEqual(before);
      if (after < before / 2) shorter++;
    }),
    { numRuns: 2000 },
  );
  expect(shorter).toBeGreaterThan(150);
});

it("what is received by several hops is said once, as wide as the widest", () => {
  const under = (base: string): Constraint => ({
    kind: "under",
    negated: false,
    term: { kind: "place", root: "argument", name: "path", fields: [] },
    base: { kind: "literal", value: base },
  });
  const received: Constraint = {
    kind: "or",
    of: [700, 690, 699].map((most) => ({ kind: "and", of: [under(most === 690 ? "/srv" : "/srv/app"), is("x", "<=", most)] })),
  };
  expect(showConstraint(tidy({ kind: "and", of: [is("x", "<=", 547), received] }))).toBe('x <= 547 and path under "/srv"');
});
