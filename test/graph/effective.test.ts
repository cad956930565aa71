/** What is shown of a chain is what the chain admits: the hops above are left out only where they change nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { authorityOf } from "../../compiler/analysis/authority.js";
import { chainsOf } from "../../compiler/analysis/chains.js";
import { effectiveScopes } from "../../compiler/graph/effective.js";
import type { Action } from "../../compiler/model/model.js";
import { covers } from "../../compiler/scope/covers.js";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { admits, type Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { chainAdmits, everyArgs, everyChain, everyMade, type Made } from "../analysis/brute.js";
import { actions, policies } from "../analysis/random.js";

test("a request is in what is shown of a chain exactly where every hop of the chain lets it through", () => {
  let compared = 0;
  fc.assert(
    fc.property(policies, (policy) => {
      const chains = chainsOf(policy, { covers, exists, find, includes });
      const authority = authorityOf(chains);
      const hops = new Map(policy.hops.map((hop) => [hop, effectiveScopes(chains, authority, hop, 50).scopes]));
      for (const chain of everyChain(policy)) {
        const last = chain.at(-1);
        const shown =
          last === undefined
            ? undefined
            : hops.get(last)?.find((each) => each.chain.length === chain.length && each.chain.every(({ hop }, at) => hop === chain[at]));
        const mades = [...everyMade(policy, chain)];
        // A chain that can't be made is not shown.
        if (shown === undefined) {
          expect(mades).toEqual([]);
          continue;
        }
        for (const made of mades) {
          for (const action of actions) {
            for (const args of everyArgs(action)) {
              const request = requestOf(made, action, args);
              const isShown = shown.grants.some(
                ({ verb, actions: ids, where }) => verb !== "hand-on" && ids.includes(action.id) && admits(where, request),
              );
              expect(isShown).toBe(chainAdmits(policy, made, action, args));
              compared++;
            }
          }
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(300);
});

/** The request with the parameters of every hop of its chain, each called as what is shown calls it. */
function requestOf(made: Made, action: Action, args: Made["context"]): Request {
  const params: Record<string, Json> = {};
  const times = new Map<string, number>();
  for (const [at, hop] of made.hops.entries()) {
    const pair = `${hop.from.name}.${hop.to.name}`;
    const time = (times.get(pair) ?? 0) + 1;
    times.set(pair, time);
    for (const [name, value] of Object.entries(made.params[at] ?? {})) params[`${pair}${time === 1 ? "" : `#${time}`}.${name}`] = value;
  }
  return { action: action.id, effect: action.effect, args, params, received: {}, context: made.context, now: 0, approvals: [] };
}
