/** What `received.NAME` may be of: the parameters of the hops above. */
import { showName, showType } from "../../../compiler/index.js";
import { lookUp } from "../symbols.js";
import { type Completion, plain } from "./item.js";
import type { Site } from "./site.js";

/** On some way up the nearest of each name. */
export function receivedNames(site: Site): readonly Completion[] {
  const { policy, module } = site;
  const { received } = site.spoken();
  const from = received === undefined ? undefined : lookUp(policy.program, module, received.from.text, ["agent", "principal"]);
  if (from === undefined) return [];
  const found = new Map<string, Completion>();
  const seen = new Set([from.name]);
  // A set is gone through in the order in which it grows: what is nearest comes first.
  for (const party of seen) {
    for (const hop of policy.hopsOf(party)) {
      if (hop.to.name !== party) continue;
      for (const { name, type } of hop.params) {
        const label = showName(name);
        if (!found.has(name)) found.set(name, { label, kind: "parameter", snippet: plain(label), rank: 0, detail: showType(type) });
      }
      seen.add(hop.from.name);
    }
    if (seen.size > mostParties) break;
  }
  return [...found.values()];
}

/** Further up nobody looks for a parameter's name. */
const mostParties = 50;
