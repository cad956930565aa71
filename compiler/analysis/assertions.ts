/** What a policy asserts of its chains: that each claim holds, or a chain on which it does not. */

import * as words from "../diagnostics/codes/assertions.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Assertion, Policy } from "../model/model.js";
import type { Authority } from "./authority.js";
import { partiesOf } from "./bounds.js";
import type { Chains, Context } from "./chains.js";
import { type Claims, can, never } from "./claims.js";
import { type Flow, flowOf } from "./flow.js";
import { pathBetween } from "./paths.js";
import type { Tally } from "./tally.js";
import type { Usage } from "./usage.js";

export interface Known {
  /**
   * Every hop was proved to carry no more than the one before it. Then what a chain's last hop lets be used, the chain
   * admits; else every hop on the way is asked as well.
   */
  readonly isNarrow: boolean;
  /** Something was left out of the policy for an error: that no chain does something is not known yet. */
  readonly isIncomplete: boolean;
}

export function assertions(
  chains: Chains,
  authority: Authority,
  usage: Usage,
  longestChain: () => readonly Context[],
  known: Known,
  tally: Tally,
): readonly Diagnostic[] {
  const { policy } = chains;
  if (policy.assertions.length === 0) return [];
  const claims: Claims = { chains, authority, reading: known.isNarrow ? "some" : "admitted", isIncomplete: known.isIncomplete };
  let flow: Flow | undefined;
  const dataFlow = (): Flow => {
    flow ??= flowOf(policy, chains, (context) =>
      authority.classesOfHop(context.hop).flatMap((of) => of.actions.filter((action) => bringsData(policy, action) && usage.isUsed(context, action))),
    );
    return flow;
  };
  return policy.assertions.flatMap((assertion): readonly Diagnostic[] => {
    const found = refute(claims, dataFlow, longestChain, assertion);
    tally.add(found.length === 0);
    return found;
  });
}

function bringsData({ labels }: Policy, { returns, ingestsUntrusted }: Policy["actions"][number]): boolean {
  return ingestsUntrusted || returns !== labels.lowest;
}

function refute(claims: Claims, dataFlow: () => Flow, longestChain: () => readonly Context[], assertion: Assertion): readonly Diagnostic[] {
  const { chains } = claims;
  switch (assertion.kind) {
    case "never":
      return never(claims, assertion);
    case "can":
      return can(claims, assertion);
    case "no-path": {
      const chain = pathBetween(chains, assertion.from, assertion.to);
      return chain === undefined
        ? []
        : [
            words.pathExists(
              assertion.place,
              partiesOf(chain),
              chain.map(({ hop }) => hop),
            ),
          ];
    }
    case "depth": {
      // Chains without an end are reported as such.
      const longest = longestChain();
      if (longest.length <= assertion.most) return [];
      return [
        words.tooDeep(
          assertion.place,
          assertion.most,
          partiesOf(longest),
          longest.map(({ hop }) => hop),
        ),
      ];
    }
    case "no-flow":
      return noFlow(chains, dataFlow(), assertion);
  }
}

function noFlow(chains: Chains, flow: Flow, { place, of, to }: Extract<Assertion, { kind: "no-flow" }>): readonly Diagnostic[] {
  const { labels } = chains.policy;
  const what = of === "untrusted" ? "untrusted text" : `data labelled \`${labels.names[of] ?? ""}\` or above`;
  const reaches = (holding: { readonly labels: ReadonlySet<number>; readonly untrusted: boolean }): number | "untrusted" | undefined =>
    of === "untrusted" ? (holding.untrusted ? "untrusted" : undefined) : [...holding.labels].find((label) => labels.within(of, label));
  for (const context of chains.contexts) {
    if (context.erroneous) continue;
    if (to.has(context.hop.to.name)) {
      for (const holding of flow.holdings(context)) {
        const found = reaches(holding);
        if (found === undefined) continue;
        const chain = flow.chainOf(context, holding);
        const origin = flow.originOf(chain, found === "untrusted" ? { kind: "untrusted" } : { kind: "read", label: found });
        const route = origin === undefined ? [] : [...origin.replied.map(repliedOver), ...chain.slice(origin.at + 1).map(passedBy)];
        return [words.flowExists(place, what, context.hop.to.name, partiesOf(chain), originWords(origin), route, "reached")];
      }
    }
    if (to.has(context.hop.from.name) && context.hop.from.kind === "principal") {
      const found = reaches(flow.replies(context));
      if (found === undefined) continue;
      const origin = flow.originOf([context], found === "untrusted" ? { kind: "untrusted" } : { kind: "read", label: found });
      const route = [...(origin?.replied.map(repliedOver) ?? []), repliedOver(context)];
      return [words.flowExists(place, what, context.hop.from.name, partiesOf([context]), originWords(origin), route, "replied")];
    }
  }
  return [];
}

function repliedOver({ hop }: Context): words.Carried {
  return { how: "replied", from: hop.to.name, to: hop.from.name, place: hop.places.reply ?? hop.place };
}

function passedBy({ hop }: Context): words.Carried {
  return { how: "passed", from: hop.from.name, to: hop.to.name, place: hop.places.pass ?? hop.place };
}

function originWords(origin: ReturnType<Flow["originOf"]>): words.Origin | undefined {
  if (origin === undefined) return undefined;
  const { context, action } = origin;
  const clause = context.hop.scope.clauses.find(({ verb, actions }) => verb === "allow" && actions.includes(action));
  return { action: action.id, agent: context.hop.to.name, place: clause?.place ?? context.hop.place };
}
