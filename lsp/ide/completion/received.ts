/** What `received.NAME` may be of: the parameters of the hops above. */
import { type Model, type OpenPolicy, showName, showType } from "../../../compiler/index.js";
import { lookUp } from "../symbols.js";
import { type Completion, plain } from "./item.js";
import type { Site } from "./site.js";

/** On each way up the nearest of each name; so far up that none is missed but where the way goes round. */
export function receivedNames(site: Site): readonly Completion[] {
  const { received } = site.spoken();
  if (received === undefined) return [];
  const from = partyNamed(site, received.from.text);
  if (from === undefined) return [];
  const into = hopsByRecipient(site.policy);
  const found = new Map<string, Completion>();
  const seen = new Set<Model.Party>([from]);
  const pending: Model.Party[] = [from];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const hop of into.get(at) ?? []) {
      for (const { name, type } of hop.params) {
        const label = showName(name);
        if (!found.has(name)) found.set(name, { label, kind: "parameter", snippet: plain(label), rank: 0, detail: showType(type) });
      }
      if (seen.has(hop.from)) continue;
      seen.add(hop.from);
      pending.push(hop.from);
    }
  }
  return [...found.values()];
}

function partyNamed({ policy, module }: Site, name: string): Model.Party | undefined {
  const named = lookUp(policy.program, module, name, ["agent", "principal"]);
  if (named === undefined) return undefined;
  const { agents, principals } = policy.lowered.value;
  const isThere = ({ place }: Model.Party): boolean => place.file === named.module.file && place.span.start === named.place.span.start;
  return named.kind === "agent" ? agents.find(isThere) : principals.find(isThere);
}

function hopsByRecipient({ lowered }: OpenPolicy): ReadonlyMap<Model.Party, readonly Model.Hop[]> {
  const into = new Map<Model.Party, Model.Hop[]>();
  for (const hop of lowered.value.hops) {
    const hops = into.get(hop.to);
    if (hops === undefined) into.set(hop.to, [hop]);
    else hops.push(hop);
  }
  return into;
}
