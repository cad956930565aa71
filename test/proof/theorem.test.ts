/**
 * The theorem itself, by enumeration: of a policy whose certificate the checker accepts, on every chain, with every value of every
 * parameter, nothing is carried that the hop before did not carry, and so on. The decision procedure and the analysis have no say here.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { certify } from "../../compiler/analysis/certify.js";
import type { Hop, Policy } from "../../compiler/model/model.js";
import { check } from "../../compiler/proof/check.js";
import { refuted } from "../../compiler/proof/refuted.js";
import { chainAdmits, covers, everyArgs, everyChain, everyMade, holds, inScope, isDenied, type Made } from "../analysis/brute.js";
import { richPolicies } from "./random.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 150);

it("holds of every chain of what is accepted", () => {
  let accepted = 0;
  fc.assert(
    fc.property(richPolicies, (policy) => {
      const certified = certify(policy);
      if (certified.kind === "none" || check(policy, certified.certificate, refuted).kind !== "holds") return;
      accepted++;
      for (const chain of everyChain(policy))
        for (const made of everyMade(policy, chain)) expect(faultOf(policy, made), showChain(chain)).toBeUndefined();
      for (const assertion of policy.assertions) {
        if (assertion.kind !== "can") continue;
        const { action, party, where } = assertion;
        expect(
          isPossible(policy, party, (made, args) => holds(made, 0, where, action, args) && chainAdmits(policy, made, action, args), action),
        ).toBe(true);
      }
    }),
    { numRuns },
  );
  expect(accepted).toBeGreaterThan(numRuns / 8);
});

/** What is wrong with the last hop of a chain, as it is made; each chain is the end of itself. */
function faultOf(policy: Policy, made: Made): string | undefined {
  const at = made.hops.length - 1;
  const hop = made.hops[at];
  const above = made.hops[at - 1];
  if (hop === undefined) return undefined;
  for (const action of policy.actions) {
    for (const args of everyArgs(action)) {
      if (isDenied(policy, made, action, args, hop.to.name)) continue;
      const carried = covers(policy, made, at, action, args, "carry");
      const used = covers(policy, made, at, action, args, "use");
      if (carried && !isDenied(policy, made, action, args)) {
        if (at > 0 && !covers(policy, made, at - 1, action, args, "carry")) return "carries more than it received";
        if (hop.from.kind === "principal" && hop.from.holds !== undefined && !inScope(made, hop.from.holds, action, args)) return "is not held";
      }
      if (used && hop.to.ceiling !== undefined && !inScope(made, hop.to.ceiling, action, args)) return "is over the ceiling";
      const isNever = policy.assertions.some(
        (each) =>
          each.kind === "never" && each.actions.includes(action) && (each.by?.has(hop.to.name) ?? true) && holds(made, 0, each.where, action, args),
      );
      if (isNever && chainAdmits(policy, made, action, args)) return "is never to be admitted";
    }
  }
  if (above !== undefined && hop.ttl > above.ttl) return "outlives the hop before it";
  if (
    hop.scope.clauses.some(
      ({ verb, actions }) => verb === "allow" && actions.some(({ secrets }) => secrets.some(({ perHop, ttl = 0 }) => perHop && ttl > hop.ttl)),
    )
  )
    return "is outlived by a credential";
  for (const own of hop.budgets) {
    for (const [index, other] of made.hops.slice(0, at).entries()) {
      for (const bound of other.budgets) {
        if (bound.unit !== own.unit) continue;
        const times = bound.per === undefined ? 1 : Math.ceil((own.per ?? hop.ttl) / bound.per);
        if (amountOf(made, at, own) > times * amountOf(made, index, bound) + 1e-9) return `promises more ${own.unit} than is left`;
      }
    }
  }
  for (const each of policy.assertions) {
    if (each.kind === "depth" && made.hops.length > each.most) return "makes the chain too long";
    if (each.kind !== "no-path" || !each.to.has(hop.to.name)) continue;
    if (made.hops.some(({ from }) => each.from.has(from.name))) return "leads where no path is to lead";
  }
  return undefined;
}

function amountOf(made: Made, at: number, { amount }: Hop["budgets"][number]): number {
  return typeof amount === "number" ? amount : Number(made.params[at]?.[amount.param]);
}

function isPossible(
  policy: Policy,
  party: string,
  admitted: (made: Made, args: Made["context"]) => boolean,
  action: Policy["actions"][number],
): boolean {
  for (const chain of everyChain(policy)) {
    if (chain.at(-1)?.to.name !== party) continue;
    for (const made of everyMade(policy, chain)) for (const args of everyArgs(action)) if (admitted(made, args)) return true;
  }
  return false;
}

function showChain(chain: readonly Hop[]): string {
  return chain.map(({ from, to }) => `${from.name} -> ${to.name}`).join(", ");
}
