import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { includes } from "../../compiler/scope/narrower.js";
import type { Field, Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import { drawConstraint, spotsOf } from "./arbitrary.js";
import { and, enumOf, not, nullable, or, scalar, yes } from "./build.js";
import { type Draw, drawn } from "./draw.js";
import { type Asked, showAsked, showRequest } from "./laws.js";
import { scriptOf } from "./smt.js";
import { isInstalled, startZ3 } from "./z3.js";

/** How many answers of Z3 are compared; its *unknown* is no answer. */
const wanted = Number(process.env.REMIT_Z3_RUNS ?? 200);
const patience = Number(process.env.REMIT_Z3_PATIENCE ?? 1000);

vi.setConfig({ testTimeout: 60_000 + 4 * patience * wanted });

const sorts: readonly Sort[] = ["String", "Path", "Int", "Number", "Time", "Ip", "Date", "Bool"];

/** Scalars only, some of them optional or nullable: what both can express. */
function drawAsked(draw: Draw): Asked {
  const theme = [draw.of(["String", "String", ...sorts] as const), draw.of(sorts)] as const;
  const drawType = (): Type => {
    const type = draw.once(8) ? enumOf("a", "b", "ab") : scalar(draw.of(theme));
    return draw.once(6) ? nullable(type) : type;
  };
  const params = ["p", "q", "r"].map((name): Field => ({ name, optional: draw.once(4), type: drawType() }));
  const types = (...names: readonly string[]): Record<string, Type> => Object.fromEntries(names.map((name) => [name, drawType()]));
  const signature = { action: { id: "tool.action", effect: "write" as const, params }, params: types("t"), context: types("c") };
  // Most questions are about strings and their like, and not about the clock.
  const spots = spotsOf(signature).filter(({ term }) => term.kind === "place" || draw.once(3));
  const one = (depth: number) => drawConstraint(draw, signature, depth, spots);
  const child = and(one(2), one(1));
  const parent = draw.of([one(2), or(child, one(1)), or(and(child, one(1)), and(child, one(1))), and(one(1), one(1))]);
  return { signature, constraints: [child, parent] };
}

const counts = { agreed: 0, found: 0, none: 0, unknown: 0, disagreed: 0 };

afterAll(() => {
  console.log(isInstalled() ? `z3: ${JSON.stringify(counts)}` : "z3 is not installed: NOTHING was compared with it");
});

test.skipIf(!isInstalled())(`Z3 agrees on ${wanted} inclusions`, async () => {
  const z3 = startZ3(patience);
  const question = fc.asyncProperty(drawn(drawAsked, showAsked), async (of) => {
    if (counts.agreed >= wanted) return;
    const [child = yes, parent = yes] = of.constraints;
    const answer = includes(of.signature, { facts: yes, child, parent });
    const theirs = await z3.check(scriptOf(of.signature, and(child, not(parent))));
    if (theirs === "unknown") {
      counts.unknown++;
      return;
    }
    if (answer.kind !== (theirs === "sat" ? "found" : "none")) {
      counts.disagreed++;
      throw new Error(`Z3 says ${theirs}, and we ${answer.kind === "found" ? showRequest(answer.request) : JSON.stringify(answer)}`);
    }
    counts[answer.kind]++;
    counts.agreed++;
  });
  try {
    await fc.assert(question, { numRuns: 3 * wanted });
  } finally {
    z3.close();
  }
  expect(counts.agreed).toBeGreaterThanOrEqual(wanted);
});
