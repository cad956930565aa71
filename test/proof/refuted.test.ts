import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { refuted } from "../../compiler/proof/refuted.js";
import { find } from "../../compiler/scope/narrower.js";
import { refute } from "../../compiler/scope/refute.js";
import { admits, type Constraint } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { drawConstraint, drawSignature, spotsOf } from "../scope/arbitrary.js";
import { and, no, not, or } from "../scope/build.js";
import { type Draw, drawFrom, drawn, seeds } from "../scope/draw.js";
import { drawFiniteSignature, drawListsSignature, drawLookalikesSignature, drawMembersSignature, requestsOf } from "../scope/finite.js";
import { numRuns, showAsked, showRequest } from "../scope/laws.js";
import { mutated } from "./mutate.js";

/** The child and not the parent, which is often made of the child. */
function drawImpossible(draw: Draw, make: () => Constraint): Constraint {
  const [one, two, three] = [make(), make(), make()];
  const child = draw.of([one, and(one, two), or(one, two)]);
  const parent = draw.of([two, or(two, three), and(one, three), or(and(one, three), and(one, not(three)))]);
  return and(child, not(parent));
}

const anyQuestion = drawn(
  (draw) => {
    const signature = drawSignature(draw);
    return { signature, impossible: drawImpossible(draw, () => drawConstraint(draw, signature, 2)) };
  },
  ({ signature, impossible }) => showAsked({ signature, constraints: [impossible] }),
);

/** Two questions about one finite signature. */
const finiteQuestions = drawn(
  (draw) => {
    const finite = draw.of([
      () => drawFiniteSignature(draw, 400),
      () => drawMembersSignature(draw),
      () => drawListsSignature(draw),
      () => drawLookalikesSignature(draw),
    ])();
    const spots = spotsOf(finite.signature).filter(({ term }) => term.kind !== "now");
    const impossible = drawImpossible(draw, () => drawConstraint(draw, finite.signature, 2, spots));
    const other = draw.of([or(impossible, drawConstraint(draw, finite.signature, 1, spots)), partOf(draw, impossible)]);
    return { finite, impossible, other };
  },
  ({ finite, impossible, other }) => showAsked({ signature: finite.signature, constraints: [impossible, other] }),
);

/** The constraint with one of its conjuncts left out. */
function partOf(draw: Draw, constraint: Constraint): Constraint {
  if (constraint.kind !== "and") return constraint;
  const at = draw.below(constraint.of.length);
  return and(...constraint.of.filter((_, i) => i !== at));
}

const counts = { refuted: 0, open: 0, limits: 0, mutants: 0, trueProofs: 0 };

afterAll(() => console.log(`evidence: ${JSON.stringify(counts)}`));

describe("evidence", () => {
  test("is found for just the questions that the decision procedure answers by none, and is accepted", () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const answer = find(question.signature, question.impossible);
        const refutation = refute(question);
        if (answer.kind === "too-complex") return;
        expect(refutation.kind).toBe(answer.kind === "none" ? "refuted" : "open");
        counts[refutation.kind === "refuted" ? "refuted" : "open"]++;
        if (refutation.kind !== "refuted") return;
        expect(refuted(question, JSON.parse(JSON.stringify(refutation.evidence)))).toBeUndefined();
      }),
      { numRuns },
    );
    expect(Math.min(counts.refuted, counts.open)).toBeGreaterThan(numRuns / 5);
  });

  test("changed in one place or given for another question is accepted only where no request of all there are satisfies that", () => {
    fc.assert(
      fc.property(finiteQuestions, seeds, ({ finite, impossible, other }, seed) => {
        const { signature } = finite;
        const refutation = refute({ signature, impossible });
        if (refutation.kind !== "refuted") return;
        const draw = drawFrom(seed);
        const evidence = JSON.parse(JSON.stringify(refutation.evidence)) as Json;
        const possible = new Map<Constraint, string | undefined>();
        for (let i = 0; i < 8; i++) {
          const asked = i < 4 ? impossible : other;
          const mutant = i === 4 ? evidence : mutated(draw, evidence);
          counts.mutants++;
          if (refuted({ signature, impossible: asked }, mutant) !== undefined) continue;
          if (!possible.has(asked)) {
            const found = [...requestsOf(finite, [asked])].find((request) => admits(asked, request));
            possible.set(asked, found && showRequest(found));
          }
          const found = possible.get(asked);
          if (found !== undefined) throw new Error(`accepted ${JSON.stringify(mutant)}, but there is ${found}`);
          counts.trueProofs++;
        }
      }),
      { numRuns },
    );
  });

  test("is no evidence in any other form", () => {
    const question = { signature: { action: { id: "a.b", effect: "read", params: [] }, params: {}, context: {} }, impossible: no } as const;
    expect(refuted(question, {})).toBeUndefined();
    for (const given of [null, [], "", 1, { steps: {} }, { lemmas: [{}] }, { counts: [["0"]] }, { more: [] }]) {
      expect(refuted(question, given)).toBe("it is no evidence");
    }
  });
});
