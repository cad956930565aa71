import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { residue } from "../../compiler/scope/covers.js";
import { find, includes, isRequestOf } from "../../compiler/scope/narrower.js";
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import { drawConstraint, spotsOf } from "./arbitrary.js";
import { and, or, yes } from "./build.js";
import { type Draw, drawn } from "./draw.js";
import {
  drawFiniteSignature,
  drawFolderClause,
  drawListsSignature,
  drawLookalikesSignature,
  drawMembersSignature,
  type FiniteSignature,
  foldersSignature,
  requestsOf,
} from "./finite.js";
import { numRuns, showAsked, showRequest } from "./laws.js";
import { showConstraint } from "./show.js";

interface FiniteQuestion {
  readonly finite: FiniteSignature;
  readonly constraints: readonly Constraint[];
}

function questions(count: number, depth: number, drawFinite = (draw: Draw) => drawFiniteSignature(draw, 600)) {
  return drawn(
    (draw): FiniteQuestion => {
      const finite = drawFinite(draw);
      const spots = spotsOf(finite.signature).filter(({ term }) => term.kind !== "now");
      const constraints: Constraint[] = [];
      for (let i = 0; i < count; i++) {
        const fresh = drawConstraint(draw, finite.signature, depth, spots);
        const [earlier] = constraints;
        constraints.push(earlier === undefined ? fresh : draw.of([fresh, or(earlier, fresh), and(earlier, fresh)]));
      }
      return { finite, constraints };
    },
    ({ finite, constraints }) => showAsked({ signature: finite.signature, constraints }),
  );
}

const folderQuestions = drawn(
  (draw): FiniteQuestion => ({ finite: foldersSignature(), constraints: Array.from({ length: 3 + draw.below(5) }, () => drawFolderClause(draw)) }),
  ({ finite, constraints }) => showAsked({ signature: finite.signature, constraints }),
);

/** Whether one request is the other, but for facts of the context that the first leaves out and hours that nothing tells apart. */
function isPartOf(one: Request, other: Request): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return (
    same(sorted(one.args), sorted(other.args)) &&
    same(sorted(one.params), sorted(other.params)) &&
    Object.entries(one.context).every(([name, value]) => same(value, other.context[name])) &&
    same(one.approvals, other.approvals)
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([name, each]) => [name, sorted(each)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const counts = { none: 0, found: 0 };

test("every verdict on a finite space of requests is the one that trying them all gives", () => {
  fc.assert(
    fc.property(questions(3, 2), ({ finite, constraints }) => {
      const [child = yes, parent = yes, facts = yes] = constraints;
      const answer = includes(finite.signature, { facts, child, parent });
      const shown: Request[] = [];
      let checked = 0;
      for (const request of requestsOf(finite, constraints)) {
        if (checked++ < 10 && !isRequestOf(finite.signature, request)) throw new Error(`no request of the signature: ${showRequest(request)}`);
        if (admits(facts, request) && admits(child, request) && !admits(parent, request)) shown.push(request);
      }
      const [first] = shown;
      if (answer.kind === "none" && first !== undefined) throw new Error(`found none, but there is ${showRequest(first)}`);
      expect(answer.kind).toBe(first === undefined ? "none" : "found");
      counts[first === undefined ? "none" : "found"]++;
      if (answer.kind !== "found") return;
      if (!shown.some((request) => isPartOf(answer.request, request))) throw new Error(`no request like ${showRequest(answer.request)}`);
    }),
    { numRuns },
  );
  expect(Math.min(counts.none, counts.found)).toBeGreaterThan(numRuns / 20);
});

describe("a constraint is found impossible just when no request satisfies it", () => {
  test.each([
    ["of any signature", questions(1, 3)],
    ["about the members of a list", questions(2, 2, drawMembersSignature)],
    ["about values that look alike", questions(3, 2, drawLookalikesSignature)],
    ["about two lists", questions(3, 2, drawListsSignature)],
    ["about folders under folders", folderQuestions],
  ])("%s", (_, asked) => {
    fc.assert(
      fc.property(asked, ({ finite, constraints }) => {
        const constraint = and(...constraints);
        const answer = find(finite.signature, constraint);
        const possible = [...requestsOf(finite, constraints)].some((request) => admits(constraint, request));
        expect(answer.kind).toBe(possible ? "found" : "none");
      }),
      { numRuns },
    );
  });
});

test("what is left of a constraint where another holds is equivalent to it there", () => {
  fc.assert(
    fc.property(questions(2, 2), ({ finite, constraints }) => {
      const [given = yes, wanted = yes] = constraints;
      const left = residue([given], wanted);
      for (const request of requestsOf(finite, constraints)) {
        if (!admits(given, request) || admits(left, request) === admits(wanted, request)) continue;
        throw new Error(`${showConstraint(left)} is something else: ${showRequest(request)}`);
      }
    }),
    { numRuns },
  );
});
