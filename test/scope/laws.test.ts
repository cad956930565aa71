import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { covers } from "../../compiler/scope/covers.js";
import { find, includes, isRequestOf } from "../../compiler/scope/narrower.js";
import { isPossible } from "../../compiler/scope/possible.js";
import type { Answer, Inclusion } from "../../compiler/scope/question.js";
import { surely } from "../../compiler/scope/surely.js";
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import { drawConstraint, drawRequest, drawSignature } from "./arbitrary.js";
import { and, no, not, or, yes } from "./build.js";
import { drawFrom, drawn, seeds } from "./draw.js";
import { type Asked, decided, newTally, numRuns, showAsked, showRequest } from "./laws.js";

/** A signature and some constraints over it; the last ones are often cut from the first, so that inclusion holds now and then. */
function asked(count: number, depth = 2): fc.Arbitrary<Asked> {
  return drawn((draw) => {
    const signature = drawSignature(draw);
    const constraints: Constraint[] = [];
    for (let i = 0; i < count; i++) {
      const fresh = drawConstraint(draw, signature, depth);
      const earlier = constraints[draw.below(Math.max(1, constraints.length))];
      if (earlier === undefined) constraints.push(fresh);
      else
        constraints.push(
          draw.of([fresh, fresh, and(earlier, fresh), or(earlier, fresh), or(and(earlier, fresh), drawConstraint(draw, signature, 1))]),
        );
    }
    return { signature, constraints };
  }, showAsked);
}

const tally = newTally();
const counts = { none: 0, found: 0, admitted: 0 };

function answered(answer: Answer, of: Asked) {
  const found = decided(answer, of, tally);
  if (found !== undefined) counts[found.kind]++;
  return found;
}

/** A request near another one: some of its values are drawn anew. */
function near(seed: number, { signature }: Asked, request: Request): Request {
  const draw = drawFrom(seed);
  const fresh = drawRequest(draw, signature);
  const mix = <T>(one: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries([...Object.entries(one).filter(() => !draw.once(4)), ...Object.entries(other).filter(() => draw.once(3))]);
  return {
    ...request,
    args: mix(request.args, fresh.args),
    params: { ...fresh.params, ...mix(request.params, fresh.params) },
    context: { ...fresh.context, ...mix(request.context, fresh.context) },
    now: draw.once(2) ? fresh.now : request.now,
    approvals: draw.once(2) ? fresh.approvals : request.approvals,
  };
}

afterAll(() => {
  console.log(
    `laws: ${JSON.stringify(counts)}; ${tally.undecided} of ${tally.decided + tally.undecided} questions ended without a witness, each about a URL`,
  );
});

describe("inclusion and the meaning", () => {
  test("what is found within the parent admits nothing that the parent does not", () => {
    fc.assert(
      fc.property(asked(3), seeds, (of, seed) => {
        const [facts = yes, child = yes, parent = yes] = of.constraints;
        const answer = answered(includes(of.signature, { facts, child, parent }), of);
        if (answer?.kind !== "none") return;
        const start = find(of.signature, and(facts, child));
        const draw = drawFrom(seed);
        for (let i = 0; i < 24; i++) {
          const request = start.kind === "found" && i > 4 ? near(seed + i, of, start.request) : drawRequest(draw, of.signature);
          if (!isRequestOf(of.signature, request) || !admits(facts, request) || !admits(child, request)) continue;
          counts.admitted++;
          if (!admits(parent, request)) throw new Error(`not narrower: ${showRequest(request)}`);
        }
      }),
      { numRuns },
    );
  });

  test("nothing is found impossible that a request shows", () => {
    fc.assert(
      fc.property(asked(1, 3), seeds, (of, seed) => {
        const [constraint = yes] = of.constraints;
        const answer = answered(find(of.signature, constraint), of);
        if (answer?.kind !== "none") return;
        const draw = drawFrom(seed);
        for (let i = 0; i < 24; i++) {
          const request = drawRequest(draw, of.signature);
          if (isRequestOf(of.signature, request) && admits(constraint, request)) throw new Error(`admitted: ${showRequest(request)}`);
        }
      }),
      { numRuns },
    );
  });

  test("a witness is a request of the child that is not the parent's", () => {
    fc.assert(
      fc.property(asked(3), (of) => {
        const [facts = yes, child = yes, parent = yes] = of.constraints;
        const answer = answered(includes(of.signature, { facts, child, parent }), of);
        if (answer?.kind !== "found") return;
        const { request } = answer;
        expect([isRequestOf(of.signature, request), admits(facts, request), admits(child, request), admits(parent, request)]).toEqual([
          true,
          true,
          true,
          false,
        ]);
      }),
      { numRuns },
    );
  });

  test("the fast path never says that what the search refutes is covered", () => {
    fc.assert(
      fc.property(asked(3), (of) => {
        const [facts = yes, child = yes, parent = yes] = of.constraints;
        if (!covers([facts, child], parent)) return;
        expect(answered(find(of.signature, and(facts, child, not(parent))), of)?.kind).not.toBe("found");
      }),
      { numRuns },
    );
  });
});

test("what is seen to be possible without a search is, and a search finds it", () => {
  let seen = 0;
  fc.assert(
    fc.property(asked(1, 2), (of) => {
      const [constraint = yes] = of.constraints;
      if (!isPossible(of.signature, constraint)) return;
      seen++;
      expect(answered(find(of.signature, constraint), of)?.kind).not.toBe("none");
    }),
    { numRuns },
  );
  expect(seen).toBeGreaterThan(numRuns / 20);
});

describe("inclusion is an order, and `and` and `or` are its bounds", () => {
  const within = (of: Asked, child: Constraint, parent: Constraint, facts: Constraint = yes) => {
    const inclusion: Inclusion = { facts, child, parent };
    return answered(includes(of.signature, inclusion), of);
  };

  test("what holds whatever some facts are holds with each value that they may have", () => {
    let held = 0;
    fc.assert(
      fc.property(asked(1, 3), seeds, (of, seed) => {
        const [one = yes] = of.constraints;
        const draw = drawFrom(seed);
        const open = new Set(Object.keys(of.signature.context).filter(() => draw.once(2)));
        const rest = surely(one, (name) => open.has(name));
        const request = drawRequest(draw, of.signature);
        if (open.size === 0 || !admits(rest, request)) return;
        held++;
        for (let i = 0; i < 5; i++) {
          const other = drawRequest(draw, of.signature).context;
          const context = Object.fromEntries(
            Object.entries(request.context).map(([name, value]) => [name, open.has(name) ? (other[name] ?? null) : value]),
          );
          expect(admits(one, { ...request, context }), showRequest({ ...request, context })).toBe(true);
        }
      }),
      { numRuns },
    );
    expect(held).toBeGreaterThan(numRuns / 20);
  });

  test("every constraint is within itself", () => {
    fc.assert(
      fc.property(asked(1, 3), (of) => {
        const [one = yes] = of.constraints;
        expect(within(of, one, one)?.kind).toBe("none");
        // The same again, so that no object is known to be the same.
        expect(find(of.signature, and(one, not(structuredClone(one)))).kind).toBe("none");
      }),
      { numRuns },
    );
  });

  test("it is transitive", () => {
    fc.assert(
      fc.property(asked(3, 1), (of) => {
        const [c = yes, b = yes, a = yes] = of.constraints;
        for (const [one, two, three] of [
          [a, b, c],
          [a, c, b],
          [b, a, c],
        ] as const) {
          if (within(of, one, two)?.kind === "none" && within(of, two, three)?.kind === "none")
            expect(within(of, one, three)?.kind).not.toBe("found");
        }
      }),
      { numRuns },
    );
  });

  test("a constraint is within its union with another, and its intersection within it", () => {
    fc.assert(
      fc.property(asked(2), (of) => {
        const [one = yes, other = yes] = of.constraints;
        expect(within(of, one, or(one, other))?.kind).toBe("none");
        expect(within(of, and(other, one), one)?.kind).toBe("none");
        expect(within(of, yes, or(one, not(one)))?.kind).toBe("none");
        expect(within(of, and(one, not(one)), no)?.kind).toBe("none");
      }),
      { numRuns },
    );
  });

  test("what holds always may be said as a fact or in the child", () => {
    fc.assert(
      fc.property(asked(3), (of) => {
        const [facts = yes, child = yes, parent = yes] = of.constraints;
        const [one, other] = [within(of, child, parent, facts), within(of, and(facts, child), parent)];
        if (one !== undefined && other !== undefined) expect(one.kind).toBe(other.kind);
      }),
      { numRuns },
    );
  });
});
