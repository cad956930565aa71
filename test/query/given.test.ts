/** Constraints of which something is known, and from which parameters are taken: over all constructs of the language. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instancesFor } from "../../compiler/diff/instances.js";
import { withoutChoices } from "../../compiler/query/choosing.js";
import { given } from "../../compiler/query/given.js";
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import { drawConstraint, drawRequest, drawSignature } from "../scope/arbitrary.js";
import { drawFrom, seeds } from "../scope/draw.js";
import { drawFiniteSignature, requestsOf } from "../scope/finite.js";

const parts = ["args", "params", "context", "now", "approvals", "effect"] as const;

describe("what is left where something is known", () => {
  it("holds of a request that has what is known just where the whole does", () => {
    let held = 0;
    fc.assert(
      fc.property(seeds, fc.subarray([...parts]), (seed, known) => {
        const draw = drawFrom(seed);
        const signature = drawSignature(draw);
        const constraint = drawConstraint(draw, signature);
        const request = drawRequest(draw, signature);
        const left = given(constraint, Object.fromEntries(known.map((part) => [part, request[part]])));
        const holds = admits(constraint, request);
        expect(admits(left, request)).toBe(holds);
        // What is known is no longer asked.
        const without: Request = { ...request, ...(known.includes("args") ? { args: {} } : {}), ...(known.includes("params") ? { params: {} } : {}) };
        expect(admits(left, without)).toBe(holds);
        if (known.length === parts.length) expect(["true", "false"]).toContain(left.kind);
        if (holds) held++;
      }),
      { numRuns: 3000 },
    );
    expect(held).toBeGreaterThan(100);
  });

  it("leaves open the arguments that are not named, where only some are known", () => {
    fc.assert(
      fc.property(seeds, fc.nat(3), (seed, which) => {
        const draw = drawFrom(seed);
        const signature = drawSignature(draw);
        const constraint = drawConstraint(draw, signature);
        const request = drawRequest(draw, signature);
        const names = Object.keys(request.args).filter((_, at) => at !== which);
        const some = Object.fromEntries(names.map((name) => [name, request.args[name] ?? null]));
        expect(admits(given(constraint, { args: some, some: true }), request)).toBe(admits(constraint, request));
      }),
      { numRuns: 2000 },
    );
  });
});

/** A request without its parameters, as a text. */
const rest = ({ params: _, ...others }: Request): string => JSON.stringify(others);

describe("parameters that somebody chooses", () => {
  it("are taken away only where the same requests can be made without them", () => {
    let taken = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const finite = drawFiniteSignature(draw, 600);
        const { signature } = finite;
        const whole: Constraint = { kind: "and", of: [drawConstraint(draw, signature, 1), drawConstraint(draw, signature, 1)] };
        if (Object.keys(signature.params).length === 0) return;
        const requests = [...requestsOf(finite, [whole])];
        const before = new Set(requests.filter((each) => admits(whole, each)).map(rest));
        if (before.size === 0) return;
        const chosen = withoutChoices(whole, signature.params, (each) => requests.some((request) => admits(each, request)));
        const after = new Set(requests.filter((each) => chosen.some((alternative) => admits(alternative, each))).map(rest));
        expect(after).toEqual(before);
        const names = (of: unknown): number =>
          new Set([...JSON.stringify(of).matchAll(/"root":"param","name":"([^"]*)"/g)].map(([, name]) => name)).size;
        if (names(chosen) < names(whole)) taken++;
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(5);
  });

  it("are put only to what they may be: an instance admits the request, and nothing that no value admits", () => {
    let made = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = drawFrom(seed);
        const finite = drawFiniteSignature(draw, 600);
        const { signature } = finite;
        if (Object.keys(signature.params).length === 0) return;
        const admitted = drawConstraint(draw, signature, 2);
        const requests = [...requestsOf(finite, [admitted])];
        const request = requests.find((each) => admits(admitted, each));
        if (request === undefined) return;
        const possible = new Set(requests.filter((each) => admits(admitted, each)).map(rest));
        const offers = [
          ...signature.action.params.map(({ name, type }) => ({ term: { kind: "place", root: "argument", name, fields: [] } as const, type })),
          ...Object.entries(signature.context).map(([name, type]) => ({ term: { kind: "place", root: "context", name, fields: [] } as const, type })),
        ];
        const instances = instancesFor({ admitted, variables: signature.params }, request.params, offers, request);
        expect(instances.length).toBeGreaterThan(0);
        for (const instance of instances) {
          made++;
          expect(admits(instance, request)).toBe(true);
          for (const each of requests) if (admits(instance, { ...each, params: {} })) expect(possible.has(rest(each))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
    expect(made).toBeGreaterThan(25);
  });
});
