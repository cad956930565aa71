import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allOf,
  compareTerms,
  decide,
  holds,
  literal,
  mapTerms,
  memberOf,
  negate,
  oneOf,
  quantify,
  someOf,
  within,
} from "../../compiler/types/constraints.js";
import { showConstraint } from "../../compiler/types/show.js";
import { admits, type Constraint, type Request, type Term } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";

const relation = fc.constantFrom("==", "!=", "<", "<=", ">", ">=" as const);
const place = (root: "argument" | "param" | "element", name: string, ...fields: string[]): Term => ({ kind: "place", root, name, fields });
const scalar = fc.constantFrom<Json>(null, 0, 1, 2, 1.5, "a", "b", "/a", "/a/b", "https://h:8/p", true);
const value: fc.Arbitrary<Json> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.record({ f: scalar }, { requiredKeys: [] }));

const term = fc.oneof(
  fc.constantFrom<Term>(place("argument", "x"), place("param", "p"), place("param", "q"), place("param", "p", "f"), {
    ...place("param", "q"),
    part: "port",
  } as Term),
  scalar.map(literal),
);
const inside = fc.oneof(term, fc.constantFrom<Term>(place("element", ""), place("element", "", "f")));
const sort = fc.constantFrom("Int", "Number", "String", "Path", "Bool" as const);

const atom = (of: fc.Arbitrary<Term>): fc.Arbitrary<Constraint> =>
  fc.oneof(
    fc.tuple(relation, sort, of, of).map(([op, by, left, right]) => compareTerms(op, by, left, right)),
    fc.tuple(fc.boolean(), sort, of, of).map(([negated, by, one, list]) => memberOf(negated, by, one, list)),
    fc.tuple(fc.boolean(), sort, of, fc.array(scalar, { maxLength: 2 })).map(([negated, by, one, values]) => oneOf(negated, by, one, values)),
    fc.tuple(fc.boolean(), of, of).map(([negated, one, base]) => decide({ kind: "under", negated, term: one, base }, one, base)),
    of.map(holds),
    of.map((one) => decide({ kind: "has", term: one }, one)),
    of.map((one) => decide({ kind: "is", term: one, json: "List" }, one)),
    of.map((one) => decide({ kind: "size", term: one, op: "<", value: 2 }, one)),
  );

const { constraint } = fc.letrec<{ constraint: Constraint }>((tie) => ({
  constraint: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom(term),
    tie("constraint").map(negate),
    fc.array(tie("constraint"), { maxLength: 3 }).map(allOf),
    fc.array(tie("constraint"), { maxLength: 3 }).map(someOf),
    fc
      .tuple(fc.constantFrom("all", "some" as const), fc.array(fc.record({ term, skip: fc.boolean() }), { minLength: 1, maxLength: 3 }), atom(inside))
      .map(([kind, lists, where]) => quantify(kind, lists, where)),
  ),
}));

const request = (args: Record<string, Json>, params: Record<string, Json>): Request => ({
  action: "t.a",
  effect: "read",
  args,
  params,
  received: {},
  context: {},
  now: 0,
  approvals: [],
});

describe("terms put in place of parameters", () => {
  it("mean what the parameters do when they have those values", () => {
    fc.assert(
      fc.property(constraint, value, value, fc.option(value, { nil: undefined }), (original, p, q, x) => {
        const filled = mapTerms(original, (each) => {
          if (each.kind !== "place" || each.root !== "param") return each;
          return within(literal(each.name === "p" ? p : q), each.fields, each.part);
        });
        const args: Record<string, Json> = x === undefined ? {} : { x };
        expect(admits(filled, request(args, {})), `${showConstraint(original)}\n${showConstraint(filled)}`).toBe(
          admits(original, request(args, { p, q })),
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it("of other places go the same way on", () => {
    const there = mapTerms(compareTerms("==", "Int", place("param", "p", "f"), literal(3)), (each) =>
      each.kind === "place" ? within(place("argument", "x", "g"), each.fields, each.part) : each,
    );
    expect(showConstraint(there)).toBe("x.g.f == 3");
  });
});
