import fc from "fast-check";
import { expect, test } from "vitest";
import { isEvident } from "../../compiler/proof/evident.js";
import { admits, type Comparison, type Constraint } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";

const numbers = [-1, 0, 0.5, 1, 2];
const bounds: fc.Arbitrary<Constraint> = fc
  .tuple(
    fc.constantFrom<Comparison>("<", "<=", ">", ">=", "==", "!="),
    fc.constantFrom("Int" as const, "Number" as const),
    fc.constantFrom("x", "y"),
    fc.constantFrom(...numbers),
  )
  .map(([op, sort, name, value]) => ({
    kind: "compare",
    op,
    sort,
    left: { kind: "place", root: "argument", name, fields: [] },
    right: { kind: "literal", value },
  }));
const values: readonly Json[] = [...numbers, -2, -0.5, 0.25, 1.5, 3, "1", null, true, []];

test("a bound that is seen to follow from another follows from it", () => {
  let seen = 0;
  fc.assert(
    fc.property(bounds, bounds, (given, wanted) => {
      const request = (args: Readonly<Record<string, Json>>) =>
        ({ action: "", effect: "read", args, params: {}, received: {}, context: {}, now: 0, approvals: [] }) as const;
      const all = [{}, ...values.flatMap((x) => [{ x }, { y: x }, { x, y: 0 }])].map(request);
      const follows = all.every((each) => !admits(given, each) || admits(wanted, each));
      if (isEvident(given, wanted)) {
        seen++;
        expect(follows).toBe(true);
      }
    }),
    { numRuns: 20_000 },
  );
  expect(seen).toBeGreaterThan(500);
});
