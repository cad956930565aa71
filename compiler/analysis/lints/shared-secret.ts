/**
 * `shared-secret`: several agents use one secret that is not minted for each hop. Nobody can then take it from one of them
 * alone, and what was done with it can't be told apart.
 *
 * Bad:
 *   secret shop_key { shared }
 *   tool shop requires secret shop_key { read list()  write buy() }             and two agents use `shop`
 * Good:
 *   secret shop_key { ttl 5m per hop }
 */
import { sharedSecret as words } from "../../diagnostics/codes/lints.js";
import type { Hop, Secret } from "../../model/model.js";
import { secretsOf } from "../isolation.js";
import type { Lint } from "./lint.js";

export const sharedSecret: Lint = ({ policy, reach }) => {
  if (policy.secrets.every((secret) => secret.perHop)) return [];
  const users = new Map<Secret, { readonly agent: string; readonly hop: Hop["place"] }[]>();
  for (const [agent, secrets] of secretsOf(policy, reach.usable)) {
    for (const [secret, hop] of secrets) {
      if (secret.perHop) continue;
      const of = users.get(secret) ?? [];
      users.set(secret, of);
      of.push({ agent, hop: hop.place });
    }
  }
  return [...users].filter(([, of]) => of.length > 1).map(([secret, of]) => words(secret.place, secret.name, of));
};
