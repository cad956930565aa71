/** Say how many hops may follow where chains could go round: as many as it takes to reach every hop. */
import type { Chains, Model } from "../../../compiler/index.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { insertIntoHop } from "./text.js";

export const addDepth: Rule = {
  codes: ["missing-depth"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    if (at === undefined) return [];
    const depth = farthest(site.snapshot.grounds(at.policy).chains, at.hop);
    const edit = insertIntoHop(site.snapshot, site.file, at.node, "depth", `depth ${depth}`);
    const title = `Add \`depth ${depth}\`: enough for every hop that can follow to be made`;
    return edit === undefined ? [] : [{ name: "add-depth", title, edits: [edit], isPreferred: false }];
  },
};

/** How many hops lead to the hop that is farthest from here, each by its shortest way. */
function farthest({ graph }: Chains, hop: Model.Hop): number {
  const seen = new Set<Model.Hop>();
  let depth = 0;
  for (let at: readonly Model.Hop[] = [hop]; ; depth++) {
    const next = at.flatMap((each) => graph.groupOf(each).departures).filter((each) => !seen.has(each));
    if (next.length === 0) return depth;
    for (const each of next) seen.add(each);
    at = [...new Set(next)];
  }
}
